import { expect, test } from 'vitest';
import { readInstant } from '../../../src/terminal/evidence/instants.ts';
import { readOptions } from '../../../src/terminal/options.ts';

const option = { value: 'DAY', needs: 'a day', example: '--from 2026-11-01', does: [''] };
const read = (...words: string[]) => readInstant(readOptions(words, { '--from': option }, false), '--from');

test('a day is its start in UTC; an instant says its time zone', () => {
  expect(read()).toBeUndefined();
  expect(read('--from', '2026-11-01')).toEqual({ at: Date.UTC(2026, 10, 1), isDay: true });
  expect(read('--from', '2026-11-01T08:00+02:00')).toEqual({ at: Date.UTC(2026, 10, 1, 6), isDay: false });
  expect(read('--from', '2026-11-01T08:00:01.5Z')?.at).toBe(Date.UTC(2026, 10, 1, 8, 0, 1, 500));
});

test.each(['2026-02-31', '2026-13-01', '1.11.2026', 'yesterday', '2026-11-01T08:00', '2026-11-01 08:00Z'])(
  '%s is refused',
  (text) => {
    expect(() => read('--from', text)).toThrow(/neither/);
  },
);
