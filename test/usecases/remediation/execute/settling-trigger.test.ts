import { expect, test } from 'vitest';
import { longestSettling } from '../../../../src/usecases/remediation/execute/execute-step.ts';
import { leaseMs } from '../../../../src/usecases/remediation/execute/execution-lease.ts';
import { approved, planOf, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';

async function carryOut(meanwhile: (kit: RemediationKit) => void) {
  const kit = await remediationKit();
  const plan = planOf(kit.glue);
  const step = plan.plan.steps.find(({ type }) => type === 'repoint-trigger');
  const request = await approved(kit, plan);
  meanwhile(kit);
  const began = kit.clock.now();
  const leases: number[] = [];
  const { remediation } = kit.store;
  const store = {
    ...kit.store,
    remediation: {
      ...remediation,
      renewLease: (id: string, holder: string, until: number) => {
        leases.push(kit.clock.now());
        return remediation.renewLease(id, holder, until);
      },
    },
  };
  await kit.run('process-1', { store });
  const [execution] = await remediation.executions(request.id);
  const outcome = execution?.outcomes.find(({ stepId }) => stepId === step?.id);
  return { kit, outcome, took: kit.clock.now() - began, leases };
}

const writes = ({ glue }: RemediationKit) => glue.calls.filter(({ operation }) => operation === 'UpdateTrigger').length;

test('a trigger that AWS is updating after its update is waited for, with the lease renewed', async () => {
  const { kit, outcome, took, leases } = await carryOut(({ glue }) => {
    glue.updatingReads = 20;
  });
  expect(outcome).toMatchObject({ state: 'done' });
  expect(writes(kit)).toBe(1);
  expect(took).toBeGreaterThan(leaseMs);
  const gaps = leases.slice(1).map((at, index) => at - (leases[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(leaseMs / 2);
});

test('one that somebody else is updating is waited for before it is judged', async () => {
  const { kit, outcome } = await carryOut(({ glue }) => {
    const [[name, thing] = []] = glue.things.trigger;
    if (name === undefined || thing === undefined) throw new Error('no trigger');
    thing.updating = 4;
  });
  expect(outcome).toMatchObject({ state: 'done' });
  expect(writes(kit)).toBe(1);
});

test.each([
  ['after its update', Number.MAX_SAFE_INTEGER, 1],
  ['before it', 0, 0],
])('one that never comes to rest %s fails after 5 minutes, in words', async (_when, updatingReads, written) => {
  const { kit, outcome, took } = await carryOut(({ glue }) => {
    glue.updatingReads = updatingReads;
    for (const thing of glue.things.trigger.values()) if (written === 0) thing.updating = Number.MAX_SAFE_INTEGER;
  });
  expect(outcome).toMatchObject({ state: 'failed', reason: 'settling' });
  expect(outcome?.touched ?? false).toBe(written === 1);
  expect(writes(kit)).toBe(written);
  expect(took).toBeGreaterThanOrEqual(longestSettling);
  expect(took).toBeLessThan(longestSettling + 120_000);
});

test('a pause is heard while it waits', async () => {
  let paused = false;
  const { outcome, took } = await carryOut((kit) => {
    kit.glue.updatingReads = Number.MAX_SAFE_INTEGER;
    kit.glue.around = async ({ operation }, phase) => {
      if (operation !== 'UpdateTrigger' || phase !== 'after' || paused) return;
      paused = true;
      await kit.store.remediation.setPaused({ by: 'UAPPROVER', at: kit.clock.now() });
    };
  });
  expect(outcome).toMatchObject({ state: 'acting' });
  expect(took).toBeLessThan(60_000);
});
