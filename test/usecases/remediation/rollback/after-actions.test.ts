import { expect, test } from 'vitest';
import type { Approvals } from '../../../../src/domain/remediation/approval.ts';
import { goOnWithoutCanary, stopAtCanary } from '../../../../src/usecases/remediation/rollback/after-actions.ts';
import { afterDependencies, approver, canaryPlan } from '../../../support/remediation/afterwards.ts';
import { approved, policy, remediationKit } from '../../../support/remediation/remediation.ts';

const ofOthers: Approvals = { ...policy, approvers: { users: ['UOTHER'], usergroups: [] } };

test('an order is judged by the accounts as another process listed them since: their owner may be another', async () => {
  const kit = await remediationKit();
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  let approvals = kit.approvals;
  const dependencies = afterDependencies(kit, {
    approvals: (id) => approvals(id),
    newestAccounts: async () => {
      approvals = () => ofOthers;
    },
  });
  const order = { actor: approver, requestId: request.id };
  expect(await goOnWithoutCanary(dependencies, order)).toEqual({ refused: 'not-approver' });
  expect(await kit.store.remediation.executions(request.id)).toMatchObject([{ state: 'waiting-for-canary' }]);
});

test('nobody is let go on by a listing that is too old, and to stop is always possible', async () => {
  const kit = await remediationKit();
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  const asked: string[] = [];
  const dependencies = afterDependencies(kit, { mayDecide: async (id) => asked.push(id) === 0 });
  const order = { actor: approver, requestId: request.id };
  expect(await goOnWithoutCanary(dependencies, order)).toEqual({ refused: 'account-unverifiable' });
  expect(asked).toEqual([request.account]);
  expect((await kit.store.remediation.auditTrail(request.id)).at(-1)).toMatchObject({
    action: 'canary.refused',
    detail: { refusal: 'account-unverifiable' },
  });
  expect(await stopAtCanary(dependencies, order)).toHaveProperty('request');
  expect(asked).toHaveLength(1);
});
