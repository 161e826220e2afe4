// `node bench/grown-database/index.ts [--postgres] [--small] [--keep FILE] [--json]`: a database as a year of daily scans
// leaves it (1,000 accounts, 50,000 findings ever, 5,000 open, a fifth of them accepted), and how long everything takes on
// it that somebody waits for, as of a bot that has run for long: once before it is counted. Prints the median, what 95 of
// 100 do not exceed and the worst of twenty in milliseconds, and the CPU time of all threads, which others on the machine
// change little; exits with 1 only when something breaks. `--small` is to try it, and `--postgres` takes a server of its own.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultRetention } from '../../src/domain/retention.ts';
import { openStore } from '../../src/store/open-store.ts';
import { pruneRecords } from '../../src/usecases/bot/prune-records.ts';
import { startCluster } from '../../test/support/postgres/cluster.ts';
import { median, percentile } from '../statistics.ts';
import { renderTable, renderTargets, type Target } from '../table.ts';
import { fill } from './fill.ts';
import { grownFleet, now, schedules, size } from './fleet.ts';
import { type Page, pagesOf } from './pages.ts';

const runs = 20;
/** Of everything that a person opens. */
const bar = 500;
const has = (word: string) => process.argv.includes(word);
const isForPeople = !has('--json');
const say = (text: string) => isForPeople && process.stdout.write(`${text}\n`);
const small = { accounts: 20, regions: 4, findings: 1_000, open: 200, days: 40, requests: 20 };

interface Timed {
  readonly ms: number;
  readonly cpuMs: number;
}

interface Row {
  readonly what: string;
  readonly times: readonly Timed[];
  /** Absent: it is told, and held against nothing. */
  readonly most?: number;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed & { readonly result: T }> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - startedAt, cpuMs: (user + system) / 1_000, result };
}

const p95 = ({ times }: Row) =>
  percentile(
    times.map(({ ms }) => ms),
    95,
  );

function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    ...[
      median(row.times.map(({ ms }) => ms)),
      p95(row),
      Math.max(...row.times.map(({ ms }) => ms)),
      median(row.times.map(({ cpuMs }) => cpuMs)),
    ].map((value) => value.toFixed(1)),
  ]);
  return renderTable(['', 'median ms', '95 of 100', 'worst ms', 'CPU ms'], cells);
}

async function measureOn(databaseUrl: string, file: string | undefined): Promise<readonly Row[]> {
  let time = now;
  let ids = 0;
  const clock = { now: () => time, monotonic: () => performance.now(), sleep: async () => {} };
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const fleet = grownFleet(has('--small') ? small : size);
  const options = { databaseUrl, waitMs: 60_000 };
  const filling = await openStore(options);
  const filled = await timed(() => fill(filling, fleet));
  await filling.close();
  const bytes = file === undefined ? '' : `: ${(statSync(file).size / 1e6).toFixed(1)} MB`;
  say(`Made in ${Math.round(filled.ms / 1_000)} s${bytes}`);
  const { result: store, ...start } = await timed(() => openStore(options));
  const upkeep = {
    store: { ...store, now: async () => time },
    log: silent,
    processId: 'bench',
    retention: defaultRetention,
    schedules,
  };
  const first = await timed(() => pruneRecords(upkeep));
  const rows: Row[] = [
    { what: 'start: the database is opened and checked', times: [start] },
    { what: 'upkeep: the first, which counts every day', times: [first] },
  ];
  const pages: readonly Page[] = [
    ...pagesOf({ store, clock, log: silent, newId: () => `bench-id-${++ids}`, fleet }),
    { what: 'upkeep: each hour', run: () => pruneRecords(upkeep) },
  ];
  for (const { what, run, after, most = bar } of pages) {
    const times: Timed[] = [];
    // Not counted: the bot has run for long.
    await run();
    await after?.();
    for (let number = 0; number < runs; number += 1) {
      time += 1_000;
      times.push(await timed(run));
      await after?.();
    }
    rows.push({ what, times, most });
  }
  await store.close();
  return rows;
}

async function measureOnPostgres(): Promise<readonly Row[]> {
  const server = await startCluster();
  try {
    await server.sql('create database grown');
    return await measureOn(server.url('grown'), undefined);
  } finally {
    await server.end();
  }
}

async function measureOnFile(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gluewarden-grown-'));
  const kept = process.argv.indexOf('--keep');
  const file = (kept < 0 ? undefined : process.argv[kept + 1]) ?? join(folder, 'grown.db');
  try {
    return await measureOn(`sqlite:${file}`, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rows = await (has('--postgres') ? measureOnPostgres() : measureOnFile());
say(table(rows));
const bars = rows.flatMap((row): Target[] => {
  return row.most === undefined ? [] : [{ what: row.what, measured: p95(row), most: row.most, unit: 'ms' }];
});
say(renderTargets(bars));
if (!isForPeople) process.stdout.write(JSON.stringify(bars));
