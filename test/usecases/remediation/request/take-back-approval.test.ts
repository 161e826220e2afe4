import { expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import type { Approvals } from '../../../../src/domain/remediation/approval.ts';
import { takeBackApproval } from '../../../../src/usecases/remediation/request/take-back-approval.ts';
import { policy, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';

const two: Approvals = { ...policy, required: 2, approvers: { users: ['UONE', 'UTWO', 'UTHREE'], usergroups: [] } };

async function approvedOnce() {
  const kit = await remediationKit();
  kit.approvals = () => two;
  const request = await kit.ask();
  expect(await kit.decide({ requestId: request.id, by: 'UONE' })).toMatchObject({ state: 'open', missing: 1 });
  return { kit, request };
}

const takeBack = (kit: RemediationKit, requestId: string, by: string) =>
  takeBackApproval({ ...kit, approvals: kit.approvals }, { requestId, by });
const expireIt = async (kit: RemediationKit) => {
  kit.clock.time += policy.expireAfter;
};
const lastEntry = async (kit: RemediationKit, id: string) => (await kit.store.remediation.auditTrail(id)).at(-1);

test('an approval is taken back while another is awaited: it takes two others, or the same person again', async () => {
  const { kit, request } = await approvedOnce();
  expect(await takeBack(kit, request.id, 'UONE')).toMatchObject({ standing: { missing: 2 }, decisions: [] });
  expect(await lastEntry(kit, request.id)).toMatchObject({ actor: 'UONE', action: 'decision.taken-back' });
  expect(await kit.decide({ requestId: request.id, by: 'UTWO' })).toMatchObject({ state: 'open', missing: 1 });
  expect(await kit.decide({ requestId: request.id, by: 'UONE' })).toMatchObject({ state: 'approved' });
});

test('who is no approver any more may take back too, and then knows nothing more of it', async () => {
  const { kit, request } = await approvedOnce();
  kit.approvals = () => ({ ...two, approvers: { users: ['UTWO', 'UTHREE'], usergroups: [] } });
  expect(await takeBack(kit, request.id, 'UONE')).toHaveProperty('request');
  expect(await takeBack(kit, request.id, 'UONE')).toEqual({ refused: 'not-approver' });
});

test.each<[string, string, string, (kit: RemediationKit, id: string) => Promise<unknown>]>([
  ['nothing was approved by them', 'UTWO', 'no-approval', async () => {}],
  ['they are no approver', 'USTRANGER', 'not-approver', async () => {}],
  ['it was approved', 'UONE', 'not-open', (kit, requestId) => kit.decide({ requestId, by: 'UTWO' })],
  ['it is over', 'UONE', 'expired', expireIt],
  [
    'they rejected it',
    'UONE',
    'not-open',
    (kit, requestId) => kit.decide({ requestId, by: 'UONE', decision: 'reject', reason: 'a mistake' }),
  ],
])('nothing is taken back where %s', async (_what, by, refused, meanwhile) => {
  const { kit, request } = await approvedOnce();
  await meanwhile(kit, request.id);
  const before = await kit.store.remediation.decisions(request.id);
  expect(await takeBack(kit, request.id, by)).toEqual({ refused });
  expect(await kit.store.remediation.decisions(request.id)).toEqual(before);
  expect(await lastEntry(kit, request.id)).toMatchObject({ action: 'decision.refused', detail: { refusal: refused } });
});

test('a request that does not exist', async () => {
  expect(await takeBack(await remediationKit(), 'none', 'UONE')).toEqual({ refused: 'unknown-request' });
});

test('who approved may still reject while another approval is awaited, and that ends it', async () => {
  const { kit, request } = await approvedOnce();
  const order = { requestId: request.id, by: 'UONE', decision: 'reject' as const };
  expect(await kit.decide({ ...order, reason: ' ' })).toMatchObject({ refused: 'reason-missing' });
  expect(await kit.decide({ ...order, reason: 'saw a mistake' })).toMatchObject({
    state: 'rejected',
    decisions: [{ by: 'UONE', decision: 'reject', reason: 'saw a mistake' }],
  });
});

test.each([
  ['was taken off the list', { users: ['UTWO', 'UTHREE'], usergroups: [] }, 'not-approver'],
  ['left the user group', { users: ['UTWO', 'UTHREE'], usergroups: ['SGROUP'] }, 'not-approver'],
])('an earlier approver who %s does not count when the last approval comes', async (_what, approvers, why) => {
  const { kit, request } = await approvedOnce();
  kit.chat.groups.SGROUP = ['USOMEBODY'];
  kit.approvals = () => ({ ...two, approvers });
  expect(await kit.decide({ requestId: request.id, by: 'UTWO' })).toMatchObject({
    state: 'open',
    missing: 1,
    standing: { lapsed: [{ by: 'UONE', why }] },
  });
  expect(await kit.decide({ requestId: request.id, by: 'UTHREE' })).toMatchObject({ state: 'approved' });
});

test('self-approval that was switched off does not count when the last approval comes', async () => {
  const kit = await remediationKit();
  kit.approvals = () => ({ ...two, allowSelfApproval: true });
  const request = await kit.ask(undefined, 'UONE');
  await kit.decide({ requestId: request.id, by: 'UONE' });
  kit.approvals = () => two;
  expect(await kit.decide({ requestId: request.id, by: 'UTWO' })).toMatchObject({
    state: 'open',
    missing: 1,
    standing: { lapsed: [{ by: 'UONE', why: 'own-request' }] },
  });
});

test("an override of the account counts, not another account's policy", async () => {
  const { kit, request } = await approvedOnce();
  const own = { ...two, approvers: { users: ['UTWO', 'UTHREE'], usergroups: [] } };
  kit.approvals = (account) => (account === request.account ? own : two);
  expect(await kit.decide({ requestId: request.id, by: 'UTWO' })).toMatchObject({ state: 'open', missing: 1 });
});

test('an earlier approval that cannot be checked lets nothing through, and nothing is recorded', async () => {
  const { kit, request } = await approvedOnce();
  kit.approvals = () => ({ ...two, approvers: { users: ['UTWO'], usergroups: ['SGROUP'] } });
  kit.chat.groups.SGROUP = new ChatError('unavailable', 'ratelimited');
  expect(await kit.decide({ requestId: request.id, by: 'UTWO' })).toMatchObject({ refused: 'approval-unverifiable' });
  expect(await kit.store.remediation.decisions(request.id)).toMatchObject([{ by: 'UONE' }]);
  kit.chat.groups.SGROUP = ['UONE'];
  expect(await kit.decide({ requestId: request.id, by: 'UTWO' })).toMatchObject({ state: 'approved' });
});
