import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chainStart,
  chainText,
  createChainCheck,
  exportLine,
  headText,
  type KeptHead,
  readHead,
} from '../../../src/domain/evidence/audit-chain.ts';
import type { LinkedEntry, PlacedEntry } from '../../../src/domain/evidence/audit-entry.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

const placed = (place: number, given: Partial<PlacedEntry> = {}): PlacedEntry => ({
  id: `a${place}`,
  place,
  at: 1_000 + place,
  actor: 'U1',
  action: 'decision.approved',
  subject: 'r1',
  detail: { missing: 0, decision: 'approve' },
  awsRequestIds: [],
  ...given,
});

/** Entries linked one to the next; of those in `bare` no link is stored. */
function chain(entries: readonly PlacedEntry[], bare: readonly number[] = []): LinkedEntry[] {
  let running = chainStart;
  return entries.map((entry) => {
    const previous = running;
    running = hash(chainText(entry, previous));
    return bare.includes(entry.place)
      ? { ...entry, previous: null, hash: null }
      : { ...entry, previous, hash: running };
  });
}

const six = (bare: readonly number[] = []) =>
  chain(
    [1, 2, 3, 4, 5, 6].map((place) => placed(place)),
    bare,
  );

function check(entries: readonly LinkedEntry[], heads: readonly KeptHead[] = []) {
  const checking = createChainCheck(hash, heads);
  for (const entry of entries) {
    const problem = checking.next(entry);
    if (problem) return problem;
  }
  return checking.end();
}

/** What is wrong, and at which entry. */
const found = (entries: readonly LinkedEntry[], heads: readonly KeptHead[] = []) => {
  const problem = check(entries, heads);
  return problem && ('entry' in problem ? [problem.what, problem.entry.place] : [problem.what]);
};

const changed = (entries: readonly LinkedEntry[], place: number, given: Partial<LinkedEntry>) =>
  entries.map((entry) => (entry.place === place ? { ...entry, ...given } : entry));

describe('a chain', () => {
  test('that holds, whole, empty, and from before the chain', () => {
    expect(check([])).toBeUndefined();
    expect(check(six())).toBeUndefined();
    expect(check(six([1, 2, 3]))).toBeUndefined();
    // A process of an older version wrote in between.
    expect(check(six([1, 4]))).toBeUndefined();
  });

  test('says how many entries there are and what covers them', () => {
    const checking = createChainCheck(hash);
    const entries = six([1, 2, 4, 6]);
    for (const entry of entries) expect(checking.next(entry)).toBeUndefined();
    expect(checking.state()).toEqual({
      entries: 6,
      linked: 2,
      before: 2,
      unlinked: 1,
      head: { place: 6, hash: six().at(-1)?.hash },
    });
  });

  test.each([
    ['actor', { actor: 'U2' }],
    ['instant', { at: 7 }],
    ['action', { action: 'decision.refused' }],
    ['subject', { subject: 'r2' }],
    ['id', { id: 'other' }],
    ['detail', { detail: { missing: 1, decision: 'approve' } }],
    ['detail with one more', { detail: { missing: 0, decision: 'approve', more: true } }],
    ['AWS request ids', { awsRequestIds: ['x'] }],
    ['hash', { hash: 'f'.repeat(64) }],
    ['hash alone taken away', { hash: null }],
  ] as const)('in which the %s of one entry is another', (_, given) => {
    expect(found(changed(six(), 4, given))).toEqual(['changed', 4]);
  });

  test('in which an entry without a link was changed, or a link was taken away with the change', () => {
    expect(found(changed(six([1, 2]), 2, { actor: 'U2' }))).toEqual(['before', 3]);
    expect(found(changed(six(), 2, { actor: 'U2', previous: null, hash: null }))).toEqual(['before', 3]);
  });

  test('in which entries are missing, at the beginning or in the middle', () => {
    expect(check(six().slice(2))).toMatchObject({ what: 'missing', first: 1, last: 2, entry: { place: 3 } });
    expect(check(six().filter(({ place }) => place !== 4))).toMatchObject({ what: 'missing', first: 4, last: 4 });
  });

  test('in which entries changed places, or one was removed and the rest moved up', () => {
    const swapped = six().map((entry) => ({ ...entry, place: { 3: 4, 4: 3 }[entry.place] ?? entry.place }));
    const ordered = swapped.toSorted((a, b) => a.place - b.place);
    expect(check(ordered)).toMatchObject({ what: 'moved', from: 4, entry: { place: 3 } });
    const removed = six().filter(({ place }) => place !== 2);
    expect(check(removed.map((entry, at) => ({ ...entry, place: at + 1 })))).toMatchObject({
      what: 'moved',
      from: 3,
      entry: { place: 2 },
    });
  });

  test('that was made whole again after a change holds, unless a head was kept', () => {
    const forged = chain([1, 2, 3, 4, 5, 6].map((place) => placed(place, place === 2 ? { actor: 'U9' } : {})));
    const head = { place: 4, hash: six()[3]?.hash ?? '' };
    expect(check(forged)).toBeUndefined();
    expect(found(forged, [head])).toEqual(['head', 4]);
    expect(found(forged, [{ hash: head.hash }])).toEqual(['unknown-head']);
    expect(check(six(), [head, { hash: head.hash }])).toBeUndefined();
  });

  test('that lost its end holds, unless a head was kept', () => {
    const last = six()[5]?.hash ?? '';
    expect(check(six().slice(0, 4))).toBeUndefined();
    expect(check(six().slice(0, 4), [{ place: 6, hash: last }])).toMatchObject({
      what: 'truncated',
      last: 4,
      head: { place: 6 },
    });
    expect(found(six().slice(0, 4), [{ hash: last }])).toEqual(['unknown-head']);
    expect(found([], [{ place: 6, hash: last }])).toEqual(['truncated']);
  });

  test('of any entries is broken by any change of any field', () => {
    const text = fc.string({ unit: 'binary' });
    const detail = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean()));
    const some = fc.record({ actor: text, subject: text, detail, awsRequestIds: fc.array(text) });
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 6 }), fc.nat(), some, (all, which, other) => {
        const entries = chain(all.map((given, at) => placed(at + 1, given)));
        expect(check(entries)).toBeUndefined();
        const at = which % entries.length;
        const before = entries[at];
        const after = entries.map((entry, index) => (index === at ? { ...entry, ...other } : entry));
        const isSame =
          before !== undefined && chainText({ ...before, ...other }, chainStart) === chainText(before, chainStart);
        expect(check(after) === undefined).toBe(isSame);
      }),
    );
  });
});

describe('the text of an entry', () => {
  test('is sorted JSON without white space, the line of the export without its hash', () => {
    const [entry] = six();
    const text =
      '{"action":"decision.approved","actor":"U1","at":1001,"awsRequestIds":[],"detail":{"decision":"approve","missing":0},' +
      `"id":"a1","place":1,"previous":"${chainStart}","subject":"r1"}`;
    expect(chainText(placed(1), chainStart)).toBe(text);
    const { hash: stored, ...line } = JSON.parse(entry ? exportLine(entry) : '');
    expect(stored).toBe(hash(text));
    expect(JSON.parse(text)).toEqual(line);
  });

  test('is the same in whatever order keys stand, and for a text as each database gives it back', () => {
    expect(chainText(placed(1, { detail: { decision: 'approve', missing: 0 } }), 'x')).toBe(chainText(placed(1), 'x'));
    expect(chainText(placed(1, { detail: { 10: 'a', 9: 'b' } }), 'x')).toContain('{"10":"a","9":"b"}');
    expect(chainText(placed(1, { actor: 'a\0\ud800' }), 'x')).toBe(
      chainText(placed(1, { actor: 'a\ufffd\ufffd' }), 'x'),
    );
    expect(chainText(placed(1, { at: 1.4 }), 'x')).toBe(chainText(placed(1, { at: 1 }), 'x'));
  });
});

test('a head is read as it was written, with its place or without', () => {
  const head = { place: 12, hash: hash('x') };
  expect(readHead(` ${headText(head).toUpperCase()} `)).toEqual(head);
  expect(readHead(head.hash)).toEqual({ hash: head.hash });
  for (const text of ['', '12', `0:${head.hash}`, `x:${head.hash}`, head.hash.slice(1), `${head.hash}0`])
    expect(readHead(text)).toBeUndefined();
});
