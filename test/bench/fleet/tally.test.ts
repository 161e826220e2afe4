import { expect, test } from 'vitest';
import { createTally } from '../../../bench/fleet/tally.ts';

test('only the second half of the time says how many are refused once it has settled', () => {
  const tally = createTally();
  for (let at = 0; at <= 100; at += 10) tally.add('GetJobs', at, at < 50 || at === 60);
  expect(tally.take()).toEqual({ requests: { GetJobs: 11 }, settledThrottled: 0.2, spanMs: 100 });
  expect(tally.take()).toEqual({ requests: {}, settledThrottled: 0, spanMs: 0 });
});
