// The scan of a fleet as the running bot does it, without its store. `node bench/fleet/scan.ts <accounts> <runs>
// <region>…` prints wall and CPU milliseconds of the last run, when so many targets had been scanned (`DONE_AT`, of the
// environment), and why others were not.
import { createScanner } from '../../src/app.ts';
import { silentLog } from '../../src/ops/logging.ts';
import { fleetOf } from './options.ts';
import type { ScanFigures } from './scan-figures.ts';

const [accounts = '1', runs = '1', ...regions] = process.argv.slice(2);
const wanted = Number(process.env.DONE_AT ?? Number.POSITIVE_INFINITY);
const scanner = createScanner(process.env, silentLog);
const scope = { accounts: fleetOf(Number(accounts), regions) };

async function once(): Promise<ScanFigures> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  let doneMs: number | null = null;
  const results = await scanner.scan(scope, {
    checkKeys: false,
    onProgress({ done, unknown }) {
      if (done - unknown >= wanted) doneMs ??= performance.now() - startedAt;
    },
  });
  const { user, system } = process.cpuUsage(before);
  const unknown: Record<string, number> = {};
  for (const { outcome, reason = '' } of results)
    if (outcome === 'unknown') unknown[reason] = (unknown[reason] ?? 0) + 1;
  return {
    targets: results.length,
    findings: results.reduce((sum, { findings }) => sum + findings.length, 0),
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - startedAt,
    doneMs,
    unknown,
  };
}

let result: ScanFigures | undefined;
for (let run = 0; run < Number(runs); run += 1) result = await once();
process.stdout.write(JSON.stringify(result));
scanner.close();
