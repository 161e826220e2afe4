import { beforeEach, expect, test } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import { createLocateName, type Location, type NameQuestion } from '../../../src/usecases/audit/locate-name.ts';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import { kit } from '../../support/fakes/kit.ts';

const production: Account = { id: '111122223333', name: 'production', regions: ['eu-west-1', 'us-east-1'] };
const analytics: Account = { id: '444455556666', name: 'analytics', regions: ['eu-west-1'] };
const accounts = [production, analytics];

let base: Awaited<ReturnType<typeof kit>>;
let count = 0;

beforeEach(async () => {
  base = await kit();
});

function row(account: string, region: string, name: string, jobs: readonly string[] = []): FindingRow {
  count += 1;
  return {
    id: `f${count}`,
    rule: 'Glue-005',
    account,
    region,
    kind: 'configuration',
    name,
    reason: 'disabled',
    exposure: 'exposed',
    references: jobs.map((job) => ({ type: 'job', name: job, bookmarks: 'job-bookmark-enable' })),
    firstSeenAt: 1,
    lastSeenAt: 1,
  };
}

async function locate(question: NameQuestion, rows: readonly FindingRow[], of = accounts): Promise<Location> {
  await base.store.findings.insert(rows);
  return createLocateName({ store: base.store, fleet: { accounts: of, schedules: [] } })(question);
}

const rows = () => [
  row('111122223333', 'us-east-1', 'orders', ['orders-load']),
  row('111122223333', 'us-east-1', 'shared'),
  row('444455556666', 'eu-west-1', 'shared'),
];

test('a name that the records know once needs no account and no region', async () => {
  const found = { account: production, region: 'us-east-1' };
  expect(await locate({ name: 'orders' }, rows())).toEqual({ found: { name: 'orders', ...found } });
  expect(await locate({ name: 'orders-load' }, [])).toEqual({ found: { name: 'orders-load', ...found } });
});

test('in several places it needs what tells them apart', async () => {
  const both = [
    { name: 'shared', account: production, region: 'us-east-1' },
    { name: 'shared', account: analytics, region: 'eu-west-1' },
  ];
  expect(await locate({ name: 'shared' }, rows())).toEqual({ several: both });
  expect(await locate({ name: 'shared', region: 'us-east-1' }, [])).toEqual({ found: both[0] });
  expect(await locate({ name: 'shared', account: analytics }, [])).toEqual({ found: both[1] });
});

test('a misspelt name gets the nearest, with their places', async () => {
  expect(await locate({ name: 'oders' }, rows())).toMatchObject({ none: [{ name: 'orders', region: 'us-east-1' }] });
  expect(await locate({ name: 'shraed', region: 'eu-west-1' }, [])).toMatchObject({
    none: [{ name: 'shared', account: analytics }],
  });
  expect(await locate({ name: 'something-else' }, [])).toEqual({ none: [] });
});

test('of findings alone, a job that uses one is not meant', async () => {
  expect(await locate({ name: 'orders-load', findingsOnly: true }, rows(), [production])).toEqual({ none: [] });
});

test('what is not configured any more is not found', async () => {
  expect(await locate({ name: 'orders' }, rows(), [analytics])).not.toHaveProperty('found.region', 'us-east-1');
});

test('what is named whole, or can only be in one place, is not looked for in the records', async () => {
  const whole = { name: 'x', account: production, region: 'ap-south-1' };
  expect(await locate(whole, [])).toEqual({ found: whole });
  expect(await locate({ name: 'x' }, [], [analytics])).toEqual({
    found: { name: 'x', account: analytics, region: 'eu-west-1' },
  });
});
