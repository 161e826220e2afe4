// `node bench/grown-database/report-memory.ts [--postgres] [--small]`: what lives in the memory of a process that writes a
// report over 5,000 findings and over 50,000, in each format, with a heap that is too small for one that held what it writes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open-store.ts';
import type { FindingRow } from '../../src/usecases/ports/finding-records.ts';
import { startCluster } from '../../test/support/postgres/cluster.ts';
import { exit, measuring, preload, readStream, start, usageOf } from '../processes.ts';
import { renderTargets, type Target } from '../table.ts';

const day = 86_400_000;
const now = Date.now();
const counts = process.argv.includes('--small') ? [200, 2_000] : [5_000, 50_000];
/** 50,000 findings as they come from the database take five times as much. */
const smallHeap = ['--max-old-space-size=32', '--max-semi-space-size=4', '--expose-gc'];
const looking = [...smallHeap, ...measuring, ...preload('bench/grown-database/heap.cjs')];

function finding(n: number): FindingRow {
  return {
    id: `f${n}`,
    rule: 'Glue-005',
    account: String(100_000_000_000 + (n % 1_000)),
    accountName: `account ${n % 1_000}`,
    region: ['eu-west-1', 'us-east-1', 'ap-south-1'][n % 3] ?? '',
    kind: 'configuration',
    name: `configuration-${n}`,
    reason: 'disabled',
    exposure: 'exposed',
    references: Array.from({ length: 5 }, (_, job) => ({ type: 'job', name: `job-${n}-${job}` })),
    firstSeenAt: now - 20 * day,
    lastSeenAt: now - day,
    ...(n % 10 > 0 && { resolvedAt: now - 10 * day }),
  };
}

async function fill(databaseUrl: string, count: number): Promise<string> {
  const store = await openStore({ databaseUrl });
  for (let n = 0; n < count; n += 1_000)
    await store.findings.insert(Array.from({ length: Math.min(1_000, count - n) }, (_, at) => finding(n + at)));
  await store.close();
  return databaseUrl;
}

interface Memory {
  readonly heapMb: number;
  readonly peakMb: number;
}

/** @throws {Error} when the report does not fit into the heap, or ends otherwise */
async function report(home: string, format: string, DATABASE_URL: string): Promise<Memory> {
  const words = ['src/launch.mjs', 'report', '--format', format, '--output', join(home, 'report')] as const;
  const child = start({ words, home, env: { DATABASE_URL } }, looking);
  const ended = exit(child);
  const [said, heap, { peakMb }] = await Promise.all([readStream(child, 1), readStream(child, 4), usageOf(child)]);
  const code = await ended;
  if (code !== 0) throw new Error(`The report ended with ${code}\n${said}`);
  return { heapMb: Number(heap) / 1e6, peakMb };
}

async function compare(home: string, databases: readonly string[], on: string): Promise<readonly Target[]> {
  const targets: Target[] = [];
  for (const format of ['html', 'csv', 'jsonl']) {
    const memory: Memory[] = [];
    for (const databaseUrl of databases) memory.push(await report(home, format, databaseUrl));
    const [few, many] = memory;
    if (few === undefined || many === undefined) throw new Error('A report was not made');
    const figures = [few.heapMb, many.heapMb, few.peakMb, many.peakMb].map((mb) => `${Math.round(mb)} MB`);
    targets.push({
      what: `report as ${format} (${on}): what lives over ${counts[1]} beside ${counts[0]} findings`,
      measured: many.heapMb / few.heapMb,
      most: 1.15,
      note: `${figures[0]} and ${figures[1]}; the processes took ${figures[2]} and ${figures[3]} at their peaks`,
    });
  }
  return targets;
}

async function onPostgres(home: string): Promise<readonly Target[]> {
  const server = await startCluster();
  try {
    const urls: string[] = [];
    for (const count of counts) {
      await server.sql(`create database report_${count}`);
      urls.push(await fill(server.url(`report_${count}`), count));
    }
    return await compare(home, urls, 'PostgreSQL');
  } finally {
    await server.end();
  }
}

async function onFile(home: string): Promise<readonly Target[]> {
  const urls: string[] = [];
  for (const count of counts) urls.push(await fill(`sqlite:${join(home, `${count}.db`)}`, count));
  return compare(home, urls, 'SQLite');
}

const home = mkdtempSync(join(tmpdir(), 'gluewarden-report-'));
try {
  const targets = await (process.argv.includes('--postgres') ? onPostgres(home) : onFile(home));
  process.stdout.write(process.argv.includes('--json') ? JSON.stringify(targets) : `${renderTargets(targets)}\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
