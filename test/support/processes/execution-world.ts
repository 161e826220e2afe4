import { expect, onTestFinished, vi } from 'vitest';
import { askForPlan } from '../../../bench/ask-for-plan.ts';
import type { FaultRule } from '../../../sandbox/aws/faults/faults.ts';
import type { Job } from '../../../sandbox/aws/glue/shapes.ts';
import { remediationSeed } from '../../../sandbox/aws/seed/remediation.ts';
import type { Message } from '../../../sandbox/slack/server.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { ExecutionRow, RequestRow } from '../../../src/usecases/ports/remediation-records.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { testKey } from '../remediation/remediation-samples.ts';
import { createWorld, type World } from './bot.ts';
import { said } from './people.ts';

const account = '123456789012';
const region = 'us-east-1';
const from = 'etl-standard';
export const to = `${from}-encrypted-bookmarks`;
const approvals = { channel: 'CGLUEAPPROVALS', approvers: { users: ['UAMIR'] } };

/** A world in which a request waits for Amir's click: one configuration, and six jobs that use it. */
export interface ExecutionWorld extends World {
  readonly request: RequestRow;
  /** A look into the bot's tables. */
  readonly store: Store;
  /** Names of the jobs, in the order in which they are moved. */
  readonly jobs: readonly string[];
  /** The jobs as they were. */
  readonly before: ReadonlyMap<string, Job>;
}

export async function createExecutionWorld(
  options: { readonly canary?: boolean; readonly databaseUrl?: string | undefined } = {},
): Promise<ExecutionWorld> {
  const { canary = false } = options;
  const seed = remediationSeed({ now: Date.now(), jobs: 6 });
  const world = await createWorld({
    aws: { seed },
    config: { approvals },
    ...(options.databaseUrl !== undefined && { databaseUrl: options.databaseUrl }),
  });
  const { aws, databaseUrl, environment } = world;
  for (const [name, value] of Object.entries(aws.environment())) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const state = aws.state.region(account, region);
  const [key] = state.keys.list();
  const before = new Map(state.jobs.list().map((job) => [job.Name, job]));
  const request = await askForPlan({
    ...{ databaseUrl, key: testKey, configPath: environment.GLUEWARDEN_CONFIG ?? '', account, region, canary },
    ...{ name: from, kmsKey: key?.metadata.Arn ?? '', askedBy: 'UNINA' },
  });
  const store = await openStore({ databaseUrl });
  onTestFinished(() => store.close());
  const steps = request.plans.flatMap(({ plan }) => plan.steps);
  const jobs = steps.flatMap((step) => (step.type === 'repoint-job' ? [step.name] : []));
  const start: World['start'] = (env = {}) => world.start({ GLUEWARDEN_KEY: testKey, ...env });
  return { ...world, start, request, store, jobs, before };
}

/** Amir presses Approve, as often as said, as soon as he can see what is asked. */
export async function approve({ slack }: ExecutionWorld, presses = 1): Promise<void> {
  const shown = await slack.waitFor(
    () => slack.visibleTo('UAMIR', 'CGLUEAPPROVALS').find(({ text }) => text.includes('asks to remediate')),
    40_000,
  );
  await Promise.all(Array.from({ length: presses }, () => slack.as('UAMIR').click(shown, { text: 'Approve' })));
}

/** Strikes every call that it fits; resolves once it has struck, also when the bot is only started meanwhile. */
export async function strike({ aws }: World, rule: Omit<FaultRule, 'times' | 'service'>): Promise<void> {
  const id = aws.faults.add({ ...rule, service: 'glue' });
  const struck = () => aws.faults.list().some((fault) => fault.id === id && fault.struck > 0);
  await vi.waitFor(() => expect(struck()).toBe(true), 30_000);
}

/** Reads of this job fail, and are tried again, until the faults are cleared. */
export function hold(world: World, name: string): Promise<void> {
  const effect = { kind: 'error', code: 'InternalServiceException', status: 500 } as const;
  return strike(world, { operation: 'GetJob', name, effect });
}

export async function executionOf({ store, request }: ExecutionWorld): Promise<ExecutionRow | undefined> {
  const [execution] = await store.remediation.executions(request.id);
  return execution;
}

/** What the asker was told of the end. */
export function outcomes({ slack }: World): Message[] {
  return said(slack, { channel: 'DNINA' }).filter(({ text }) => /^(Done|Partly|It failed)/.test(text));
}

/** The messages that show how far it is. */
export function progress({ slack, request }: ExecutionWorld): Message[] {
  return slack
    .messages('CGLUEAPPROVALS')
    .filter(({ metadata }) => JSON.stringify(metadata ?? {}).includes(`progress-${request.id}`));
}

/** How often each job was updated, whatever became of the answers. */
export function updates({ aws }: World): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation, carriedOut, name = '' } of aws.requests.list)
    if (operation === 'UpdateJob' && carriedOut) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** A run of a job, from its start to its end. */
export function runJob({ aws }: World, job: string): void {
  aws.run(job, { account, region });
}

/** Waits for the end, and then sees that everything ended once and whole. */
export async function expectDone(world: ExecutionWorld): Promise<void> {
  const { aws, slack, store, jobs, before } = world;
  await slack.waitFor(() => outcomes(world).length > 0, 40_000);
  await slack.waitFor(() => progress(world).every(({ text }) => text.startsWith('Done: ')), 40_000);
  expect(updates(world)).toEqual(Object.fromEntries(jobs.map((job) => [job, 1])));
  const state = aws.state.region(account, region);
  for (const job of jobs) {
    const { LastModifiedOn: _now, ...now } = state.jobs.get(job) ?? {};
    const { LastModifiedOn: _then, ...then } = before.get(job) ?? {};
    expect(now).toEqual({ ...then, SecurityConfiguration: to });
  }
  expect(state.securityConfigurations.list().map(({ Name }) => Name)).toEqual([from, to]);
  const executions = await store.remediation.executions(world.request.id);
  expect(executions.map(({ state: end, outcomes: steps }) => [end, steps.map((step) => step.state)])).toEqual([
    ['ended', Array.from({ length: jobs.length + 1 }, () => 'done')],
  ]);
  await vi.waitFor(async () => expect((await store.outbox.waiting()).count).toBe(0), 40_000);
  expectToldOnce(world);
}

/** One message of each kind, in the right place: the request in the channel, everything else in its thread. */
function expectToldOnce(world: ExecutionWorld): void {
  const { slack } = world;
  expect(outcomes(world).map(({ text }) => text.startsWith('Done: '))).toEqual([true]);
  expect(progress(world).map(({ text }) => text.startsWith('Done: '))).toEqual([true]);
  // Of a word that was under way when its process was killed, the second says so: nobody may read a direct conversation.
  const direct = said(slack, { channel: 'DNINA' }).filter(
    ({ text }) => !text.includes('may repeat an earlier message'),
  );
  expect(direct.filter(({ text }) => text.includes('approved'))).toHaveLength(1);
  const ours = slack.messages('CGLUEAPPROVALS').filter(({ source }) => source === 'chat.postMessage');
  const [request, ...replies] = ours;
  expect(ours.filter(({ threadTs }) => threadTs === undefined)).toEqual([request]);
  // Who approved, how far it is, and its end.
  expect(replies.map(({ threadTs }) => threadTs)).toEqual([request?.ts, request?.ts, request?.ts]);
  expect(slack.problems).toEqual([]);
}

/** A further life of the bot has nothing left to do, and says nothing. */
export async function expectNothingLeft(world: ExecutionWorld): Promise<void> {
  const bot = await world.start();
  expect(await bot.end('SIGTERM')).toBe(0);
  expect(bot.lines.filter(({ msg }) => msg === 'step' || msg === 'message delivered')).toEqual([]);
  expectToldOnce(world);
}
