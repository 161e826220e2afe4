// `node bench/grown-database/index.ts [--keep FILE] [--json]`: a database as a year of daily scans leaves it (1,000 accounts, 50,000
// findings ever, 5,000 open), and how long everything takes on it that somebody waits for. Prints the median and the
// worst of seven in milliseconds, and the CPU time of all threads, which others on the machine change little; exits with 1
// only when something breaks.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultRetention } from '../../src/domain/retention.ts';
import { openStore } from '../../src/store/open-store.ts';
import { pruneRecords } from '../../src/usecases/bot/prune-records.ts';
import { median } from '../statistics.ts';
import { renderTable, renderTargets } from '../table.ts';
import { fill } from './fill.ts';
import { now, schedules } from './fleet.ts';
import { pagesOf } from './pages.ts';

const runs = 7;
const bar = 300;
const isForPeople = !process.argv.includes('--json');
const say = (text: string) => isForPeople && process.stdout.write(`${text}\n`);

async function timed<T>(work: () => Promise<T>) {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - startedAt, cpuMs: (user + system) / 1_000, result };
}

const folder = mkdtempSync(join(tmpdir(), 'gluewarden-grown-'));
const kept = process.argv.indexOf('--keep');
const file = (kept < 0 ? undefined : process.argv[kept + 1]) ?? join(folder, 'grown.db');
const silent = { debug() {}, info() {}, warn() {}, error() {} };
let time = now;
const clock = { now: () => time, monotonic: () => performance.now(), sleep: async () => {} };
let ids = 0;
const newId = () => `bench-id-${++ids}`;

try {
  const options = { databaseUrl: `sqlite:${file}`, waitMs: 60_000 };
  const filling = await openStore(options);
  const filled = await timed(() => fill(filling));
  await filling.close();
  say(`Made in ${Math.round(filled.ms / 1_000)} s: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  const { result: store, ...start } = await timed(() => openStore(options));
  const upkeep = {
    store: { ...store, now: async () => time },
    log: silent,
    processId: 'bench',
    retention: defaultRetention,
    schedules,
  };
  const first = await timed(() => pruneRecords(upkeep));
  const rows: { readonly what: string; readonly times: readonly { ms: number; cpuMs: number }[] }[] = [
    { what: 'start: the database is opened and checked', times: [start] },
    { what: 'upkeep: the first, which counts every day', times: [first] },
  ];
  const pages = [
    ...pagesOf({ store, clock, log: silent, newId }),
    { what: 'upkeep: each hour', run: () => pruneRecords(upkeep) },
  ];
  for (const { what, run } of pages) {
    const times: { ms: number; cpuMs: number }[] = [];
    for (let number = 0; number < runs; number += 1) {
      time += 1_000;
      times.push(await timed(run));
    }
    rows.push({ what, times });
  }
  await store.close();
  const worst = (times: readonly { ms: number }[]) => Math.max(...times.map(({ ms }) => ms));
  const cells = rows.map(({ what, times }) => [
    what,
    median(times.map(({ ms }) => ms)).toFixed(1),
    worst(times).toFixed(1),
    median(times.map(({ cpuMs }) => cpuMs)).toFixed(1),
  ]);
  say(renderTable(['', 'median ms', 'worst ms', 'CPU ms'], cells));
  const bars = rows.slice(2).map(({ what, times }) => ({ what, measured: worst(times), most: bar, unit: 'ms' }));
  say(renderTargets(bars));
  if (!isForPeople) process.stdout.write(JSON.stringify(bars));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
