// The scan as the running bot does it: one process, its connections open and its code warm.
// `node bench/warm-scan.ts <runs> <region>…` prints the milliseconds of each run.
import { createScanner } from '../src/app.ts';
import { silentLog } from '../src/ops/logging.ts';

/** Until the compiler has settled: the bot is measured as it runs for weeks, not as it starts. */
const warmUps = 8;

const [runs = '1', ...regions] = process.argv.slice(2);
const scanner = createScanner(process.env, silentLog);
const scope = { accounts: [{ regions }] };

async function once(): Promise<number> {
  const startedAt = performance.now();
  const results = await scanner.scan(scope, { checkKeys: false });
  const ms = performance.now() - startedAt;
  const unknown = results.find(({ outcome }) => outcome === 'unknown');
  if (unknown || results.length !== regions.length) throw new Error(`Not scanned: ${JSON.stringify(unknown)}`);
  return ms;
}

const times: number[] = [];
for (let run = 0; run < warmUps + Number(runs); run += 1) times.push(await once());
const [first] = times;
process.stdout.write(JSON.stringify({ firstMs: first, warmMs: times.slice(warmUps) }));
scanner.close();
