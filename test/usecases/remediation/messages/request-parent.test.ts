import { describe, expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import type { ApprovalRequestMessage } from '../../../../src/usecases/messages/request-messages.ts';
import { composeRequest } from '../../../../src/usecases/remediation/messages/compose-request.ts';
import { expireRequests } from '../../../../src/usecases/remediation/request/expire-requests.ts';
import { withdrawRequest } from '../../../../src/usecases/remediation/request/withdraw-request.ts';
import { stopAtCanary } from '../../../../src/usecases/remediation/rollback/after-actions.ts';
import { announcementId, progressId } from '../../../../src/usecases/remediation/state/announced-at.ts';
import {
  afterDependencies,
  approver,
  bookmarkOf,
  canaryPlan,
  orderBack,
  runNow,
  watch,
} from '../../../support/remediation/afterwards.ts';
import { deliver, refreshOf } from '../../../support/remediation/progress.ts';
import { policy, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';

const mention = { users: ['UAPPROVER'], usergroups: ['SLEADS'] };
const digest = 'https://acme.slack.com/archives/C1/p1';

/** A request whose message is posted; `canary`: its plan waits for a job first. */
async function announced({ canary = false, databaseUrl }: { canary?: boolean; databaseUrl?: string } = {}) {
  const kit = await remediationKit(undefined, databaseUrl);
  for (const job of ['a', 'b', 'c']) bookmarkOf(kit, job, 7);
  const request = await kit.ask(canary ? canaryPlan(kit.glue) : undefined);
  const message: ApprovalRequestMessage = { ...composeRequest(request, []), mention, digest };
  const id = announcementId(request.id);
  await kit.store.outbox.add([{ id, channel: 'CAPPROVALS', message, createdAt: kit.clock.now() }]);
  await deliver(kit);
  const looks = refreshOf(kit);
  /** Everything that is due is shown, however long it is put off. */
  const show = async (): Promise<ApprovalRequestMessage | undefined> => {
    await deliver(kit);
    kit.clock.time += 2_000;
    await looks.refresh();
    return looks.requests.at(-1)?.message;
  };
  return { kit, requestId: request.id, id, show, ...looks };
}

const ends = {
  rejected: (kit: RemediationKit, requestId: string) => kit.decide({ requestId, decision: 'reject', reason: 'No.' }),
  withdrawn: (kit: RemediationKit, requestId: string) =>
    withdrawRequest({ ...kit, approvals: () => policy }, { by: 'UASKER', requestId }),
  expired: async (kit: RemediationKit) => {
    kit.clock.time += 8 * 24 * 3_600_000;
    await expireRequests({ ...kit, approvals: () => policy });
  },
} as const;

/** Each ends something of a request that is approved, in the very instant in which it was edited. */
const carriedOut: Record<string, (kit: RemediationKit, requestId: string) => Promise<unknown>> = {
  done: (kit) => kit.run(),
  failed: (kit) => kit.run('p1', { keyVerdict: async () => ({ state: 'unusable', reason: 'key-disabled' }) }),
  'rolled-back': async (kit, requestId) => {
    await kit.run();
    await orderBack(kit, requestId, { understood: true });
    await kit.run();
  },
};

describe('an end is shown at once, however short ago something else was', () => {
  test.each(Object.entries(carriedOut))('%s', async (state, end) => {
    const { kit, requestId, refresh, requests } = await announced();
    await kit.decide({ requestId });
    await deliver(kit);
    await refresh();
    expect(requests.at(-1)?.message.stage).toMatchObject({ state: 'queued' });
    const { time } = kit.clock;
    await end(kit, requestId);
    kit.clock.time = time;
    await deliver(kit);
    await refresh();
    expect(requests.at(-1)?.message.stage).toMatchObject({ state });
  });

  test('and so is each step of a request that goes to its end and back', async () => {
    const { kit, requestId, refresh, requests } = await announced({ canary: true });
    const { time } = kit.clock;
    const look = async () => {
      kit.clock.time = time;
      await deliver(kit);
      await refresh();
      return requests.at(-1)?.message.stage?.state;
    };
    await kit.decide({ requestId });
    expect(await look()).toBe('queued');
    await kit.run();
    expect(await look()).toBe('waiting-for-canary');
    await stopAtCanary(afterDependencies(kit), { actor: approver, requestId });
    await kit.run();
    expect(await look()).toBe('partly-done');
    await orderBack(kit, requestId, { understood: true });
    expect(await look()).toBe('rolling-back');
    await kit.run();
    expect(await look()).toBe('rolled-back');
  });

  test.each(Object.entries(ends))('%s, after the first of two approvals', async (state, end) => {
    const { kit, requestId, refresh, requests } = await announced();
    kit.approvals = () => ({ ...policy, required: 2, approvers: { users: ['UAPPROVER', 'USECOND'], usergroups: [] } });
    await kit.decide({ requestId, by: 'USECOND' });
    await deliver(kit);
    await refresh();
    expect(requests.at(-1)?.message).toMatchObject({ state: 'open', decisions: [{ by: 'USECOND' }] });
    const { time } = kit.clock;
    await end(kit, requestId);
    kit.clock.time = time;
    await refresh();
    expect(requests.at(-1)?.message).toMatchObject({ state });
  });
});

describe('the first message of a thread', () => {
  test.each(Object.entries(ends))(
    'that is %s says so, by whichever process, once, and is left then',
    async (state, end) => {
      const { kit, requestId, show, requests } = await announced();
      await end(kit, requestId);
      expect(await show()).toMatchObject({ state, mention, digest });
      await show();
      expect(requests).toHaveLength(1);
      expect(await kit.store.remediation.followedProgress()).toEqual([]);
    },
  );

  test('follows every change of state, and no step', async () => {
    const { kit, requestId, show, requests, id } = await announced({ canary: true });
    await kit.decide({ requestId });
    expect(await show()).toMatchObject({ state: 'approved', stage: { state: 'queued', mayRollBack: false }, mention });
    await kit.run();
    const waiting = await show();
    expect(waiting).toMatchObject({ stage: { state: 'waiting-for-canary', mayGoOn: true, mayRollBack: true } });
    expect(waiting?.acts?.map(({ what }) => what)).toEqual(['began', 'canary-switched']);
    kit.clock.time += 60_000;
    runNow(kit, 'a');
    bookmarkOf(kit, 'a', 8);
    await watch(kit);
    await show();
    await kit.run();
    const done = await show();
    expect(done).toMatchObject({ stage: { state: 'done', mayGoOn: false, mayRollBack: true } });
    expect(done?.acts?.map(({ what }) => what)).toEqual(['began', 'canary-switched', 'canary-run', 'ended']);
    const before = requests.length;
    await show();
    expect(requests).toHaveLength(before);
    await orderBack(kit, requestId, { understood: true });
    await kit.run();
    const back = await show();
    expect(back).toMatchObject({ stage: { state: 'rolled-back', mayRollBack: false } });
    expect(back?.acts?.slice(-2)).toMatchObject([{ what: 'back-ordered', by: 'UAPPROVER' }, { what: 'back-ended' }]);
    expect(new Set(requests.map(({ ts }) => ts))).toEqual(new Set([`ts of ${id}`]));
  });

  test('has its buttons again where the approval stopped counting, and loses them by the next decision', async () => {
    const { kit, requestId, show } = await announced();
    await kit.decide({ requestId });
    await show();
    kit.approvals = () => ({ ...policy, approvers: { users: ['USECOND'], usergroups: [] } });
    await kit.run();
    const again = await show();
    expect(again).toMatchObject({ state: 'open', again: true, decisions: [{ lapse: 'not-approver' }] });
    expect(again).not.toHaveProperty('stage');
    await kit.decide({ requestId, by: 'USECOND' });
    expect(await show()).toMatchObject({ state: 'approved', stage: { state: 'queued' } });
  });

  test('shows one approval of two', async () => {
    const { kit, requestId, show } = await announced();
    kit.approvals = () => ({ ...policy, required: 2, approvers: { users: ['UAPPROVER', 'USECOND'], usergroups: [] } });
    await kit.decide({ requestId });
    expect(await show()).toMatchObject({ state: 'open', required: 2, decisions: [{ by: 'UAPPROVER' }] });
  });

  test('that was deleted is not posted again, and the reply about progress has the buttons then', async () => {
    const { kit, requestId, show, next, edits, id } = await announced();
    await kit.decide({ requestId });
    await deliver(kit);
    expect((await kit.store.outbox.get(progressId(requestId)))?.message).toMatchObject({ mayRollBack: false });
    await kit.store.outbox.gone(id, 5);
    await kit.run();
    await show();
    expect(edits.at(-1)).toMatchObject({ message: { state: 'done', mayRollBack: true } });
    expect(next).toEqual([]);
  });

  test('is found to be deleted by its edit', async () => {
    const { kit, requestId, id } = await announced();
    await kit.decide({ requestId });
    await deliver(kit);
    const looks = refreshOf(kit);
    const gone = new ChatError('message-gone', 'message_not_found');
    looks.failRequests.push(gone);
    kit.clock.time += 2_000;
    await looks.refresh();
    expect(await kit.store.outbox.get(id)).toHaveProperty('goneAt');
    kit.clock.time += 2_000;
    await looks.refresh();
    expect(looks.requests).toEqual([]);
    expect(looks.edits.at(-1)).toMatchObject({ message: { state: 'queued' } });
  });

  test('that Slack lets nobody edit any more stays: its thread says so once, and the progress has the buttons', async () => {
    const { kit, requestId, id } = await announced();
    await kit.decide({ requestId });
    await deliver(kit);
    const looks = refreshOf(kit);
    looks.failRequests.push(new ChatError('message-fixed', 'edit_window_closed'));
    for (let look = 0; look < 3; look += 1) {
      kit.clock.time += 2_000;
      await looks.refresh();
    }
    await kit.run();
    kit.clock.time += 2_000;
    await looks.refresh();
    expect(looks.requests).toEqual([]);
    expect(await kit.store.outbox.get(id)).not.toHaveProperty('goneAt');
    expect(await kit.store.outbox.get(`${id}-as-is`)).toMatchObject({
      threadOf: id,
      message: { kind: 'edit-closed', of: 'approval-request', now: { kind: 'approval-request', state: 'approved' } },
    });
    expect(looks.edits.at(-1)).toMatchObject({ message: { state: 'done', mayRollBack: true } });
  });

  test('of a process that was suspended before its edit is not sent', async () => {
    const { kit, requestId, requests, refresh, duringRequest } = await announced();
    await kit.decide({ requestId });
    await deliver(kit);
    const other = refreshOf(kit);
    duringRequest.push(async () => {
      await kit.run();
      kit.clock.time += 2_000;
      await deliver(kit);
      await other.refresh();
    });
    await refresh();
    expect(requests).toEqual([]);
    expect(other.requests).toMatchObject([{ message: { stage: { state: 'done' } } }]);
  });
});
