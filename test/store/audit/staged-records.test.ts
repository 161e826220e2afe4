import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffFindings } from '../../../src/domain/audit/diff.ts';
import type { Finding, TargetResult } from '../../../src/domain/model.ts';
import type { StagedTarget } from '../../../src/usecases/ports/staged-records.ts';
import { startChild } from '../children/process.ts';
import { byHand, databases, openAt, openTestStore, sharedDatabases, urlOf } from '../harness.ts';
import { finding, scan } from '../samples.ts';

const at = { account: '111111111111', region: 'eu-west-1' };

function target(findings: StagedTarget['findings'], changes: Partial<StagedTarget> = {}): StagedTarget {
  return { ...at, outcome: 'scanned', rules: ['Glue-005'], findings, ...changes };
}

async function left(url: string): Promise<number> {
  const rows = await byHand(url, 'select scan_id from staged_findings union all select scan_id from staged_targets');
  return rows.length;
}

describe.each(databases)('in a %s', (database) => {
  test('what is staged is seen when it is published: opened, seen again, resolved', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([finding('stays', { name: 'stays' }), finding('goes', { name: 'goes' })]);
    await store.staged.stage('s', [
      target([finding('x', { name: 'stays', exposure: 'latent' }), finding('new', { name: 'new' })]),
    ]);
    expect((await store.findings.openIn([at])).map(({ id }) => id)).toEqual(['goes', 'stays']);
    expect(await store.staged.publish('s', 2_000)).toEqual({ opened: 1, resolved: 1 });
    expect(await store.findings.openIn([at])).toMatchObject([
      { id: 'new', firstSeenAt: 2_000, lastSeenAt: 2_000 },
      { id: 'stays', exposure: 'latent', firstSeenAt: 1_000, lastSeenAt: 2_000 },
    ]);
    expect(await store.findings.byId('goes')).toMatchObject({ resolvedAt: 2_000 });
    expect(await store.staged.publish('s', 3_000)).toEqual({ opened: 0, resolved: 0 });
  });

  test('tags are those of the last scan that read them, of those that are judged too', async () => {
    const store = await openTestStore(database);
    const seen = (tags: Record<string, string> | undefined, changes: Partial<Finding> = {}) => {
      const more = tags === undefined ? changes : { tags, ...changes };
      return target([
        finding('x', { name: 'a', kind: 'unprotected-job', ...more }),
        finding('y', { name: 'k', kind: 'unusable-key', ...more }),
      ]);
    };
    const tags = async () => (await store.findings.openIn([at])).map((row) => [row.name, row.tags]);
    await store.staged.stage('s', [seen({ team: 'finance' })]);
    expect((await store.staged.findingsIn('s', [at])).map((row) => row.tags)).toEqual(
      Array(2).fill({ team: 'finance' }),
    );
    await store.staged.publish('s', 2_000);
    expect(await tags()).toEqual([
      ['a', { team: 'finance' }],
      ['k', { team: 'finance' }],
    ]);
    await store.staged.stage('s', [seen(undefined, { keepsTags: true })]);
    await store.staged.publish('s', 3_000);
    expect(await tags()).toContainEqual(['a', { team: 'finance' }]);
    await store.staged.stage('s', [seen({})]);
    await store.staged.publish('s', 4_000);
    expect(await tags()).toContainEqual(['a', {}]);
    // Nobody reads them any more: what was read once decides nothing.
    await store.staged.stage('s', [seen(undefined)]);
    await store.staged.publish('s', 5_000);
    expect(await tags()).toContainEqual(['a', undefined]);
    const [judged] = (await store.findings.openIn([at])).filter(({ name }) => name === 'k');
    if (judged === undefined) throw new Error('it is not open');
    await store.findings.update([{ ...judged, tags: { team: 'orders' } }]);
    expect(await tags()).toContainEqual(['k', { team: 'orders' }]);
  });

  test('a configuration whose tags were not read is left to be judged: another job may use it now', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([finding('stays', { name: 'stays', tags: { team: 'finance' } })]);
    const references = [{ type: 'job', name: 'other' }] as const;
    await store.staged.stage('s', [target([finding('x', { name: 'stays', keepsTags: true, references })])]);
    expect((await store.staged.openToJudge('s')).map(({ id }) => id)).toEqual(['stays']);
    await store.staged.publish('s', 2_000);
    expect(await store.findings.openIn([at])).toMatchObject([{ id: 'stays', references: [], lastSeenAt: 1_000 }]);
  });

  test('where nothing may be resolved, what is gone stays open, and all else is published', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([finding('stays', { name: 'stays' }), finding('goes', { name: 'goes' })]);
    await store.staged.stage('s', [target([finding('x', { name: 'stays' }), finding('new', { name: 'new' })])]);
    expect(await store.staged.publish('s', 2_000, { resolves: false })).toEqual({ opened: 1, resolved: 0 });
    expect(await store.findings.openIn([at])).toMatchObject([
      { id: 'goes', lastSeenAt: 1_000 },
      { id: 'new', lastSeenAt: 2_000 },
      { id: 'stays', lastSeenAt: 2_000 },
    ]);
  });

  test('a target that is staged again is there once, as it was seen last', async () => {
    const store = await openTestStore(database);
    await store.staged.stage('s', [target([finding('a', { name: 'a' })])]);
    await store.staged.stage('s', [target([finding('b', { name: 'b' })])]);
    await store.staged.publish('s', 2_000);
    expect((await store.findings.openIn([at])).map(({ id }) => id)).toEqual(['b']);
  });

  test('what a scan staged of a target is read again as it was seen, and nothing else', async () => {
    const store = await openTestStore(database);
    const {
      id: _,
      firstSeenAt: _first,
      lastSeenAt: _last,
      ...seen
    } = finding('a', {
      ...{ name: 'a', detail: 'why', exposure: 'latent' },
      references: [{ type: 'job', name: 'j', bookmarks: 'job-bookmark-enable', via: ['t'] }],
      referencesIncomplete: [{ call: 'GetTriggers', error: 'AccessDenied', list: 'trigger' }],
    });
    const elsewhere = { account: '222222222222', region: 'eu-west-1' };
    await store.staged.stage('s', [target([{ ...seen, id: 'a' }], { accountName: 'data' })]);
    await store.staged.stage('s', [target([finding('b', { ...elsewhere, name: 'b' })], elsewhere)]);
    await store.staged.stage('other', [target([finding('c', { name: 'c' })])]);
    expect(await store.staged.findingsIn('s', [at])).toEqual([seen]);
    expect(await store.staged.findingsIn('s', [])).toEqual([]);
    expect(await store.staged.findingsIn('s', [elsewhere, at])).toHaveLength(2);
  });

  test('whoever records reads what another process saw: each target with its details, and what is judged one by one', async () => {
    const store = await openTestStore(database);
    const found = { total: 2, exposed: 1, latent: 1, unused: 0 };
    const names = { configurations: ['c'], jobs: [{ name: 'j', command: 'glueetl', securityConfiguration: 'c' }] };
    const keysNotChecked = [{ configuration: 'c', key: 'k', error: 'AccessDenied' }];
    const more = { accountName: 'data', configurations: 1, jobs: 2, keysNotChecked, keysChecked: true, names, found };
    const failed = { reason: 'AccessDenied', call: 'GetJobs', message: 'no', configurations: 0, jobs: 0 };
    const none = { keysNotChecked: [], keysChecked: false, found: { total: 0, exposed: 0, latent: 0, unused: 0 } };
    const elsewhere = { account: '222222222222', region: 'eu-west-1' };
    const { id: _, firstSeenAt: _first, lastSeenAt: _last, ...key } = finding('key', { kind: 'unusable-key' });
    const unread = { ...key, kind: 'configuration', name: 'unread', keepsTags: true } as const;
    const all = [{ ...key, id: 'key' }, { ...unread, id: 'unread' }, finding('plain')];
    const first = target(all, { scannedAt: 500 });
    await store.staged.stage('s', [{ ...first, seen: more }]);
    await store.staged.stage('s', [target([], { ...elsewhere, outcome: 'unknown', seen: { ...failed, ...none } })]);
    await store.staged.stage('s', [target([], { account: '333333333333' })]);
    const rules = ['Glue-005'];
    expect(await store.staged.seen('s')).toEqual([
      { ...at, outcome: 'scanned', rules, scannedAt: 500, ...more, judged: [key, unread] },
      { ...elsewhere, outcome: 'unknown', rules, ...failed, ...none, judged: [] },
    ]);
    await store.staged.dropAccount('s', at.account);
    expect((await store.staged.seen('s')).map(({ account }) => account)).toEqual([elsewhere.account]);
    expect(await store.staged.findingsIn('s', [at])).toEqual([]);
  });

  test('two scans keep theirs apart, and what is dropped or abandoned is never seen', async () => {
    const store = await openTestStore(database);
    const other = { account: '222222222222', region: 'eu-west-1' };
    await store.staged.stage('one', [target([finding('a')]), target([finding('b', other)], other)]);
    await store.staged.stage('two', [target([finding('c')])]);
    await store.staged.drop('one', [at]);
    await store.staged.abandon('two');
    expect(await store.staged.publish('two', 2_000)).toEqual({ opened: 0, resolved: 0 });
    expect(await store.staged.publish('one', 2_000)).toEqual({ opened: 1, resolved: 0 });
    expect((await store.findings.openIn([at, other])).map(({ id }) => id)).toEqual(['b']);
  });

  test('an unknown target and a rule that was not asked resolve nothing', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([finding('f')]);
    await store.staged.stage('s', [target([], { outcome: 'unknown', rules: [] })]);
    await store.staged.stage('t', [target([], { rules: ['Glue-0055', 'Glue-00'] })]);
    expect(await store.staged.publish('s', 2_000)).toEqual({ opened: 0, resolved: 0 });
    expect(await store.staged.publish('t', 2_000)).toEqual({ opened: 0, resolved: 0 });
  });

  test('what SQL cannot judge is left alone', async () => {
    const store = await openTestStore(database);
    const incomplete = [{ call: 'GetTriggers', error: 'AccessDeniedException', list: 'trigger' as const }];
    const [key, partly] = [finding('key', { kind: 'unusable-key' }), finding('partly', { name: 'partly' })];
    await store.findings.insert([key, partly, finding('plain', { name: 'plain' })]);
    await store.staged.stage('s', [target([finding('x', { name: 'partly', referencesIncomplete: incomplete })])]);
    expect((await store.staged.openToJudge('s')).map(({ id }) => id)).toEqual(['key', 'partly']);
    expect(await store.staged.publish('s', 2_000)).toEqual({ opened: 0, resolved: 1 });
    expect(await store.findings.byId('key')).toEqual(key);
    expect(await store.findings.byId('partly')).toEqual(partly);
  });

  test('prune keeps what belongs to a running scan', async () => {
    const store = await openTestStore(database);
    await store.scans.begin(scan('runs'));
    await store.scans.begin(scan('dies', { processId: 'dead' }));
    for (const id of ['runs', 'dies', 'never']) await store.staged.stage(id, [target([finding(id, { name: id })])]);
    await store.scans.interrupt('dead', 2_000);
    await store.staged.prune();
    expect(await store.staged.publish('dies', 2_000)).toEqual({ opened: 0, resolved: 0 });
    expect(await store.staged.publish('never', 2_000)).toEqual({ opened: 0, resolved: 0 });
    expect(await store.staged.publish('runs', 2_000)).toEqual({ opened: 1, resolved: 0 });
  });
});

describe.each(sharedDatabases)('kill -9 (%s)', (database) => {
  test.each(['pieces', 'published'])(
    'of a scan that stands at %s: nothing of it is seen, and it is cleared away',
    async (where) => {
      const url = await urlOf(database);
      const before = await openAt(url);
      await before.findings.insert([finding('old')]);
      const child = startChild('stager.ts', url, where);
      expect(await child.next()).toBe('stuck');
      await child.kill();
      expect(await left(url)).toBeGreaterThan(0);
      const store = await openAt(url);
      const regions = ['eu-west-1', 'eu-west-2', 'eu-west-3'].map((region) => ({ ...at, region }));
      expect(await store.findings.openIn(regions)).toEqual([finding('old')]);
      expect(await store.scans.get('killed')).toMatchObject({ state: 'running' });
      await store.scans.interrupt('dead', 3_000);
      await store.staged.prune();
      expect(await left(url)).toBe(0);
    },
  );
});

describe('against the comparison in TypeScript', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
  const plain = (id: string, name: string, exposure: Finding['exposure']) => finding(id, { name, exposure });
  const exposure = fc.constantFrom('exposed', 'latent', 'unused');

  test('it opens, overwrites and resolves the same', async () => {
    await fc.assert(
      fc.asyncProperty(names, names, exposure, fc.boolean(), fc.boolean(), async (known, seen, exposes, good, asks) => {
        const store = await openTestStore('memory');
        const open = known.map((name) => plain(`known ${name}`, name, 'unused'));
        await store.findings.insert(open);
        const found = seen.map((name) => plain(`new ${name}`, name, exposes));
        const outcome = good ? 'scanned' : 'unknown';
        const rules = asks ? ['Glue-005'] : ['Other-001'];
        const base: TargetResult = {
          ...at,
          outcome,
          rules,
          findings: found,
          configurations: 0,
          jobs: 0,
          keysNotChecked: [],
          keysChecked: true,
        };
        await store.staged.stage('s', [target(found, { outcome, rules })]);
        await store.staged.publish('s', 2_000);
        const diff = diffFindings(open, [base]);
        const expected = [
          ...open
            .filter((row) => !diff.resolved.includes(row) && !diff.seenAgain.some(({ stored }) => stored === row))
            .map((row) => [row.id, row.exposure, row.lastSeenAt]),
          ...diff.seenAgain.map(({ stored, finding: each }) => [stored.id, each.exposure, 2_000]),
          ...diff.opened.map(({ name }) => [`new ${name}`, exposes, 2_000]),
        ];
        const rows = await store.findings.openIn([at]);
        expect(rows.map((row) => [row.id, row.exposure, row.lastSeenAt]).sort()).toEqual(expected.sort());
      }),
      { numRuns: 40 },
    );
  });
});
