import { expect, test, vi } from 'vitest';
import { Acks } from '../../bench/chaos/acks.ts';
import { Dice } from '../../bench/chaos/random.ts';
import { Troubles } from '../../bench/chaos/troubles.ts';

const at = Date.parse('2026-03-01T08:00:00Z');

async function judged(delivered: { acked: boolean; ms: number; error?: string }, troubles = new Troubles()) {
  const acks = new Acks();
  await acks.of('/glue-audit help', async () => delivered);
  return acks.judge(troubles);
}

test('an act is acknowledged in time, late, or never; what Slack refuses by itself is no act', async () => {
  expect(await judged({ acked: true, ms: 2_999 })).toMatchObject([{ verdict: 'in-time' }]);
  expect(await judged({ acked: true, ms: 3_001 })).toMatchObject([{ verdict: 'late' }]);
  expect(await judged({ acked: false, ms: 45_000, error: 'operation_timeout' })).toMatchObject([{ verdict: 'never' }]);
  expect(await judged({ acked: false, ms: 0, error: 'invalid_input' })).toEqual([]);
});

test('a trouble is near a little before it begins, while it lasts and until things are as before; of AWS it never is', () => {
  vi.useFakeTimers({ now: at });
  try {
    const troubles = new Troubles();
    const over = troubles.begin('process', 'SIGSTOP');
    vi.setSystemTime(at + 10_000);
    over();
    troubles.begin('aws', 'deny of *');
    const near = (instant: number) => troubles.near(instant, instant).map(({ what }) => what);
    expect(near(at - 1_001)).toEqual([]);
    expect(near(at - 1_000)).toEqual(['SIGSTOP']);
    expect(near(at + 15_000)).toEqual(['SIGSTOP']);
    expect(near(at + 15_001)).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test('a trouble that is not over is near for ever', () => {
  const troubles = new Troubles();
  troubles.begin('slack', 'outage');
  expect(troubles.near(Date.now() + 86_400_000, Date.now() + 86_400_000)).toHaveLength(1);
});

test('a seed makes the same choices again, for each who chooses', () => {
  const choices = (seed: number, who: string) => {
    const dice = new Dice(seed, who);
    return Array.from({ length: 20 }, () => dice.between(0, 1_000));
  };
  expect(choices(7, 'slack')).toEqual(choices(7, 'slack'));
  expect(choices(7, 'slack')).not.toEqual(choices(8, 'slack'));
  expect(choices(7, 'slack')).not.toEqual(choices(7, 'aws'));
});
