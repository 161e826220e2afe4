import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AckFigures, measureAcks } from './acks.ts';
import type { PlanWish } from './ask-for-plan.ts';
import { type RunningBot, startBot } from './bot.ts';
import { leastRequests, leastSessions, type SwitchSession } from './least-requests.ts';
import { measure, measuring, type Usage, usageOf } from './processes.ts';
import {
  type AwsRequest,
  type LocalAws,
  type LocalSlack,
  type SlackMessage,
  startLocalAws,
  startLocalSlack,
} from './sandbox.ts';

type Counts = Readonly<Record<string, number>>;

/** What one contender needed to carry the plan out. */
export interface SwitchFigures extends Usage {
  /** From the first request to the last. */
  readonly wallMs: number;
  readonly requests: Counts;
}

export interface RemediationFigures {
  readonly jobs: number;
  readonly least: Counts;
  readonly script: SwitchFigures;
  readonly bot: SwitchFigures & {
    /** Not with the plan's own sessions: the key, the watch over first runs, the scan afterwards. */
    readonly beside: Counts;
    /** From the press on Approve until the asker has the outcome. */
    readonly toldMs: number;
  };
  readonly acks: AckFigures;
}

const region = 'us-east-1';
const from = 'etl-standard';
const to = `${from}-encrypted-bookmarks`;
const patienceMs = 600_000;

/** One plan that moves 200 jobs: by a plain script, and by the running bot while people type commands. */
export async function measureRemediation(home: string): Promise<RemediationFigures> {
  const byScript = await withAws(home, async (aws) => ({ ...(await runScript(aws, home)) }));
  const byBot = await withAws(home, (aws) => runBot(aws, home));
  const { sessions, ...script } = byScript;
  const jobs = sessions.reduce((sum, session) => sum + session.jobs.length, 0);
  return { jobs, least: leastRequests(sessions), script, ...byBot };
}

async function withAws<T>(home: string, work: (aws: LocalAws) => Promise<T>): Promise<T> {
  const aws = await startLocalAws('remediation', home);
  try {
    return await work(aws);
  } finally {
    await aws.stop();
  }
}

interface GlueJob {
  readonly Name: string;
  readonly Role: string;
  readonly SecurityConfiguration?: string;
  readonly DefaultArguments?: Readonly<Record<string, string>>;
}

async function readJobs(aws: LocalAws): Promise<readonly GlueJob[]> {
  return aws.items<GlueJob>(aws.account, region, 'jobs');
}

async function sessionsFor(aws: LocalAws): Promise<readonly SwitchSession[]> {
  const jobs = await readJobs(aws);
  const [first] = jobs;
  const switched = jobs.map(({ Name: name, DefaultArguments = {} }) => ({
    name,
    writesBookmarks: /-(enable|pause)$/.test(DefaultArguments['--job-bookmark-option'] ?? ''),
  }));
  return leastSessions({ account: aws.account, region, role: first?.Role ?? '' }, switched);
}

async function keyOf(aws: LocalAws): Promise<string> {
  const [key] = await aws.items<{ readonly metadata: { readonly Arn: string } }>(aws.account, region, 'keys');
  return key?.metadata.Arn ?? '';
}

async function runScript(
  aws: LocalAws,
  home: string,
): Promise<SwitchFigures & { readonly sessions: readonly SwitchSession[] }> {
  const sessions = await sessionsFor(aws);
  const file = join(home, 'moves.json');
  const [account] = aws.fleet;
  const { remediationRoleArn: roleArn, externalId } = account ?? {};
  writeFileSync(file, JSON.stringify({ region, roleArn, externalId, from, to, key: await keyOf(aws), sessions }));
  const { cpuMs, peakMb } = await measure({ words: ['bench/baseline-remediation.mjs', file], home, env: aws.env }, [0]);
  await assertSwitched(aws);
  const requests = await aws.listRequests();
  return { cpuMs, peakMb, wallMs: spanOf(requests), requests: countsOf(requests), sessions };
}

async function runBot(aws: LocalAws, home: string): Promise<Pick<RemediationFigures, 'bot' | 'acks'>> {
  const folder = mkdtempSync(join(home, 'remediation-'));
  const slack = await startLocalSlack(home);
  const GLUEWARDEN_CONFIG = join(folder, 'gluewarden.yaml');
  const approvals = { channel: 'CGLUEAPPROVALS', approvers: { users: ['UAMIR'] } };
  writeFileSync(GLUEWARDEN_CONFIG, JSON.stringify({ accounts: aws.fleet, approvals }));
  const DATABASE_URL = `sqlite:${join(folder, 'bot.db')}`;
  const GLUEWARDEN_KEY = randomBytes(32).toString('base64');
  const wish: PlanWish = {
    ...{ databaseUrl: DATABASE_URL, key: GLUEWARDEN_KEY, configPath: GLUEWARDEN_CONFIG, canary: false },
    ...{ account: aws.account, region, name: from, kmsKey: await keyOf(aws), askedBy: 'UNINA' },
  };
  const asked = await measure({ words: ['bench/ask.ts', JSON.stringify(wish)], home, env: aws.env }, [0]);
  const { planId }: { planId: string } = JSON.parse(asked.stdout);
  const env = { ...aws.env, ...slack.env, DATABASE_URL, GLUEWARDEN_CONFIG, GLUEWARDEN_KEY };
  const bot = await startBot({ home, env }, measuring);
  try {
    return await carryOut(aws, slack, bot, planId);
  } finally {
    await bot.stop();
    await slack.stop();
  }
}

async function carryOut(
  aws: LocalAws,
  slack: LocalSlack,
  bot: RunningBot,
  planId: string,
): Promise<Pick<RemediationFigures, 'bot' | 'acks'>> {
  const { ts } = await appears(slack, 'CGLUEAPPROVALS', /asks to remediate/);
  await aws.takeRequests();
  const startedAt = performance.now();
  await slack.act('click', { as: 'UAMIR', channel: 'CGLUEAPPROVALS', ts, text: 'Approve' });
  const told = appears(slack, 'DNINA', /^(Done|Partly|It failed)/).then((message) => ({
    message,
    toldMs: performance.now() - startedAt,
  }));
  const [acks, { message, toldMs }] = await Promise.all([measureAcks(slack, told), told]);
  if (!message.text.startsWith('Done: ')) throw new Error(`Not carried out: ${message.text}`);
  await assertSwitched(aws);
  const requests = await aws.listRequests();
  const used = usageOf(bot.process);
  await bot.stop();
  const mine = requests.filter((request) => sessionOf(request)?.endsWith(planId));
  const beside = countsOf(requests.filter((request) => !mine.includes(request)));
  return { acks, bot: { ...(await used), wallMs: spanOf(mine), requests: countsOf(mine), beside, toldMs } };
}

/** Which session a request belongs to, or opens. */
function sessionOf({ caller, opens }: AwsRequest): string | undefined {
  return opens ?? caller?.sessionName;
}

async function appears(slack: LocalSlack, channel: string, words: RegExp): Promise<SlackMessage> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const found = (await slack.messages(channel)).find(({ text }) => words.test(text));
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`Nothing like ${words} in ${channel}`);
}

async function assertSwitched(aws: LocalAws): Promise<void> {
  const left = (await readJobs(aws)).filter(({ SecurityConfiguration }) => SecurityConfiguration !== to);
  if (left.length > 0) throw new Error(`${left.length} jobs were not switched`);
}

function spanOf(requests: readonly AwsRequest[]): number {
  const times = requests.map(({ at }) => at);
  return Math.max(...times) - Math.min(...times);
}

function countsOf(requests: readonly AwsRequest[]): Record<string, number> {
  const groups = Map.groupBy(requests, ({ service, operation }) => `${service}:${operation}`);
  return Object.fromEntries([...groups].map(([name, { length }]) => [name, length]));
}
