import { expect, test } from 'vitest';
import { GluewardenError } from '../../../../src/domain/errors.ts';
import { reportUnexpected } from '../../../../src/usecases/boundary.ts';
import { createOffer } from '../../../../src/usecases/remediation/request/remediation-offer.ts';
import { readRemediationStatus } from '../../../../src/usecases/remediation/request/remediation-status.ts';
import { announcementId } from '../../../../src/usecases/remediation/state/announced-at.ts';
import {
  createRemediationActions,
  type RemediationActionsDependencies,
} from '../../../../src/usecases/remediation/surface/remediation-actions.ts';
import { fakes } from '../../../support/fakes/fake-plan-reads.ts';
import { order as acted, row as finding } from '../../../support/remediation/acting.ts';
import { askingDependencies } from '../../../support/remediation/asking.ts';
import { key, rawConfiguration } from '../../../support/remediation/plans.ts';
import { account, policy, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';

const engineer = { user: 'UASKER', channel: 'CTEAM' };
const approver = { user: 'UAPPROVER', channel: 'CAPPROVALS' };
const { choice, findingId } = acted;
const order = { findingId, choice };

async function setUp(changes: Partial<RemediationActionsDependencies> = {}) {
  const kit = await remediationKit();
  await kit.store.findings.insert([finding]);
  return setUpOn(kit, changes);
}

async function setUpOn(kit: RemediationKit, changes: Partial<RemediationActionsDependencies> = {}) {
  const reads = fakes();
  const dependencies: RemediationActionsDependencies = {
    ...askingDependencies(kit, reads),
    authorise: async ({ user }) => {
      if (user !== engineer.user) throw new GluewardenError('not-allowed');
    },
    ...changes,
  };
  return { kit, reads, dependencies, actions: createRemediationActions(dependencies) };
}

/** The id of the request that was opened. */
async function asked(actions: ReturnType<typeof createRemediationActions>): Promise<string> {
  const opened = await actions.ask(engineer, { ...order, reason: 'the audit' });
  if (opened.kind !== 'plan-details') throw new Error(opened.kind);
  return opened.request?.id ?? '';
}

test('the form says what can be chosen, and stays usable where keys cannot be listed', async () => {
  const { actions } = await setUp();
  expect(await actions.form(engineer, 'f1')).toMatchObject({
    kind: 'form',
    configuredKey: key,
    keys: [],
    choices: 'create',
    choosable: [{ type: 'job', name: 'a' }],
    canary: false,
    dependents: { jobs: 1, triggers: 0, crawlers: 0 },
  });
});

test('a preview writes nothing; asking seals the plan and tells the approvers exactly that', async () => {
  const { actions, kit } = await setUp();
  expect(await actions.preview(engineer, order)).toMatchObject({ kind: 'plan-details', plan: { choice: { key } } });
  expect(await kit.store.remediation.openRequests()).toEqual([]);
  const id = await asked(actions);
  const row = await kit.store.outbox.get(announcementId(id));
  expect(row).toMatchObject({
    channel: 'CAPPROVALS',
    message: {
      kind: 'approval-request',
      reason: 'the audit',
      state: 'open',
      plans: [{ effect: 'creates 1 configuration and switches 3 jobs and 1 trigger', key }],
    },
  });
  const details = await actions.details(approver, id);
  const sealed = await kit.store.remediation.request(id);
  expect(details).toMatchObject({ kind: 'plan-details', plan: sealed?.plans[0]?.plan });
  expect(JSON.stringify([row, details])).not.toContain('S3CR3T');
  expect(await readRemediationStatus({ ...kit, enabled: true })).toMatchObject({
    requests: [{ requestId: id, approvals: 0, required: 1 }],
  });
});

test('the same finding twice, a closed finding, and no plan at all are problems in words', async () => {
  const { actions, kit } = await setUp();
  await asked(actions);
  expect(await actions.ask(engineer, { ...order, reason: 'again' })).toMatchObject({ kind: 'taken-finding' });
  expect(await kit.store.remediation.openRequests()).toHaveLength(1);
  expect(await actions.form(engineer, 'f2')).toMatchObject({ what: expect.stringContaining('not open any more') });
  const unknownKey = { ...choice, key: 'my key' };
  expect(await actions.preview(engineer, { ...order, choice: unknownKey })).toMatchObject({
    what: '"my key" is not the ARN of a KMS key or alias.',
  });
  await kit.store.findings.resolve(['f1'], 2);
  expect(await actions.form(engineer, 'f1')).toMatchObject({ what: expect.stringContaining('not open any more') });
});

test('a key of the account is named by its last part', async () => {
  const { actions } = await setUp();
  const own = { ...choice, key: 'key/1111aaaa-11aa-11aa-11aa-111111111111' };
  expect(await actions.preview(engineer, { ...order, choice: own })).toMatchObject({ plan: { choice: { key } } });
});

test('single dependents are chosen by what the form named them; anything else is a problem in words', async () => {
  const { actions } = await setUp();
  const form = await actions.form(engineer, 'f1');
  const ids = 'choosable' in form ? form.choosable.map(({ id }) => id) : [];
  expect(await actions.preview(engineer, { ...order, choice: { ...choice, only: ids } })).toMatchObject({
    plan: { choice: { only: [{ type: 'job', name: 'a' }] } },
  });
  expect(await actions.preview(engineer, { ...order, choice: { ...choice, only: [...ids, 'x'] } })).toMatchObject({
    what: expect.stringContaining('not among what uses this'),
  });
});

test('one job is the canary job unless all at once is chosen, and the approvers see which', async () => {
  const { actions, kit } = await setUp();
  const atOnce = await actions.preview(engineer, { ...order, choice: { ...choice, canary: false } });
  expect(JSON.stringify(atOnce)).not.toContain('"canary":true');
  const row = await kit.store.outbox.get(announcementId(await asked(actions)));
  expect(row).toMatchObject({ message: { plans: [{ canary: 'a' }] } });
});

test('strangers see and ask nothing; with remediation off nobody does', async () => {
  const { actions, kit } = await setUp();
  const unauthorised = { user: 'USTRANGER', channel: 'CTEAM' };
  const id = await asked(actions);
  for (const answer of [
    await actions.form(unauthorised, 'f1'),
    await actions.preview(unauthorised, order),
    await actions.ask(unauthorised, { ...order, reason: 'x' }),
    await actions.details(unauthorised, id),
  ])
    expect(answer).toMatchObject({ kind: 'problem', what: expect.stringContaining('not among those') });
  expect((await kit.store.remediation.auditTrail('f1')).map(({ actor, detail }) => [actor, detail.refusal])).toEqual([
    ['USTRANGER', 'not-allowed'],
    ['USTRANGER', 'not-allowed'],
    ['USTRANGER', 'not-allowed'],
  ]);
  const off = await setUp({ enabled: false });
  expect(await off.actions.form(engineer, 'f1')).toMatchObject({ what: expect.stringContaining('Remediation is off') });
});

test('while remediation is off nobody approves, so that nothing is carried out by surprise later', async () => {
  const { actions, kit, dependencies } = await setUp();
  const id = await asked(actions);
  const off = createRemediationActions({ ...dependencies, enabled: false });
  expect(await off.decide(approver, { requestId: id, decision: 'approve' })).toEqual({
    problem: expect.objectContaining({ what: expect.stringContaining('Remediation is off') }),
  });
  expect(await kit.store.remediation.request(id)).toMatchObject({ state: 'open' });
  expect(await kit.store.remediation.auditTrail(id)).toContainEqual(
    expect.objectContaining({ action: 'decision.refused', actor: 'UAPPROVER' }),
  );
  const rejected = await off.decide(approver, { requestId: id, decision: 'reject', reason: 'not now' });
  expect(rejected).toMatchObject({ request: { state: 'rejected' } });
});

test('a decision brings back the message as it must look; a refused one only what to tell', async () => {
  const { actions, kit } = await setUp();
  const id = await asked(actions);
  const own = await actions.decide(engineer, { requestId: id, decision: 'approve' });
  expect(own).toEqual({
    problem: expect.objectContaining({ what: expect.stringContaining('asked for this yourself') }),
  });
  await kit.store.outbox.posting(announcementId(id), 1);
  await kit.store.outbox.sent(announcementId(id), 'CAPPROVALS', '1.1', 2);
  const decided = await actions.decide(approver, { requestId: id, decision: 'approve' });
  expect(decided).toMatchObject({
    request: { state: 'approved', decisions: [{ by: 'UAPPROVER', decision: 'approve' }] },
  });
  const late = await actions.decide(
    { user: 'USECOND', channel: 'C' },
    { requestId: id, decision: 'reject', reason: 'no' },
  );
  expect(late).toMatchObject({ problem: { kind: 'problem' }, request: { state: 'approved' } });
});

test('the first of two reads that one more is needed, and may take it back; both read of a pause', async () => {
  const { actions, kit } = await setUp();
  kit.approvals = () => ({ ...policy, required: 2 });
  const { actions: both } = await setUpOn(kit);
  const id = await asked(both);
  const first = await both.decide(approver, { requestId: id, decision: 'approve' });
  expect(first).toMatchObject({
    request: { state: 'open', required: 2, decisions: [{ by: 'UAPPROVER' }] },
    note: { kind: 'decision-note', event: 'approved', missing: 1 },
  });
  expect(first).not.toHaveProperty('note.paused');
  expect(await both.takeBack({ user: 'USECOND', channel: 'C' }, { requestId: id })).toMatchObject({
    problem: { what: 'You have not approved this, so there is nothing to take back.' },
  });
  expect(await both.takeBack(approver, { requestId: id })).toMatchObject({
    request: { decisions: [] },
    note: { event: 'taken-back', missing: 2 },
  });
  const paused = { by: 'USECOND', at: 5 };
  await kit.store.remediation.setPaused(paused);
  await both.decide(approver, { requestId: id, decision: 'approve' });
  const last = await both.decide({ user: 'USECOND', channel: 'C' }, { requestId: id, decision: 'approve' });
  expect(last).toMatchObject({ request: { state: 'approved' }, note: { missing: 0, paused } });
  expect(await actions.details(engineer, id)).not.toHaveProperty('request.paused');
});

test('who asks while remediation is paused reads by whom and since when', async () => {
  const { actions, kit } = await setUp();
  await kit.store.remediation.setPaused({ by: 'USECOND', at: 5 });
  const opened = await actions.ask(engineer, { ...order, reason: 'the audit' });
  expect(opened).toMatchObject({ request: { opened: true, paused: { by: 'USECOND', at: 5 } } });
});

test('only the requester withdraws', async () => {
  const { actions } = await setUp();
  const id = await asked(actions);
  expect(await actions.withdraw(approver, { requestId: id })).toEqual({ problem: expect.anything() });
  expect(await actions.withdraw(engineer, { requestId: id })).toMatchObject({ request: { state: 'withdrawn' } });
});

test('a defect is no answer: it goes on to the boundary of the surface', async () => {
  const defect = new Error('secret detail');
  const { actions } = await setUp({ propose: () => Promise.reject(defect) });
  await expect(actions.preview(engineer, order)).rejects.toBe(defect);
});

test('an offer names the recorded findings of that name, or says what to do first', async () => {
  const { kit } = await setUp();
  const offer = createOffer(kit);
  expect(await offer(account, 'eu-west-1', 'std')).toMatchObject({
    kind: 'remediation-offer',
    findings: [{ id: 'f1', kind: 'configuration' }],
  });
  expect(await offer(account, 'eu-west-1', 'other')).toMatchObject({
    suggestions: ['/glue-audit 111122223333 eu-west-1'],
  });
  const { remediationRoleArn: _, ...audited } = account;
  expect(await offer(audited, 'eu-west-1', 'std')).toMatchObject({ what: expect.stringContaining('off') });
});

test('what nothing uses is retired: a form without a choice, and a request that says so', async () => {
  const old = rawConfiguration('std', 'DISABLED');
  const reads = fakes({ world: { configurations: [old] } });
  const { actions, kit } = await setUp({ ...reads, propose: (request) => reads.propose(request) });
  await kit.store.findings.update([{ ...finding, exposure: 'unused', references: [] }]);
  expect(await actions.form(engineer, 'f1')).toMatchObject({ kind: 'retire-form', finding: { name: 'std' } });
  const retire = { findingId: 'f1', choice: { ...choice, retire: true as const } };
  const opened = await actions.ask(engineer, { ...retire, reason: 'unused' });
  if (opened.kind !== 'plan-details') throw new Error(opened.kind);
  expect(opened.plan).toMatchObject({
    choice: { retire: true },
    steps: [{ type: 'delete-configuration', name: 'std' }],
  });
  expect(opened.plan.choice).not.toHaveProperty('key');
  const row = await kit.store.outbox.get(announcementId(opened.request?.id ?? ''));
  expect(row?.message).toMatchObject({
    plans: [{ retires: true, effect: 'deletes the configuration std, which nothing references' }],
  });
});

test('a retire of what is used is refused with the names of its users', async () => {
  const { actions, kit } = await setUp();
  const retire = { findingId: 'f1', choice: { ...choice, retire: true as const } };
  expect(await actions.form(engineer, 'f1', { retire: true })).toMatchObject({ kind: 'retire-form' });
  const answer = await actions.ask(engineer, { ...retire, reason: 'unused' });
  expect(answer).toMatchObject({ what: expect.stringContaining('job a, job b, job c, trigger t and crawler raw') });
  expect(await kit.store.remediation.openRequests()).toEqual([]);
});

test('a finding of another rule gets neither form nor plan nor request, whatever is pressed', async () => {
  const { actions, kit } = await setUp();
  await kit.store.findings.insert([{ ...finding, id: 'f2', rule: 'Glue-006' }]);
  const refusal = { kind: 'problem', what: expect.stringContaining('another rule found this') };
  for (const retire of [false, true]) expect(await actions.form(engineer, 'f2', { retire })).toMatchObject(refusal);
  expect(await actions.preview(engineer, { findingId: 'f2', choice })).toMatchObject(refusal);
  expect(await actions.ask(engineer, { findingId: 'f2', choice, reason: 'why' })).toMatchObject(refusal);
  expect(await kit.store.remediation.openRequests()).toEqual([]);
  expect(await actions.form(engineer, 'f1')).toMatchObject({ kind: 'form', findingId: 'f1' });
});

test('a job that was reverted by a deploy is remediated alone, as a part of the finding that it belongs to now', async () => {
  const { actions, kit } = await setUp();
  const references = [{ type: 'job', name: 'b', bookmarks: 'job-bookmark-enable' }] as const;
  const back = { ...finding, id: 'f2', kind: 'reverted', name: 'b', reason: 'points-back', detail: 'std' } as const;
  await kit.store.findings.insert([{ ...back, references }]);
  expect(await actions.form(engineer, 'f2')).toMatchObject({
    kind: 'form',
    findingId: 'f2',
    finding: { kind: 'configuration', name: 'std' },
    dependents: { jobs: 1, triggers: 0, crawlers: 0 },
  });
  const preview = await actions.preview(engineer, { findingId: 'f2', choice });
  if (preview.kind === 'problem') throw new Error(preview.what);
  expect(preview.plan.finding).toEqual({ rule: 'Glue-005', kind: 'configuration', name: 'std' });
  expect(preview.plan.steps.map(({ type, name }) => `${type} ${name}`)).toEqual([
    'create-configuration std-encrypted-bookmarks',
    'repoint-job b',
  ]);
});

test('who took an approval back stands in the message that the press brings up to date', async () => {
  const { kit } = await setUp();
  const two = { ...policy, required: 2 as const };
  kit.approvals = () => two;
  const { actions: withTwo } = await setUpOn(kit);
  const requestId = await asked(withTwo);
  const press = { user: 'UAPPROVER', channel: 'CAPPROVALS' };
  await withTwo.decide(press, { requestId, decision: 'approve' });
  const { request } = await withTwo.takeBack(press, { requestId });
  expect(request?.takenBack).toMatchObject([{ by: 'UAPPROVER' }]);
});

test('of an approval that was recorded before the database was busy, nobody reads that nothing was done', async () => {
  const { kit, actions } = await setUp();
  const requestId = await asked(actions);
  const busy = () => Promise.reject(Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' }));
  const remediation = { ...kit.store.remediation, auditTrail: busy };
  const locked = { ...kit.store, remediation };
  const { actions: approving } = await setUpOn(kit, { store: locked });
  const failed: unknown = await approving.decide(approver, { requestId, decision: 'approve' }).catch((error) => error);
  expect(await kit.store.remediation.request(requestId)).toMatchObject({ state: 'approved' });
  const { what, next } = reportUnexpected(kit, failed, { action: 'request.approve' }, 'it broke').problem;
  expect(what).toMatch(/^The database is busy/);
  expect(`${what} ${next}`).not.toMatch(/nothing/);
});
