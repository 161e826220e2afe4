import { expect, test } from 'vitest';
import { createUnknownSpans, type OutcomeDay } from '../../../src/domain/evidence/unknown-spans.ts';

const outcome = (account: string, day: number, is: string): OutcomeDay => ({
  account,
  region: 'eu-west-1',
  day,
  outcome: is,
});

function spans(from: number, all: readonly OutcomeDay[]) {
  const made = createUnknownSpans(from);
  const found = [...all.flatMap((each) => made.next(each)), ...made.end()];
  return found.map(({ account, since, until }) => [account, since, until]);
}

test('from the first day on which it could not be scanned to the day on which it could, or was gone', () => {
  const all = [
    outcome('1', 1, 'scanned'),
    outcome('1', 3, 'unknown'),
    outcome('1', 5, 'scanned'),
    outcome('1', 8, 'unknown'),
    outcome('2', 1, 'unknown'),
    outcome('2', 4, 'gone'),
    outcome('3', 2, 'scanned'),
  ];
  expect(spans(0, all)).toEqual([
    ['1', 3, 5],
    ['1', 8, undefined],
    ['2', 1, 4],
  ]);
});

test('what ended before is left out, what reaches in is not', () => {
  const all = [
    outcome('1', 1, 'unknown'),
    outcome('1', 5, 'scanned'),
    outcome('2', 1, 'unknown'),
    outcome('2', 6, 'scanned'),
  ];
  expect(spans(5, all)).toEqual([['2', 1, 6]]);
  expect(spans(9, [outcome('1', 1, 'unknown')])).toEqual([['1', 1, undefined]]);
});

test('unknown twice in a row is one', () => {
  expect(spans(0, [outcome('1', 1, 'unknown'), outcome('1', 2, 'unknown'), outcome('1', 4, 'scanned')])).toEqual([
    ['1', 1, 4],
  ]);
});
