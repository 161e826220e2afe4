import { beforeEach, expect, test } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import { createLocateName, type Location, type NameQuestion } from '../../../src/usecases/audit/locate-name.ts';
import type { FindingRecords, FindingRow } from '../../../src/usecases/ports/finding-records.ts';
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

test('a misspelt job that uses a finding gets the nearest as well', async () => {
  expect(await locate({ name: 'orders-laod' }, rows())).toMatchObject({ none: [{ name: 'orders-load' }] });
});

test('names with what means something to "like", and with another case, are themselves and nothing else', async () => {
  const odd = [
    row('111122223333', 'us-east-1', 'one', ['a_b', 'per%cent', 'quo"te', 'back\\slash', 'Upper']),
    row('111122223333', 'eu-west-1', 'two', ['axb', 'per-cent', 'upper', 'a_b more']),
  ];
  await base.store.findings.insert(odd);
  for (const name of ['a_b', 'per%cent', 'quo"te', 'back\\slash', 'Upper'])
    expect(await locate({ name }, [])).toMatchObject({ found: { name, region: 'us-east-1' } });
  expect(await locate({ name: 'upper' }, [])).toMatchObject({ found: { region: 'eu-west-1' } });
});

test('a job of this name in several places, and a finding of this name elsewhere, are told apart', async () => {
  const all = [row('111122223333', 'us-east-1', 'x', ['both', 'both']), row('444455556666', 'eu-west-1', 'both')];
  expect(await locate({ name: 'both' }, all)).toMatchObject({
    several: [{ account: production }, { account: analytics }],
  });
  expect(await locate({ name: 'both', findingsOnly: true }, [])).toMatchObject({ found: { account: analytics } });
});

/** Counts the rows that each question about findings brings. */
function counting(findings: FindingRecords): {
  readonly findings: FindingRecords;
  readonly read: Record<string, number>;
} {
  const read: Record<string, number> = {};
  const count = (question: string, rows: readonly unknown[]) => {
    read[question] = (read[question] ?? 0) + rows.length;
  };
  const counted = Object.fromEntries(
    Object.entries(findings).map(([question, ask]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      question,
      async (...args: unknown[]) => {
        const answer = await ask(...args);
        count(question, Array.isArray(answer) ? answer : [answer]);
        return answer;
      },
    ]),
  );
  return { findings: { ...findings, ...counted }, read };
}

test('among thousands of findings, only those of the name are read; for a misspelt one names alone, and not all', async () => {
  const many = Array.from({ length: 6_000 }, (_, n) =>
    row('111122223333', n % 2 === 0 ? 'us-east-1' : 'eu-west-1', `table-${n}`, [`load-${n}`]),
  );
  await base.store.findings.insert([...many, ...rows()]);
  const { findings, read } = counting(base.store.findings);
  const look = createLocateName({ store: { ...base.store, findings }, fleet: { accounts, schedules: [] } });
  expect(await look({ name: 'orders-load' })).toMatchObject({ found: { region: 'us-east-1' } });
  expect(await look({ name: 'table-17' })).toMatchObject({ found: { region: 'eu-west-1' } });
  expect(await look({ name: 'shared' })).toHaveProperty('several.length', 2);
  expect(read).toEqual({ namedExactly: 4 });
  expect(await look({ name: 'tabel-5999' })).toMatchObject({ none: expect.arrayContaining([expect.anything()]) });
  expect(read).toEqual({ namedExactly: 4, namesNear: 2_500 });
  expect(await look({ name: 'oders' })).toMatchObject({ none: [{ name: 'orders' }] });
});
