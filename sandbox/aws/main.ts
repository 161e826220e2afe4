import { parseArgs } from 'node:util';
import { type SeedName, seedNamed, seedNames } from './seed/index.ts';
import { startAws } from './server.ts';

const usage = `usage: node sandbox/aws/main.ts --seed ${seedNames.join('|')} [--port N] [--latency MS] [--regions N]`;

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new TypeError(`--${name} must be a whole number`);
  return Number(text);
}

function seedName(text: string | undefined): SeedName {
  const found = seedNames.find((name) => name === (text ?? 'demo'));
  if (!found) throw new TypeError(`no seed ${text}`);
  return found;
}

async function main(): Promise<void> {
  const options = { type: 'string' } as const;
  const { values } = parseArgs({ options: { seed: options, port: options, latency: options, regions: options } });
  const regions = wholeNumber(values.regions, 'regions');
  const port = wholeNumber(values.port, 'port');
  const latencyMs = wholeNumber(values.latency, 'latency');
  const seed = seedNamed(seedName(values.seed), { now: Date.now(), ...(regions !== undefined && { regions }) });
  const aws = await startAws({
    seed,
    ...(port !== undefined && { port }),
    ...(latencyMs !== undefined && { latencyMs }),
  });
  const stop = (): void => {
    aws.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ url: aws.url, environment: aws.environment(), fleet: aws.fleet })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 1;
});
