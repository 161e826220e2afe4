import { describe, expect, test } from 'vitest';
import type { RemediationRecords } from '../../../src/usecases/ports/remediation-records.ts';
import { databases, openTestStore } from '../harness.ts';
import { request, requestOf } from '../remediation-samples.ts';

const forward = { id: 'e1', planId: 'plan of r1', requestId: 'r1' };
const order = { by: 'U2', at: 90, seal: 'order' };
const back = { ...forward, id: 'e2', order };
const claim = { processId: 'p1', holder: 'h1', now: 100, leaseUntil: 200 };

describe.each(databases)('executions (%s)', (database) => {
  /** With the request r1, approved, and its way forward queued. */
  async function approved(): Promise<RemediationRecords> {
    const records = (await openTestStore(database)).remediation;
    await records.openRequest(request('r1'), []);
    await records.close('r1', 'approved', 5);
    await records.queueExecution(forward, 10);
    return records;
  }

  async function end(records: RemediationRecords, state: 'ended' | 'paused' | 'waiting-for-canary', at = 20) {
    const held = await records.claimExecution(claim);
    expect(await records.endExecution(held?.id ?? '', 'h1', state, at)).toBe(true);
  }

  /** True when somebody else may ask for the finding: of course nothing stays of it. */
  let attempts = 0;
  async function isFree(records: RemediationRecords): Promise<boolean> {
    attempts += 1;
    const id = `attempt ${attempts}`;
    const opened = await records.openRequest(request(id), []);
    if (opened) await records.close(id, 'withdrawn', 1);
    return opened;
  }

  test("one that is put back is nobody's until its time, and its step says how long it has waited", async () => {
    const records = await approved();
    await records.claimExecution(claim);
    const waited = { stepId: 's1', state: 'acting', settledMs: 15_000, awsRequestIds: ['w1'] } as const;
    expect(await records.journal('e1', 'h1', waited)).toBe(true);
    expect(await records.postponeExecution('e1', 'h2', 500)).toBe(false);
    expect(await records.postponeExecution('e1', 'h1', 500)).toBe(true);
    expect(await records.renewLease('e1', 'h1', 900)).toBe(false);
    expect(await records.journal('e1', 'h1', waited)).toBe(false);
    await records.releaseExecutions('p1');
    expect(await records.claimExecution({ ...claim, holder: 'h2', now: 499, leaseUntil: 900 })).toBeUndefined();
    expect(await records.claimExecution({ ...claim, holder: 'h2', now: 500, leaseUntil: 900 })).toMatchObject({
      id: 'e1',
      state: 'running',
      outcomes: [waited],
    });
    const ended = { stepId: 's1', state: 'done', awsRequestIds: ['w1'] } as const;
    expect(await records.journal('e1', 'h2', ended)).toBe(true);
    expect((await records.execution('e1'))?.outcomes).toEqual([ended]);
  });

  test('while everything is paused nobody claims one, and of accounts that go on only theirs is claimed', async () => {
    const records = await approved();
    expect(await records.claimExecution({ ...claim, accounts: [] })).toBeUndefined();
    expect(await records.claimExecution({ ...claim, accounts: ['000000000000'] })).toBeUndefined();
    const { account = '' } = (await records.request('r1'))?.plans[0]?.plan.target ?? {};
    expect(await records.claimExecution({ ...claim, accounts: [account] })).toMatchObject({ id: 'e1' });
  });

  describe('a way back', () => {
    test('is queued once the way forward has ended, with its order, and takes the finding', async () => {
      const records = await approved();
      await end(records, 'ended');
      expect(await isFree(records)).toBe(true);
      expect(await records.queueBack(back, 95)).toBe('queued');
      expect(await records.execution('e2')).toEqual({
        id: 'e2',
        planId: 'plan of r1',
        requestId: 'r1',
        direction: 'back',
        state: 'queued',
        queuedAt: 95,
        order,
        outcomes: [],
      });
      expect(await isFree(records)).toBe(false);
      expect(await records.claimExecution(claim)).toMatchObject({ id: 'e2', direction: 'back', order });
      expect(await records.endExecution('e2', 'h1', 'ended', 130)).toBe(true);
      expect(await isFree(records)).toBe(true);
    });

    test.each(['queued', 'running', 'paused', 'waiting-for-canary'] as const)(
      'is not queued while the way forward is %s, and nothing is written',
      async (state) => {
        const records = await approved();
        if (state === 'running') await records.claimExecution(claim);
        if (state === 'paused' || state === 'waiting-for-canary') await end(records, state);
        expect(await records.queueBack(back, 95)).toBe('under-way');
        expect(await records.executions('r1')).toMatchObject([{ id: 'e1', state }]);
      },
    );

    test('is not queued while another one is under way; after its end it can be tried again', async () => {
      const records = await approved();
      await end(records, 'ended');
      expect(await records.queueBack(back, 95)).toBe('queued');
      expect(await records.queueBack({ ...back, id: 'e3' }, 96)).toBe('under-way');
      await end(records, 'ended', 97);
      expect(await records.queueBack({ ...back, id: 'e3' }, 98)).toBe('queued');
      expect((await records.executions('r1')).map(({ id, direction }) => [id, direction])).toEqual([
        ['e1', 'forward'],
        ['e2', 'back'],
        ['e3', 'back'],
      ]);
    });

    test('is not queued while the finding has another request, open or approved, and nothing is written', async () => {
      const records = await approved();
      await end(records, 'ended');
      await records.openRequest(request('r2'), []);
      expect(await records.queueBack(back, 95)).toBe('taken');
      await records.close('r2', 'approved', 96);
      expect(await records.queueBack(back, 97)).toBe('taken');
      expect(await records.executions('r1')).toHaveLength(1);
      // Another finding's request is none of its business.
      expect(await records.openRequest(requestOf('r3', 'other'), [])).toBe(true);
      await records.queueExecution({ id: 'e9', planId: 'plan of r2', requestId: 'r2' }, 98);
      await end(records, 'ended', 99);
      expect(await records.queueBack(back, 100)).toBe('queued');
    });

    test('of a plan that nobody knows is not queued', async () => {
      const records = await approved();
      expect(await records.queueBack({ ...back, planId: 'unknown' }, 95)).not.toBe('queued');
      expect(await records.execution('e2')).toBeUndefined();
    });

    test('does not come back as a second way forward', async () => {
      const records = await approved();
      await end(records, 'ended');
      await records.queueBack(back, 95);
      expect(await records.queueExecution({ ...forward, id: 'e4' }, 96)).toBe(false);
      await end(records, 'ended', 97);
      expect(await records.queueExecution({ ...forward, id: 'e4' }, 98)).toBe(false);
    });

    test('is queued once, however many ask at once', async () => {
      const records = await approved();
      await end(records, 'ended');
      const asked = await Promise.all(
        Array.from({ length: 5 }, (_, index) => records.queueBack({ ...back, id: `b${index}` }, 95)),
      );
      expect(asked.toSorted()).toEqual(['queued', ...Array.from({ length: 4 }, () => 'under-way')]);
    });
  });

  describe('a wait for the canary', () => {
    test('is claimed by nobody, holds the finding, and goes on once', async () => {
      const records = await approved();
      await end(records, 'waiting-for-canary');
      expect(await records.claimExecution({ ...claim, now: 9_999 })).toBeUndefined();
      expect(await isFree(records)).toBe(false);
      expect(await records.execution('e1')).not.toHaveProperty('endedAt');
      expect([await records.releaseCanary('e1', 'passed'), await records.releaseCanary('e1', 'overruled')]).toEqual([
        true,
        false,
      ]);
      expect(await records.claimExecution(claim)).toMatchObject({ id: 'e1', state: 'running', canary: 'passed' });
      expect(await records.releaseCanary('e1', 'overruled')).toBe(false);
      expect(await records.endWaiting('e1', 30)).toBe(false);
    });

    test('ends once, and frees the finding', async () => {
      const records = await approved();
      expect(await records.endWaiting('e1', 19)).toBe(false);
      await end(records, 'waiting-for-canary');
      expect([await records.endWaiting('e1', 30), await records.endWaiting('e1', 31)]).toEqual([true, false]);
      expect(await records.execution('e1')).toMatchObject({ state: 'ended', endedAt: 30 });
      expect(await records.releaseCanary('e1', 'passed')).toBe(false);
      expect(await isFree(records)).toBe(true);
      expect(await records.queueBack(back, 95)).toBe('queued');
    });

    test('either goes on or ends, whoever is first', async () => {
      const records = await approved();
      await end(records, 'waiting-for-canary');
      const done = await Promise.all([records.endWaiting('e1', 30), records.releaseCanary('e1', 'overruled')]);
      expect(done.filter((won) => won)).toHaveLength(1);
    });

    test.each(['queued', 'ended', 'paused'] as const)('an execution that is %s does not wait', async (state) => {
      const records = await approved();
      if (state !== 'queued') await end(records, state);
      expect(await records.releaseCanary('e1', 'passed')).toBe(false);
      expect(await records.endWaiting('e1', 30)).toBe(false);
      expect(await records.execution('e1')).toMatchObject({ state });
      expect(await records.execution('e1')).not.toHaveProperty('canary');
    });
  });

  test('under way is everything that has not ended, oldest first, with its journal', async () => {
    const records = await approved();
    await records.openRequest(requestOf('r2', 'other'), []);
    await records.close('r2', 'approved', 5);
    await records.queueExecution({ id: 'e0', planId: 'plan of r2', requestId: 'r2' }, 10);
    await records.queueExecution({ id: 'a', planId: 'third', requestId: 'r3' }, 9);
    expect((await records.executionsInProgress()).map(({ id }) => id)).toEqual(['a', 'e0', 'e1']);
    await records.claimExecution(claim);
    await records.journal('a', 'h1', { stepId: 's1', state: 'acting', awsRequestIds: [] });
    expect(await records.executionsInProgress()).toMatchObject([
      { id: 'a', state: 'running', outcomes: [{ stepId: 's1', state: 'acting' }] },
      { id: 'e0' },
      { id: 'e1' },
    ]);
    await records.endExecution('a', 'h1', 'ended', 20);
    expect((await records.executionsInProgress()).map(({ id }) => id)).toEqual(['e0', 'e1']);
  });
});
