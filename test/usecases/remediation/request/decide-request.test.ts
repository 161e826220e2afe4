import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import type { Approvals, Refusal } from '../../../../src/domain/remediation/approval.ts';
import type { DecisionInput } from '../../../../src/usecases/remediation/request/decide-request.ts';
import { progressId } from '../../../../src/usecases/remediation/state/announced-at.ts';
import { temporaryFolder } from '../../../store/harness.ts';
import { policy, type RemediationKit, remediationKit, smallGlue } from '../../../support/remediation/remediation.ts';

const message = { channel: 'CAPPROVALS', ts: '1700000000.000100' };

interface Attempted {
  readonly what: string;
  readonly refusal: Refusal;
  readonly policy?: Partial<Approvals>;
  /** What happens between the request and the click. */
  readonly meanwhile?: (kit: RemediationKit, requestId: string) => void | Promise<void>;
  readonly input?: Partial<DecisionInput>;
}

const group = { approvers: { users: [], usergroups: ['SAPPROVERS'] } };

const attempts: readonly Attempted[] = [
  { what: 'a stranger', refusal: 'not-approver', input: { by: 'USTRANGER' } },
  {
    what: 'a stranger who rejects',
    refusal: 'not-approver',
    input: { by: 'USTRANGER', decision: 'reject', reason: 'no' },
  },
  { what: 'nobody at all', refusal: 'not-approver', input: { by: '' } },
  { what: 'an approver in other letters', refusal: 'not-approver', input: { by: 'uapprover' } },
  { what: 'the requester', refusal: 'own-request', input: { by: 'UASKER' } },
  {
    what: 'the requester, where self-approval was allowed only later',
    refusal: 'own-request',
    input: { by: 'UASKER' },
    meanwhile: (kit) => void Object.assign(kit, { approvals: () => ({ ...policy, allowSelfApproval: true }) }),
  },
  {
    what: 'the requester, where self-approval was allowed and is not any more',
    refusal: 'own-request',
    policy: { allowSelfApproval: true },
    input: { by: 'UASKER' },
    meanwhile: (kit) => void Object.assign(kit, { approvals: () => policy }),
  },
  {
    what: 'a member of the group who was removed before the click',
    refusal: 'not-approver',
    policy: group,
    meanwhile: (kit) => void Object.assign(kit.chat.groups, { SAPPROVERS: ['UOTHER'] }),
  },
  {
    what: 'a member of a group that cannot be read',
    refusal: 'approver-unverifiable',
    policy: group,
    meanwhile: (kit) =>
      void Object.assign(kit.chat.groups, { SAPPROVERS: new ChatError('unavailable', 'ratelimited') }),
  },
  {
    what: 'an approver of a list that was emptied',
    refusal: 'no-approvers',
    meanwhile: (kit) =>
      void Object.assign(kit, { approvals: () => ({ ...policy, approvers: { users: [], usergroups: [] } }) }),
  },
  {
    what: 'an approver when the policy is gone',
    refusal: 'no-approvers',
    meanwhile: (kit) => void Object.assign(kit, { approvals: () => undefined }),
  },
  {
    what: 'an approver who was taken off the list',
    refusal: 'not-approver',
    meanwhile: (kit) =>
      void Object.assign(kit, { approvals: () => ({ ...policy, approvers: { users: ['USECOND'], usergroups: [] } }) }),
  },
  {
    what: 'an approver of another account',
    refusal: 'not-approver',
    meanwhile: (kit) => {
      const own = { ...policy, approvers: { users: ['USECOND'], usergroups: [] } };
      kit.approvals = (id) => (id === '111122223333' ? own : policy);
    },
  },
  {
    what: 'an approver, too late',
    refusal: 'expired',
    meanwhile: (kit) => {
      kit.clock.time += policy.expireAfter;
    },
  },
  {
    what: 'an approver of a rejected request',
    refusal: 'not-open',
    meanwhile: async (kit, requestId) =>
      void (await kit.decide({ requestId, by: 'USECOND', decision: 'reject', reason: 'no' })),
  },
  {
    what: 'an approver of an approved request (a second click)',
    refusal: 'not-open',
    meanwhile: async (kit, requestId) => void (await kit.decide({ requestId })),
  },
  {
    what: 'the same person twice, where two are needed',
    refusal: 'already-decided',
    policy: { required: 2 },
    meanwhile: async (kit, requestId) => void (await kit.decide({ requestId })),
  },
  { what: 'a rejection without a reason', refusal: 'reason-missing', input: { decision: 'reject', reason: ' \n' } },
  {
    what: 'a rejection whose reason would be cut',
    refusal: 'reason-too-long',
    input: { decision: 'reject', reason: 'r'.repeat(501) },
  },
  { what: 'a request that does not exist', refusal: 'unknown-request', input: { requestId: 'forged' } },
  { what: 'a request id that is no id', refusal: 'unknown-request', input: { requestId: "' or 1=1 --".repeat(100) } },
];

describe('attempts that do not get through', () => {
  test.each(attempts)('$what: $refusal', async ({ refusal, meanwhile, input, policy: changes }) => {
    const kit = await remediationKit();
    kit.chat.groups.SAPPROVERS = ['UAPPROVER'];
    kit.approvals = () => ({ ...policy, ...changes });
    const request = await kit.ask();
    await meanwhile?.(kit, request.id);
    const before = await kit.store.remediation.request(request.id);
    const decided = await kit.store.remediation.decisions(request.id);
    const executions = await kit.store.remediation.executions(request.id);
    const attempt = { requestId: request.id, message, ...input };
    const entries = (await kit.store.remediation.auditTrail(attempt.requestId.slice(0, 200))).length;

    const result = await kit.decide(attempt, { onQueued: () => expect.unreachable() });
    expect(result).toMatchObject({ refused: refusal });
    expect(await kit.store.remediation.request(request.id)).toEqual(before);
    expect(await kit.store.remediation.decisions(request.id)).toEqual(decided);
    expect(await kit.store.remediation.executions(request.id)).toEqual(executions);

    const subject = attempt.requestId.length > 200 ? `${attempt.requestId.slice(0, 200)}…` : attempt.requestId;
    const trail = await kit.store.remediation.auditTrail(subject);
    expect(trail.length).toBe(entries + 1);
    expect(trail.at(-1)).toMatchObject({
      actor: attempt.by ?? 'UAPPROVER',
      action: 'decision.refused',
      detail: { refusal, ...message },
    });
  });

  test('whose account it is, and so who may approve, is read from the sealed plan and from no column', async () => {
    const file = join(temporaryFolder(), 'gluewarden.db');
    const kit = await remediationKit(smallGlue(), `sqlite:${file}`);
    const { id } = await kit.ask();
    const hand = new DatabaseSync(file);
    expect(hand.prepare(`update plans set account = '999988887777'`).run().changes).toBe(1);
    hand.close();
    expect(await kit.store.remediation.request(id)).toMatchObject({ account: '111122223333' });
  });

  test.each([
    ['the seal of a plan', `update plans set seal = 'g' || substr(seal, 2)`],
    ['a step of a plan', `update plans set plan_json = replace(plan_json, '"name":"a"', '"name":"z"')`],
    ['a plan, made unreadable', `update plans set plan_json = 'x'`],
    ['the requester', `update requests set asked_by = 'USOMEBODY'`],
    ['the expiry', 'update requests set expires_at = expires_at + 1'],
    ['the self-approval', 'update requests set self_approval = 1'],
    ['a decision', `insert into decisions values ('id1', 'USECOND', 'approve', 1, null, 'forged')`],
  ])('a request of which %s was changed in the database', async (_what, statement) => {
    const file = join(temporaryFolder(), 'gluewarden.db');
    const kit = await remediationKit(smallGlue(), `sqlite:${file}`);
    const request = await kit.ask();
    const hand = new DatabaseSync(file);
    expect(hand.prepare(statement.replace('id1', request.id)).run().changes).toBe(1);
    hand.close();
    expect(await kit.decide({ requestId: request.id })).toEqual({ refused: 'tampered' });
    expect(await kit.store.remediation.executions(request.id)).toEqual([]);
    expect((await kit.store.remediation.auditTrail(request.id)).at(-1)).toMatchObject({ action: 'decision.refused' });
  });
});

test('the policy is that of the request that is judged, whatever a first look at the database showed', async () => {
  const kit = await remediationKit();
  kit.approvals = (id) => ({
    ...policy,
    approvers: { users: [id === 'other' ? 'USTRANGER' : 'UAPPROVER'], usergroups: [] },
  });
  const { id: requestId, ...request } = await kit.ask();
  const plans = request.plans.map((sealed) => {
    return { ...sealed, plan: { ...sealed.plan, target: { ...sealed.plan.target, account: 'other' } } };
  });
  const remediation = { ...kit.store.remediation, request: async () => ({ ...request, id: requestId, plans }) };
  const decided = await kit.decide({ requestId, by: 'USTRANGER' }, { store: { ...kit.store, remediation } });
  expect(decided).toEqual({ refused: 'not-approver' });
});

test('an approval in the last moment counts: it is recorded with the instant that was judged', async () => {
  const kit = await remediationKit();
  const { id: requestId, expiresAt } = await kit.ask();
  let now = expiresAt - 2;
  const clock = { now: () => (now += 1), monotonic: () => 0, sleep: async () => {} };
  expect(await kit.decide({ requestId }, { clock })).toMatchObject({ state: 'approved' });
  const [decision] = await kit.store.remediation.decisions(requestId);
  expect(decision?.at).toBe(expiresAt - 1);
});

describe('decisions that count', () => {
  test('one approval queues one execution, and tells', async () => {
    const kit = await remediationKit();
    const queued: string[] = [];
    const request = await kit.ask();
    const result = await kit.decide({ requestId: request.id, message }, { onQueued: () => void queued.push('once') });
    expect(result).toMatchObject({
      state: 'approved',
      missing: 0,
      decisions: [{ by: 'UAPPROVER', decision: 'approve' }],
    });
    expect(queued).toEqual(['once']);
    expect(await kit.store.remediation.executions(request.id)).toMatchObject([{ planId: 'plan-1', state: 'queued' }]);
    const rows = await kit.store.outbox.claimDue(Number.MAX_SAFE_INTEGER, 0, 'x', 10);
    expect(rows.map(({ channel }) => channel).sort()).toEqual(['CAPPROVALS', 'UASKER']);
    expect(rows[0]?.message).toMatchObject({ kind: 'request-news', event: 'approved', by: 'UAPPROVER' });
    expect((await kit.store.remediation.auditTrail(request.id)).map(({ action }) => action)).toEqual([
      'request.opened',
      'decision.approved',
    ]);
  });

  test('two people, where two are needed; and where the policy needs two by now', async () => {
    for (const [then, now] of [
      [2, 2],
      [1, 2],
      [2, 1],
    ] as const) {
      const kit = await remediationKit();
      kit.approvals = () => ({ ...policy, required: then });
      const request = await kit.ask();
      kit.approvals = () => ({ ...policy, required: now });
      expect(await kit.decide({ requestId: request.id })).toMatchObject({ state: 'open', missing: 1 });
      expect(await kit.store.remediation.executions(request.id)).toEqual([]);
      expect(await kit.decide({ requestId: request.id, by: 'USECOND' })).toMatchObject({
        state: 'approved',
        missing: 0,
      });
      expect((await kit.store.remediation.executions(request.id)).length).toBe(1);
    }
  });

  test('one of two rejects: it is over', async () => {
    const kit = await remediationKit();
    kit.approvals = () => ({ ...policy, required: 2 });
    const request = await kit.ask();
    await kit.decide({ requestId: request.id });
    const rejected = await kit.decide({
      requestId: request.id,
      by: 'USECOND',
      decision: 'reject',
      reason: ' not today ',
    });
    expect(rejected).toMatchObject({ state: 'rejected', decisions: [{}, { reason: 'not today' }] });
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
  });

  test.each([
    ['paused', undefined, 'paused', { paused: { by: 'UOTHER', at: 5 } }],
    ['paused, and its account goes on', ['111122223333'], 'queued', {}],
  ] as const)('while remediation is %s: the first message about it says so', async (_, resumed, state, paused) => {
    const kit = await remediationKit();
    const request = await kit.ask();
    await kit.store.remediation.setPaused({ by: 'UOTHER', at: 5 });
    if (resumed) await kit.store.remediation.resume(resumed, 'UAPPROVER', 6);
    await kit.decide({ requestId: request.id });
    const posted = await kit.store.outbox.get(progressId(request.id));
    expect(posted?.message).toMatchObject({ kind: 'remediation-progress', state, ...paused });
  });

  test('a member of a group, when another group cannot be read', async () => {
    const kit = await remediationKit();
    kit.chat.groups.SBROKEN = new ChatError('unavailable', 'x');
    kit.chat.groups.SAPPROVERS = ['UMEMBER'];
    kit.approvals = () => ({ ...policy, approvers: { users: [], usergroups: ['SBROKEN', 'SAPPROVERS'] } });
    const request = await kit.ask();
    expect(await kit.decide({ requestId: request.id, by: 'UMEMBER' })).toMatchObject({ state: 'approved' });
  });

  test('the requester, where self-approval is allowed', async () => {
    const kit = await remediationKit();
    kit.approvals = () => ({ ...policy, allowSelfApproval: true });
    const request = await kit.ask();
    expect(await kit.decide({ requestId: request.id, by: 'UASKER' })).toMatchObject({ state: 'approved' });
    await kit.run();
    expect((await kit.store.remediation.executions(request.id))[0]?.outcomes.length).toBe(6);
  });
});
