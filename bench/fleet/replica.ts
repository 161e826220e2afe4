// One of several processes that share a scan, with its store and scanner and without Slack. `node bench/fleet/replica.ts
// <url of the database> <accounts> <region>…` says `ready`, and scans and records the fleet when it is told to on stdin;
// then it prints what came of it. Until stdin ends it takes parts of others' scans.
import { createInterface } from 'node:readline';
import { createScanner, newId } from '../../src/app.ts';
import { createScans } from '../../src/app-scans.ts';
import { silentLog } from '../../src/ops/logging.ts';
import { systemClock as clock } from '../../src/ops/system-clock.ts';
import { createQueue } from '../../src/queue/in-process.ts';
import { openStore } from '../../src/store/open-store.ts';
import { recordScan } from '../../src/usecases/audit/record-scan.ts';
import { stageScan } from '../../src/usecases/sharing/stage-scan.ts';
import { fleetOf } from './options.ts';

const [databaseUrl = '', accounts = '1', ...regions] = process.argv.slice(2);
const store = await openStore({ databaseUrl });
const fleet = { accounts: fleetOf(Number(accounts), regions), schedules: [] };
const processId = newId();
const log = silentLog;
const queue = createQueue({ clock, log, newId });
const base = { store, clock, log, newId, processId };
const { scan, share, parts } = await createScans({
  ...base,
  ...{ queue, fleet, settings: { databaseUrl }, scanner: createScanner(process.env, log) },
  metrics: { scanEnded: () => undefined, targets: () => undefined },
  processes: async () => (await store.processes.all()).length,
});
if (parts) queue.watch('parts', 1_000, parts.check);
const heartbeatAt = await store.now();
await store.processes.beat({ id: processId, host: 'bench', pid: process.pid, startedAt: clock.now(), heartbeatAt });

async function scanAll(): Promise<void> {
  const scanId = newId();
  const startedAt = performance.now();
  await store.scans.begin({ id: scanId, processId, startedAt: clock.now(), scope: 'bench', caughtUp: false });
  const staged = await stageScan({ store, newId, scan, ...(share && { share }) }, scanId, fleet, {});
  const stagedMs = performance.now() - startedAt;
  const recorded = await recordScan(store, newId, { ...staged, scanId, clock, scope: fleet });
  const { scanned = 0, unknown = 0, open = 0 } = recorded?.summary ?? {};
  process.stdout.write(
    `${JSON.stringify({ stagedMs, wallMs: performance.now() - startedAt, scanned, unknown, open })}\n`,
  );
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) if (line === 'scan') await scanAll();
process.exit(0);
