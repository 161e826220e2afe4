import { beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import { type AuditDependencies, createAudit } from '../../../src/usecases/audit/audit.ts';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import { giveBack } from '../../../src/usecases/bot/recover-work.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { ScanFleet } from '../../../src/usecases/running/fleet-scan.ts';
import { whileBusy } from '../../../src/usecases/while-busy.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { kit } from '../../support/fakes/kit.ts';
import { disabled } from '../../support/inventory.ts';

const account: Account = { id: '111122223333', name: 'production', regions: ['eu-west-1', 'us-east-1'] };
let base: Awaited<ReturnType<typeof kit>>;
let cloud: FakeCloud;
let said: Message[];

beforeEach(async () => {
  base = await kit();
  said = [];
  cloud = new FakeCloud({
    '111122223333': { regions: { 'eu-west-1': { configurations: [disabled('bad')] }, 'us-east-1': {} } },
  });
});

function ask(regions?: string[], changes: Partial<AuditDependencies> = {}) {
  const audit = createAudit({ ...base, scan: createScanFleet({ ...base, cloud }), ...changes });
  return audit({
    scope: { accounts: [account], ...(regions && { regions }) },
    actor: { user: 'U1', channel: 'C1' },
    command: '/glue-audit all',
    progress: (message) => said.push(message),
  });
}

test('answers with what was seen, records it, and stores the query behind "Show all"', async () => {
  const answer = await ask();
  expect(answer).toMatchObject({
    scope: 'production (111122223333)',
    scanned: 2,
    unknown: [],
    findings: {
      total: 1,
      unused: 1,
      named: [{ name: 'bad', accountName: 'production', firstSeenAt: base.clock.now() }],
    },
    targets: [
      { region: 'eu-west-1', findings: { total: 1 } },
      { region: 'us-east-1', lastGoodAt: base.clock.now() },
    ],
  });
  expect(await base.store.queries.get(answer.queryId ?? '')).toEqual({ accounts: ['111122223333'] });
  expect(await base.store.scans.latest(1)).toMatchObject([{ state: 'finished', askedBy: 'U1', opened: 1, open: 1 }]);
  expect(said[0]).toMatchObject({ kind: 'audit-progress', done: 0 });
  expect(said.at(-1)).toMatchObject({ done: 2, total: 2, found: 1 });
});

test('a finding that was open keeps its first date; a region elsewhere is left alone', async () => {
  const first = base.clock.now();
  await ask();
  await base.clock.advance(1000);
  expect((await ask(['eu-west-1'])).findings.named[0]?.firstSeenAt).toBe(first);
  cloud.accounts['111122223333'] = { regions: {} };
  expect((await ask(['us-east-1'])).findings.total).toBe(0);
  expect((await base.store.findings.counts({})).total).toBe(1);
  await ask(['eu-west-1']);
  expect((await base.store.findings.counts({})).total).toBe(0);
});

test('an unknown target is said with the last successful scan, and its placeholder goes once the regions are known', async () => {
  const all: Account = { ...account, regions: 'enabled' };
  const audit = createAudit({ ...base, scan: createScanFleet({ ...base, cloud }) });
  const request = {
    scope: { accounts: [all] },
    actor: { user: 'U1', channel: 'C1' },
    command: 'x',
    progress: () => {},
  };
  await audit(request);
  const good = base.clock.now();
  await base.clock.advance(1000);
  const fake = cloud.accounts['111122223333'];
  if (fake) fake.unlisted = 'AccessDenied';
  expect((await audit(request)).unknown).toMatchObject([{ region: '*', reason: 'AccessDenied', lastGoodAt: good }]);
  expect((await base.store.targets.all()).map(({ region }) => region)).toContain('*');
  delete fake?.unlisted;
  await audit(request);
  expect((await base.store.targets.all()).map(({ region }) => region).sort()).toEqual(['eu-west-1', 'us-east-1']);
});

test('an audit that was held up elsewhere does not undo what a later look at a target saw', async () => {
  const gate = Promise.withResolvers<void>();
  const bad = { configurations: [disabled('bad')] };
  cloud.accounts['111122223333'] = { regions: { 'eu-west-1': bad, 'us-east-1': { gate: gate.promise } } };
  const slow = ask();
  await settle();
  await base.clock.advance(1000);
  cloud.accounts['111122223333'].regions['eu-west-1'] = { configurations: [disabled('other')] };
  await ask(['eu-west-1']);
  const later = base.clock.now();
  await base.clock.advance(1000);
  gate.resolve();
  const answer = await slow;
  expect((await base.store.findings.page({}, 0, 10)).items.map(({ name }) => name)).toEqual(['other']);
  expect(await base.store.targets.get([{ account: '111122223333', region: 'eu-west-1' }])).toMatchObject([
    { lastScannedAt: later, lastGoodAt: later },
  ]);
  // Nobody is told what a later scan knows to be over.
  expect(answer.findings.named.map(({ name }) => name)).toEqual(['other']);
});

test('after a clock that ran ahead was put right, looks count again at once', async () => {
  await base.store.targets.save(
    [{ account: '111122223333', region: 'eu-west-1', outcome: 'scanned', configurations: 0, jobs: 0 }],
    base.clock.now() + 86_400_000,
  );
  await ask();
  expect((await base.store.findings.counts({})).total).toBe(1);
});

test('what an unknown target had before is no part of what was seen now', async () => {
  await ask();
  await base.clock.advance(1000);
  const regions = { 'eu-west-1': { fails: { GetSecurityConfigurations: 'AccessDenied' } }, 'us-east-1': {} };
  cloud.accounts['111122223333'] = { regions };
  const answer = await ask();
  expect(answer).toMatchObject({ findings: { total: 0, named: [] }, unknown: [{ region: 'eu-west-1' }] });
  expect(await base.store.findings.counts({})).toMatchObject({ total: 1 });
});

test('in place of an older look that saw it, what a later one could not see is still named', async () => {
  await ask();
  await base.clock.advance(1000);
  const gate = Promise.withResolvers<void>();
  const bad = { configurations: [disabled('bad')] };
  cloud.accounts['111122223333'] = { regions: { 'eu-west-1': { ...bad, gate: gate.promise } } };
  const slow = ask(['eu-west-1']);
  await settle();
  await base.clock.advance(1000);
  const denied = { fails: { GetSecurityConfigurations: 'AccessDenied' } };
  cloud.accounts['111122223333'] = { regions: { 'eu-west-1': denied } };
  await ask(['eu-west-1']);
  await base.clock.advance(1000);
  gate.resolve();
  expect(await slow).toMatchObject({
    unknown: [{ region: 'eu-west-1' }],
    findings: { total: 1, named: [{ name: 'bad' }] },
  });
});

describe('what somebody else saw while this audit went on', () => {
  /** One region, then another audit of the other one, then that one as it is by then. */
  function glued(later: object, meanwhile: () => Promise<void> = async () => undefined): ScanFleet {
    const scan = createScanFleet({ ...base, cloud });
    return async (scope, how) => {
      const first = await scan({ ...scope, regions: ['us-east-1'] }, how);
      await base.clock.advance(1000);
      await ask(['eu-west-1']);
      await base.clock.advance(1000);
      cloud.accounts['111122223333'] = { regions: { 'eu-west-1': later, 'us-east-1': {} } };
      await meanwhile();
      return [...first, ...(await scan({ ...scope, regions: ['eu-west-1'] }, how))];
    };
  }

  test('is no part of its answer where it could see nothing itself', async () => {
    const scan = glued({ fails: { GetSecurityConfigurations: 'AccessDenied' } });
    const answer = await ask(undefined, { scan });
    expect(answer).toMatchObject({ unknown: [{ region: 'eu-west-1' }], findings: { total: 0, named: [] } });
    expect(await base.store.findings.counts({})).toMatchObject({ total: 1 });
  });

  test('nor where it saw that it is gone, cancelled or not', async () => {
    const cancel = async () => {
      const running = (await base.store.scans.latest(5)).find(({ state }) => state === 'running');
      await base.store.scans.cancel(running?.id ?? '', 'U2', base.clock.now());
    };
    const answer = await ask(undefined, { scan: glued({}, cancel) });
    expect(answer).toMatchObject({ cancelled: { by: 'U2' }, findings: { total: 0, named: [] } });
    expect(answer.targets).toMatchObject([{ findings: { total: 0 } }, { findings: { total: 0 } }]);
  });
});

test('a clock that is set back meanwhile hides nothing of what was seen', async () => {
  const gate = Promise.withResolvers<void>();
  cloud.accounts['111122223333'] = {
    regions: { 'eu-west-1': { configurations: [disabled('bad')] }, 'us-east-1': { gate: gate.promise } },
  };
  const asking = ask();
  await settle();
  let now = base.clock.now();
  base.clock.now = () => now;
  now -= 3_600_000;
  gate.resolve();
  expect((await asking).findings).toMatchObject({ total: 1, named: [{ name: 'bad' }] });
});

test('of one that was taken for dead all is counted, nothing is named, and it says that it is not recorded', async () => {
  const scan = createScanFleet({ ...base, cloud });
  const suspended: ScanFleet = async (...asked) => {
    const results = await scan(...asked);
    await giveBack(base, base.processId);
    return results;
  };
  const answer = await ask(undefined, { scan: suspended });
  expect(answer).toMatchObject({ scanned: 2, findings: { total: 1, unused: 1, named: [] }, unrecorded: true });
  expect(answer).not.toHaveProperty('queryId');
  expect(answer.targets).toMatchObject([{ region: 'eu-west-1', findings: { total: 1 } }, { region: 'us-east-1' }]);
  expect((await base.store.findings.counts({})).total).toBe(0);
});

test('of many targets the rows that are kept are those that matter', async () => {
  const quiet = Array.from({ length: 120 }, (_, n): [string, object] => [`eu-test-${n}`, {}]);
  const denied = { fails: { GetJobs: 'AccessDeniedException' } };
  cloud.accounts['111122223333'] = {
    regions: Object.fromEntries([
      ...quiet,
      ['us-east-1', denied],
      ['us-west-2', { configurations: [disabled('bad')] }],
    ]),
  };
  const audit = createAudit({ ...base, scan: createScanFleet({ ...base, cloud }) });
  const { targets } = await audit({
    scope: { accounts: [{ ...account, regions: 'enabled' }] },
    actor: { user: 'U1', channel: 'C1' },
    command: 'x',
    progress: () => {},
  });
  expect(targets).toHaveLength(100);
  expect(targets.slice(0, 2).map(({ region }) => region)).toEqual(['us-east-1', 'us-west-2']);
});

test('a failure of the records is a failure of the audit, and leaves no scan running', async () => {
  const broken = { ...base, newId: () => 'same', scan: createScanFleet({ ...base, cloud }) };
  cloud.accounts['111122223333'] = {
    regions: { 'eu-west-1': { configurations: [disabled('a'), disabled('b')] }, 'us-east-1': {} },
  };
  const asking = createAudit(broken)({
    scope: { accounts: [account] },
    actor: { user: 'U1', channel: 'C1' },
    command: 'x',
    progress: () => {},
  });
  await expect(asking).rejects.toThrow();
  expect(await base.store.scans.latest(1)).toMatchObject([{ state: 'failed' }]);
});

describe('a database that is locked for a while', () => {
  /** Refuses the first three times. */
  function lockedFirst<A extends readonly unknown[], R>(work: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    let left = 3;
    return async (...args) => {
      left -= 1;
      if (left >= 0) throw Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' });
      return work(...args);
    };
  }

  function countedScan() {
    const fleet = createScanFleet({ ...base, cloud });
    let count = 0;
    const scan: ScanFleet = (...asked) => {
      count += 1;
      return fleet(...asked);
    };
    return { scan, scanned: () => count };
  }

  test('costs no second look at the fleet', async () => {
    const { store } = base;
    const locked = {
      ...store,
      staged: { ...store.staged, stage: lockedFirst(store.staged.stage) },
      transaction: lockedFirst(store.transaction) as typeof store.transaction,
      targets: { ...store.targets, all: lockedFirst(store.targets.all) },
      findings: { ...store.findings, openIn: lockedFirst(store.findings.openIn) },
    };
    const { scan, scanned } = countedScan();
    expect((await ask(undefined, { store: locked, scan })).findings.total).toBe(1);
    expect(scanned()).toBe(1);
  });

  test.each(['to record it', 'to read what it came to'])(
    'for longer costs no second look either, though a command is done again while the database is busy: %s',
    async (when) => {
      const { store } = base;
      const busy = async (): Promise<never> => {
        throw Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' });
      };
      const locked =
        when === 'to record it'
          ? { ...store, transaction: busy }
          : { ...store, targets: { ...store.targets, all: busy } };
      const { scan, scanned } = countedScan();
      const command = () => ask(undefined, { store: locked, scan });
      await expect(whileBusy(command)).rejects.toMatchObject({ code: 'busy' });
      expect(scanned()).toBe(1);
    },
  );

  test('leaves no scan running that failed', async () => {
    const { store } = base;
    const locked = { ...store, scans: { ...store.scans, fail: lockedFirst(store.scans.fail) } };
    const scan = () => Promise.reject(new Error('defect'));
    await expect(ask(undefined, { store: locked, scan })).rejects.toThrow('defect');
    expect(await store.scans.latest(1)).toMatchObject([{ state: 'failed' }]);
  });
});
