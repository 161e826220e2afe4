import { beforeEach, expect, test } from 'vitest';
import { assessTarget, unknownTarget } from '../../../src/domain/audit/assess.ts';
import { GluewardenError } from '../../../src/domain/errors.ts';
import type { TargetResult } from '../../../src/domain/model.ts';
import { createBrowse, findingsPage } from '../../../src/usecases/audit/browse-findings.ts';
import { recordResults } from '../../../src/usecases/audit/record-scan.ts';
import { kit } from '../../support/fakes/kit.ts';
import { inventory, job } from '../../support/inventory.ts';

let base: Awaited<ReturnType<typeof kit>>;
const two = ['111122223333', '444455556666'].map((id) => ({ id, regions: 'enabled' as const }));
const actor = { user: 'U1', channel: 'C1' };
const allowed = async () => {};

beforeEach(async () => {
  base = { ...(await kit()), fleet: { accounts: two, schedules: [] } };
});

async function record(...results: TargetResult[]): Promise<void> {
  const scanId = base.newId();
  const at = base.clock.now();
  await base.store.scans.begin({ id: scanId, processId: 'p', startedAt: at, scope: 's', caughtUp: false });
  await recordResults(base.store, base.newId, { scanId, results, clock: base.clock, scope: { accounts: [] } });
}

const jobs = (count: number) => Array.from({ length: count }, (_, n) => job(`job-${n}`));
const read = (region: string, bare = 0) =>
  assessTarget({ ...inventory({ jobs: jobs(bare) }), target: { account: '111122223333', region } });
const denied = (account: string, region: string) =>
  unknownTarget(account, region, { call: 'GetJobs', error: 'AccessDeniedException' });

test('an empty list says what it rests on: the latest good look at what the filter reaches, not at anything else', async () => {
  await record(read('eu-west-1'));
  const lastScanAt = base.clock.now();
  expect(await findingsPage(base, {}, 0)).toMatchObject({ lastScanAt });
  expect(await findingsPage(base, { regions: ['eu-west-1'] }, 0)).toMatchObject({ lastScanAt });
  expect(await findingsPage(base, { regions: ['us-east-1'] }, 0)).toMatchObject({ lastScanAt: null });
  expect(await findingsPage(base, { accounts: ['444455556666'] }, 0)).toMatchObject({ lastScanAt: null });
});

test('targets in the filter that could not be scanned are counted', async () => {
  await record(read('eu-west-1'), denied('111122223333', 'us-east-1'), denied('444455556666', '*'));
  expect((await findingsPage(base, {}, 0)).notLookedAt).toBe(2);
  expect((await findingsPage(base, { regions: ['us-east-1'], accounts: ['111122223333'] }, 0)).notLookedAt).toBe(1);
  expect((await findingsPage(base, { accounts: ['444455556666'], regions: ['eu-west-1'] }, 0)).notLookedAt).toBe(1);
  expect(await findingsPage(base, { regions: ['eu-west-1'], accounts: ['111122223333'] }, 0)).not.toHaveProperty(
    'notLookedAt',
  );
});

test('credentials that did not work at all leave every filter in doubt', async () => {
  await record(denied('unknown', '*'));
  const own = { ...base, fleet: { accounts: [{ regions: 'enabled' as const }], schedules: [] } };
  expect((await findingsPage(own, { accounts: ['111122223333'], regions: ['eu-west-1'] }, 0)).notLookedAt).toBe(1);
});

test('pages are ten long, and a page beyond the end is the last one', async () => {
  await record(read('eu-west-1', 25));
  const pages = await Promise.all([0, 2, 9].map((page) => findingsPage(base, {}, page)));
  expect(pages.map(({ page, pages: all, items }) => [page, all, items.length])).toEqual([
    [0, 3, 10],
    [2, 3, 5],
    [2, 3, 5],
  ]);
});

test('a button shows its stored query; a changed filter becomes a query of its own', async () => {
  await record(read('eu-west-1', 3));
  const { browse } = createBrowse(base, allowed);
  const { queryId } = await findingsPage(base, { regions: ['eu-west-1'] }, 0);
  expect(await browse(actor, { queryId, page: 0 })).toMatchObject({ kind: 'findings', queryId, counts: { total: 3 } });
  const changed = await browse(actor, { queryId, page: 0, change: { exposures: ['exposed'] } });
  if (changed.kind !== 'findings') throw new Error('no findings');
  expect(changed.queryId).not.toBe(queryId);
  expect(await base.store.queries.get(changed.queryId)).toEqual({ regions: ['eu-west-1'], exposures: ['exposed'] });
});

test('an id that nobody stored, and an actor who may not ask, get a problem and nothing else', async () => {
  expect(await createBrowse(base, allowed).browse(actor, { queryId: 'guess', page: 0 })).toMatchObject({
    kind: 'problem',
  });
  const { queryId } = await findingsPage(base, {}, 0);
  const refusing = createBrowse(base, () => Promise.reject(new GluewardenError('not-allowed')));
  expect(await refusing.browse(actor, { queryId, page: 0 })).toMatchObject({
    kind: 'problem',
    what: 'You are not among those who may ask this.',
  });
});
