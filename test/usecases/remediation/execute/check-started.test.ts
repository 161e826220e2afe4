import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openVault } from '../../../../src/ops/vault.ts';
import { checkStarted } from '../../../../src/usecases/remediation/execute/check-started.ts';
import { definitionContext } from '../../../../src/usecases/remediation/state/request-seal.ts';
import { openAt, temporaryFolder } from '../../../store/harness.ts';
import { silentLog } from '../../../support/aws/aws.ts';
import { FakeGlue } from '../../../support/fakes/fake-glue.ts';
import { loadOldDatabase, oldKey, rowsOf } from '../../../support/processes/upgrade.ts';
import { account, job } from '../../../support/remediation/remediation.ts';

/** Every trigger step that version 0.1.0 sealed, with the definition that it had stored. */
async function oldTriggerSteps() {
  const database = join(temporaryFolder(), 'gluewarden.db');
  loadOldDatabase(database);
  const { remediation } = await openAt(`sqlite:${database}`);
  const vault = openVault({ key: oldKey, log: silentLog });
  const ids = rowsOf(database, 'select id from requests').map(({ id }) => String(id));
  const requests = await Promise.all(ids.map((id) => remediation.request(id)));
  const all = requests.flatMap((request) => request?.plans ?? []).map(({ plan }) => plan);
  const found = all.flatMap((plan) =>
    plan.steps.filter(({ type }) => type === 'repoint-trigger').map((step) => ({ plan, step })),
  );
  return Promise.all(
    found.map(async ({ plan, step }) => {
      const text = (await remediation.definition(plan.id, step.id)) ?? '';
      return { plan, step, before: vault.decrypt(text, definitionContext(plan.id, step.id)) };
    }),
  );
}

const context = { keepLease: async () => {}, sleep: async () => {} };

test.each([
  ['a Ray job', { Command: { Name: 'glueray' } }, { reason: 'starts-ray-job' }],
  ['another job', {}, undefined],
])('a trigger step of 0.1.0 whose action starts %s', async (_, changes, problem) => {
  const steps = await oldTriggerSteps();
  expect(steps.map(({ step }) => step.name)).toContain('orders-nightly');
  for (const { plan, step, before } of steps) {
    const glue = new FakeGlue();
    for (const { JobName } of before.Actions as { JobName: string }[]) glue.put('job', JobName, job(JobName, changes));
    const work = { account: { ...account, id: plan.target.account }, plan };
    expect(await checkStarted({ cloud: glue }, work, { step, before }, context)).toEqual(problem);
  }
});
