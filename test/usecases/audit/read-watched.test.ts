import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, Schedule } from '../../../src/domain/fleet.ts';
import { renderMessage } from '../../../src/slack/render.ts';
import { createAudit } from '../../../src/usecases/audit/audit.ts';
import { findingsPage } from '../../../src/usecases/audit/browse-findings.ts';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import { readMeasurements } from '../../../src/usecases/bot/measurements.ts';
import { readStatus } from '../../../src/usecases/bot/status.ts';
import { createBulkOffer } from '../../../src/usecases/remediation/request/remediation-offer.ts';
import { runScheduledScan } from '../../../src/usecases/schedule/scheduled-scan.ts';
import { FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { hourly } from '../../support/fakes/fake-timetable.ts';
import { kit } from '../../support/fakes/kit.ts';
import { disabled, job } from '../../support/inventory.ts';

const [one, two] = ['111122223333', '222233334444'] as const;
const remediationRoleArn = `arn:aws:iam::${one}:role/r`;
const production: Account = { id: one, name: 'production', regions: 'enabled', remediationRoleArn };
const analytics: Account = { id: two, name: 'analytics', scanRoleArn: 'arn', regions: ['eu-west-1', 'us-east-1'] };
const daily: Schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };
const bad = { configurations: [disabled('bad')], jobs: [job('j', { securityConfiguration: 'bad' })] };

let base: Awaited<ReturnType<typeof kit>>;
let accounts: readonly Account[];
let regions: Record<string, Record<string, object>>;

beforeEach(async () => {
  base = await kit();
  accounts = [production, analytics];
  regions = { [one]: { 'eu-west-1': bad, 'us-east-1': bad }, [two]: { 'eu-west-1': bad, 'us-east-1': bad } };
});

const fleet = () => ({ accounts, schedules: [daily] });

function scanner() {
  const cloud = Object.fromEntries(Object.entries(regions).map(([id, of]) => [id, { regions: of }]));
  return createScanFleet({ ...base, cloud: new FakeCloud(cloud, Object.keys(regions)[0]) });
}

function audit(scope: { accounts: readonly Account[]; regions?: string[] } = { accounts }) {
  const ask = createAudit({ ...base, fleet: fleet(), scan: scanner() });
  return ask({ scope, actor: { user: 'U1', channel: 'C1' }, command: '', progress: () => {} });
}

async function digest(schedule = daily) {
  await base.clock.advance(60_000);
  const dueAt = base.clock.now();
  await base.store.schedules.claim(schedule.name, dueAt, base.processId, dueAt);
  const dependencies = {
    ...base,
    fleet: { accounts },
    schedules: [schedule],
    scan: scanner(),
    canRemediate: () => false,
  };
  await runScheduledScan(dependencies, schedule, { dueAt, caughtUp: false });
  const [row] = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'x', 1);
  if (row?.message.kind !== 'digest') throw new Error('no digest');
  await base.store.outbox.sent(row.id, 'C1', '1', base.clock.now());
  return row.message;
}

function status() {
  const timetable = hourly(base.clock);
  return readStatus({ ...base, timetable, accounts, schedules: [daily], version: '1', startedAt: 0 });
}

/** How many findings are open, and how many are not watched, as each of them says. */
async function counts() {
  const [page, state, metrics] = [
    await findingsPage({ ...base, fleet: fleet() }, {}, 0),
    await status(),
    await readMeasurements({ ...base, fleet: fleet() }),
  ];
  const sent = await digest();
  return {
    findings: [page.counts.total, page.unwatched?.total ?? 0],
    status: [state.open.total, state.unwatched?.total ?? 0],
    metrics: [metrics.open.total, metrics.unwatched],
    digest: [sent.fresh.total + sent.open.total, sent.unwatched?.total ?? 0],
  };
}

const all = (open: number, unwatched: number) => ({
  findings: [open, unwatched],
  status: [open, unwatched],
  metrics: [open, unwatched],
  digest: [open, unwatched],
});

describe('records of what is no longer configured are in no count, and come back with it', () => {
  test('an account', async () => {
    await audit();
    expect(await counts()).toEqual(all(4, 0));
    accounts = [production];
    expect(await counts()).toEqual(all(2, 2));
    accounts = [production, { ...analytics, name: 'insights' }];
    expect(await counts()).toEqual(all(4, 0));
  });

  test('a region of a list', async () => {
    await audit();
    accounts = [production, { ...analytics, regions: ['us-east-1'] }];
    expect(await counts()).toEqual(all(3, 1));
    accounts = [production, analytics];
    expect(await counts()).toEqual(all(4, 0));
  });

  test('a region that the account itself does not list as enabled any more', async () => {
    await audit();
    const { 'us-east-1': off, ...rest } = regions[one] ?? {};
    regions = { ...regions, [one]: rest };
    await audit();
    expect(await counts()).toEqual(all(3, 1));
    regions = { ...regions, [one]: { ...rest, 'us-east-1': off ?? {} } };
    await audit();
    expect(await counts()).toEqual(all(4, 0));
  });

  test('regions that could not be listed are no regions that were switched off', async () => {
    await audit();
    regions = { [two]: regions[two] ?? {} };
    await audit();
    expect(await counts()).toEqual(all(4, 0));
  });

  test('other credentials of their own: the account of before', async () => {
    accounts = [{ regions: 'enabled' }];
    const own = regions;
    regions = { [one]: own[one] ?? {} };
    await audit();
    regions = { [two]: { 'eu-west-1': bad } };
    await base.clock.advance(1);
    await audit();
    expect(await counts()).toEqual(all(1, 2));
  });
});

test('a schedule says what it would have scanned, and nothing of accounts that it does not name', async () => {
  await audit();
  accounts = [production];
  expect((await digest()).unwatched).toMatchObject({ total: 2, targets: 2 });
  expect(await digest({ ...daily, name: 'p', accounts: ['production'] })).not.toHaveProperty('unwatched');
  expect((await digest({ ...daily, name: 'r', regions: ['eu-west-1'] })).unwatched).toMatchObject({ total: 1 });
});

test('they are listed when asked for, by themselves; filters choose from what is shown', async () => {
  await audit();
  accounts = [production];
  const page = await findingsPage({ ...base, fleet: fleet() }, { unwatched: true }, 0);
  expect(page).toMatchObject({ counts: { total: 2 }, choices: { accounts: [{ id: two }] } });
  expect(page.items.every(({ account }) => account === two)).toBe(true);
  const others = await findingsPage({ ...base, fleet: fleet() }, {}, 0);
  expect(others.choices.accounts.map(({ id }) => id)).toEqual([one]);
});

test('an audit of a region that is not configured says so, and its button shows what it found', async () => {
  accounts = [analytics];
  regions[two] = { ...regions[two], 'eu-north-1': bad };
  const answer = await audit({ accounts, regions: ['eu-north-1'] });
  expect(answer).toMatchObject({ unwatched: true, findings: { total: 1 } });
  const filter = await base.store.queries.get(answer.queryId ?? '');
  expect((await findingsPage({ ...base, fleet: fleet() }, filter ?? {}, 0)).counts.total).toBe(1);
  expect(await status()).toMatchObject({ open: { total: 0 }, unwatched: { total: 1 } });
  expect(await audit({ accounts, regions: ['eu-west-1'] })).not.toHaveProperty('unwatched');
});

describe('an audit over what is watched and what is not', () => {
  const region = 'eu-north-1';
  const both = () => ({ accounts: [production, analytics], regions: [region] });

  beforeEach(() => {
    regions = { [one]: { 'eu-west-1': bad, [region]: bad }, [two]: { [region]: bad } };
  });

  test('names what is not, with how many findings are in no count; its button shows the rest', async () => {
    const answer = await audit(both());
    expect(answer).toMatchObject({
      findings: { total: 2 },
      notWatched: { targets: 1, findings: 1, places: [{ account: two, accountName: 'analytics', region }] },
    });
    expect(answer).not.toHaveProperty('unwatched');
    expect(answer.notWatched?.places).toEqual([{ account: two, accountName: 'analytics', region }]);
    expect(await status()).toMatchObject({ open: { total: 1 }, unwatched: { total: 1 } });
    const shown = JSON.stringify(renderMessage(answer));
    expect(shown).toContain('Not watched: 1 of 2 account-regions');
    expect(shown).toContain('(analytics, eu-north-1), because it is not in the configuration. No digest, status or');
  });

  test('names the one where nothing was found too, and none where all is watched', async () => {
    regions[two] = { [region]: {} };
    expect(await audit(both())).toMatchObject({ notWatched: { targets: 1, findings: 0 } });
    expect(await audit({ accounts: [production] })).not.toHaveProperty('notWatched');
  });

  test('names a few of many', async () => {
    const many = Array.from(
      { length: 25 },
      (_, index): Account => ({ ...analytics, id: `${300_000_000_000 + index}` }),
    );
    regions = Object.fromEntries(many.map(({ id = '' }) => [id, { [region]: bad }]));
    accounts = [production];
    const { notWatched, unwatched } = await audit({ accounts: many, regions: [region] });
    expect(notWatched).toMatchObject({ targets: 25, findings: 25 });
    expect(notWatched?.places).toHaveLength(20);
    expect(unwatched).toBe(true);
  });
});

test('what is offered for remediation in bulk is what is counted', async () => {
  await audit();
  accounts = [{ ...production, regions: ['eu-west-1'] }];
  const offer = await createBulkOffer({ ...base, fleet: fleet() })({ ...production }, undefined);
  expect(offer).toMatchObject({ counts: { total: 1 } });
});

describe('nothing known is not nothing found', () => {
  test('an empty database', async () => {
    expect(await status()).toMatchObject({
      scanned: 0,
      neverScanned: { total: 3, named: [{ account: one, region: '*' }, { account: two }, { account: two }] },
    });
    expect(await findingsPage({ ...base, fleet: fleet() }, {}, 0)).toMatchObject({ lastScanAt: null, neverScanned: 3 });
    expect(await readMeasurements({ ...base, fleet: fleet() })).toMatchObject({
      watched: { scanned: 0, unknown: 0, never: 3 },
      latestGoodAt: 0,
      oldestGoodAt: 0,
    });
    const offer = await createBulkOffer({ ...base, fleet: fleet() })(production, 'eu-west-1');
    expect(offer).toMatchObject({ counts: { total: 0 }, neverScanned: 1 });
  });

  test('only one region was ever scanned, because somebody asked for it', async () => {
    const at = base.clock.now();
    await audit({ accounts: [analytics], regions: ['eu-west-1'] });
    expect(await status()).toMatchObject({ scanned: 1, neverScanned: { total: 2 } });
    expect(await findingsPage({ ...base, fleet: fleet() }, {}, 0)).toMatchObject({ neverScanned: 2 });
    const there = await findingsPage({ ...base, fleet: fleet() }, { accounts: [two], regions: ['eu-west-1'] }, 0);
    expect(there).not.toHaveProperty('neverScanned');
    const seen = await readMeasurements({ ...base, fleet: fleet() });
    expect(seen).toMatchObject({ watched: { scanned: 1, unknown: 0, never: 2 }, latestGoodAt: at, oldestGoodAt: 0 });
    expect(seen.blind.map(({ region }) => region)).toEqual(['*', 'us-east-1']);
  });

  test('a good scan of one place does not hide that the others cannot be scanned', async () => {
    await audit();
    regions = { [two]: regions[two] ?? {} };
    await audit();
    await audit({ accounts: [analytics], regions: ['eu-west-1'] });
    const { watched, blind } = await readMeasurements({ ...base, fleet: fleet() });
    expect(watched.unknown).toBeGreaterThan(0);
    expect(blind.every(({ account }) => account === one)).toBe(true);
  });
});
