import { describe, expect, test } from 'vitest';
import type { NewSwitch, SwitchRow } from '../../../src/usecases/ports/switch-records.ts';
import { byHand, databases, openAt, openTestStore, sharedDatabases, urlOf } from '../harness.ts';

function jobSwitch(stepId: string, changes: Partial<NewSwitch> = {}): NewSwitch {
  return {
    planId: 'p1',
    stepId,
    requestId: 'r1',
    executionId: 'e1',
    rule: 'Glue-005',
    account: '111122223333',
    region: 'eu-west-1',
    job: `job of ${stepId}`,
    from: 'std',
    to: 'twin',
    canary: false,
    streaming: false,
    bookmarks: 'job-bookmark-enable',
    before: { version: 3, run: 2, attempt: 1, runId: 'jr_1', previousRunId: 'jr_0', digest: 'abc' },
    openedAt: 100,
    ...changes,
  };
}

const id = (stepId: string, planId = 'p1') => ({ planId, stepId });
const watch = { movedAt: 200, until: 900 };
const run = { id: 'jr_2', state: 'FAILED', startedAt: 300, configuration: 'twin', aboutKeys: true };
const keys = (rows: readonly SwitchRow[]) => rows.map(({ planId, stepId }) => `${planId}/${stepId}`);

describe.each(databases)('moves (%s)', (database) => {
  async function open() {
    return (await openTestStore(database)).remediation;
  }

  test('a move comes back as it was recorded, whatever it knows', async () => {
    const records = await open();
    const bare = jobSwitch('s3', { planId: 'p2', from: null, canary: true, streaming: true, before: { none: true } });
    const { bookmarks: _none, ...withoutBookmarks } = bare;
    const unread = jobSwitch('s4', { before: { error: 'AccessDeniedException' }, bookmarks: 'job-bookmark-pause' });
    const empty = jobSwitch('s5', { before: {} });
    for (const each of [jobSwitch('s2'), withoutBookmarks, unread, empty]) {
      await records.openSwitch(each);
      expect(await records.jobSwitch(each)).toEqual({ ...each, state: 'moving' });
    }
    expect(await records.jobSwitch(id('s9'))).toBeUndefined();
    expect(await records.jobSwitch(id('s3'))).toBeUndefined();
  });

  test('is recorded once: after a restart the earlier bookmark stays', async () => {
    const records = await open();
    await records.openSwitch(jobSwitch('s2'));
    await records.openSwitch(jobSwitch('s2', { before: { version: 9 }, openedAt: 150, executionId: 'e2' }));
    expect(await records.switches('r1')).toEqual([{ ...jobSwitch('s2'), state: 'moving' }]);
    await records.settleSwitch(id('s2'), watch);
    await records.openSwitch(jobSwitch('s2', { before: { version: 9 } }));
    expect(await records.jobSwitch(id('s2'))).toMatchObject({ state: 'watching', before: { version: 3 } });
  });

  test('is forgotten from "moving" only, by itself, and recorded anew', async () => {
    const records = await open();
    await records.openSwitch(jobSwitch('s2'));
    await records.openSwitch(jobSwitch('s3'));
    await records.settleSwitch(id('s3'), watch);
    for (const step of ['s2', 's3', 's9']) await records.forgetSwitch(id(step));
    expect(keys(await records.switches('r1'))).toEqual(['p1/s3']);
    await records.openSwitch(jobSwitch('s2', { before: { version: 9 } }));
    expect(await records.jobSwitch(id('s2'))).toMatchObject({ state: 'moving', before: { version: 9 } });
  });

  test('is settled from "moving" only, and once', async () => {
    const records = await open();
    await records.openSwitch(jobSwitch('s2'));
    await records.openSwitch(jobSwitch('s3'));
    await records.settleSwitch(id('s2'), watch);
    const watching = { ...jobSwitch('s2'), state: 'watching', movedAt: 200, watchUntil: 900, nextCheckAt: 200 };
    expect(await records.jobSwitch(id('s2'))).toEqual(watching);
    expect(await records.jobSwitch(id('s3'))).toMatchObject({ state: 'moving' });
    await records.settleSwitch(id('s2'), null);
    await records.settleSwitch(id('s2'), { movedAt: 800, until: 999 });
    expect(await records.jobSwitch(id('s2'))).toEqual(watching);
    await records.settleSwitch(id('s3'), null);
    await records.settleSwitch(id('s3'), watch);
    expect(await records.jobSwitch(id('s3'))).toEqual({ ...jobSwitch('s3'), state: 'void' });
    await records.settleSwitch(id('s9'), watch);
    expect(await records.jobSwitch(id('s9'))).toBeUndefined();
  });

  test('is closed by exactly one of many, with what was seen', async () => {
    const records = await open();
    await records.openSwitch(jobSwitch('s2'));
    const seen = { state: 'failed', run, after: { version: 4 }, reason: 'failed' } as const;
    expect(await records.closeSwitch(id('s2'), seen, 400)).toBe(false);
    await records.settleSwitch(id('s2'), watch);
    const others = Array.from({ length: 5 }, (_, index) => records.closeSwitch(id('s2'), seen, 400 + index));
    expect((await Promise.all(others)).filter((won) => won)).toHaveLength(1);
    const closed = await records.jobSwitch(id('s2'));
    expect(closed).toMatchObject({ state: 'failed', run, after: { version: 4 }, reason: 'failed', closedAt: 400 });
    expect(closed).not.toHaveProperty('nextCheckAt');
    expect(await records.closeSwitch(id('s2'), { state: 'good' }, 500)).toBe(false);
    expect(await records.jobSwitch(id('s2'))).toEqual(closed);
  });

  test('a close without a run keeps none', async () => {
    const records = await open();
    await records.openSwitch(jobSwitch('s2'));
    await records.settleSwitch(id('s2'), watch);
    expect(await records.closeSwitch(id('s2'), { state: 'unseen' }, 900)).toBe(true);
    const { nextCheckAt: _over, ...row } = {
      ...jobSwitch('s2'),
      state: 'unseen',
      movedAt: 200,
      watchUntil: 900,
      nextCheckAt: 0,
    };
    expect(await records.jobSwitch(id('s2'))).toEqual({ ...row, closedAt: 900 });
  });

  test('moved back while it was watched: nobody waits for its run any more', async () => {
    const records = await open();
    await records.openSwitch(jobSwitch('s2'));
    await records.settleSwitch(id('s2'), watch);
    await records.switchBack(id('s2'), 500);
    expect(await records.jobSwitch(id('s2'))).toMatchObject({ state: 'unseen', closedAt: 500, backAt: 500 });
    expect(await records.dueSwitches(9_999, 10)).toEqual([]);
    expect(await records.closeSwitch(id('s2'), { state: 'good' }, 600)).toBe(false);
    await records.checkAgain(id('s2'), 700);
    expect(await records.jobSwitch(id('s2'))).not.toHaveProperty('nextCheckAt');
  });

  test('moved back after its run: what was seen stays', async () => {
    const records = await open();
    await records.openSwitch(jobSwitch('s2'));
    await records.settleSwitch(id('s2'), watch);
    await records.closeSwitch(id('s2'), { state: 'doubtful', run, reason: 'reset' }, 400);
    await records.switchBack(id('s2'), 500);
    expect(await records.jobSwitch(id('s2'))).toMatchObject({
      state: 'doubtful',
      reason: 'reset',
      closedAt: 400,
      backAt: 500,
    });
  });

  test('those of a request, in the order of plans and steps', async () => {
    const records = await open();
    for (const each of [
      jobSwitch('s3', { openedAt: 100 }),
      jobSwitch('s2', { planId: 'p2', openedAt: 100 }),
      jobSwitch('s2', { openedAt: 100 }),
      jobSwitch('s9', { openedAt: 50 }),
      jobSwitch('s2', { planId: 'p9', requestId: 'r2' }),
    ])
      await records.openSwitch(each);
    expect(keys(await records.switches('r1'))).toEqual(['p1/s9', 'p1/s2', 'p1/s3', 'p2/s2']);
    expect(await records.switches('r3')).toEqual([]);
  });

  test('the longest due first, no more than asked, and only what is watched', async () => {
    const records = await open();
    for (const step of ['s1', 's2', 's3', 's4', 's5', 's6']) await records.openSwitch(jobSwitch(step));
    for (const step of ['s1', 's2', 's3', 's4']) await records.settleSwitch(id(step), watch);
    await records.settleSwitch(id('s5'), null);
    await records.checkAgain(id('s1'), 500);
    await records.checkAgain(id('s2'), 300);
    await records.checkAgain(id('s3'), 400);
    await records.checkAgain(id('s4'), 501);
    await records.checkAgain(id('s5'), 1);
    await records.checkAgain(id('s6'), 1);
    expect(keys(await records.dueSwitches(500, 10))).toEqual(['p1/s2', 'p1/s3', 'p1/s1']);
    expect(keys(await records.dueSwitches(500, 2))).toEqual(['p1/s2', 'p1/s3']);
    expect(await records.dueSwitches(299, 10)).toEqual([]);
  });

  test('how many are watched: not those that are being moved, were not, or are known', async () => {
    const records = await open();
    expect(await records.watchedSwitches()).toBe(0);
    for (const step of ['s1', 's2', 's3', 's4', 's5', 's6']) await records.openSwitch(jobSwitch(step));
    for (const step of ['s1', 's2', 's3', 's4']) await records.settleSwitch(id(step), watch);
    await records.settleSwitch(id('s5'), null);
    await records.closeSwitch(id('s3'), { state: 'good' }, 400);
    await records.switchBack(id('s4'), 500);
    expect(await records.watchedSwitches()).toBe(2);
  });

  test('what must still name its new configuration: moved, not back, in these targets only', async () => {
    const records = await open();
    const elsewhere = [
      jobSwitch('s5', { region: 'us-east-1' }),
      jobSwitch('s6', { account: '999999999999' }),
      // A region of one account and the account of another make no target.
      jobSwitch('s7', { account: '999999999999', region: 'us-east-1' }),
    ];
    for (const each of [jobSwitch('s1'), jobSwitch('s2'), jobSwitch('s3'), jobSwitch('s4'), ...elsewhere])
      await records.openSwitch(each);
    await records.settleSwitch(id('s1'), { movedAt: 220, until: 900 });
    await records.settleSwitch(id('s2'), watch);
    await records.settleSwitch(id('s3'), null);
    for (const { stepId } of elsewhere) await records.settleSwitch(id(stepId), watch);
    const here = { account: '111122223333', region: 'eu-west-1' };
    const there = { account: '999999999999', region: 'us-east-1' };
    expect(keys(await records.switchedIn([here]))).toEqual(['p1/s2', 'p1/s1']);
    expect(keys(await records.switchedIn([here, there])).toSorted()).toEqual(['p1/s1', 'p1/s2', 'p1/s7']);
    await records.closeSwitch(id('s1'), { state: 'failed' }, 400);
    await records.switchBack(id('s2'), 500);
    expect(keys(await records.switchedIn([here]))).toEqual(['p1/s1']);
    expect(await records.switchedIn([])).toEqual([]);
  });

  test('of a job that was moved more than once only the last move counts, whatever became of that one', async () => {
    const records = await open();
    const here = { account: '111122223333', region: 'eu-west-1' };
    for (const [step, region] of [
      ['s1', 'eu-west-1'],
      ['s2', 'eu-west-1'],
      ['s3', 'us-east-1'],
    ] as const)
      await records.openSwitch(jobSwitch(step, { job: 'a', region }));
    await records.settleSwitch(id('s1'), { movedAt: 200, until: 900 });
    await records.settleSwitch(id('s3'), { movedAt: 400, until: 900 });
    expect(keys(await records.switchedIn([here]))).toEqual(['p1/s1']);
    await records.settleSwitch(id('s2'), { movedAt: 300, until: 900 });
    expect(keys(await records.switchedIn([here]))).toEqual(['p1/s2']);
    await records.switchBack(id('s2'), 500);
    expect(await records.switchedIn([here])).toEqual([]);
  });

  test('a thousand accounts in many regions are not too many targets', async () => {
    const records = await open();
    await records.openSwitch(jobSwitch('s2', { account: '000000001999' }));
    await records.settleSwitch(id('s2'), watch);
    const targets = Array.from({ length: 5_000 }, (_, index) => ({
      account: String(index).padStart(12, '0'),
      region: 'eu-west-1',
    }));
    expect(keys(await records.switchedIn(targets))).toEqual(['p1/s2']);
  });
});

describe.each(databases)('progress (%s)', (database) => {
  async function open() {
    return (await openTestStore(database)).remediation;
  }

  const end = { settled: true };
  /** There is no such request. */
  const stage = ' ';

  test('is followed until it is settled; the message of the first call counts', async () => {
    const records = await open();
    await records.followProgress('r2', 'm2');
    await records.followProgress('r1', 'm1');
    expect(await records.followedProgress()).toEqual([
      { requestId: 'r1', messageId: 'm1', version: 1, stage },
      { requestId: 'r2', messageId: 'm2', version: 1, stage },
    ]);
    await records.progressShown({ requestId: 'r1', version: 1 }, 'shown', { settled: false });
    expect(await records.followedProgress()).toMatchObject([{ requestId: 'r1', shown: 'shown' }, { requestId: 'r2' }]);
    await records.progressShown({ requestId: 'r1', version: 1 }, 'last', end);
    expect(await records.followedProgress()).toMatchObject([{ requestId: 'r2' }]);
    await records.followProgress('r1', 'other');
    expect((await records.followedProgress())[0]).toEqual({
      requestId: 'r1',
      messageId: 'm1',
      version: 2,
      shown: 'last',
      stage,
    });
  });

  test('a look that began before the last wish neither settles it nor says that something newer is shown', async () => {
    const records = await open();
    await records.followProgress('r1', 'm1');
    const [before] = await records.followedProgress();
    await records.followProgress('r1', 'm1');
    await records.progressShown(before ?? { requestId: '', version: 0 }, 'old', end);
    expect(await records.followedProgress()).toEqual([{ requestId: 'r1', messageId: 'm1', version: 3, stage }]);
    await records.progressShown({ requestId: 'r1', version: 3 }, 'new', end);
    expect(await records.followedProgress()).toEqual([]);
  });

  test('a message that was posted again is the one that is edited, whatever was wished for in between', async () => {
    const records = await open();
    await records.followProgress('r1', 'm1');
    const [before] = await records.followedProgress();
    await records.followProgress('r1', 'm1');
    await records.progressShown(before ?? { requestId: '', version: 0 }, 'old', {
      settled: false,
      messageId: 'm1-again',
    });
    expect(await records.followedProgress()).toEqual([{ requestId: 'r1', messageId: 'm1-again', version: 3, stage }]);
  });
});

test.each(sharedDatabases)(
  'a move that was edited by hand is refused as damaged, and says no content (%s)',
  async (database) => {
    const url = await urlOf(database);
    const { remediation } = await openAt(url);
    await remediation.openSwitch(jobSwitch('s2', { before: { error: 'S3CR3T' } }));
    for (const column of [`before_json = '{"S3CR3T":1}'`, `before_json = 'S3CR3T'`, `state = 'S3CR3T'`]) {
      await byHand(url, `update moves set ${column}`);
      const error: unknown = await remediation.switches('r1').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'StoreError', code: 'damaged-row' });
      expect(String(error)).not.toContain('S3CR3T');
    }
  },
);
