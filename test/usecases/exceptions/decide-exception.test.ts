import { expect, test } from 'vitest';
import { askException } from '../../../src/usecases/exceptions/ask-exception.ts';
import { decideException } from '../../../src/usecases/exceptions/decide-exception.ts';
import { until } from '../../domain/exceptions/samples.ts';
import { exceptionWorld, rowOf } from './world.ts';

async function asked(given: Parameters<Awaited<ReturnType<typeof exceptionWorld>>['order']>[0] = {}) {
  const world = await exceptionWorld();
  const { id } = rowOf(await askException(world.dependencies, world.actor, world.order(given)));
  await world.sent();
  const decide = (by: string, decision: 'accept' | 'reject' = 'accept', reason = 'no plan') =>
    decideException(world.dependencies, { id, by, decision, ...(decision === 'reject' && { reason }) });
  return { ...world, id, decide };
}

test('an approver agrees: it holds, and whoever asked is told', async () => {
  const { store, id, decide, sent, trail, clock } = await asked();
  expect(await decide('UAPPROVER')).toMatchObject({
    row: { state: 'accepted', since: clock.at, decidedBy: 'UAPPROVER' },
  });
  expect(await store.findings.counts({})).toMatchObject({ latent: 0, accepted: 1 });
  expect(await sent()).toMatchObject([['UASKER', { kind: 'exception-notice', event: 'accepted', findings: 1 }]]);
  expect(await trail(id)).toEqual(['exception.asked', 'exception.accepted']);
});

test('an approver rejects: nothing holds, and whoever asked is told', async () => {
  const { store, decide, sent } = await asked();
  expect(await decide('UAPPROVER', 'reject')).toMatchObject({ row: { state: 'rejected' } });
  expect(await store.findings.counts({})).toMatchObject({ latent: 1 });
  expect(await sent()).toMatchObject([['UASKER', { event: 'rejected', risk: { decisionReason: 'no plan' } }]]);
});

test.each([
  [' ', 'reason-missing'],
  ['r'.repeat(501), 'reason-too-long'],
])('a rejection says why: %j is %s', async (reason, refused) => {
  const { store, id, decide, sent } = await asked();
  expect(await decide('UAPPROVER', 'reject', reason)).toEqual({ refused });
  expect(await store.exceptions.get(id)).toMatchObject({ state: 'asked' });
  expect(await sent()).toEqual([]);
});

test.each([
  ['USTRANGER', 'accept', 'not-approver'],
  ['USTRANGER', 'reject', 'not-approver'],
  ['UASKER', 'accept', 'own-request'],
] as const)('%s may not %s: %s, and it is written down', async (by, decision, refused) => {
  const { store, id, decide, sent, trail } = await asked();
  expect(await decide(by, decision)).toEqual({ refused });
  expect(await store.exceptions.get(id)).toMatchObject({ state: 'asked' });
  expect(await sent()).toEqual([]);
  expect(await trail(id)).toEqual(['exception.asked', 'exception.decision-refused']);
});

test('who asked may agree where every account lets them', async () => {
  const { decide, policies, policy } = await asked();
  policies.set('111111111111', { ...policy, allowSelfApproval: true });
  expect(await decide('UASKER')).toMatchObject({ row: { state: 'accepted' } });
});

test('of two accounts one approver must be one of both', async () => {
  const { decide, policies, policy } = await asked({ scope: { name: 'orders-*' } });
  expect(await decide('UAPPROVER')).toEqual({ refused: 'not-approver' });
  policies.set('222222222222', policy);
  expect(await decide('UAPPROVER')).toMatchObject({ row: { state: 'accepted' } });
});

test('one agrees, also where a remediation needs two', async () => {
  const { decide, policies, policy } = await asked();
  policies.set('111111111111', { ...policy, required: 2 });
  expect(await decide('UAPPROVER')).toMatchObject({ row: { state: 'accepted' } });
});

test('the first decision counts, also of two at once, and later presses are told', async () => {
  const { decide, dependencies } = await asked();
  await Promise.all([decide('UAPPROVER'), decide('UAPPROVER', 'reject')]);
  expect(await decide('UAPPROVER')).toMatchObject({ refused: 'decided', row: { decidedBy: 'UAPPROVER' } });
  expect(await decideException(dependencies, { id: 'nothing', by: 'UAPPROVER', decision: 'accept' })).toEqual({
    refused: 'unknown',
  });
});

test('what ended before anybody decided cannot be agreed to', async () => {
  const { decide, clock } = await asked();
  clock.at = until('2027-03-31').at;
  expect(await decide('UAPPROVER')).toEqual({ refused: 'over' });
});

test('one that replaces another ends that one, without news', async () => {
  const { store, dependencies, actor, order, decide, id } = await asked();
  await decide('UAPPROVER');
  const next = rowOf(await askException(dependencies, actor, order({ until: '2027-04-30', replaces: id })));
  expect((await store.findings.byId('latent'))?.accepted?.until).toBe('2027-03-31');
  await decideException(dependencies, { id: next.id, by: 'UAPPROVER', decision: 'accept' });
  expect(await store.exceptions.get(id)).toMatchObject({ state: 'replaced', closedBy: 'UAPPROVER' });
  const finding = await store.findings.byId('latent');
  expect(finding?.accepted).toMatchObject({ id: next.id, until: '2027-04-30' });
  expect(finding).not.toHaveProperty('newsAt');
});
