import { expect, test } from 'vitest';
import { isUnknownNews } from '../../../src/domain/audit/unknown-news.ts';

const day = 86_400_000;

test.each([
  ['began after the digest before', 10 * day, 9 * day, 10 * day, true],
  ['began at the instant of the digest before, which named it', 9 * day, 9 * day, 10 * day, false],
  ['was named before', 5 * day, 9 * day, 10 * day, false],
  ['is unknown for a week', 3 * day, 9 * day, 10 * day, true],
  ['was named again yesterday', 2 * day, 9 * day, 10 * day, false],
  ['is unknown for two weeks', 0, 13.5 * day, 14 * day, true],
  ['is met by the first digest', 3 * day, null, 4 * day, true],
])('what %s', (_what, since, previousAt, at, isNews) => {
  expect(isUnknownNews(since, previousAt, at)).toBe(isNews);
});
