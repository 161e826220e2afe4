import { expect, test } from 'vitest';
import type { ChainProblem } from '../../../src/domain/evidence/audit-chain.ts';
import type { LinkedEntry } from '../../../src/domain/evidence/audit-entry.ts';
import { chainProblemWords, chainStateWords } from '../../../src/usecases/evidence/chain-words.ts';

const entry: LinkedEntry = {
  id: 'x1',
  place: 1_212,
  at: 0,
  actor: 's3cret-actor',
  action: 'request.opened',
  subject: 's3cret-subject',
  detail: { reason: 's3cret' },
  awsRequestIds: [],
  previous: 'p',
  hash: 'h',
};

test.each<[ChainProblem, RegExp]>([
  [
    { what: 'missing', first: 3, last: 3, entry },
    /^entry 3 is missing before entry 1,212 \(audit x1, request\.opened, /,
  ],
  [{ what: 'missing', first: 3, last: 9, entry }, /^entries 3 to 9 are missing before/],
  [{ what: 'changed', entry }, /^entry 1,212 .* is not as it was written/],
  [{ what: 'moved', entry, from: 9 }, /was written as entry 9: entries were reordered or removed$/],
  [{ what: 'before', entry }, /and an entry before it is not/],
  [{ what: 'head', entry, head: { place: 4, hash: 'ab' } }, /another hash than the head that was kept, 4:ab/],
  [{ what: 'truncated', head: { place: 9, hash: 'ab' }, last: 7 }, /missing at the end: the last one is 7.*entry 9/],
  [{ what: 'unknown-head', hash: 'ab', last: 7 }, /no entry up to the last one, 7, has the hash ab/],
])('%o names the entry and no content', (problem, words) => {
  expect(chainProblemWords(problem)).toMatch(words);
  expect(chainProblemWords(problem)).not.toContain('s3cret');
});

test('what there is, and what covers it', () => {
  const state = { entries: 0, linked: 0, before: 0, unlinked: 0, head: undefined };
  expect(chainStateWords(state)).toBe('no entry yet');
  expect(chainStateWords({ ...state, entries: 1, linked: 1 })).toBe('1 entry, 1 linked');
  expect(chainStateWords({ ...state, entries: 1_210, linked: 4, before: 1_200, unlinked: 2 })).toBe(
    '1,210 entries, 4 linked, 1,200 from before the chain, covered by its first link, 4 by an older version, covered by the next link, 2 at the end not linked yet',
  );
});
