import { expect, test } from 'vitest';
import { hasChanged, hasNews } from '../../../src/usecases/messages/digest-news.ts';
import { digestSamples } from '../../views/samples/digests.ts';

test('that the organization can be listed no more is a change, once', () => {
  const quiet = digestSamples['digest-trend'];
  const { previousAt } = quiet;
  if (previousAt === null) throw new Error('It has one before');
  const since = (at: number) => {
    const stale = { since: at, listedAt: null, error: { call: 'ListAccounts', error: 'AccessDenied', message: 'no' } };
    return { ...quiet, organization: { stale } };
  };
  expect(hasChanged(quiet)).toBe(false);
  expect(hasChanged(since(previousAt + 1))).toBe(true);
  expect(hasChanged(since(previousAt))).toBe(false);
  // It is said in the three lines.
  expect(hasNews(since(previousAt + 1))).toBe(false);
});
