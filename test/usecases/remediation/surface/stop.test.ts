import { expect, test } from 'vitest';
import { CloudError } from '../../../../src/domain/errors.ts';
import type { AskRefused } from '../../../../src/usecases/messages/remediation-forms.ts';
import type { RemediationChoice } from '../../../../src/usecases/ports/remediation-surface.ts';
import {
  createRemediationActions,
  type RemediationActionsDependencies,
} from '../../../../src/usecases/remediation/surface/remediation-actions.ts';
import { fakes } from '../../../support/fakes/fake-plan-reads.ts';
import { order as acted, row as finding } from '../../../support/remediation/acting.ts';
import { askingDependencies } from '../../../support/remediation/asking.ts';
import { remediationKit } from '../../../support/remediation/remediation.ts';

const engineer = { user: 'UASKER', channel: 'CTEAM' };
const approver = { user: 'UAPPROVER', channel: 'CAPPROVALS' };
const { choice, findingId } = acted;
const order = { findingId, choice };

async function setUp(changes: Partial<RemediationActionsDependencies> = {}, reads = fakes()) {
  const kit = await remediationKit();
  await kit.store.findings.insert([finding]);
  return { kit, reads, actions: createRemediationActions({ ...askingDependencies(kit, reads), ...changes }) };
}

/** The id of the request that was opened. */
async function asked(actions: ReturnType<typeof createRemediationActions>): Promise<string> {
  const opened = await actions.ask(engineer, { ...order, reason: 'the audit' });
  if (opened.kind !== 'plan-details') throw new Error(opened.kind);
  return opened.request?.id ?? '';
}

test('a finding that a request holds shows that request in place of its form, until it ends', async () => {
  const { actions, kit } = await setUp();
  const id = await asked(actions);
  const taken = {
    kind: 'taken-finding',
    finding: { kind: 'configuration', name: 'std' },
    request: { requestId: id, isOpen: true, channel: 'CAPPROVALS' },
    askedBy: engineer.user,
    reason: 'the audit',
    findings: 1,
  };
  for (const options of [{}, { retire: true }, { from: 'records' as const }])
    expect(await actions.form(engineer, 'f1', options)).toMatchObject(taken);
  await actions.decide(approver, { requestId: id, decision: 'approve' });
  expect(await actions.form(engineer, 'f1')).toMatchObject({ ...taken, request: { requestId: id, isOpen: false } });
  const [execution] = await kit.store.remediation.executionsInProgress();
  expect(execution?.requestId).toBe(id);
});

test('a request that was rejected or withdrawn holds nothing', async () => {
  const { actions } = await setUp();
  await actions.withdraw(engineer, { requestId: await asked(actions) });
  expect(await actions.form(engineer, 'f1')).toMatchObject({ kind: 'form' });
});

test.each<[string, Partial<RemediationChoice>, AskRefused['at']]>([
  ['a key that is no ARN', { key: 'my key' }, 'key'],
  ['a database that does not exist', { databases: ['nowhere'] }, 'databases'],
  ['something that does not use it', { only: ['x'] }, 'only'],
])('what another answer fixes is told with its field, and nothing is asked: %s', async (_, changed, at) => {
  const { actions, kit } = await setUp({}, fakes({ fails: { 'GetTables nowhere': 'EntityNotFoundException' } }));
  const answer = await actions.ask(engineer, {
    findingId: 'f1',
    choice: { ...choice, ...changed },
    reason: 'the audit',
  });
  expect(answer).toMatchObject({ kind: 'ask-refused', at, problem: { kind: 'problem' } });
  expect(await kit.store.remediation.openRequests()).toEqual([]);
});

test('AWS that does not answer now is told so that the same form can be sent again', async () => {
  const { actions } = await setUp({
    cloud: { enter: () => Promise.reject(new CloudError('AssumeRole', 'ThrottlingException', 'slow down')) },
    propose: () => Promise.reject(new CloudError('GetJobs', 'ThrottlingException', 'slow down')),
  });
  const answer = await actions.ask(engineer, { ...order, reason: 'the audit' });
  expect(answer).toMatchObject({
    kind: 'ask-refused',
    problem: { what: expect.stringContaining('too many requests') },
  });
  expect(answer).not.toHaveProperty('at');
});

test('a form that is shown already is made again from the records alone', async () => {
  const { actions, reads } = await setUp();
  const form = await actions.form(engineer, 'f1', { from: 'records' });
  expect(form).toMatchObject({ kind: 'form', keys: [], attach: [], choosable: [{ name: 'a' }] });
  expect(form).not.toHaveProperty('configuredKey');
  expect(reads.calls).toEqual([]);
});

test('who asks for what a request holds leaves an entry, as everybody does who is refused; opening the form leaves none', async () => {
  const { actions, kit } = await setUp();
  await asked(actions);
  await actions.form(engineer, 'f1');
  expect(await kit.store.remediation.auditTrail('f1')).toEqual([]);
  expect(await actions.ask(approver, { ...order, reason: 'me too' })).toMatchObject({ kind: 'taken-finding' });
  expect(await kit.store.remediation.auditTrail('f1')).toMatchObject([
    {
      action: 'request.refused',
      actor: approver.user,
      detail: { channel: approver.channel, refusal: 'finding-taken', account: '111122223333', finding: 'std' },
    },
  ]);
});

test('what else stands against a request is said, also where somebody asked while the plan was made', async () => {
  const { actions, kit, reads } = await setUp();
  const { propose, ...rest } = askingDependencies(kit, reads);
  const late = createRemediationActions({
    ...rest,
    propose: async (input) => {
      const proposal = await propose(input);
      await asked(actions);
      return proposal;
    },
  });
  expect(await late.ask(engineer, { ...order, reason: 'x'.repeat(5_000) })).toMatchObject({
    kind: 'problem',
    what: expect.stringContaining('reason'),
  });
});

test('of two who ask at once one has the request, and the other one is shown it', async () => {
  const { actions, kit } = await setUp();
  const both = await Promise.all(['first', 'second'].map((reason) => actions.ask(engineer, { ...order, reason })));
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['plan-details', 'taken-finding']);
  expect(await kit.store.remediation.openRequests()).toHaveLength(1);
});
