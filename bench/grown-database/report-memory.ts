// `node bench/grown-database/report-memory.ts`: how much memory a report takes over 5,000 findings and over 50,000, in
// each format, with a heap that is too small for one that held what it writes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open-store.ts';
import type { FindingRow } from '../../src/usecases/ports/finding-records.ts';
import { measure } from '../processes.ts';
import { median } from '../statistics.ts';

const day = 86_400_000;
const now = Date.now();
const runs = 3;
/** 50,000 findings as they come from the database take five times as much. */
const smallHeap = ['--max-old-space-size=32', '--max-semi-space-size=4'];

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

async function made(home: string, count: number): Promise<string> {
  const databaseUrl = `sqlite:${join(home, `${count}.db`)}`;
  const store = await openStore({ databaseUrl });
  for (let n = 0; n < count; n += 1_000)
    await store.findings.insert(Array.from({ length: 1_000 }, (_, at) => finding(n + at)));
  await store.close();
  return databaseUrl;
}

const home = mkdtempSync(join(tmpdir(), 'gluewarden-report-'));
try {
  const databases = [await made(home, 5_000), await made(home, 50_000)];
  for (const format of ['html', 'csv', 'jsonl']) {
    const words = ['src/launch.mjs', 'report', '--format', format, '--output', join(home, 'report')] as const;
    const peaks: number[][] = [[], []];
    const walls: number[][] = [[], []];
    for (let run = 0; run < runs; run += 1)
      for (const [at, DATABASE_URL] of databases.entries()) {
        const { peakMb, wallMs } = await measure({ words, home, env: { DATABASE_URL } }, [0], smallHeap);
        peaks[at]?.push(peakMb);
        walls[at]?.push(wallMs);
      }
    const [few = 0, many = 0] = peaks.map(median);
    const [fewMs = 0, manyMs = 0] = walls.map(median);
    process.stdout.write(
      `report, ${format}: 5,000 findings ${Math.round(few)} MB, ${Math.round(fewMs)} ms; 50,000 ${Math.round(many)} MB, ${Math.round(manyMs)} ms; growth ${Math.round(many - few)} MB\n`,
    );
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
