import { describe, expect, test } from 'vitest';
import { assessTarget, unknownTarget } from '../../../src/domain/audit/assess.ts';
import type { Scope } from '../../../src/domain/fleet.ts';
import type { Inventory, TargetResult } from '../../../src/domain/model.ts';
import { recordResults, recordScan } from '../../../src/usecases/audit/record-scan.ts';
import type { SeenTarget } from '../../../src/usecases/running/fleet-result.ts';
import { beginRecording } from '../../../src/usecases/running/recording.ts';
import { kit } from '../../support/fakes/kit.ts';
import { disabled, inventory, job } from '../../support/inventory.ts';

test('5,000 findings are recorded, seen again and resolved, with their life', async () => {
  const { store, newId, processId, clock } = await kit();
  const many = assessTarget(
    inventory({ configurations: [disabled('bad')], jobs: Array.from({ length: 4999 }, (_, n) => job(`j${n}`)) }),
  );
  const record = async (id: string, results: Parameters<typeof recordResults>[2]['results']) => {
    await store.scans.begin({ id, processId, startedAt: clock.now(), scope: 's', caughtUp: false });
    const recorded = await recordResults(store, newId, { scanId: id, results, clock, scope: { accounts: [] } });
    await clock.advance(1000);
    return recorded?.summary;
  };
  expect(await record('a', [many])).toMatchObject({ opened: 5000, resolved: 0, open: 5000, scanned: 1 });
  expect(await record('b', [many])).toMatchObject({ opened: 0, resolved: 0, open: 5000 });
  expect(await record('c', [assessTarget(inventory({}))])).toMatchObject({ opened: 0, resolved: 5000, open: 0 });
  expect(await record('d', [many])).toMatchObject({ opened: 5000 });
});

describe('what was fixed', () => {
  const at = { account: '111122223333', region: 'eu-west-1' };
  const seen = (...jobs: string[]) =>
    assessTarget(
      inventory({
        configurations: [disabled('old')],
        jobs: jobs.map((name) => job(name, { securityConfiguration: 'old', defaultBookmark: 'job-bookmark-enable' })),
      }),
    );

  async function begin() {
    const { store, newId, processId, clock } = await kit();
    const look = async (result: TargetResult, scannedAt = clock.now()) => {
      const scanId = newId();
      await store.scans.begin({ id: scanId, processId, startedAt: clock.now(), scope: 's', caughtUp: false });
      const results = [{ ...result, ...at, scannedAt }];
      await recordResults(store, newId, { scanId, results, clock, scope: { accounts: [] } });
      const [row] = (await store.findings.openIn([at])).filter(({ name }) => name === 'old');
      await clock.advance(1000);
      return row;
    };
    await look(seen('a'));
    const fixedAt = clock.now();
    await store.findings.setFixed({ ...at, rule: 'Glue-005', kind: 'configuration', name: 'old' }, fixedAt);
    await clock.advance(1000);
    return { look, fixedAt };
  }

  test('stays fixed while nothing uses it, and is not fixed any more once something did again', async () => {
    const { look, fixedAt } = await begin();
    expect(await look(seen())).toMatchObject({ exposure: 'unused', fixedAt });
    expect(await look(seen())).toMatchObject({ exposure: 'unused', fixedAt });
    expect(await look(seen('a'))).toMatchObject({ exposure: 'exposed' });
    expect(await look(seen())).not.toHaveProperty('fixedAt');
  });

  test('is not taken back by what was seen before, where the list that would show it fails', async () => {
    const { look, fixedAt } = await begin();
    const trigger = { name: 't', actions: [{ jobName: 'b', securityConfiguration: 'old' }] };
    const denied = { call: 'GetTriggers', error: 'AccessDeniedException' };
    const read = (triggers: Inventory['triggers']) =>
      assessTarget({ ...inventory({ configurations: [disabled('old')] }), ...(triggers && { triggers }) });
    await look(read({ items: [trigger] }), fixedAt - 1);
    expect(await look(read({ items: [], error: denied }))).toMatchObject({ exposure: 'latent', fixedAt });
    expect(await look(read({ items: [] }))).toMatchObject({ exposure: 'unused', fixedAt });
    expect(await look(read({ items: [trigger] }))).not.toHaveProperty('fixedAt');
  });

  test('is not taken back by a look that began before it was fixed', async () => {
    const { look, fixedAt } = await begin();
    expect(await look(seen('a'), fixedAt - 1)).toMatchObject({ exposure: 'exposed', fixedAt });
    expect(await look(seen())).toMatchObject({ exposure: 'unused', fixedAt });
  });
});

describe('targets that are no longer scanned', () => {
  const account = { id: '111122223333', regions: 'enabled' as const };
  const at = (region: string, id = account.id) => ({ account: id, region });
  const good = (region: string, ...jobs: Parameters<typeof job>[0][]) =>
    assessTarget({ ...inventory({ jobs: jobs.map((name) => job(name)) }), target: at(region) });
  const lost = (region: string, id = account.id) =>
    unknownTarget(id, region, { call: 'ListRegions', error: 'AccessDeniedException' });

  async function look(base: Awaited<ReturnType<typeof kit>>, scope: Scope, ...results: TargetResult[]) {
    const { store, newId, processId, clock } = base;
    const scanId = newId();
    await store.scans.begin({ id: scanId, processId, startedAt: clock.now(), scope: 's', caughtUp: false });
    await recordResults(store, newId, { scanId, results, clock, scope });
    return (await store.targets.all()).map(({ account: id, region, outcome }) => `${id} ${region} ${outcome}`);
  }

  test('a look at one region does not hide that the others of the account could not be listed', async () => {
    const base = await kit();
    await look(base, { accounts: [account] }, lost('*'));
    const oneRegion = { accounts: [account], regions: ['eu-west-1'] };
    expect(await look(base, oneRegion, good('eu-west-1'))).toEqual([
      '111122223333 * unknown',
      '111122223333 eu-west-1 scanned',
    ]);
    expect(await look(base, { accounts: [account] }, good('eu-west-1'))).toEqual(['111122223333 eu-west-1 scanned']);
  });

  test('a region that the account no longer has is forgotten, with or without open findings, which stay', async () => {
    const base = await kit();
    const first = [good('eu-west-1'), good('us-east-1', 'bare'), lost('me-south-1'), lost('eu-west-1', '444455556666')];
    await look(base, { accounts: [account] }, ...first);
    expect(await look(base, { accounts: [account] }, good('eu-west-1'))).toEqual([
      '111122223333 eu-west-1 scanned',
      '444455556666 eu-west-1 unknown',
    ]);
    expect(await base.store.findings.openIn([at('us-east-1')])).toHaveLength(1);
  });

  test('a region that another scan met meanwhile is not forgotten by one that listed regions before', async () => {
    const base = await kit();
    const scannedAt = base.clock.now();
    await base.clock.advance(1_000);
    await look(base, { accounts: [account], regions: ['us-east-1'] }, good('us-east-1'));
    const listed = { ...good('eu-west-1'), scannedAt };
    expect(await look(base, { accounts: [account] }, listed)).toHaveLength(2);
  });

  test('the placeholder of credentials that did not work goes when they work', async () => {
    const base = await kit();
    const own = { regions: 'enabled' as const };
    await look(base, { accounts: [own] }, lost('*', 'unknown'));
    expect(await look(base, { accounts: [account], regions: ['eu-west-1'] }, good('eu-west-1'))).toHaveLength(2);
    expect(await look(base, { accounts: [own], regions: ['eu-west-1'] }, good('eu-west-1'))).toEqual([
      '111122223333 eu-west-1 scanned',
    ]);
  });
});

describe('what is staged while the scan goes on', () => {
  const seenIn = (region: string) => ({
    ...assessTarget({ ...inventory({ jobs: [job('j')] }), target: { account: '111122223333', region } }),
  });

  test('is written in pieces, once, and seen when the scan is recorded', async () => {
    const { store, newId, processId, clock } = await kit();
    const pieces: number[] = [];
    const counted = {
      ...store.staged,
      stage(id: string, targets: Parameters<typeof store.staged.stage>[1]) {
        pieces.push(targets.length);
        return store.staged.stage(id, targets);
      },
    };
    const results = Array.from({ length: 600 }, (_, n) => seenIn(`region-${n}`));
    await store.scans.begin({ id: 's', processId, startedAt: clock.now(), scope: 's', caughtUp: false });
    const recording = beginRecording({ staged: counted }, newId, 's');
    const seen: SeenTarget[] = [];
    for (let begin = 0; begin < 600; begin += 60)
      seen.push(...(await recording.stage(results.slice(begin, begin + 60))));
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(250);
    expect(await store.findings.openIn(results)).toEqual([]);
    const recorded = await recordScan(store, newId, {
      scanId: 's',
      results: seen,
      recording,
      clock,
      scope: { accounts: [] },
    });
    expect(recorded?.summary).toMatchObject({ opened: 600, open: 600 });
    expect(pieces.reduce((sum, count) => sum + count, 0)).toBe(600);
  });

  test('waits for the end where the database is busy, and is not lost', async () => {
    const { store, newId, processId, clock } = await kit();
    let isBusy = true;
    const locked = {
      ...store.staged,
      stage(id: string, targets: Parameters<typeof store.staged.stage>[1]) {
        const busy = Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' });
        return isBusy ? Promise.reject(busy) : store.staged.stage(id, targets);
      },
    };
    const results = Array.from({ length: 600 }, (_, n) => seenIn(`region-${n}`));
    await store.scans.begin({ id: 's', processId, startedAt: clock.now(), scope: 's', caughtUp: false });
    const recording = beginRecording({ staged: locked }, newId, 's');
    const seen = await recording.stage(results);
    const input = { scanId: 's', results: seen, recording, clock, scope: { accounts: [] } };
    await expect(recordScan(store, newId, input)).rejects.toMatchObject({ code: 'busy' });
    isBusy = false;
    expect((await recordScan(store, newId, input))?.summary).toMatchObject({ opened: 600 });
  });

  test.each(['first', 'last'])(
    'of an account that is configured twice the findings are those of the look that its row is of, staged %s',
    async (place) => {
      const { store, newId, processId, clock } = await kit();
      const at = { account: '111122223333', region: 'eu-west-1' };
      const denied = unknownTarget(at.account, at.region, { call: 'AssumeRole', error: 'AccessDenied' });
      const seen = seenIn(at.region);
      await store.scans.begin({ id: 's', processId, startedAt: clock.now(), scope: 's', caughtUp: false });
      const recording = beginRecording(store, newId, 's');
      const staged = await recording.stage(place === 'first' ? [seen, denied] : [denied, seen]);
      // The account that is configured last is the one that could be read.
      const results = staged.toSorted((a) => (a.outcome === 'unknown' ? -1 : 1));
      const input = { scanId: 's', results, recording, clock, scope: { accounts: [] } };
      expect((await recordScan(store, newId, input))?.summary).toMatchObject({ opened: 1, open: 1 });
      expect(await store.targets.get([at])).toMatchObject([{ outcome: 'scanned' }]);
    },
  );
});
