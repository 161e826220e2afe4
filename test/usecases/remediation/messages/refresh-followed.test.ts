import { describe, expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import type { Message } from '../../../../src/usecases/messages/message.ts';
import type { PostedMessage } from '../../../../src/usecases/ports/chat.ts';
import type { RequestRow } from '../../../../src/usecases/ports/remediation-records.ts';
import { composeRequest } from '../../../../src/usecases/remediation/messages/compose-request.ts';
import { createRefreshFollowed } from '../../../../src/usecases/remediation/messages/refresh-followed.ts';
import { expireRequests } from '../../../../src/usecases/remediation/request/expire-requests.ts';
import { withdrawRequest } from '../../../../src/usecases/remediation/request/withdraw-request.ts';
import { goOnWithoutCanary, stopAtCanary } from '../../../../src/usecases/remediation/rollback/after-actions.ts';
import { announcementId } from '../../../../src/usecases/remediation/state/announced-at.ts';
import {
  afterDependencies,
  approver,
  bookmarkOf,
  canaryPlan,
  notify,
  orderBack,
  runNow,
  watch,
} from '../../../support/remediation/afterwards.ts';
import { approved, policy, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';

/** A chat that remembers its edits; `fails`: what the next ones meet. */
function editing(kit: RemediationKit) {
  const edits: [PostedMessage, Message][] = [];
  const fails: unknown[] = [];
  const chat = {
    usergroupMembers: kit.chat.usergroupMembers.bind(kit.chat),
    async update(...edit: [PostedMessage, Message]) {
      const failure = fails.shift();
      if (failure !== undefined) throw failure;
      edits.push(edit);
    },
  };
  /** Another process: it knows nothing but the tables. */
  const started = () => createRefreshFollowed({ ...kit, chat });
  return { edits, fails, started, look: started() };
}

const firstRunsOf = (edits: readonly [PostedMessage, Message][]) =>
  edits.flatMap(([, message]) => (message.kind === 'first-runs' ? [message] : []));

/** The approvers are asked about a canary that failed. */
async function asked() {
  const kit = await remediationKit();
  for (const job of ['a', 'b', 'c']) bookmarkOf(kit, job, 7);
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  kit.clock.time += 60_000;
  runNow(kit, 'a', { state: 'FAILED' });
  await watch(kit);
  await notify(kit);
  return { kit, request, requestId: request.id, ...editing(kit) };
}

describe('the question after a canary that failed', () => {
  const orders = {
    'went-on': (kit: RemediationKit, requestId: string) =>
      goOnWithoutCanary(afterDependencies(kit), { actor: approver, requestId }),
    stopped: (kit: RemediationKit, requestId: string) =>
      stopAtCanary(afterDependencies(kit), { actor: approver, requestId }),
    'rolled-back': (kit: RemediationKit, requestId: string) => orderBack(kit, requestId, { understood: true }),
  } as const;

  test.each(Object.entries(orders))('says who decided, and asks no more: %s', async (what, order) => {
    const { kit, requestId, look, edits } = await asked();
    await look();
    expect(edits).toEqual([]);
    kit.clock.time += 60_000;
    expect(await order(kit, requestId)).toMatchObject({ request: { id: requestId } });
    const trail = await kit.store.remediation.auditTrail(requestId);
    const at = trail.findLast(({ action }) => action.endsWith('.ordered'))?.at;
    await notify(kit);
    await look();
    await look();
    expect(firstRunsOf(edits)).toMatchObject([
      { event: 'canary', mayRollBack: false, decided: { what, by: approver.user, at } },
    ]);
    expect(new Set(edits.map(([posted]) => posted.ts)).size).toBe(edits.length);
    const shown = (await kit.store.outbox.get(`canary-${await executionOf(kit, requestId)}-CAPPROVALS`))?.message;
    expect(shown).toMatchObject({ decided: { what } });
  });

  test('says so after a process that died between the decision and the edit, and keeps its word after a roll back', async () => {
    const { kit, requestId, look, fails, started, edits } = await asked();
    await orders.stopped(kit, requestId);
    await orders['rolled-back'](kit, requestId);
    fails.push(new Error('killed'));
    await look();
    expect(edits).toEqual([]);
    await started()();
    expect(firstRunsOf(edits)).toMatchObject([{ decided: { what: 'stopped' } }]);
  });

  test('that is posted after the decision, for Slack was away, is edited then', async () => {
    const { kit, requestId, look, edits } = await asked();
    const id = `canary-${await executionOf(kit, requestId)}-late`;
    const question = await kit.store.outbox.get(`canary-${await executionOf(kit, requestId)}-CAPPROVALS`);
    if (question === undefined) throw new Error('nobody was asked');
    await kit.store.outbox.add([{ ...question, id }]);
    await orders.stopped(kit, requestId);
    await look();
    expect(edits).toHaveLength(1);
    await notify(kit);
    await look();
    expect(firstRunsOf(edits).filter(({ event }) => event === 'canary')).toHaveLength(2);
  });

  test('ends without a decision where what waited ended by itself', async () => {
    const { kit, requestId, look, edits } = await asked();
    await kit.store.remediation.endWaiting(await executionOf(kit, requestId), kit.clock.now());
    await look();
    expect(firstRunsOf(edits)).toMatchObject([{ decided: { what: 'ended' } }]);
  });
});

describe('a first run to review', () => {
  async function reviewed() {
    const kit = await remediationKit();
    for (const job of ['a', 'b', 'c']) bookmarkOf(kit, job, 7);
    const request = await approved(kit);
    await kit.run();
    kit.clock.time += 60_000;
    runNow(kit, 'a', { state: 'FAILED' });
    await watch(kit);
    await notify(kit);
    return { kit, requestId: request.id, ...editing(kit) };
  }

  test('offers a roll back until it is ordered', async () => {
    const { kit, requestId, look, edits } = await reviewed();
    await look();
    expect(edits).toEqual([]);
    await orderBack(kit, requestId, { understood: true });
    await look();
    const decided = { what: 'rolled-back', by: approver.user, at: kit.clock.now() };
    expect(firstRunsOf(edits)).toMatchObject([{ event: 'trouble', decided }]);
  });

  test('or until nothing can be rolled back any more', async () => {
    const { kit, requestId, look, edits } = await reviewed();
    const [execution] = await kit.store.remediation.executions(requestId);
    const over = (execution?.endedAt ?? 0) + kit.watchRunsFor;
    kit.clock.time = over - 1;
    await look();
    expect(edits).toEqual([]);
    kit.clock.time = over;
    await look();
    expect(firstRunsOf(edits)).toMatchObject([{ decided: { what: 'window-over' } }]);
  });
});

/** What carries the buttons of a request once more, in its thread. */
function reminderOf(request: RequestRow): Message {
  const { id: requestId, askedBy, account, expiresAt } = request;
  const about = { requestId, askedBy, account, region: 'eu-west-1', findings: [], expiresAt, at: 1 };
  return { kind: 'request-news', event: 'reminder', inThread: true, ...about };
}

describe('a reminder', () => {
  async function announced() {
    const kit = await remediationKit();
    const request = await kit.ask();
    const reminder = { id: 'reminder', channel: 'CAPPROVALS', message: reminderOf(request), createdAt: 1 };
    await kit.store.outbox.add([reminder]);
    await notify(kit);
    return { kit, request, requestId: request.id, ...editing(kit) };
  }

  const ends = {
    approved: (kit: RemediationKit, requestId: string) => kit.decide({ requestId }),
    rejected: (kit: RemediationKit, requestId: string) => kit.decide({ requestId, decision: 'reject', reason: 'No.' }),
    withdrawn: (kit: RemediationKit, requestId: string) =>
      withdrawRequest({ ...kit, approvals: () => policy }, { by: 'UASKER', requestId }),
    expired: async (kit: RemediationKit) => {
      kit.clock.time += 8 * 24 * 3_600_000;
      await expireRequests({ ...kit, approvals: () => policy });
    },
  } as const;

  test.each(Object.entries(ends))('that is %s, by whichever process, loses its buttons', async (state, end) => {
    const { kit, requestId, look, started, fails, edits } = await announced();
    await look();
    expect(edits).toEqual([]);
    await end(kit, requestId);
    fails.push(new Error('killed'));
    await look();
    await started()();
    expect(edits).toMatchObject([[{ channel: 'C1' }, { kind: 'request-news', over: { state } }]]);
  });

  test('whose message was deleted is left alone, and one that cannot be edited now is tried again', async () => {
    const { kit, requestId, look, fails, edits } = await announced();
    await ends.rejected(kit, requestId);
    fails.push(new ChatError('unavailable', 'ratelimited', 30_000), new ChatError('message-gone', 'message_not_found'));
    await look();
    await look();
    expect(fails).toHaveLength(1);
    expect(kit.log.lines).toMatchObject([{ level: 'warn', fields: { action: 'messages', code: 'unavailable' } }]);
    kit.clock.time += 30_000;
    await look();
    await look();
    expect([fails, edits, await kit.store.outbox.followed()]).toEqual([[], [], []]);
  });

  test('Slack that asks to slow down is asked once in its time, however many messages are to be edited', async () => {
    const { kit, request, requestId, look, fails, edits } = await announced();
    for (const channel of ['CSECOND', 'CTHIRD']) {
      const id = `reminder-${channel}`;
      await kit.store.outbox.add([{ id, channel, createdAt: 2, message: reminderOf(request) }]);
    }
    await notify(kit);
    await ends.rejected(kit, requestId);
    const busy = () => new ChatError('unavailable', 'ratelimited', 30_000);
    fails.push(busy(), busy(), busy());
    await look();
    kit.clock.time += 5_000;
    await look();
    expect(fails).toHaveLength(2);
    fails.length = 0;
    kit.clock.time += 25_000;
    await look();
    expect(edits).toHaveLength(3);
  });

  test('those that Slack itself cannot edit keep no other from being edited', async () => {
    const { kit, request, requestId, edits } = await announced();
    const message = reminderOf(request);
    for (const id of ['second', 'third']) await kit.store.outbox.add([{ id, channel: id, createdAt: 2, message }]);
    await notify(kit);
    await ends.rejected(kit, requestId);
    const chat = {
      usergroupMembers: kit.chat.usergroupMembers.bind(kit.chat),
      async update(...edit: [PostedMessage, Message]) {
        if (edit[0].ts === '1') throw new ChatError('unknown-outcome', 'internal_error');
        edits.push(edit);
      },
    };
    const look = createRefreshFollowed({ ...kit, chat });
    for (let round = 0; round < 3; round += 1) {
      await look();
      kit.clock.time += 10_000;
    }
    expect(edits).toHaveLength(1);
  });

  test('that cannot be shown for a defect of ours keeps no other from being edited', async () => {
    const { kit, request, requestId, look, fails, edits } = await announced();
    const second = { id: 'reminder-2', channel: 'COTHER', createdAt: 2 };
    await kit.store.outbox.add([{ ...second, message: reminderOf(request) }]);
    await notify(kit);
    await ends.rejected(kit, requestId);
    const defect = new Error('a defect in a view');
    fails.push(defect);
    await look();
    expect(edits).toHaveLength(1);
    expect(kit.log.lines).toMatchObject([{ level: 'error', fields: { action: 'messages', err: defect } }]);
  });
});

test('a request that an older version announced is handed over to whoever edits the thread, once it is decided', async () => {
  const kit = await remediationKit();
  const request = await kit.ask();
  const id = announcementId(request.id);
  const message = composeRequest(request, []);
  await kit.store.outbox.add([{ id, channel: 'CAPPROVALS', message, createdAt: 1 }]);
  await notify(kit);
  const { look, edits } = editing(kit);
  await look();
  expect(await kit.store.outbox.followed()).toMatchObject([{ id }]);
  // As an older version closed it: nothing else follows it.
  await kit.store.remediation.close(request.id, 'rejected', 5);
  await look();
  expect(edits).toEqual([]);
  expect(await kit.store.outbox.followed()).toEqual([]);
  expect(await kit.store.remediation.followedProgress()).toMatchObject([{ requestId: request.id }]);
});

test('jobs that were reverted are offered for remediation until a scan sees none of them so', async () => {
  const kit = await remediationKit();
  const resolved = new Map<string, number | undefined>([
    ['f1', undefined],
    ['f2', undefined],
  ]);
  const byId = async (id: string) => {
    const resolvedAt = resolved.get(id);
    const finding = { id, ...(resolvedAt !== undefined && { resolvedAt }) };
    return finding as Awaited<ReturnType<typeof kit.store.findings.byId>>;
  };
  const store = { ...kit.store, findings: { ...kit.store.findings, byId } };
  const { look, edits } = editing({ ...kit, store });
  const jobs = ['f1', 'f2'].map((findingId) => ({ findingId, name: findingId, to: 'new', movedAt: 1 }));
  const about = { requestId: 'r1', askedBy: 'UASKER', account: '111122223333', region: 'eu-west-1' };
  const message = { kind: 'reverted-news', ...about, jobs, jobsTotal: 2, managed: [], snippets: [], at: 5 } as const;
  await kit.store.outbox.add([{ id: 'reverted', channel: 'CAPPROVALS', message, createdAt: 5 }]);
  await notify(kit);
  await look();
  resolved.set('f1', 70);
  await look();
  expect(edits).toEqual([]);
  resolved.set('f2', 60);
  await look();
  await look();
  expect(edits).toEqual([
    [
      { channel: 'C1', ts: '1' },
      { ...message, over: { at: 70 } },
    ],
  ]);
});

async function executionOf(kit: RemediationKit, requestId: string): Promise<string> {
  const [execution] = await kit.store.remediation.executions(requestId);
  if (execution === undefined) throw new Error('no execution');
  return execution.id;
}
