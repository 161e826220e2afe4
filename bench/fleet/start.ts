import { type Environment, firstLine, measure, start, stop } from '../processes.ts';
import { type AwsOptions, usualAws } from './options.ts';
import type { ScanFigures } from './scan-figures.ts';
import type { Counted } from './tally.ts';

/** The made-up AWS in a process of its own. */
export interface FleetAws {
  readonly env: Environment;
  readonly options: AwsOptions;
  /** What came in since the last call of this. */
  take(): Promise<Counted>;
}

/** It lasts as long as the work on it. */
export async function withFleetAws<T>(
  home: string,
  more: Partial<AwsOptions>,
  work: (aws: FleetAws) => Promise<T>,
): Promise<T> {
  const options = { ...usualAws, ...more };
  const child = start({ words: ['bench/fleet/aws.ts', JSON.stringify(options)], home, env: {} });
  try {
    const { url, environment: env }: { url: string; environment: Environment } = JSON.parse(await firstLine(child));
    return await work({
      env,
      options,
      take: async () => JSON.parse(await (await fetch(`${url}/_bench/take`)).text()),
    });
  } finally {
    await stop(child);
  }
}

interface Reading {
  readonly accounts: number;
  /** The figures are the last run's. */
  readonly runs?: number;
  /** When so many targets had been scanned. */
  readonly doneAt?: number;
}

async function read(
  file: string,
  home: string,
  aws: FleetAws,
  { accounts, runs = 1, doneAt }: Reading,
  nodeOptions: readonly string[] = [],
) {
  const env = { ...aws.env, ...(doneAt !== undefined && { DONE_AT: String(doneAt) }) };
  const words = [file, String(accounts), String(runs), ...aws.options.regions] as const;
  const { stdout, peakMb } = await measure({ words, home, env }, [0], nodeOptions);
  const figures: ScanFigures = JSON.parse(stdout);
  return { ...figures, peakMb };
}

/** As `npm start`, the image and the unit start it, and as its launcher sets V8. */
const asTheBot = ['--max-semi-space-size=16', '--heap-growing-percent=50'];

/** The bot's scan of every account, without its store. */
export function scanFleet(home: string, aws: FleetAws, reading: Reading) {
  return read('bench/fleet/scan.ts', home, aws, reading, asTheBot);
}

/** The same requests, signed by hand. */
export function readByHand(home: string, aws: FleetAws, reading: Reading) {
  return read('bench/fleet/hand-signed.mjs', home, aws, reading);
}

/** How many targets were not scanned. */
export function unknownOf({ unknown }: Pick<ScanFigures, 'unknown'>): number {
  return Object.values(unknown).reduce((sum, count) => sum + count, 0);
}
