import { describe, expect, test } from 'vitest';
import type { RequestState } from '../../../src/domain/remediation/remediation.ts';
import type { RemediationRecords } from '../../../src/usecases/ports/remediation-records.ts';
import { planOf, smallGlue } from '../../support/remediation/remediation-samples.ts';
import { databases, openTestStore } from '../harness.ts';
import { request, requestOf } from '../remediation-samples.ts';

describe.each(databases)('requests (%s)', (database) => {
  async function open(): Promise<RemediationRecords> {
    return (await openTestStore(database)).remediation;
  }

  async function approve(records: RemediationRecords, id: string, at: number): Promise<void> {
    expect(await records.openRequest(requestOf(id, `finding of ${id}`), [])).toBe(true);
    expect(await records.close(id, 'approved', at)).toBe(true);
  }

  test('the approved ones of late, newest first, no more than asked', async () => {
    const records = await open();
    for (const [id, at] of [
      ['r1', 10],
      ['r3', 30],
      ['r2', 30],
      ['r4', 20],
    ] as const)
      await approve(records, id, at);
    for (const state of ['rejected', 'withdrawn', 'expired'] as const) {
      await records.openRequest(requestOf(state, state), []);
      await records.close(state, state, 99);
    }
    await records.openRequest(requestOf('open', 'open'), []);
    const ids = async (since: number, limit: number) =>
      (await records.approvedRequests(since, limit)).map(({ id }) => id);
    expect(await ids(0, 10)).toEqual(['r2', 'r3', 'r4', 'r1']);
    expect(await ids(20, 10)).toEqual(['r2', 'r3', 'r4']);
    expect(await ids(21, 10)).toEqual(['r2', 'r3']);
    expect(await ids(0, 1)).toEqual(['r2']);
    expect(await ids(31, 10)).toEqual([]);
    const [newest] = await records.approvedRequests(0, 1);
    expect(newest).toEqual({ ...requestOf('r2', 'finding of r2'), state: 'approved', closedAt: 30 });
  });

  test('what one person asked for, the newest first, whatever became of it, and how many there are', async () => {
    const records = await open();
    for (const [id, createdAt, askedBy] of [
      ['r1', 10, 'U1'],
      ['r2', 30, 'U1'],
      ['r3', 20, 'U1'],
      ['r4', 40, 'U2'],
    ] as const)
      await records.openRequest({ ...requestOf(id, `finding of ${id}`), createdAt, askedBy }, []);
    await records.close('r3', 'rejected', 50);
    const { total, newest } = await records.requestsOf('U1', 2);
    expect([total, newest.map(({ id, state }) => [id, state])]).toEqual([
      3,
      [
        ['r2', 'open'],
        ['r3', 'rejected'],
      ],
    ]);
    expect(await records.requestsOf('U3', 2)).toEqual({ total: 0, newest: [] });
  });

  describe('definitions are forgotten', () => {
    const endedBefore = 1_000;

    /** A request with one definition. */
    async function asked(records: RemediationRecords, state: RequestState, id = 'r1'): Promise<void> {
      const definition = { planId: `plan of ${id}`, stepId: 's2', text: 'cipher' };
      await records.openRequest(requestOf(id, `finding of ${id}`), [definition]);
      if (state !== 'open') await records.close(id, state, 5);
    }

    const has = async (records: RemediationRecords, id = 'r1') =>
      (await records.definition(`plan of ${id}`, 's2')) !== undefined;

    async function run(records: RemediationRecords, id: string, endedAt: number): Promise<void> {
      const execution = { id: `e of ${id}`, planId: `plan of ${id}`, requestId: id };
      await records.queueExecution(execution, 10);
      await records.claimExecution({ processId: 'p', holder: 'h', now: 10, leaseUntil: 20 });
      expect(await records.endExecution(execution.id, 'h', 'ended', endedAt)).toBe(true);
    }

    test.each(['rejected', 'withdrawn', 'expired'] as const)('at once when the request is %s', async (state) => {
      const records = await open();
      await asked(records, state);
      await asked(records, 'open', 'r2');
      expect(await records.forgetDefinitions(0)).toEqual(['r1']);
      expect([await has(records), await has(records, 'r2')]).toEqual([false, true]);
      // It says so once.
      expect(await records.forgetDefinitions(0)).toEqual([]);
    });

    test.each(['open', 'approved'] as const)(
      'never while the request is %s and nothing was carried out',
      async (state) => {
        const records = await open();
        await asked(records, state);
        expect(await records.forgetDefinitions(Number.MAX_SAFE_INTEGER)).toEqual([]);
        expect(await has(records)).toBe(true);
      },
    );

    test.each(['queued', 'running', 'paused', 'waiting-for-canary'] as const)(
      'never while its execution is %s',
      async (state) => {
        const records = await open();
        await asked(records, 'approved');
        await records.queueExecution({ id: 'e1', planId: 'plan of r1', requestId: 'r1' }, 10);
        if (state !== 'queued') await records.claimExecution({ processId: 'p', holder: 'h', now: 10, leaseUntil: 20 });
        if (state === 'paused' || state === 'waiting-for-canary') await records.endExecution('e1', 'h', state, 20);
        expect(await records.forgetDefinitions(Number.MAX_SAFE_INTEGER)).toEqual([]);
        expect(await has(records)).toBe(true);
      },
    );

    test.each([
      [endedBefore - 1, false],
      [endedBefore, false],
      [endedBefore + 1, true],
    ])('when its execution ended at %i, before 1000: %s stays', async (endedAt, stays) => {
      const records = await open();
      await asked(records, 'approved');
      await run(records, 'r1', endedAt);
      expect(await records.forgetDefinitions(endedBefore)).toEqual(stays ? [] : ['r1']);
      expect(await has(records)).toBe(stays);
    });

    test('not while a later way back is under way, or has ended of late', async () => {
      const records = await open();
      await asked(records, 'approved');
      await run(records, 'r1', 500);
      const order = { by: 'U2', at: 900, seal: 'order' };
      const back = { id: 'back', planId: 'plan of r1', requestId: 'r1', order };
      expect(await records.queueBack(back, 900)).toBe('queued');
      expect(await records.forgetDefinitions(endedBefore)).toEqual([]);
      await records.claimExecution({ processId: 'p', holder: 'h', now: 900, leaseUntil: 950 });
      await records.endExecution('back', 'h', 'ended', 1_100);
      expect(await records.forgetDefinitions(endedBefore)).toEqual([]);
      expect(await has(records)).toBe(true);
      expect(await records.forgetDefinitions(1_100)).toEqual(['r1']);
      expect(await has(records)).toBe(false);
    });

    test('of each plan by itself: those of a sibling that goes on stay', async () => {
      const records = await open();
      const plans = ['one', 'two'].map((name) => {
        const { plan } = planOf(smallGlue(), { id: `plan ${name}`, finding: { kind: 'configuration', name } });
        return { plan, seal: 'seal' };
      });
      const texts = plans.flatMap(({ plan: { id } }) =>
        ['s2', 's3'].map((stepId) => ({ planId: id, stepId, text: 'cipher' })),
      );
      await records.openRequest(request('r1', { plans }), texts);
      await records.close('r1', 'approved', 5);
      for (const name of ['one', 'two'])
        await records.queueExecution({ id: name, planId: `plan ${name}`, requestId: 'r1' }, 10);
      await records.claimExecution({ processId: 'p', holder: 'h', now: 10, leaseUntil: 20 });
      await records.endExecution('one', 'h', 'ended', 500);
      expect(await records.forgetDefinitions(endedBefore)).toEqual(['r1']);
      expect([await records.definition('plan one', 's2'), await records.definition('plan one', 's3')]).toEqual([
        undefined,
        undefined,
      ]);
      expect([await records.definition('plan two', 's2'), await records.definition('plan two', 's3')]).toEqual([
        'cipher',
        'cipher',
      ]);
    });
  });
});
