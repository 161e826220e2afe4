import { beforeEach, expect, test } from 'vitest';
import type { Account, Schedule } from '../../../src/domain/fleet.ts';
import { listingFilters, type Organization } from '../../../src/domain/organization/organization.ts';
import { scheduleScope } from '../../../src/domain/scope.ts';
import { StoreError } from '../../../src/store/database/store-error.ts';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import type { DigestMessage } from '../../../src/usecases/messages/audit-messages.ts';
import { runScheduledScan } from '../../../src/usecases/schedule/scheduled-scan.ts';
import { FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { kit } from '../../support/fakes/kit.ts';
import { disabled, job } from '../../support/inventory.ts';
import { everything } from '../../support/organization.ts';

const account: Account = { id: '111122223333', name: 'production', regions: ['eu-west-1', 'us-east-1'] };
const schedule: Schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };
let base: Awaited<ReturnType<typeof kit>> & { canRemediate: () => boolean };
let fleet: { accounts: readonly Account[] };
/** While a scan goes on, before it has read anything. */
let meanwhile: () => void;
let cloud: FakeCloud;

beforeEach(async () => {
  base = { ...(await kit()), canRemediate: () => true };
  fleet = { accounts: [account] };
  meanwhile = () => undefined;
  cloud = new FakeCloud({
    '111122223333': {
      regions: { 'eu-west-1': { configurations: [disabled('bad')] }, 'us-east-1': { jobs: [job('bare')] } },
    },
  });
});

async function run(
  caughtUp = false,
  accounts?: readonly string[],
  more: { readonly organization?: Organization } = {},
): Promise<DigestMessage> {
  const dueAt = base.clock.now();
  await base.store.schedules.setNext('daily', 'f', null, 0);
  await base.store.schedules.claim('daily', dueAt, base.processId, dueAt);
  await base.clock.advance(1000);
  const scanFleet = createScanFleet({ ...base, cloud });
  const scan: typeof scanFleet = (...asked) => {
    meanwhile();
    return scanFleet(...asked);
  };
  await runScheduledScan(
    { ...base, ...more, fleet, schedules: [schedule], scan },
    { ...schedule, ...(accounts && { accounts }) },
    {
      dueAt,
      caughtUp,
    },
  );
  const rows = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'x', 10);
  for (const row of rows) await base.store.outbox.sent(row.id, 'C1', '1', base.clock.now());
  const [message] = rows.map((row) => row.message);
  if (message?.kind !== 'digest') throw new Error('no digest');
  await base.clock.advance(86_400_000);
  return message;
}
const region = (name: string) => cloud.accounts['111122223333']?.regions[name] ?? {};

test.each(['kept', 'not kept'])('a recording whose end nobody heard, and that was %s, is made once', async (how) => {
  const { transaction } = base.store;
  const lost = () => new StoreError('outcome-unknown', 'the connection was lost');
  base.store.transaction = async (work) => {
    let isRecording = false;
    const result = await transaction(async (records) => {
      const finish: typeof records.scans.finish = (...args) => {
        isRecording = true;
        base.store.transaction = transaction;
        return records.scans.finish(...args);
      };
      const answer = await work({ ...records, scans: { ...records.scans, finish } });
      if (isRecording && how === 'not kept') throw lost();
      return answer;
    });
    if (isRecording) throw lost();
    return result;
  };
  expect(await run()).toMatchObject({ kind: 'digest' });
  expect(await base.store.scans.latest(5)).toMatchObject([{ state: 'finished', opened: 2 }]);
  expect(await base.store.outbox.waiting()).toMatchObject({ count: 0 });
});

test('a slot that was given away while the process was suspended gets one digest: of whoever has it now', async () => {
  const dueAt = base.clock.now();
  const scan = createScanFleet({ ...base, cloud });
  const parts = { ...base, fleet: { accounts: [account] }, schedules: [schedule] };
  const slot = { dueAt, caughtUp: false };
  await base.store.schedules.claim('daily', dueAt, base.processId, dueAt);
  const asOther = async () => {
    await base.store.schedules.release(base.processId);
    await base.store.schedules.claim('daily', dueAt, 'process-2', dueAt);
    await runScheduledScan({ ...parts, scan, processId: 'process-2' }, schedule, slot);
  };
  const suspended: typeof scan = async (...asked) => {
    const results = await scan(...asked);
    await asOther();
    return results;
  };
  await runScheduledScan({ ...parts, scan: suspended }, schedule, slot);
  expect((await base.store.outbox.waiting()).count).toBe(1);
  expect(await base.store.findings.counts({})).toMatchObject({ total: 2 });
});

test('the digest follows the life of the findings', async () => {
  expect(await run()).toMatchObject({
    previousAt: null,
    scanned: 2,
    fresh: { total: 2 },
    open: { total: 0 },
    configurations: 1,
    jobs: 1,
  });
  expect(await run()).toMatchObject({ fresh: { total: 0 }, open: { total: 2 }, resolved: { total: 0 } });
  region('eu-west-1').configurations = [];
  region('us-east-1').jobs = [job('bare'), job('second')];
  expect(await run(true)).toMatchObject({
    caughtUp: true,
    fresh: { total: 1 },
    open: { total: 1 },
    resolved: { total: 1, named: [{ name: 'bad', accountName: 'production' }] },
  });
  expect(await run()).toMatchObject({ fresh: { total: 0 }, open: { total: 2 }, resolved: { total: 0 } });
});

test('a region that is denied for a while resolves nothing, and what comes back is not new', async () => {
  await run();
  region('eu-west-1').fails = { GetSecurityConfigurations: 'AccessDeniedException' };
  const denied = await run();
  expect(denied).toMatchObject({
    scanned: 1,
    fresh: { total: 0 },
    open: { total: 2 },
    resolved: { total: 0 },
    openUnverified: 1,
  });
  expect(denied.unknown).toMatchObject([{ region: 'eu-west-1', reason: 'AccessDeniedException' }]);
  expect(denied.unknown[0]?.lastGoodAt).toBeLessThan(denied.finishedAt);
  region('eu-west-1').fails = {};
  expect(await run()).toMatchObject({ fresh: { total: 0 }, open: { total: 2 }, unknown: [] });
});

test('who leaves or joins while it scans is the next one’s: this digest is of those that it began with', async () => {
  const joined: Account = { id: '222233334444', regions: ['eu-west-1'] };
  cloud.accounts['222233334444'] = { regions: { 'eu-west-1': { configurations: [disabled('new')] } } };
  meanwhile = () => {
    fleet.accounts = [joined];
  };
  const first = await run();
  expect(first).toMatchObject({ scanned: 2, unknown: [], fresh: { total: 2 } });
  expect(first.unwatched).toBeUndefined();
  const second = await run();
  expect(second).toMatchObject({ scanned: 1, unwatched: { total: 2 }, fresh: { total: 1 }, resolved: { total: 0 } });
});

test('an account that is suspended while it is scanned is unknown there, and keeps its findings', async () => {
  await run();
  meanwhile = () => {
    cloud.accounts['111122223333'] = { refused: 'AccessDenied', regions: {} };
  };
  expect(await run()).toMatchObject({ scanned: 0, open: { total: 2 }, resolved: { total: 0 }, openUnverified: 2 });
});

test('what is to be said of the organization is in the digest only where there is one', async () => {
  const error = { call: 'ListAccounts', error: 'AccessDeniedException' };
  await base.store.organization.fail(listingFilters(everything), error, 5);
  expect(await run()).not.toHaveProperty('organization');
  const told = await run(false, undefined, { organization: everything });
  expect(told.organization).toEqual({ stale: { since: 5, listedAt: null, error } });
});

test('an account that a schedule names by its id and by its name is scanned and counted once', async () => {
  region('eu-west-1').fails = { GetJobs: 'AccessDeniedException' };
  const both = ['111122223333', 'Production'];
  const digest = await run(false, both);
  expect(digest).toMatchObject({ scanned: 1, jobs: 1, fresh: { total: 2 }, openUnverified: 0 });
  expect(digest.unknown).toHaveLength(1);
  expect(await base.store.scans.latest(1)).toMatchObject([{ scope: 'production (111122223333)', unknown: 1 }]);
});

test('scan, findings, digest and slot are one transaction: a failure in the middle leaves none of them', async () => {
  const dueAt = base.clock.now();
  await base.store.schedules.claim('daily', dueAt, base.processId, dueAt);
  const failing = { ...base, newId: () => 'always-the-same' };
  const dependencies = {
    ...failing,
    fleet: { accounts: [account] },
    schedules: [schedule],
    scan: createScanFleet({ ...base, cloud }),
  };
  await expect(runScheduledScan(dependencies, schedule, { dueAt, caughtUp: false })).rejects.toThrow();
  expect((await base.store.findings.counts({})).total).toBe(0);
  expect((await base.store.outbox.waiting()).count).toBe(0);
  expect(await base.store.schedules.claimed()).toHaveLength(1);
  expect(await base.store.scans.latest(1)).toMatchObject([{ state: 'failed' }]);
});

test('a scan that another process took over writes nothing', async () => {
  const fleet = createScanFleet({ ...base, cloud });
  const scan: typeof fleet = async (...args) => {
    const results = await fleet(...args);
    await base.store.scans.interrupt(base.processId, base.clock.now());
    return results;
  };
  const dependencies = { ...base, fleet: { accounts: [account] }, schedules: [schedule], scan };
  await runScheduledScan(dependencies, schedule, { dueAt: base.clock.now(), caughtUp: false });
  expect((await base.store.findings.counts({})).total).toBe(0);
  expect((await base.store.outbox.waiting()).count).toBe(0);
});

test('a finding in whose place the same scan saw another one is told as replaced', async () => {
  await run();
  region('us-east-1').jobs = [job('bare', { securityConfiguration: 'no-such' })];
  expect((await run()).resolved.named).toMatchObject([{ name: 'bare', gone: { why: 'replaced' } }]);
});

test('a schedule looks at the accounts that it names', () => {
  const other: Account = { id: '444455556666', name: 'analytics', regions: 'enabled' };
  const accounts = [account, other];
  expect(scheduleScope(schedule, accounts)).toEqual({ accounts });
  expect(scheduleScope({ ...schedule, accounts: ['Analytics'], regions: ['eu-west-1'] }, accounts)).toEqual({
    accounts: [other],
    regions: ['eu-west-1'],
  });
});

test('each channel gets the digest of the accounts that it owns, and the schedule’s the whole', async () => {
  const id = (digit: number) => String(digit).repeat(12);
  const inventory = (name: string) => ({ regions: { 'eu-west-1': { configurations: [disabled(name)] } } });
  const many = new FakeCloud(Object.fromEntries([1, 2, 3, 4].map((digit) => [id(digit), inventory(`bad-${digit}`)])));
  const of = (digit: number, channel?: string): Account => ({
    id: id(digit),
    regions: ['eu-west-1'],
    ...(channel && { owner: { channel } }),
  });
  const never: Account = { ...of(6, 'C-b'), regions: 'enabled' };
  const accounts = [of(1, 'C-a'), of(2, 'C-a'), of(3, 'C-b'), of(4), of(5, schedule.channel), never];
  const dueAt = base.clock.now();
  await base.store.schedules.setNext('daily', 'f', null, 0);
  await base.store.schedules.claim('daily', dueAt, base.processId, dueAt);
  const scan = createScanFleet({ ...base, cloud: many });
  const dependencies = { ...base, fleet: { accounts }, schedules: [schedule], scan };
  await runScheduledScan(dependencies, schedule, { dueAt, caughtUp: false });
  expect((await base.store.outbox.waiting()).count).toBe(3);
  const rows = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'x', 10);
  const told = rows.map(({ channel, message }) => {
    if (message.kind !== 'digest') throw new Error('no digest');
    const { scanned, unknown, fresh, configurations, owner } = message;
    return [channel, scanned, unknown.length, fresh.total, configurations, owner?.accounts];
  });
  // Two accounts cannot be entered. That of the schedule's own channel is in the whole digest alone.
  expect(told).toEqual([
    ['C1', 4, 2, 4, 4, undefined],
    ['C-a', 2, 0, 2, 2, 2],
    ['C-b', 1, 1, 1, 1, 2],
  ]);
  const ofA = rows[1]?.message;
  if (ofA?.kind !== 'digest') throw new Error('no digest');
  expect(ofA.fresh.named.map(({ account: each }) => each).filter((each) => ![id(1), id(2)].includes(each))).toEqual([]);
  expect(ofA.owner).toEqual({ channel: 'C-a', accounts: 2, otherwise: 'C1' });
  const ofB = rows[2]?.message;
  const shown = ofB?.kind === 'digest' ? ofB.queryId : undefined;
  expect((await base.store.queries.get(shown ?? ''))?.accounts).toEqual([id(3), id(6)]);
});
