import { beforeEach, describe, expect, it } from 'vitest';
import { createFirstSeen, type IsFirst, idsOf } from '../../../src/slack/interactions/first-seen.ts';
import { openTestStore } from '../../store/harness.ts';
import { ManualClock, recordingLog } from '../support.ts';

let clock: ManualClock;
let log: ReturnType<typeof recordingLog>;

beforeEach(() => {
  clock = new ManualClock();
  log = recordingLog();
});

describe('a payload that Slack delivers again', () => {
  async function twoProcesses(): Promise<[IsFirst, IsFirst]> {
    const { envelopes } = await openTestStore('memory');
    const parts = { clock, log, remember: (ids: readonly string[]) => envelopes.isFirst(ids, clock.now()) };
    return [createFirstSeen(parts), createFirstSeen(parts)];
  }

  it.each([
    ['in the same envelope', ['envelope e1']],
    ['in a new envelope', ['envelope e2', 'trigger t1']],
    ['without an envelope, over HTTP', ['trigger t1']],
  ])('is known %s, to the same process and to another', async (_how, again) => {
    const [here, there] = await twoProcesses();
    expect(await here(['envelope e1', 'trigger t1'])).toBe(true);
    expect(await here(again)).toBe(false);
    expect(await there(again)).toBe(false);
    expect(await there(['envelope e3', 'trigger t3'])).toBe(true);
  });

  it('is the first for one of two processes that ask at once', async () => {
    const [here, there] = await twoProcesses();
    const answers = await Promise.all([here(['trigger t1']), there(['trigger t1'])]);
    expect(answers.toSorted()).toEqual([false, true]);
  });
});

describe('a database that does not answer', () => {
  it.each([
    ['refuses', () => Promise.reject(new Error('database is locked'))],
    [
      'throws',
      () => {
        throw new Error('closed');
      },
    ],
    ['hangs', () => new Promise<boolean>(() => {})],
  ])('lets a payload through within a second, once in this process: it %s', async (_how, remember) => {
    const isFirst = createFirstSeen({ clock, log, remember });
    const answer = isFirst(['trigger t1']);
    await clock.advance(1_000);
    expect(await answer).toBe(true);
    expect(log.lines).toMatchObject([{ level: 'warn' }]);
    expect(log.all()).not.toContain('t1');
    expect(await isFirst(['trigger t1'])).toBe(false);
    expect(clock.sleeping).toBe(0);
  });
});

describe('what tells payloads apart', () => {
  it('is the envelope and the trigger; a payload with neither is always new', async () => {
    expect(idsOf({ trigger_id: 't1' }, 'e1')).toEqual(['envelope e1', 'trigger t1']);
    expect(idsOf({ trigger_id: 't1' }, undefined)).toEqual(['trigger t1']);
    expect(idsOf({ event_id: 'Ev1' }, 'e1')).toEqual(['envelope e1', 'event Ev1']);
    expect(idsOf({ trigger_id: 7, event_id: '' }, '')).toEqual([]);
    const isFirst = createFirstSeen({ clock, log, remember: async () => false });
    expect([await isFirst([]), await isFirst([])]).toEqual([true, true]);
  });

  it('are not remembered without end in this process', async () => {
    const isFirst = createFirstSeen({ clock, log, remember: async () => true });
    for (let index = 0; index < 5_001; index += 1) await isFirst([`trigger ${index}`]);
    expect([await isFirst(['trigger 5000']), await isFirst(['trigger 0'])]).toEqual([false, true]);
  });
});
