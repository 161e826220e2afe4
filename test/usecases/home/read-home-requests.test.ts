import { expect, test } from 'vitest';
import { readHomeRequests } from '../../../src/usecases/home/read-home-requests.ts';
import { planOf, type RemediationKit, remediationKit } from '../../support/remediation/remediation.ts';

const engineer = 'U0ENGINEER';
const approver = 'U0APPROVER';

async function asked(
  count = 1,
): Promise<{ kit: RemediationKit; read: (user: string, given?: object) => ReturnType<typeof readHomeRequests> }> {
  const kit = await remediationKit();
  for (let n = 0; n < count; n += 1)
    await kit.ask(
      planOf(kit.glue, { id: `plan-${n}`, finding: { kind: 'configuration', name: `conf-${n}` } }),
      engineer,
    );
  const policy = kit.approvals('111122223333');
  if (policy === undefined) throw new Error('there is no policy');
  const named = { ...policy, approvers: { users: [approver], usergroups: [] } };
  const read = (user: string, given = {}) =>
    readHomeRequests({ ...kit, enabled: true, approvals: () => ({ ...named, ...given }) }, user);
  return { kit, read };
}

test('an open request waits for whom the policy names, and is shown to who asked with its state', async () => {
  const { read } = await asked();
  const { waiting, mine } = await read(approver);
  expect(waiting).toMatchObject({
    total: 1,
    shown: [
      {
        account: '111122223333',
        region: 'eu-west-1',
        findings: [{ kind: 'configuration', name: 'conf-0' }],
        findingsTotal: 1,
        askedBy: engineer,
        approvals: 0,
        required: 1,
      },
    ],
  });
  expect(waiting.shown[0]).not.toHaveProperty('groups');
  expect(mine).toEqual({ total: 0, shown: [] });
  expect(await read(engineer)).toMatchObject({
    waiting: { total: 0 },
    mine: { total: 1, shown: [{ state: 'open', approvals: 0, required: 1 }] },
  });
});

test('nobody is named: nothing waits for them, and what a group may decide says which', async () => {
  const { read } = await asked();
  expect((await read('U0SOMEBODY')).waiting.total).toBe(0);
  const { waiting } = await read('U0SOMEBODY', { approvers: { users: [], usergroups: ['S1', 'S2'] } });
  expect(waiting.shown).toMatchObject([{ groups: ['S1', 'S2'] }]);
});

test('who asked decides about it only where both the request and the policy allow that', async () => {
  const { read } = await asked();
  const approvers = { users: [engineer], usergroups: [] };
  expect((await read(engineer, { approvers })).waiting.total).toBe(0);
});

test('who approved is told that another approval is awaited', async () => {
  const { kit, read } = await asked();
  const [request] = await kit.store.remediation.openRequests();
  const made = { by: approver, decision: 'approve' as const, at: kit.clock.now(), seal: 's' };
  await kit.store.remediation.addDecision({ requestId: request?.id ?? '', ...made });
  expect((await read(approver, { required: 2 })).waiting.shown).toMatchObject([
    { approvals: 1, required: 2, approvedByMe: true },
  ]);
});

test('one whose time is over waits for nobody, whoever has written that down', async () => {
  const { kit, read } = await asked();
  const [request] = await kit.store.remediation.openRequests();
  kit.clock.time = request?.expiresAt ?? 0;
  expect((await read(approver)).waiting.total).toBe(0);
});

test('a few are shown, what ends first above, and the others counted', async () => {
  const { read } = await asked(7);
  const { waiting } = await read(approver);
  expect(waiting).toMatchObject({ total: 7, shown: { length: 5 } });
  expect((await read(engineer)).mine).toMatchObject({ total: 7, shown: { length: 5 } });
});

test('what was approved says how far it is, as its own message does', async () => {
  const { kit, read } = await asked();
  const [request] = await kit.store.remediation.openRequests();
  await kit.store.remediation.close(request?.id ?? '', 'approved', kit.clock.now());
  expect((await read(engineer)).mine.shown).toMatchObject([
    { state: 'approved', headline: 'Approved: it is about to be carried out.' },
  ]);
});
