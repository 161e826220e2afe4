import { describe, expect, test } from 'vitest';
import { readMeasurements } from '../../src/usecases/bot/measurements.ts';
import { createRemediationActions } from '../../src/usecases/remediation/surface/remediation-actions.ts';
import { createAfterActions } from '../../src/usecases/remediation/surface/remediation-after.ts';
import { createBulkActions } from '../../src/usecases/remediation/surface/remediation-bulk.ts';
import { fakes } from '../support/fakes/fake-plan-reads.ts';
import {
  afterDependencies,
  approver,
  bookmarkOf,
  canaryPlan,
  notify,
  orderBack,
  runNow,
  watch,
} from '../support/remediation/afterwards.ts';
import { askingDependencies } from '../support/remediation/asking.ts';
import { approved, type RemediationKit, remediationKit } from '../support/remediation/remediation.ts';

/** Its account is not in the configuration any more. */
const gone = { account: () => undefined };
const day = 24 * 3_600_000;

async function carriedOut(plan?: Parameters<typeof approved>[1]) {
  const kit = await remediationKit();
  for (const job of ['a', 'b', 'c']) bookmarkOf(kit, job, 7);
  const request = await approved(kit, plan);
  await kit.run();
  await notify(kit);
  return { kit, request };
}

const words = async (kit: RemediationKit) => JSON.stringify(await notify(kit));
const states = async (kit: RemediationKit, id: string) =>
  (await kit.store.remediation.switches(id)).map(({ state, reason }) => [state, reason]);

describe('the first runs of jobs whose account left the configuration', () => {
  test('are watched again when it comes back in time', async () => {
    const { kit, request } = await carriedOut();
    kit.clock.time += day;
    await watch(kit, gone);
    expect((await states(kit, request.id)).every(([state]) => state === 'watching')).toBe(true);
    runNow(kit, 'a');
    bookmarkOf(kit, 'a', 8);
    kit.clock.time += day;
    await watch(kit);
    expect((await states(kit, request.id))[0]).toEqual(['good', 'moved-on']);
  });

  test('are not said to have stayed away: nobody watched', async () => {
    const { kit, request } = await carriedOut(canaryPlan((await remediationKit()).glue));
    kit.clock.time += kit.watchRunsFor + day;
    await watch(kit, gone);
    const all = await states(kit, request.id);
    expect(all.every(([state, reason]) => state === 'unseen' && reason === 'not-watched')).toBe(true);
    const told = await words(kit);
    expect(told).toContain('not-watched');
    expect(told).not.toContain('not-run');
  });

  test('nor are those that AWS did not show when the time was over', async () => {
    const { kit, request } = await carriedOut();
    kit.clock.time += kit.watchRunsFor + day;
    kit.glue.around = ({ operation }, phase) => {
      if (phase === 'before') throw kit.glue.denied(operation);
    };
    await watch(kit);
    expect((await states(kit, request.id)).every(([, reason]) => reason === 'not-read')).toBe(true);
  });
});

describe('an account that left the configuration', () => {
  test('is not rolled back, neither from the form nor by its order, and nothing is queued', async () => {
    const { kit, request } = await carriedOut();
    const after = createAfterActions(afterDependencies(kit, gone));
    const order = { requestId: request.id, understood: true };
    for (const answer of [await after.rollBackForm(approver, request.id), await after.rollBack(approver, order)])
      expect(answer).toMatchObject({ what: expect.stringContaining('not watched any more') });
    expect(await kit.store.remediation.executions(request.id)).toHaveLength(1);
    expect(await orderBack(kit, request.id, { understood: true })).toHaveProperty('request');
  });

  test('is offered no plan by the buttons of earlier messages', async () => {
    const kit = await remediationKit();
    const at = { account: '111122223333', region: 'eu-west-1', rule: 'Glue-005', firstSeenAt: 1, lastSeenAt: 1 };
    const about = { kind: 'configuration', name: 'std', reason: 'disabled', exposure: 'exposed' } as const;
    await kit.store.findings.insert([{ ...at, ...about, id: 'f', references: [] }]);
    await kit.store.queries.save('q', { accounts: [at.account] }, 1);
    const dependencies = { ...askingDependencies(kit, fakes()), ...gone };
    const form = await createRemediationActions(dependencies).form(approver, 'f');
    const bulk = await createBulkActions(dependencies).bulkForm(approver, 'q');
    for (const answer of [form, bulk])
      expect(answer).toMatchObject({ kind: 'problem', what: expect.stringContaining('not watched any more') });
  });

  test('has its approved plan end untouched, in words that say so and in the count of refused ones', async () => {
    const kit = await remediationKit();
    await approved(kit);
    await kit.run('process-1', gone);
    expect(kit.glue.writes).toBe(0);
    expect(await words(kit)).toContain('lists the account under');
    const fleet = { accounts: [], schedules: [] };
    expect((await readMeasurements({ store: kit.store, fleet })).ended).toMatchObject({ refused: 1, done: 0 });
  });

  test('keeps its requests in the numbers of what waits, and of what was done', async () => {
    const { kit } = await carriedOut();
    const now = await readMeasurements({ store: kit.store, fleet: { accounts: [], schedules: [] } });
    expect(now).toMatchObject({ ended: { done: 1, failed: 0 }, remediations: { waiting: 0, 'in-progress': 0 } });
    const asked = await remediationKit();
    await asked.ask();
    const later = await readMeasurements({ store: asked.store, fleet: { accounts: [], schedules: [] } });
    expect(later.remediations.waiting).toBe(1);
  });
});
