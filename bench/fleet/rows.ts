import { grownRows } from '../grown-database/rows.ts';
import { measureRemediation } from '../remediation.ts';
import type { Target } from '../table.ts';
import { measureBotScan } from './bot-scan.ts';
import { measureIdle } from './idle.ts';
import { idealMs } from './limits.ts';
import { seventeenRegions } from './options.ts';
import { measureParts } from './parts.ts';
import { measurePresses } from './presses.ts';
import { measureReplicas } from './replicas.ts';
import type { Row } from './run-rows.ts';
import { readByHand, scanFleet, unknownOf, withFleetAws } from './start.ts';

const row = (
  name: string,
  bars: readonly Omit<Target, 'what'>[],
  labels: readonly string[],
  run?: Row['run'],
): Row => ({
  name,
  bars: bars.map((bar, index) => ({ ...bar, what: labels[index] ? `${name}: ${labels[index]}` : name })),
  ...(run && { run }),
});

const shown = (figures: object) =>
  JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value));

const cpu = row(
  '300 accounts × 17: CPU a target against hand-signed',
  [{ most: 1.8 }, { most: 0, exactly: true }],
  ['', 'unknown'],
  (home, say) =>
    withFleetAws(home, {}, async (aws) => {
      const hand = await readByHand(home, aws, { accounts: 300, runs: 2 });
      const ours = await scanFleet(home, aws, { accounts: 300, runs: 2 });
      const again = await readByHand(home, aws, { accounts: 300, runs: 2 });
      say(`hand-signed ${shown(hand)}, after ${shown(again)}; ours ${shown(ours)}`);
      return [ours.cpuMs / ((hand.cpuMs + again.cpuMs) / 2), unknownOf(ours)];
    }),
);

/** Peaks of 100, 300 and 1,000 accounts: the last, and how much more it is than the first. */
async function growth(
  say: (line: string) => void,
  measure: (accounts: number) => Promise<{ readonly peakMb: number }>,
): Promise<readonly number[]> {
  const peaks: number[] = [];
  for (const accounts of [100, 300, 1_000]) {
    const figures = await measure(accounts);
    say(`${accounts} accounts: ${shown(figures)}`);
    peaks.push(figures.peakMb);
  }
  const [least = Number.NaN, , most = Number.NaN] = peaks;
  return [most, most / least];
}

const memoryBars = [{ most: 400, unit: 'MB' }, { most: 1.25 }];
const memory = row(
  '100 → 300 → 1,000 accounts: peak memory',
  memoryBars,
  ['of 1,000, bot with store', 'growth from 100 to 1,000'],
  (home, say) => growth(say, (accounts) => measureBotScan(home, accounts)),
);
const scanMemory = row(
  '100 → 300 → 1,000 accounts: peak memory of a scan without a store',
  memoryBars,
  ['of 1,000', 'growth from 100 to 1,000'],
  (home, say) =>
    withFleetAws(home, { findingsEach: 4 }, (aws) => growth(say, (accounts) => scanFleet(home, aws, { accounts }))),
);

const sts = row(
  '1,000 roles, STS 300/s then 100/s',
  [{ most: 0, exactly: true }, { most: 1.3 }, { most: 0, exactly: true }, { most: 1.3 }],
  ['300/s, unknown', '300/s, time against ideal', '100/s, unknown', '100/s, time against ideal'],
  async (home, say) => {
    const figures: number[] = [];
    for (const perSecond of [300, 100]) {
      const limits = { AssumeRole: perSecond };
      await withFleetAws(home, { limits, regions: ['eu-west-1'] }, async (aws) => {
        const scan = await scanFleet(home, aws, { accounts: 1_000 });
        say(`${perSecond}/s: ${shown(scan)} ${shown(await aws.take())}`);
        figures.push(unknownOf(scan), scan.wallMs / idealMs(1_000, perSecond));
      });
    }
    return figures;
  },
);

const hanging = 'eu-west-3';
const hang = row('300 accounts, one region hangs: other 16 done', [{ most: 1.3 }], [''], async (home, say) => {
  const doneAt = 300 * (seventeenRegions.length - 1);
  const regions = seventeenRegions.filter((region) => region !== hanging);
  const without = await withFleetAws(home, { regions }, (aws) => scanFleet(home, aws, { accounts: 300, doneAt }));
  const withIt = await withFleetAws(home, { hangs: hanging }, (aws) => scanFleet(home, aws, { accounts: 300, doneAt }));
  say(`without ${shown(without)}; with ${shown(withIt)}`);
  return [(withIt.doneMs ?? Number.POSITIVE_INFINITY) / (without.doneMs ?? Number.NaN)];
});

const bot = row(
  '1,000 accounts, 66,000 findings, scheduled scan in the bot',
  [
    { most: 150, unit: 'ms' },
    { most: 100, unit: 'ms' },
  ],
  ['ack p99, none lost', 'longest task CPU of the main thread'],
  async (home, say) => {
    const figures = await measureBotScan(home, 1_000);
    say(shown(figures));
    return [figures.ackP99Ms, figures.longestTaskMs];
  },
);

const lanes = row(
  'lanes limited to 5/s, then 1/s',
  [5, 1].flatMap(() => [{ most: 0, exactly: true }, { most: 0.1 }, { most: 1.5 }]),
  [5, 1].flatMap((perSecond) =>
    ['unknown', 'throttled once settled', 'time against ideal'].map((what) => `${perSecond}/s, ${what}`),
  ),
  async (home, say) => {
    const figures: number[] = [];
    for (const [perSecond, pages] of [
      [5, 100],
      [1, 30],
    ] as const) {
      const limits = { GetJobs: perSecond };
      const regions = seventeenRegions.slice(0, 8);
      await withFleetAws(home, { limits, regions, jobs: pages * 5, pageSize: 5 }, async (aws) => {
        const scan = await scanFleet(home, aws, { accounts: 4 });
        const counted = await aws.take();
        say(`${perSecond}/s: ${shown(scan)} ${shown(counted)}`);
        figures.push(unknownOf(scan), counted.settledThrottled, scan.wallMs / idealMs(pages, perSecond));
      });
    }
    return figures;
  },
);

const plan = row(
  'a plan over 200 jobs: reads of next step ahead',
  [{ most: 0.65 }],
  ['wall beside the sequential script'],
  async (home, say) => {
    const { script, bot } = await measureRemediation(home);
    say(`script ${shown(script)}; bot ${shown(bot)}`);
    return [bot.wallMs / script.wallMs];
  },
);

const idle = row('idle', [{ most: 20 }, { most: 160, unit: 'MB' }], ['wake-ups a second', 'memory'], async (home) => {
  const { wakeUps, memoryMb } = await measureIdle(home);
  return [wakeUps, memoryMb];
});

const replicas = row(
  '1,000 accounts on PostgreSQL, shared among replicas',
  [{ most: 0, exactly: true }, { most: 0, exactly: true }, { most: 0.6 }],
  ['account-regions read twice', 'missed', 'time of two beside one'],
  async (home, say) => {
    // Smaller on a machine that has other work.
    const accounts = Number(process.env.BENCH_ACCOUNTS ?? 1_000);
    const regions = seventeenRegions.slice(0, 4);
    const figures = await measureReplicas(home, { accounts, regions, processes: [1, 2, 4] });
    for (const each of figures) say(shown(each));
    const [one, two] = figures;
    const sum = (of: 'twice' | 'missed') => figures.reduce((total, each) => total + each[of], 0);
    const measured = (two?.wallMs ?? Number.NaN) / (one?.wallMs ?? Number.NaN);
    const note = `one keeps ${Math.round((one?.busy ?? Number.NaN) * 100)} % of all cores busy, databases and local AWS included`;
    return [sum('twice'), sum('missed'), { measured, note }];
  },
);

const presses = row(
  'two replicas on PostgreSQL: a press, and a kill -9',
  [
    { most: 500, unit: 'ms' },
    { most: 90_000, unit: 'ms' },
  ],
  ['edited by the other one, slowest', 'carried on by the other one'],
  async (home, say) => {
    const figures = await measurePresses(home);
    say(shown(figures));
    return [Math.max(...figures.editedMs), figures.takenMs];
  },
);

const parts = row(
  '17,000 account-regions in 1,000 parts among replicas',
  [{ most: 2_000, unit: 'ms' }],
  ['the queue of two, beside staging'],
  async (_, say) => {
    const figures = await measureParts({ parts: 1_000, processes: 2 });
    say(shown(figures));
    return [figures.enqueuedMs + figures.drainedMs - figures.stagedMs];
  },
);

/** Every row of the fleet's table, as they are printed. */
export const fleetRows: readonly Row[] = [
  ...[cpu, memory, scanMemory, sts, hang, bot, lanes, plan, idle],
  ...[replicas, presses, parts],
  ...grownRows,
];
