import { describe, expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import type { Approvals } from '../../../../src/domain/remediation/approval.ts';
import { pauseRemediation } from '../../../../src/usecases/remediation/request/pause-remediation.ts';
import { approved, policy, remediationKit } from '../../../support/remediation/remediation.ts';

function policyOf(users: readonly string[], usergroups: readonly string[] = []): Approvals {
  return { ...policy, approvers: { users, usergroups } };
}

async function setUp(policies: readonly Approvals[] = [policy]) {
  const kit = await remediationKit();
  const nudges: number[] = [];
  const dependencies = { ...kit, policies: () => policies, onQueued: () => void nudges.push(1) };
  const order = (user: string, pause: boolean) => pauseRemediation(dependencies, { user, channel: 'CTEAM' }, pause);
  const trail = () => kit.store.remediation.auditTrail('remediation');
  const paused = () => kit.store.remediation.paused();
  return { kit, order, trail, paused, nudges: () => nudges.length };
}

test('an approver stops everything and lets it go on; each order has its entry', async () => {
  const { kit, order, trail, paused, nudges } = await setUp();
  const at = kit.clock.now();
  expect(await order('UAPPROVER', true)).toBeUndefined();
  expect(await paused()).toEqual({ by: 'UAPPROVER', at });
  expect(nudges()).toBe(0);
  expect(await order('USECOND', false)).toBeUndefined();
  expect(await paused()).toBeUndefined();
  expect(nudges()).toBe(1);
  expect(await trail()).toMatchObject([
    { actor: 'UAPPROVER', action: 'remediation.paused', at, detail: { channel: 'CTEAM', pause: true } },
    { actor: 'USECOND', action: 'remediation.resumed', detail: { channel: 'CTEAM', pause: false } },
  ]);
});

test('what is approved waits while it is stopped, and is carried out afterwards', async () => {
  const { kit, order } = await setUp();
  const request = await approved(kit);
  await order('UAPPROVER', true);
  await kit.run();
  expect(kit.glue.calls).toEqual([]);
  await order('UAPPROVER', false);
  await kit.run();
  expect(await kit.store.remediation.executions(request.id)).toMatchObject([{ state: 'ended' }]);
});

test('twice is refused, keeps who was first, and has its entry', async () => {
  const { order, trail, paused, nudges } = await setUp();
  expect(await order('UAPPROVER', false)).toBe('not-paused');
  await order('UAPPROVER', true);
  const first = await paused();
  expect(await order('USECOND', true)).toBe('paused-already');
  expect(await paused()).toEqual(first);
  expect(nudges()).toBe(0);
  expect((await trail()).map(({ action, actor, detail }) => [action, actor, detail.refusal])).toEqual([
    ['pause.refused', 'UAPPROVER', 'not-paused'],
    ['remediation.paused', 'UAPPROVER', undefined],
    ['pause.refused', 'USECOND', 'paused-already'],
  ]);
});

test('of many at once exactly one stops it', async () => {
  const { order, trail } = await setUp();
  const orders = await Promise.all(['UAPPROVER', 'USECOND', 'UASKER'].map((user) => order(user, true)));
  expect(orders.toSorted()).toEqual(['paused-already', 'paused-already', undefined]);
  expect((await trail()).filter(({ action }) => action === 'remediation.paused')).toHaveLength(1);
});

describe('who may', () => {
  const members = { S1: ['UMEMBER'], S2: [], SGONE: new ChatError('unavailable', 'internal_error') };

  test.each<[string, readonly Approvals[], string, string | undefined]>([
    ['an approver of one account of several', [policyOf(['UOTHER']), policyOf(['UONE'])], 'UONE', undefined],
    ['a member of a group', [policyOf([], ['S1'])], 'UMEMBER', undefined],
    ['somebody else', [policyOf(['UONE'], ['S1'])], 'UNOBODY', 'not-approver'],
    ['anybody where nobody approves', [policyOf([])], 'UONE', 'no-approvers'],
    ['anybody where there is no policy', [], 'UONE', 'no-approvers'],
    ['an empty user', [policyOf(['UONE'])], '', 'not-approver'],
    ['somebody whose group cannot be read', [policyOf([], ['SGONE'])], 'UMEMBER', 'approver-unverifiable'],
    ['somebody in a list, though a group cannot be read', [policyOf(['UONE'], ['SGONE'])], 'UONE', undefined],
    ['somebody in a group, though another cannot be read', [policyOf([], ['SGONE', 'S1'])], 'UMEMBER', undefined],
    ['somebody in no group that can be read', [policyOf([], ['S1', 'SGONE'])], 'UNOBODY', 'approver-unverifiable'],
    [
      'somebody of one account, though the group of another cannot be read',
      [policyOf([], ['SGONE']), policyOf([], ['S1'])],
      'UMEMBER',
      undefined,
    ],
    [
      'somebody of no account that can be read',
      [policyOf([]), policyOf(['UONE']), policyOf([], ['SGONE'])],
      'UMEMBER',
      'approver-unverifiable',
    ],
  ])('%s', async (_, policies, user, refusal) => {
    for (const pause of [true, false]) {
      const { kit, order, trail, paused, nudges } = await setUp(policies);
      Object.assign(kit.chat.groups, members);
      if (!pause) await kit.store.remediation.setPaused({ by: 'UFIRST', at: 1 });
      const before = await paused();
      expect(await order(user, pause)).toBe(refusal);
      const after = await paused();
      if (refusal === undefined) expect(after?.by).toBe(pause ? user : undefined);
      else expect(after).toEqual(before);
      expect(nudges()).toBe(refusal === undefined && !pause ? 1 : 0);
      const done = pause ? 'remediation.paused' : 'remediation.resumed';
      expect(await trail()).toMatchObject([
        { actor: user, action: refusal ? 'pause.refused' : done, detail: { pause, ...(refusal && { refusal }) } },
      ]);
    }
  });
});
