import { expect, test } from 'vitest';
import { GluewardenError } from '../../../../src/domain/errors.ts';
import { auditEntry } from '../../../../src/usecases/audit-entry.ts';
import { createRequestLog } from '../../../../src/usecases/remediation/surface/request-log.ts';
import { requestOf } from '../../../store/remediation-samples.ts';
import { fakes } from '../../../support/fakes/fake-plan-reads.ts';
import { askingDependencies } from '../../../support/remediation/asking.ts';
import { policy, remediationKit } from '../../../support/remediation/remediation.ts';

const engineer = { user: 'UASKER', channel: 'CTEAM' };

async function setUp() {
  const kit = await remediationKit();
  const dependencies = {
    ...askingDependencies(kit, fakes()),
    authorise: async ({ user }: { readonly user: string }) => {
      if (user !== engineer.user) throw new GluewardenError('not-allowed');
    },
  };
  const audit = (action: string, subject: string, given: object = {}) =>
    kit.store.remediation.audit(auditEntry(kit, { actor: 'UAPPROVER', action, subject, ...given }));
  return { kit, audit, log: createRequestLog(dependencies) };
}

test('everything about a request and its executions, refused attempts too, newest first', async () => {
  const { kit, audit, log } = await setUp();
  const { remediation } = kit.store;
  const request = requestOf('r1', 'std');
  await remediation.openRequest(request, []);
  await audit('request.opened', 'r1', { detail: { reason: 'x', channel: 'C1' } });
  await audit('request.opened', 'r2');
  await audit('decision.refused', 'r1', { detail: { refusal: 'own-request' } });
  await remediation.close('r1', 'approved', 5);
  await remediation.queueExecution({ id: 'e1', planId: request.plans[0]?.plan.id ?? '', requestId: 'r1' }, 6);
  const detail = { type: 'repoint-job', name: 'etl', touched: true };
  await audit('step.done', 'e1', { actor: 'gluewarden', awsRequestIds: ['a-1'], detail });
  await audit('run.good', 'e1', { actor: 'gluewarden' });
  await audit('something.new', 'r1');
  const message = await log(engineer, 'std');
  expect(message).toMatchObject({
    kind: 'request-log',
    requestId: 'r1',
    state: 'approved',
    findings: ['std'],
    total: 5,
  });
  const entries = message.kind === 'request-log' ? message.entries : [];
  expect(entries.toReversed().map(({ by, what, detail, awsRequestIds }) => [by, what, detail, awsRequestIds])).toEqual([
    ['UAPPROVER', 'asked', 'reason x', []],
    ['UAPPROVER', 'tried to decide: refused', 'refusal own-request', []],
    [undefined, 'did a step', 'job etl, touched true', ['a-1']],
    [undefined, 'first run: good', '', []],
    ['UAPPROVER', 'something.new', '', []],
  ]);
});

test('whoever may see its details may read it, and nobody else', async () => {
  const { kit, log } = await setUp();
  await kit.store.remediation.openRequest(requestOf('r1', 'std'), []);
  expect((await log({ user: 'UAPPROVER', channel: 'C1' }, 'r1')).kind).toBe('request-log');
  expect((await log({ user: 'USTRANGER', channel: 'C1' }, 'r1')).kind).toBe('problem');
});

test('of more entries than fit the latest, of a name the latest request with its earlier ones', async () => {
  const { kit, audit, log } = await setUp();
  for (const id of ['r1', 'r2']) {
    await kit.store.remediation.openRequest(requestOf(id, 'std'), []);
    await kit.store.remediation.close(id, 'withdrawn', 5);
  }
  for (let n = 0; n < 100; n++) await audit('step.done', 'r1', { detail: { n } });
  const message = await log(engineer, 'std');
  expect(message).toMatchObject({ requestId: 'r1', total: 100, others: [{ id: 'r2', state: 'withdrawn' }] });
  const entries = message.kind === 'request-log' ? message.entries : [];
  expect([entries.length, entries[0]?.detail]).toEqual([90, 'n 99']);
});

test('a request that is not there says where its entries are', async () => {
  const { log } = await setUp();
  expect(await log(engineer, 'nobody')).toMatchObject({ kind: 'problem', next: expect.stringContaining('audit-log') });
});

test('of a name in two accounts, the latest that the reader may read, with the others to take by their ids', async () => {
  const { kit } = await setUp();
  const account = '999999999999';
  const other = requestOf('theirs', 'std');
  const plans = other.plans.map((each) => ({ ...each, plan: { ...each.plan, target: { account, region: 'r' } } }));
  const theirs = { ...other, account, plans, createdAt: 2_000 };
  await kit.store.remediation.openRequest(requestOf('mine', 'std'), []);
  await kit.store.remediation.close('mine', 'withdrawn', 5);
  await kit.store.remediation.openRequest(theirs, []);
  const nobody = { ...policy, approvers: { users: [], usergroups: [] } };
  const log = createRequestLog({
    ...askingDependencies(kit, fakes()),
    authorise: async () => {
      throw new GluewardenError('not-allowed');
    },
    approvals: (id) => (id === theirs.account ? nobody : policy),
  });
  const approver = { user: 'UAPPROVER', channel: 'C1' };
  expect(await log(approver, 'std')).toMatchObject({ requestId: 'mine', others: [{ id: 'theirs' }] });
  expect((await log(approver, 'theirs')).kind).toBe('problem');
});
