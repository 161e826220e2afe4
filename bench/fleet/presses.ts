import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsSandbox, startAws } from '../../sandbox/aws/server.ts';
import { type Message, type SlackSandbox, startSlack } from '../../sandbox/slack/server.ts';
import { type Cluster, cluster } from '../../test/support/postgres/cluster.ts';
import type { PlanWish } from '../ask-for-plan.ts';
import { type RunningBot, startBot } from '../bot.ts';
import { account, chaosSeed, configurationNames } from '../chaos/seed.ts';
import { type Environment, exit, measure } from '../processes.ts';

/** What a person waits for where two replicas share the work. */
export interface PressFigures {
  /** From a press at one replica until the message of progress was edited by the other, each time. */
  readonly editedMs: readonly number[];
  /** From the kill -9 of the one that carries a plan out until the other has taken it. */
  readonly takenMs: number;
}

const region = 'us-east-1';
const channel = 'CGLUEAPPROVALS';
const database = 'presses';
const presses = 5;
const patienceMs = 120_000;
/** An edit is at least so long after the one before. */
const editsApartMs = 3_000;

interface Scene {
  readonly home: string;
  readonly aws: AwsSandbox;
  readonly slack: SlackSandbox;
  readonly server: Cluster;
  readonly env: Environment;
  readonly bots: readonly RunningBot[];
}

/** Two bots behind an address of Slack's that is one of them at a time, so that it is known which one gets a press. */
export async function measurePresses(home: string): Promise<PressFigures> {
  const server = await cluster();
  await server.sql(`create database ${database}`);
  const aws = await startAws({ seed: chaosSeed(false), latencyMs: 20 });
  const slack = await startSlack();
  slack.deliverTo('http://127.0.0.1:9/slack/events');
  const folder = mkdtempSync(join(home, 'presses-'));
  const env = {
    ...aws.environment(),
    ...slack.environment(),
    GLUEWARDEN_CONFIG: join(folder, 'gluewarden.yaml'),
    GLUEWARDEN_KEY: randomBytes(32).toString('base64'),
    DATABASE_URL: server.url(database),
  };
  const approvals = { channel, approvers: { users: ['UAMIR'] } };
  writeFileSync(env.GLUEWARDEN_CONFIG, JSON.stringify({ accounts: aws.fleet, approvals }));
  const bots: RunningBot[] = [];
  try {
    for (let count = 0; count < 2; count += 1) bots.push(await startBot({ home, env }));
    return await press({ home, aws, slack, server, env, bots });
  } finally {
    for (const bot of bots) await bot.stop();
    await Promise.all([aws.close(), slack.close()]);
  }
}

async function press(scene: Scene): Promise<PressFigures> {
  const [last = '', ...names] = configurationNames(region).slice(0, presses + 1);
  const editedMs: number[] = [];
  for (const name of names) editedMs.push(await pressGoOn(scene, name));
  return { editedMs, takenMs: await killHalfWay(scene, last) };
}

/** The canary waits; a press lets the others follow. */
async function pressGoOn(scene: Scene, name: string): Promise<number> {
  const { slack } = scene;
  await approve(scene, await ask(scene, name, true));
  const waiting = await shown(scene, ({ text, blocks }) => text.includes(name) && offers(blocks, 'Go on'));
  await sleep(editsApartMs);
  const edits = `select p.pid from timers t join processes p on p.id = t.holder where t.name = 'progress'`;
  const holder = await pidOf(scene, edits);
  deliverTo(scene, (pid) => pid !== holder);
  const edited = new Promise<void>((resolve) => {
    const unsubscribe = slack.onChange((change) => {
      if (change.type !== 'message' || change.action !== 'edited' || change.ts !== waiting.ts) return;
      unsubscribe();
      resolve();
    });
  });
  const pressedAt = performance.now();
  await slack.as('UAMIR').click(waiting, { text: 'Go on' });
  await edited;
  return performance.now() - pressedAt;
}

async function killHalfWay(scene: Scene, name: string): Promise<number> {
  const { aws, bots } = scene;
  const asked = await ask(scene, name, false);
  const effect = { kind: 'error', code: 'InternalServiceException', status: 500 } as const;
  const id = aws.faults.add({ service: 'glue', operation: 'GetJob', name: `${name}-job-2`, effect });
  await approve(scene, asked);
  await until(() => aws.faults.list().some((fault) => fault.id === id && fault.struck > 0));
  const running = `select p.pid from executions e join processes p on p.id = e.process_id where e.state = 'running'`;
  const pid = await pidOf(scene, running);
  const killed = bots.find((bot) => bot.process.pid === pid);
  if (killed === undefined) throw new Error('Nobody carries the plan out');
  const gone = exit(killed.process);
  killed.process.kill('SIGKILL');
  const killedAt = performance.now();
  await gone;
  aws.faults.clear();
  await until(async () => {
    const now = await scene.server.sql(running, database);
    return now.some((row) => Number(row.pid) !== pid);
  });
  return performance.now() - killedAt;
}

/** The message to the approvers. */
async function ask(scene: Scene, name: string, canary: boolean): Promise<Message> {
  const { home, aws, env } = scene;
  const [key] = aws.state.region(account, region).keys.list();
  const { DATABASE_URL: databaseUrl = '', GLUEWARDEN_KEY = '', GLUEWARDEN_CONFIG: configPath = '' } = env;
  const wish: PlanWish = {
    ...{ databaseUrl, key: GLUEWARDEN_KEY, configPath, account, region, name, canary, askedBy: 'UNINA' },
    kmsKey: key?.metadata.Arn ?? '',
  };
  await measure({ words: ['bench/ask.ts', JSON.stringify(wish)], home, env }, [0]);
  return shown(scene, ({ text, blocks }) => text.includes(name) && offers(blocks, 'Approve'));
}

async function approve(scene: Scene, asked: Message): Promise<void> {
  deliverTo(scene, () => true);
  await scene.slack.as('UAMIR').click(asked, { text: 'Approve' });
}

const offers = (blocks: unknown, button: string) => JSON.stringify(blocks ?? []).includes(`"text":"${button}"`);

function shown({ slack }: Scene, isIt: (message: Message) => boolean): Promise<Message> {
  return slack.waitFor(() => slack.visibleTo('UAMIR', channel).find(isIt), patienceMs);
}

/** Slack calls the first that fits. */
function deliverTo({ slack, bots }: Scene, fits: (pid: number | undefined) => boolean): void {
  const bot = bots.find(({ process }) => process.exitCode === null && fits(process.pid));
  if (bot === undefined) throw new Error('There is no such replica');
  slack.deliverTo(`http://127.0.0.1:${bot.port}/slack/events`);
}

async function pidOf({ server }: Scene, sql: string): Promise<number> {
  const [row] = await server.sql(sql, database);
  return Number(row?.pid);
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`It was not so after ${patienceMs} ms`);
    await sleep(50);
  }
}
