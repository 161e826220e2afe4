import { expect, test } from 'vitest';
import { checkEnd, checkExitCode, checkLines } from '../../../src/terminal/store/check-words.ts';
import type { StoreCheck } from '../../../src/usecases/ports/records/store-check.ts';

const ok: StoreCheck = { name: 'rows', outcome: 'ok', said: '1 row', wrong: 0, first: [] };
const failed: StoreCheck = {
  name: 'seals',
  outcome: 'failed',
  said: '9 plans',
  wrong: 7,
  first: [{ row: 'plans p1', what: 'has a seal that does not fit' }],
};
const open: StoreCheck = { name: 'key', outcome: 'not-checked', said: 'there is no key', wrong: 0, first: [] };

test('a line a check, and the first rows of one that failed', () => {
  expect([ok, failed, open].flatMap(checkLines)).toEqual([
    'rows: ok (1 row).',
    'seals: FAILED, 7 wrong (9 plans).',
    '- plans p1 has a seal that does not fit.',
    '- and 6 more.',
    'key: not checked, there is no key.',
  ]);
});

test('what is wrong wins over what was not checked, and says what to do', () => {
  expect([[ok], [ok, open], [ok, open, failed]].map(checkExitCode)).toEqual([0, 1, 2]);
  expect(checkEnd([ok], undefined)).toBe('Everything holds: 1 check.');
  expect(checkEnd([ok, open], 'there')).toBe(
    'Not everything was checked: key. It was moved to there: no bot works on it any more.',
  );
  expect(checkEnd([failed, open], undefined)).toMatch(/^Something is wrong: seals\. Next: stop the bot/);
});
