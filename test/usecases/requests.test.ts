import { describe, expect, test } from 'vitest';
import { ChatError } from '../../src/domain/errors.ts';
import { expireRequests } from '../../src/usecases/remediation/request/expire-requests.ts';
import { type OpenRequestDependencies, openRequest } from '../../src/usecases/remediation/request/open-request.ts';
import { withdrawRequest } from '../../src/usecases/remediation/request/withdraw-request.ts';
import { account, planOf, policy, type RemediationKit, remediationKit } from '../support/remediation/remediation.ts';

const hour = 3_600_000;

function open(
  kit: RemediationKit,
  changes: Partial<OpenRequestDependencies> = {},
  reason = 'audit',
  plans = [planOf(kit.glue)],
) {
  const dependencies = { ...kit, enabled: true, account: () => account, approvals: () => policy, announce: () => [] };
  return openRequest({ ...dependencies, ...changes }, { actor: { user: 'UASKER', channel: 'CTEAM' }, reason, plans });
}

async function notice(kit: RemediationKit): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const rows = await kit.store.outbox.claimDue(Number.MAX_SAFE_INTEGER, 0, 'x', 10);
    if (rows.length === 0) return all.sort();
    for (const { id, channel, message } of rows) {
      all.push(`${channel} ${message.kind === 'request-news' ? message.event : message.kind}`);
      await kit.store.outbox.sent(id, 'C', '1', 1);
    }
  }
}

describe('open', () => {
  test('seals the terms of the policy, and keeps definitions only encrypted', async () => {
    const kit = await remediationKit();
    const opened = await open(kit, {}, '  audit finding ');
    expect(opened).toMatchObject({
      request: {
        state: 'open',
        askedBy: 'UASKER',
        askedIn: 'CTEAM',
        reason: 'audit finding',
        required: 1,
        selfApproval: false,
        expiresAt: kit.clock.now() + 24 * hour,
      },
    });
    const text = await kit.store.remediation.definition('plan-1', 's2');
    expect(text).toMatch(/^v1\./);
    expect(kit.vault.decrypt(text ?? '', 'plan-1/s2')).toEqual(planOf(kit.glue).definitions.get('s2'));
    expect(() => kit.vault.decrypt(text ?? '', 'plan-1/s3')).toThrow();
    expect(JSON.stringify([opened, kit.log.lines])).not.toContain('secret of');
  });

  test.each([
    ['the channel of the operators', { fallbackChannel: 'COPS' }, 'COPS'],
    ['whoever asked, where there is none', {}, 'UASKER'],
  ])('what is asked in the Home, where approvers have no channel, is put to %s', async (_whom, given, channel) => {
    const kit = await remediationKit();
    const { channel: _none, ...bare } = policy;
    const dependencies = { ...kit, enabled: true, account: () => account, approvals: () => bare, announce: () => [] };
    const actor = { user: 'UASKER', channel: '' };
    const opened = await openRequest({ ...dependencies, ...given }, { actor, reason: 'x', plans: [planOf(kit.glue)] });
    expect(opened).toMatchObject({ request: { askedIn: channel } });
  });

  test('a request that nobody could approve is not made, and leaves an entry', async () => {
    const kit = await remediationKit();
    const approvers = { users: [], usergroups: ['SLEADS'] };
    const approvals = () => ({ ...policy, approvers });
    kit.chat.groups.SLEADS = ['UASKER'];
    expect(await open(kit, { approvals })).toEqual({ refused: 'too-few-approvers' });
    kit.chat.groups.SLEADS = new ChatError('refused', 'missing_scope');
    expect(await open(kit, { approvals })).toEqual({ refused: 'approver-unverifiable' });
    kit.chat.groups.SLEADS = new ChatError('group-gone', 'no_such_subteam');
    expect(await open(kit, { approvals })).toEqual({ refused: 'too-few-approvers' });
    expect(await kit.store.remediation.openRequests()).toEqual([]);
    kit.chat.groups.SLEADS = ['UASKER', 'UAPPROVER'];
    expect(await open(kit, { approvals })).toHaveProperty('request');
  });

  test('a finding has at most one open request, until its execution has ended', async () => {
    const kit = await remediationKit();
    const first = await open(kit);
    const second = { ...planOf(kit.glue), plan: planOf(kit.glue, { id: 'plan-2' }).plan };
    expect(await open(kit, {}, 'again', [second])).toEqual({ refused: 'finding-taken' });
    if ('refused' in first) throw new Error('refused');
    await kit.decide({ requestId: first.request.id });
    expect(await open(kit, {}, 'again', [second])).toEqual({ refused: 'finding-taken' });
    await kit.run();
    expect(await open(kit, {}, 'again', [second])).toMatchObject({ request: { state: 'open' } });
  });

  test('many ask at once: one gets through', async () => {
    const kit = await remediationKit();
    const plans = Array.from({ length: 8 }, (_, index) => planOf(kit.glue, { id: `plan-${index}` }));
    const opened = await Promise.all(plans.map((plan) => open(kit, {}, 'x', [plan])));
    expect(opened.filter((result) => 'request' in result).length).toBe(1);
    expect((await kit.store.remediation.openRequests()).length).toBe(1);
  });

  const { remediationRoleArn: _none, ...audited } = account;
  test.each([
    ['without a reason', {}, ' ', 'reason-missing'],
    ['with a reason that would be cut', {}, 'r'.repeat(501), 'reason-too-long'],
    ['with REMEDIATION=off', { enabled: false }, 'x', 'remediation-off'],
    ['in an account without a remediation role', { account: () => audited }, 'x', 'remediation-off'],
    ['in an unknown account', { account: () => undefined }, 'x', 'remediation-off'],
    ['without a policy', { approvals: () => undefined }, 'x', 'no-approvers'],
    [
      'with an empty list of approvers',
      { approvals: () => ({ ...policy, approvers: { users: [], usergroups: [] } }) },
      'x',
      'no-approvers',
    ],
  ])('%s: refused, with an entry', async (_what, changes, reason, refusal) => {
    const kit = await remediationKit();
    expect(await open(kit, changes, reason)).toEqual({ refused: refusal });
    expect(await kit.store.remediation.openRequests()).toEqual([]);
    expect(await kit.store.remediation.auditTrail('id1')).toMatchObject([
      { action: 'request.refused', actor: 'UASKER', detail: { refusal, finding: 'std' } },
    ]);
  });

  test('plans of several accounts, or with nothing to do: refused', async () => {
    const kit = await remediationKit();
    const other = planOf(kit.glue, { id: 'plan-2', target: { account: '444455556666', region: 'eu-west-1' } });
    expect(await open(kit, {}, 'x', [planOf(kit.glue), other])).toEqual({ refused: 'nothing-to-do' });
    expect(await open(kit, {}, 'x', [planOf(kit.glue, { steps: [] })])).toEqual({ refused: 'nothing-to-do' });
    expect(await open(kit, {}, 'x', [])).toEqual({ refused: 'nothing-to-do' });
  });
});

describe('withdraw', () => {
  test('by the requester: it is over, the finding is free', async () => {
    const kit = await remediationKit();
    const { id } = await kit.ask();
    const dependencies = { ...kit, approvals: () => policy };
    expect(await withdrawRequest(dependencies, { requestId: id, by: 'UASKER' })).toMatchObject({
      request: { state: 'withdrawn' },
    });
    expect(await notice(kit)).toEqual(['CAPPROVALS withdrawn']);
    expect(await withdrawRequest(dependencies, { requestId: id, by: 'UASKER' })).toEqual({ refused: 'not-open' });
    expect(await kit.decide({ requestId: id })).toMatchObject({ refused: 'not-open' });
    expect(await open(kit, {}, 'x', [planOf(kit.glue, { id: 'plan-2' })])).toMatchObject({ request: {} });
  });

  test.each([
    ['UAPPROVER', 'not-requester', 0],
    ['UASKER', 'expired', 24 * hour],
  ])('by %s: %s, with an entry', async (by, refused, later) => {
    const kit = await remediationKit();
    const { id } = await kit.ask();
    kit.clock.time += later;
    expect(await withdrawRequest({ ...kit, approvals: () => policy }, { requestId: id, by })).toEqual({ refused });
    expect((await kit.store.remediation.auditTrail(id)).at(-1)).toMatchObject({
      action: 'withdrawal.refused',
      actor: by,
    });
    expect(await kit.store.remediation.request(id)).toMatchObject({ state: 'open' });
  });

  test('of nothing: refused, with an entry', async () => {
    const kit = await remediationKit();
    const input = { requestId: 'forged', by: 'U1' };
    expect(await withdrawRequest({ ...kit, approvals: () => policy }, input)).toEqual({ refused: 'unknown-request' });
    expect((await kit.store.remediation.auditTrail('forged')).length).toBe(1);
  });
});

describe('expire', () => {
  test('one reminder, then the end; each told once', async () => {
    const kit = await remediationKit();
    const { id } = await kit.ask();
    const look = () => expireRequests({ ...kit, approvals: () => policy });
    expect(await look()).toBe(0);
    expect(await notice(kit)).toEqual([]);
    kit.clock.time += 22 * hour;
    expect([await look(), await look()]).toEqual([0, 0]);
    expect(await notice(kit)).toEqual(['CAPPROVALS reminder']);
    kit.clock.time += 2 * hour - 1;
    expect(await look()).toBe(0);
    kit.clock.time += 1;
    expect([await look(), await look()]).toEqual([1, 0]);
    expect(await notice(kit)).toEqual(['CAPPROVALS expired', 'UASKER expired']);
    expect((await kit.store.remediation.auditTrail(id)).map(({ action }) => action)).toEqual([
      'request.opened',
      'request.reminded',
      'request.expired',
    ]);
    expect(await kit.decide({ requestId: id })).toMatchObject({ refused: 'expired' });
  });

  test('a clock that jumps over the reminder: only the end is told; one that jumps back revives nothing', async () => {
    const kit = await remediationKit();
    const { id } = await kit.ask();
    const look = () => expireRequests({ ...kit, approvals: () => policy });
    kit.clock.time += 48 * hour;
    expect(await Promise.all([look(), look(), look()])).toContain(1);
    kit.clock.time -= 47 * hour;
    expect(await look()).toBe(0);
    expect(await kit.decide({ requestId: id })).toMatchObject({ refused: 'expired' });
    expect(await notice(kit)).toEqual(['CAPPROVALS expired', 'UASKER expired']);
  });

  test('a defect at one request is reported with it, and keeps no other open', async () => {
    const kit = await remediationKit();
    const { id } = await kit.ask();
    const other = await kit.ask(planOf(kit.glue, { id: 'plan-2', finding: { kind: 'configuration', name: 'x' } }));
    kit.clock.time += 48 * hour;
    const defect = new Error('a bug');
    let asked = 0;
    const approvals = () => {
      if (++asked === 1) throw defect;
      return policy;
    };
    expect(await expireRequests({ ...kit, approvals })).toBe(1);
    expect((await kit.store.remediation.request(id))?.state).toBe('open');
    expect((await kit.store.remediation.request(other.id))?.state).toBe('expired');
    const fields = { action: 'requests', request: id, reference: expect.any(String), err: defect };
    expect(kit.log.lines).toMatchObject([{ level: 'error', fields }]);
  });

  test('a decision and the expiry at once: exactly one wins', async () => {
    const kit = await remediationKit();
    const { id } = await kit.ask();
    const late = { now: () => kit.clock.now() + 24 * hour, monotonic: () => 0, sleep: kit.clock.sleep };
    const [decided, expired] = await Promise.all([
      kit.decide({ requestId: id }),
      expireRequests({ ...kit, clock: late, approvals: () => policy }),
    ]);
    expect('state' in decided ? 1 - expired : expired).toBe(1);
    expect((await kit.store.remediation.executions(id)).length).toBe('state' in decided ? 1 : 0);
  });
});
