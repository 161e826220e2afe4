import { describe, expect, test } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { isOver, refusedSince } from '../../../src/usecases/schedule/delivery-end.ts';

const hour = 3_600_000;
const refused = new ChatError('channel-not-found', 'channel_not_found');
const away = new ChatError('unavailable', 'econnrefused');

/** The row after attempts at these hours, each tried again an hour later, as the loop keeps it. */
function after(attempts: readonly (readonly [number, ChatError | undefined])[]) {
  let row: { refusedSince?: number; nextAttemptAt: number } = { nextAttemptAt: 0 };
  for (const [at, error] of attempts) {
    const next = (at + 1) * hour;
    const since = refusedSince(error, row, { at: at * hour, next });
    row = { nextAttemptAt: next, ...(since !== undefined && { refusedSince: since }) };
  }
  return row.refusedSince === undefined ? undefined : row.refusedSince / hour;
}

describe('since when a message is refused', () => {
  test.each([
    [
      'the first refusal, however long it waited before',
      [
        [0, away],
        [72, refused],
        [73, refused],
      ],
      72,
    ],
    [
      'never, while it only waits',
      [
        [0, away],
        [1, new ChatError('not-authorised', 'account_inactive')],
      ],
      undefined,
    ],
    [
      'the first refusal, whatever the reasons',
      [
        [5, refused],
        [6, new ChatError('group-gone', 'no_such_subteam')],
      ],
      5,
    ],
    [
      'what Slack was away for does not count',
      [
        [0, refused],
        [1, away],
        [2, away],
        [10, away],
        [11, refused],
      ],
      10,
    ],
    [
      'a busy answer takes nothing back',
      [
        [0, refused],
        [1, refused],
        [2, away],
        [3, refused],
      ],
      1,
    ],
    [
      'a defect of ours does not count either',
      [
        [0, refused],
        [1, undefined],
        [2, refused],
      ],
      1,
    ],
    [
      'a channel that was found is mended',
      [
        [0, refused],
        [20, new ChatError('not-in-channel', 'x')],
        [30, refused],
      ],
      30,
    ],
  ] as const)('is %s', (_, attempts, since) => {
    expect(after(attempts)).toBe(since);
  });

  test('a day of it is the end, and a day before the first refusal is not', () => {
    expect(isOver(refused, undefined, 99 * hour)).toBe(false);
    expect([isOver(refused, hour, 24.9 * hour), isOver(refused, hour, 25 * hour)]).toEqual([false, true]);
    expect([isOver(away, 0, 99 * hour), isOver(undefined, 0, 99 * hour)]).toEqual([false, false]);
  });
});
