import { describe, expect, test } from 'vitest';
import type { RemediationRecords } from '../../../src/usecases/ports/remediation-records.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { composeRequest } from '../../../src/usecases/remediation/messages/compose-request.ts';
import { databases, openTestStore } from '../harness.ts';
import { requestOf } from '../remediation-samples.ts';

async function asked(records: RemediationRecords, id: string, createdAt = 1): Promise<void> {
  const definition = { planId: `plan of ${id}`, stepId: 's2', text: 'cipher' };
  await records.openRequest({ ...requestOf(id, `finding of ${id}`), createdAt }, [definition]);
}

describe.each(databases)('requests that are over (%s)', (database) => {
  const open = async (): Promise<Store> => openTestStore(database);

  test('those that nobody decided go with their plans, a few at a time; the audit trail stays', async () => {
    const { remediation } = await open();
    for (const [id, state] of [
      ['r1', 'expired'],
      ['r2', 'withdrawn'],
      ['r3', 'expired'],
    ] as const) {
      await asked(remediation, id);
      await remediation.followProgress(id, `progress-${id}`);
      await remediation.close(id, state, 10);
      const entry = { id: `audit of ${id}`, at: 5, actor: 'U1', action: 'request.opened', subject: id };
      await remediation.audit({ ...entry, detail: {}, awsRequestIds: [] });
    }
    expect(await remediation.pruneRequests(10, 2)).toBe(0);
    expect([await remediation.pruneRequests(11, 2), await remediation.pruneRequests(11, 2)]).toEqual([2, 1]);
    for (const id of ['r1', 'r2', 'r3']) {
      expect(await remediation.request(id)).toBeUndefined();
      expect(await remediation.definition(`plan of ${id}`, 's2')).toBeUndefined();
      expect(await remediation.auditTrail(id)).toHaveLength(1);
    }
    expect(await remediation.followedProgress()).toEqual([]);
  });

  test('what was decided, carried out or is open stays, however old it is', async () => {
    const { remediation } = await open();
    const decide = (requestId: string, decision: 'approve' | 'reject') =>
      remediation.addDecision({ requestId, by: 'U2', decision, at: 2, seal: 'seal' });
    for (const id of ['open', 'rejected', 'half', 'approved', 'begun']) await asked(remediation, id);
    await decide('rejected', 'reject');
    await remediation.close('rejected', 'rejected', 3);
    await decide('half', 'approve');
    await remediation.close('half', 'expired', 3);
    await decide('approved', 'approve');
    await remediation.close('approved', 'approved', 3);
    await remediation.queueExecution({ id: 'e', planId: 'plan of begun', requestId: 'begun' }, 2);
    await remediation.close('begun', 'expired', 3);
    expect(await remediation.pruneRequests(Number.MAX_SAFE_INTEGER, 500)).toBe(0);
    for (const id of ['open', 'rejected', 'half', 'approved', 'begun'])
      expect((await remediation.request(id))?.plans).toHaveLength(1);
    expect(await remediation.decisions('half')).toHaveLength(1);
  });

  test('one whose message still has its buttons stays until they were taken off: what is shown then is read from it', async () => {
    const { remediation, outbox } = await open();
    for (const id of ['r1', 'r2']) {
      await asked(remediation, id);
      await remediation.close(id, 'withdrawn', 10);
    }
    const message = composeRequest(requestOf('r1', 'finding of r1'), []);
    await outbox.add([{ id: 'ask-r1', channel: 'C', createdAt: 1, message }]);
    expect(await remediation.pruneRequests(11, 5)).toBe(1);
    await outbox.sent('ask-r1', 'C', '1', 2);
    expect(await remediation.pruneRequests(11, 5)).toBe(0);
    expect(await remediation.request('r1')).toMatchObject({ state: 'withdrawn' });
    await outbox.unfollow('ask-r1');
    expect(await remediation.pruneRequests(11, 5)).toBe(1);
  });

  test('the oldest that is not over: open, carried out, ended lately, or with a message that is still edited', async () => {
    const { remediation } = await open();
    expect(await remediation.oldestLiving(0)).toBeUndefined();
    for (const [id, createdAt] of [
      ['edited', 10],
      ['ended', 20],
      ['queued', 30],
      ['open', 40],
      ['over', 5],
    ] as const)
      await asked(remediation, id, createdAt);
    for (const id of ['edited', 'ended', 'queued', 'over']) await remediation.close(id, 'approved', 50);
    const run = (id: string) => remediation.queueExecution({ id, planId: `plan of ${id}`, requestId: id }, 50);
    await run('ended');
    await remediation.claimExecution({ processId: 'p', holder: 'h', now: 60, leaseUntil: 70 });
    await remediation.endExecution('ended', 'h', 'ended', 100);
    await run('queued');
    await remediation.followProgress('edited', 'm');
    expect(await remediation.oldestLiving(100)).toBe(10);
    await remediation.progressShown({ requestId: 'edited', version: 1 }, 'shown', { settled: true });
    expect([await remediation.oldestLiving(100), await remediation.oldestLiving(101)]).toEqual([20, 30]);
    await remediation.claimExecution({ processId: 'p', holder: 'h', now: 60, leaseUntil: 70 });
    await remediation.endExecution('queued', 'h', 'ended', 100);
    expect(await remediation.oldestLiving(101)).toBe(40);
    await remediation.close('open', 'withdrawn', 50);
    expect(await remediation.oldestLiving(101)).toBeUndefined();
  });
});
