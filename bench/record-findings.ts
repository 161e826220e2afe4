// What recording a large scan costs. `node bench/record-findings.ts <database URL> [regions] [findings of each]` prints,
// for findings that are new (`new`) and the same ones again (`again`): how long it took, the longest time that the event
// loop stood still, and the longest that a read and a small write waited meanwhile, all in milliseconds; and the most
// memory that the process had, in MB. Without numbers it records 25 times 200 findings.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../src/domain/model.ts';
import { openStore } from '../src/store/open-store.ts';
import { recordResults } from '../src/usecases/audit/record-scan.ts';
import type { FleetResult } from '../src/usecases/running/fleet-result.ts';

const [databaseUrl = 'sqlite::memory:', regions = 25, findingsEach = 200] = [
  process.argv[2],
  ...process.argv.slice(3).map(Number),
];

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

const store = await openStore({ databaseUrl, waitMs: 60_000 });
let ids = 0;
const newId = () => `id${++ids}`;

/** The longest of many, asked for every 10 ms until it is over. */
async function longest(ask: () => Promise<unknown>, over: AbortSignal): Promise<number> {
  let most = 0;
  while (!over.aborted) {
    const startedAt = performance.now();
    await ask();
    most = Math.max(most, performance.now() - startedAt);
    await sleep(10);
  }
  return most;
}

async function record(scanId: string, at: number) {
  await store.scans.begin({ id: scanId, processId: 'bench', startedAt: at, scope: 'all', caughtUp: false });
  const over = new AbortController();
  const waits = [
    longest(() => store.ping(), over.signal),
    longest(() => store.queries.save(newId(), {}, at), over.signal),
  ];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  // The first sample has none before it to be late after.
  await sleep(20);
  const startedAt = performance.now();
  const clock = { now: () => at };
  const recorded = await recordResults(store, newId, { scanId, results, clock, scope: { accounts: [] } });
  const ms = performance.now() - startedAt;
  // The last stop of the loop is seen after it.
  await sleep(20);
  loop.disable();
  over.abort();
  if (recorded?.summary.open !== regions * findingsEach) throw new Error('Not every finding was recorded');
  const [readMs = 0, writeMs = 0] = await Promise.all(waits);
  return { ms, standstillMs: loop.max / 1e6, readMs, writeMs };
}

const first = await record('scan1', 1);
const again = await record('scan2', 2);
await store.close();
const rounded = (numbers: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Math.round(value)]));
process.stdout.write(
  JSON.stringify({
    newMs: first.ms,
    againMs: again.ms,
    new: rounded(first),
    again: rounded(again),
    mostMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
