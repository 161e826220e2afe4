// How long the store takes for a large scan. `node bench/record-findings.ts <database URL>` prints the milliseconds of
// recording 5,000 findings that are new, and of seeing the same ones again.
import type { Finding } from '../src/domain/model.ts';
import { openStore } from '../src/store/open-store.ts';
import { recordScan } from '../src/usecases/audit/record-scan.ts';
import type { FleetResult } from '../src/usecases/audit/scan-fleet.ts';

const [regions, findingsEach] = [25, 200];

function finding(region: string, index: number): Finding {
  const name = `pipeline-${index}-nightly-etl`;
  const references = [{ type: 'job', name, bookmarks: 'job-bookmark-enable' } as const];
  const base = { rule: 'Glue-005', account: '123456789012', region, kind: 'unprotected-job', name } as const;
  return { ...base, reason: 'no-configuration', exposure: 'exposed', references };
}

const results = Array.from({ length: regions }, (_, number): FleetResult => {
  const region = `eu-bench-${number + 1}`;
  const findings = Array.from({ length: findingsEach }, (_, index) => finding(region, index));
  const base = { account: '123456789012', region, outcome: 'scanned', configurations: 0, jobs: findingsEach } as const;
  return { ...base, findings, rules: ['Glue-005'], keysNotChecked: [], keysChecked: false };
});

const store = await openStore({ databaseUrl: process.argv[2] ?? 'sqlite::memory:' });
let ids = 0;
const newId = () => `id${++ids}`;

async function record(scanId: string, at: number): Promise<number> {
  await store.scans.begin({ id: scanId, processId: 'bench', startedAt: at, scope: 'all', caughtUp: false });
  const startedAt = performance.now();
  const recorded = await recordScan(store, newId, {
    scanId,
    results,
    clock: { now: () => at },
    scope: { accounts: [] },
  });
  if (recorded?.summary.open !== regions * findingsEach) throw new Error('Not every finding was recorded');
  return performance.now() - startedAt;
}

const newMs = await record('scan1', 1);
const againMs = await record('scan2', 2);
await store.close();
process.stdout.write(JSON.stringify({ newMs, againMs }));
