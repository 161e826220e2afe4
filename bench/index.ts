// `npm run bench [-- --quick] [-- --remediation] [-- --fleet [words of a row]…]`: what audits, remediations and fleets
// cost, beside plain scripts. A measurement: a target that is missed is said and is no failure; the exit code is non-zero
// only when something breaks.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareAudits, compareWarm } from './audits.ts';
import { measureBotStart } from './bot-start.ts';
import { fleetRows } from './fleet/rows.ts';
import { chosenRows, runRow } from './fleet/run-rows.ts';
import { measure } from './processes.ts';
import { measureRemediation } from './remediation.ts';
import { auditTargets, renderAudits, renderWarm, warmTargets } from './report.ts';
import { remediationTargets, renderRemediation } from './report-remediation.ts';
import { fleetSize, type LocalAws, type Seed, startLocalAws, startLocalSlack } from './sandbox.ts';
import { median } from './statistics.ts';
import { renderTargets, type Target } from './table.ts';

const quick = process.argv.includes('--quick');
const runs = quick ? 3 : 7;

const say = (text: string) => process.stdout.write(`${text}\n`);

/** The local AWS lasts as long as the work on it. */
async function withAws<T>(seed: Seed, home: string, work: (aws: LocalAws) => Promise<T>): Promise<T> {
  const aws = await startLocalAws(seed, home);
  try {
    return await work(aws);
  } finally {
    await aws.stop();
  }
}

async function audits(seed: Seed, home: string, aws: LocalAws): Promise<readonly Target[]> {
  const figures = await compareAudits(aws, home, runs);
  say(renderAudits(seed, figures));
  const warm = await compareWarm(aws, home, runs * 2);
  say(`${renderWarm(warm)}\n`);
  return [...auditTargets(seed, figures), ...warmTargets(seed, warm)];
}

async function botStart(home: string, { env, account, regions }: LocalAws): Promise<readonly Target[]> {
  const slack = await startLocalSlack(home);
  try {
    const input = { home, env: { ...env, ...slack.env }, account, regions };
    const first = await measureBotStart(input);
    const warm: number[] = [];
    for (let run = 0; run < Math.ceil(runs / 2); run += 1) warm.push(await measureBotStart(input));
    say(`Bot, start to ready: ${Math.round(median(warm))} ms; the very first ${Math.round(first)} ms`);
    return [{ what: 'bot: start to ready', measured: median(warm), most: 2_000, unit: 'ms' }];
  } finally {
    await slack.stop();
  }
}

async function recording(home: string): Promise<void> {
  const words = ['bench/record-findings.ts', `sqlite:${join(home, 'record.db')}`] as const;
  const { newMs, againMs }: Record<string, number> = JSON.parse((await measure({ words, home, env: {} }, [0])).stdout);
  say(`Recording 5,000 findings: new ${Math.round(newMs ?? 0)} ms, seen again ${Math.round(againMs ?? 0)} ms\n`);
}

async function remediation(home: string): Promise<readonly Target[]> {
  const figures = await measureRemediation(home);
  say(`${renderRemediation(figures)}\n`);
  return remediationTargets(figures);
}

async function everyAudit(home: string): Promise<readonly Target[]> {
  const { regions, configurations, jobs, latencyMs } = fleetSize;
  say(
    `${regions} regions, ${configurations} configurations, ${jobs} jobs a region, ${latencyMs} ms a request, no keys;`,
  );
  say(`Node ${process.versions.node}, medians of ${runs} fresh processes each, in turn\n`);
  const targets = [
    ...(await withAws('clean', home, (aws) => audits('clean', home, aws))),
    ...(await withAws('noncompliant', home, (aws) => audits('noncompliant', home, aws))),
    ...(await withAws('clean', home, (aws) => botStart(home, aws))),
  ];
  await recording(home);
  return targets;
}

/** Every row, or those that are named. One that breaks is told as not run, and the exit code says that one did. */
async function fleet(home: string, words: readonly string[]): Promise<readonly Target[]> {
  const targets: Target[] = [];
  for (const row of chosenRows(fleetRows, words)) {
    try {
      targets.push(...(await runRow(row, home, say)));
    } catch (error) {
      say(`  broke: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
      targets.push(...row.bars);
    }
  }
  return targets;
}

async function chosen(home: string, args: readonly string[]): Promise<readonly Target[]> {
  const fleetAt = args.indexOf('--fleet');
  if (fleetAt >= 0) return fleet(home, args.slice(fleetAt + 1));
  if (args.includes('--remediation')) return remediation(home);
  return [...(await everyAudit(home)), ...(await remediation(home)), ...(await fleet(home, []))];
}

const home = mkdtempSync(join(tmpdir(), 'gluewarden-bench-'));
try {
  say(renderTargets(await chosen(home, process.argv.slice(2))));
} finally {
  rmSync(home, { recursive: true, force: true });
}
