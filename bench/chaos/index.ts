import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Colleague } from './colleague.ts';
import { spoilDatabase } from './database-faults.ts';
import { spoilAws, spoilSlack } from './faults.ts';
import { judge, type Verdict } from './judge.ts';
import { approver, Diary, engineer, pauser, read } from './people.ts';
import { BotProcess, harass } from './processes.ts';
import { Dice } from './random.ts';
import { renderVerdict } from './report.ts';
import { account } from './seed.ts';
import { Takeovers } from './takeovers.ts';
import { Truth } from './truth.ts';
import { type ChaosWorld, createChaosWorld } from './world.ts';

const usage = `node bench/chaos/index.ts --seed N [--minutes N] [--replicas N]
  --seed N      the same seed chooses the same troubles; what meets what depends on the machine
  --minutes N   how long people and troubles go on; 20 without it
  --replicas N  so many processes on one PostgreSQL, which is troubled too; without it two on one file`;

interface Options {
  readonly seed: number;
  readonly minutes: number;
  /** Undefined: on a file. */
  readonly replicas: number | undefined;
}

function readOptions(): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { seed: text, minutes: text, replicas: text } });
  const [seed, minutes] = [Number(values.seed), Number(values.minutes ?? 20)];
  const replicas = values.replicas === undefined ? undefined : Number(values.replicas);
  if (!Number.isInteger(seed) || !(minutes > 0) || replicas === 0 || Number.isNaN(replicas)) throw new Error(usage);
  return { seed, minutes, replicas };
}

function processNames({ replicas = 2 }: Options): readonly string[] {
  return Array.from(
    { length: replicas },
    (_, index) => ['first', 'second', 'third', 'fourth'][index] ?? `${index + 1}`,
  );
}

async function disturb(world: ChaosWorld, bots: readonly BotProcess[], options: Options) {
  const over = new AbortController();
  const { signal } = over;
  const diary = new Diary();
  const colleague = new Colleague(world);
  const dice = (who: string) => new Dice(options.seed, who);
  const as = (who: string) => ({ world, diary, signal, dice: dice(who) });
  const [truth, takeovers] = [new Truth(world), new Takeovers(world)];
  world.troubles.watchOwnStalls(signal);
  truth.follow(signal);
  const following = setInterval(() => colleague.follow(), 1_000);
  const all = Promise.all([
    read(as('jun'), 'UJUN', 'CDATAPLATFORM'),
    read(as('amir in alerts'), 'UAMIR', 'CDATAALERTS'),
    engineer(as('nina'), 'UNINA', 0),
    engineer(as('olga asks'), 'UOLGA', 60),
    approver(as('amir approves'), 'UAMIR'),
    approver(as('jun approves'), 'UJUN'),
    pauser(as('amir pauses'), 'UAMIR'),
    colleague.work(dice('colleague'), signal),
    spoilAws(world, dice('aws'), signal),
    spoilAws(world, dice('aws again'), signal),
    spoilSlack(world, dice('slack'), signal),
    spoilDatabase(world, processNames(options), dice('database'), signal),
    ...bots.map((bot) => harass(world, bot, takeovers, dice(bot.name), signal)),
  ]);
  await sleep(options.minutes * 60_000);
  over.abort();
  await all;
  clearInterval(following);
  world.aws.faults.clear();
  world.slack.faults.clear();
  return { diary, colleague, truth, takeovers };
}

async function main(options: Options): Promise<Verdict> {
  const { seed, minutes, replicas } = options;
  const names = processNames(options);
  const world = await createChaosWorld(seed, names, replicas !== undefined);
  const bots = names.map((name) => new BotProcess(world, name));
  try {
    for (const bot of bots) await bot.start();
    await world.slack.as('UOLGA').type('CDATAPLATFORM', `/glue-audit ${account}`);
    const { diary, ...seen } = await disturb(world, bots, options);
    const verdict = await judge(world, bots, seen);
    const how = `seed ${seed}, ${minutes} minutes, ${replicas === undefined ? 'on a file' : `${replicas} replicas`}`;
    const report = renderVerdict(how, verdict, world.troubles, diary);
    writeFileSync(join(world.folder, 'report.txt'), report);
    writeFileSync(
      join(world.folder, 'run.json'),
      JSON.stringify({ verdict, troubles: world.troubles.all, problems: world.slack.problems }),
    );
    process.stdout.write(report);
    for (const bot of bots) await bot.end('SIGTERM');
    return verdict;
  } finally {
    for (const bot of bots) await bot.end('SIGKILL');
    await world.close();
    process.stdout.write(`logs and database: ${world.folder}\n`);
  }
}

try {
  const options = readOptions();
  const { violations } = await main(options);
  process.exit(violations.length === 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
