import { describe, expect, it } from 'vitest';
import type { AwsSandbox } from '../../sandbox/aws/server.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import type { Plan, Step } from '../../src/domain/plan/plan.ts';
import { isSwitch, type StepOutcome } from '../../src/domain/remediation/remediation.ts';
import { stepsBack } from '../../src/domain/remediation/rollback-steps.ts';
import { columnStatisticsForHash } from '../../src/domain/steps/column-statistics-update.ts';
import { crawlerForHash } from '../../src/domain/steps/crawler-update.ts';
import { jobForHash } from '../../src/domain/steps/job-update.ts';
import { aboutStep } from '../../src/domain/steps/step-kinds.ts';
import { triggerForHash } from '../../src/domain/steps/trigger-update.ts';
import type { DefinitionReader, RemediationCloud } from '../../src/usecases/ports/remediation-cloud.ts';
import { executeStep, type StepContext } from '../../src/usecases/remediation/execute/execute-step.ts';
import { workOf } from '../../src/usecases/remediation/execute/step-work.ts';
import { the } from '../support/aws/definition-calls.ts';
import { create, switchCrawler, switchJob, switchStatistics, switchTrigger } from '../support/aws/remediation-cloud.ts';
import {
  account,
  encryption,
  etl,
  plan,
  region,
  remediationSandbox,
} from '../support/processes/remediation-sandbox.ts';
import { hash } from '../support/remediation/plans.ts';
import { planOf, smallGlue } from '../support/remediation/remediation-samples.ts';

const start = remediationSandbox();

/** The steps with what they saw, as a plan would have them, and the definitions. */
async function seen(reader: DefinitionReader) {
  const read = async (name: 'job' | 'trigger' | 'crawler', of: string): Promise<JsonObject> =>
    (await reader.definition(the[name](of)))?.definition ?? {};
  const [job, trigger, crawler] = await Promise.all([read('job', 'a'), read('trigger', 't'), read('crawler', 'c')]);
  const statistics = (await reader.definition(the.columnStatistics('sales', 'orders')))?.definition ?? {};
  const saw = (step: Step, text: string): Step => (isSwitch(step) ? { ...step, saw: hash(text) } : step);
  return [
    { step: create('twin', encryption), before: {} },
    { step: saw(switchJob('a', etl), jobForHash(job)), before: job },
    { step: saw(switchTrigger('t'), triggerForHash(trigger)), before: trigger },
    { step: saw(switchCrawler('c'), crawlerForHash(crawler)), before: crawler },
    { step: saw(switchStatistics('sales', 'orders', etl), columnStatisticsForHash(statistics)), before: statistics },
  ];
}

function contextOf(cloud: RemediationCloud, aim: Pick<Plan, 'id' | 'target'>, steps: readonly Step[]): StepContext {
  let session: ReturnType<RemediationCloud['session']> | undefined;
  return {
    session() {
      session ??= cloud.session(account, aim, steps);
      return session;
    },
    forgetSession() {
      session = undefined;
    },
    async keepLease() {},
    async mayAct() {},
    early: async () => undefined,
    sending() {},
    startAge: () => () => 0,
    tooOld() {},
    async sleep() {},
    async settle() {},
  };
}

interface Seen {
  readonly step: Step;
  readonly before: JsonObject;
}

async function carryOut(cloud: RemediationCloud, meanwhile: (step: Step) => void = () => undefined) {
  return carryOutAll(cloud, await seen((await cloud.reader(account, region)).reader), meanwhile);
}

async function carryOutAll(
  cloud: RemediationCloud,
  all: readonly Seen[],
  meanwhile: (step: Step) => void = () => undefined,
) {
  const context = contextOf(
    cloud,
    plan,
    all.map(({ step }) => step),
  );
  const outcomes: StepOutcome[] = [];
  for (const { step, before } of all) {
    meanwhile(step);
    const input = { step, work: workOf(step, hash), before, resumed: false, awsRequestIds: [] };
    outcomes.push(await executeStep(context, input));
  }
  return outcomes;
}

const operations = [
  'CreateSecurityConfiguration',
  'UpdateJob',
  'UpdateTrigger',
  'UpdateCrawler',
  'UpdateColumnStatisticsTaskSettings',
] as const;
const writes = (aws: AwsSandbox) =>
  aws.requests.list.filter(({ operation }) => /^(Create|Update|Delete)/.test(operation));

describe('the steps of a plan through the SDK', () => {
  it('are carried out with one write each, and journal its request id', async () => {
    const { aws, cloud } = await start();
    const outcomes = await carryOut(cloud);
    expect(outcomes.map(({ state }) => state)).toEqual(operations.map(() => 'done'));
    expect(outcomes.flatMap(({ awsRequestIds }) => awsRequestIds)).toEqual(
      writes(aws).map(({ requestId }) => requestId),
    );
  });

  it.each(operations.flatMap((operation) => (['reset', 'error'] as const).map((how) => ({ operation, how }))))(
    'are written once although the answer to $operation is lost by $how',
    async ({ operation, how }) => {
      const { aws, cloud } = await start();
      aws.faults.add({ operation, times: 1, effect: { kind: 'lose-answer', how } });
      const outcomes = await carryOut(cloud);
      expect(outcomes.map(({ state }) => state)).toEqual(operations.map(() => 'done'));
      expect(writes(aws).map((request) => request.operation)).toEqual(operations);
    },
  );

  it.each(operations.flatMap((operation) => (['throttle', 'reset'] as const).map((kind) => ({ operation, kind }))))(
    'are written again when $operation meets $kind and looking shows that nothing was made',
    async ({ operation, kind }) => {
      const { aws, cloud } = await start();
      aws.faults.add({ operation, times: 1, effect: { kind } });
      const outcomes = await carryOut(cloud);
      expect(outcomes.map(({ state }) => state)).toEqual(operations.map(() => 'done'));
      const made = writes(aws).filter(({ carriedOut }) => carriedOut);
      expect(made.map((request) => request.operation)).toEqual(operations);
      expect(writes(aws)).toHaveLength(operations.length + 1);
    },
  );

  it('go on with new credentials when theirs have ended in between', async () => {
    const { aws, cloud } = await start();
    const outcomes = await carryOut(cloud, () => aws.expireSessions());
    expect(outcomes.map(({ state }) => state)).toEqual(operations.map(() => 'done'));
    expect(writes(aws)).toHaveLength(operations.length);
  });

  it('fail one by one where AWS denies, and the rest goes on', async () => {
    const { aws, cloud, state } = await start();
    aws.faults.add({ operation: 'UpdateJob', effect: { kind: 'deny' } });
    const outcomes = await carryOut(cloud);
    expect(outcomes.map(({ state: end, reason }) => [end, reason])).toEqual([
      ['done', undefined],
      ['failed', 'UpdateJob: AccessDeniedException'],
      ['done', undefined],
      ['done', undefined],
      ['done', undefined],
    ]);
    expect(state.jobs.get('a')?.SecurityConfiguration).toBe('std');
  });
});

describe('the way back through the SDK', () => {
  const ways = [...operations.slice(1).toReversed(), 'DeleteSecurityConfiguration'];

  /** Everything moved, and the steps that lead back, as an execution has them. */
  async function switched(given: Parameters<typeof start>[0] = {}) {
    const kit = await start(given);
    const { cloud } = kit;
    const there = await seen((await cloud.reader(account, region)).reader);
    const before = new Map(there.map((each) => [each.step.id, each.before]));
    const definitions = () => {
      const { jobs, triggers, crawlers, columnStatistics, securityConfigurations } = kit.state;
      return JSON.parse(
        JSON.stringify({
          job: jobs.get('a'),
          trigger: triggers.get('t'),
          crawler: crawlers.get('c'),
          statistics: columnStatistics.list(),
          replacement: securityConfigurations.get('twin'),
        }),
      );
    };
    const original = definitions();
    const outcomes = await carryOutAll(cloud, there);
    expect(outcomes.map(({ state }) => state)).toEqual(operations.map(() => 'done'));
    const planned = { ...planOf(smallGlue()).plan, steps: there.map(({ step }) => step) };
    const done = new Map(outcomes.map((outcome) => [outcome.stepId, outcome]));
    const back = stepsBack(planned, done).map((step): Seen => {
      const made = aboutStep(planned.steps.find(({ id }) => id === step.id) ?? step).made(before.get(step.id) ?? {});
      return { step: aboutStep(step).expecting(made, hash), before: made };
    });
    const written = () =>
      writes(kit.aws)
        .slice(operations.length)
        .map(({ operation }) => operation);
    return { ...kit, back, original, definitions, written };
  }

  /** Without what the service counts and stamps. */
  const settled = (definitions: Record<string, JsonObject>) =>
    JSON.parse(
      JSON.stringify(definitions, (name, value) =>
        ['LastModifiedOn', 'LastUpdated', 'Version'].includes(name) ? undefined : value,
      ),
    );

  it('gives everything what it had, in the reverse order, one write each, and deletes the twin last', async () => {
    const { cloud, back, original, definitions, written } = await switched();
    expect(definitions().replacement).toBeDefined();
    const outcomes = await carryOutAll(cloud, back);
    expect(outcomes.map(({ state }) => state)).toEqual(operations.map(() => 'done'));
    expect(written()).toEqual(ways);
    expect(settled(definitions())).toEqual(settled(original));
    expect(definitions()).not.toHaveProperty('twin');
  });

  it.each(ways.flatMap((operation) => (['reset', 'error'] as const).map((how) => ({ operation, how }))))(
    'is written once although the answer to $operation is lost by $how',
    async ({ operation, how }) => {
      const { aws, cloud, back, original, definitions, written } = await switched();
      aws.faults.add({ operation, times: 1, effect: { kind: 'lose-answer', how } });
      const outcomes = await carryOutAll(cloud, back);
      expect(outcomes.map(({ state }) => state)).toEqual(operations.map(() => 'done'));
      expect(written()).toEqual(ways);
      expect(settled(definitions())).toEqual(settled(original));
    },
  );

  it('taken once more finds everything as it should be and writes nothing', async () => {
    const { cloud, back, written } = await switched();
    await carryOutAll(cloud, back);
    const outcomes = await carryOutAll(cloud, back);
    expect(outcomes.map(({ state }) => state)).toEqual(operations.map(() => 'already'));
    expect(written()).toEqual(ways);
  });

  it('leaves alone the job that somebody changed since', async () => {
    const { cloud, back, state, written } = await switched();
    const job = state.jobs.get('a');
    if (job === undefined) throw new Error('no job');
    state.jobs.put('a', { ...job, Timeout: 17 });
    // What still uses the configuration is checked by whoever deletes it.
    const switches = back.filter(({ step }) => isSwitch(step));
    const outcomes = await carryOutAll(cloud, switches);
    expect(outcomes.map(({ stepId, state: end, reason }) => [stepId, end, reason])).toEqual([
      [expect.stringContaining('orders'), 'done', undefined],
      ['crawler c', 'done', undefined],
      ['trigger t', 'done', undefined],
      ['job a', 'drifted', 'changed: Timeout'],
    ]);
    expect(written()).toEqual(['UpdateColumnStatisticsTaskSettings', 'UpdateCrawler', 'UpdateTrigger']);
    expect(state.jobs.get('a')).toMatchObject({ SecurityConfiguration: 'twin', Timeout: 17 });
  });
});
