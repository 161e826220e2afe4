import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, type Measured, measure, type Program } from './processes.ts';
import type { LocalAws } from './sandbox.ts';
import { median, sameCounts } from './statistics.ts';

/** One row of the comparison. */
export interface AuditFigures {
  readonly name: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  /** Of one run, by `service:operation`. */
  readonly requests: Readonly<Record<string, number>>;
  /** Findings in the report. */
  readonly findings: number;
}

interface Contender {
  readonly name: string;
  readonly program: Program;
  /** Made again before each run. */
  readonly emptyCache?: string;
}

const audit = ['src/launch.mjs', 'audit', '--format', 'json', '--no-key-check'] as const;

export const names = {
  baseline: 'plain SDK script',
  cachedBaseline: 'plain SDK script, compile cache',
  named: 'audit --region …',
  file: 'audit, gluewarden.yaml',
  enabled: 'audit, enabled regions',
  cold: 'audit --region …, first run',
} as const;

function contenders(aws: LocalAws, home: string): readonly Contender[] {
  const env = aws.env;
  const flags = aws.regions.flatMap((region) => ['--region', region]);
  const GLUEWARDEN_CONFIG = join(home, 'gluewarden-bench.yaml');
  writeFileSync(GLUEWARDEN_CONFIG, JSON.stringify({ accounts: [{ id: aws.account, regions: aws.regions }] }));
  const ours = (words: readonly string[], more: Environment = {}): Program => ({
    words: [...audit, ...words],
    home,
    env: { ...env, ...more },
  });
  const baseline = ['bench/baseline.mjs', ...aws.regions] as const;
  const NODE_COMPILE_CACHE = join(home, 'baseline-cache');
  const emptyCache = join(home, 'empty-cache');
  return [
    { name: names.baseline, program: { words: baseline, home, env } },
    { name: names.cachedBaseline, program: { words: baseline, home, env: { ...env, NODE_COMPILE_CACHE } } },
    { name: names.named, program: ours(flags) },
    { name: names.file, program: ours([], { GLUEWARDEN_CONFIG }) },
    { name: names.enabled, program: ours([]) },
    { name: names.cold, program: ours(flags, { XDG_CACHE_HOME: emptyCache }), emptyCache },
  ];
}

/**
 * Runs every contender once in turn, `runs` times, so that noise of the machine meets all of them; each round begins
 * with another one, so that none always follows the same. A round before that fills the caches and does not count.
 * The medians of each.
 */
export async function compareAudits(aws: LocalAws, home: string, runs: number): Promise<readonly AuditFigures[]> {
  const all = contenders(aws, home).map((contender) => ({ contender, seen: [] as Seen[] }));
  for (let round = 0; round <= runs; round += 1) {
    for (const { contender, seen } of rotated(all, round)) {
      const result = await runOnce(aws, contender);
      if (round > 0) seen.push(result);
    }
  }
  return all.map(({ contender: { name }, seen }) => ({
    name,
    wallMs: median(seen.map(({ wallMs }) => wallMs)),
    cpuMs: median(seen.map(({ cpuMs }) => cpuMs)),
    peakMb: median(seen.map(({ peakMb }) => peakMb)),
    requests: sameCounts(seen.map(({ requests }) => requests)),
    findings: median(seen.map(({ findings }) => findings)),
  }));
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const from = by % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}

interface Seen extends Measured {
  readonly requests: Record<string, number>;
  readonly findings: number;
}

async function runOnce(aws: LocalAws, { program, emptyCache }: Contender): Promise<Seen> {
  if (emptyCache !== undefined) {
    rmSync(emptyCache, { recursive: true, force: true });
    mkdirSync(emptyCache);
  }
  await aws.takeRequests();
  // 0: all compliant; 2: something noncompliant. Anything else is no audit of this fleet.
  const measured = await measure(program, [0, 2]);
  const { findings }: { findings: readonly unknown[] } = JSON.parse(measured.stdout);
  return { ...measured, requests: await aws.takeRequests(), findings: findings.length };
}

export interface WarmFigures {
  /** Medians, in milliseconds. */
  readonly scanMs: number;
  readonly handMs: number;
  /** The scan that finds nothing loaded and nothing connected. */
  readonly firstMs: number;
}

/** As many runs in a process do not count: the compiler is still at work. */
const warmUps = 8;

/** The scan in a running process, and the same requests signed by hand in another one: each in turn, twice. */
export async function compareWarm(aws: LocalAws, home: string, runs: number): Promise<WarmFigures> {
  const run = async (...words: [string, ...string[]]) =>
    JSON.parse((await measure({ words: [...words, ...aws.regions], home, env: aws.env }, [0])).stdout);
  const scans: number[] = [];
  const hands: number[] = [];
  let firstMs = Number.NaN;
  for (let turn = 0; turn < 2; turn += 1) {
    const { wallsMs }: { wallsMs: number[] } = await run('bench/fleet/hand-signed.mjs', 'own', String(warmUps + runs));
    hands.push(...wallsMs.slice(warmUps));
    const ours: { firstMs: number; warmMs: number[] } = await run('bench/warm-scan.ts', String(runs));
    scans.push(...ours.warmMs);
    firstMs = ours.firstMs;
  }
  return { scanMs: median(scans), handMs: median(hands), firstMs };
}
