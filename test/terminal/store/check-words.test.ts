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
  expect([[ok], [ok, open], [ok, open, failed]].map((checks) => checkExitCode(checks))).toEqual([0, 1, 2]);
  expect(checkEnd([ok])).toBe('Everything holds: 1 check.');
  expect(checkEnd([ok, open], { to: 'there', state: 'moved' })).toBe(
    'Not everything was checked: key. It was moved to there: no bot works on it any more.',
  );
  expect(checkEnd([failed, open])).toMatch(/^Something is wrong: seals\. Next: stop the bot/);
});

test('what is being copied elsewhere is no database to work on, whatever holds', () => {
  const moved = { to: 'there', state: 'copying' } as const;
  expect(checkExitCode([ok], { ...moved, state: 'moved' })).toBe(0);
  expect([checkExitCode([ok], moved), checkExitCode([failed], moved)]).toEqual([1, 2]);
  expect(checkEnd([ok], moved)).toMatch(/^Everything holds: 1 check\. It is being copied to there: .*store reopen\.$/);
});
