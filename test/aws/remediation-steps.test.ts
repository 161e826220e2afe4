import { describe, expect, it } from 'vitest';
import type { AwsSandbox } from '../../sandbox/aws/server.ts';
import { columnStatisticsForDigest } from '../../src/domain/column-statistics-update.ts';
import { crawlerForDigest } from '../../src/domain/crawler-update.ts';
import { jobForDigest } from '../../src/domain/job-update.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import type { Plan, Step } from '../../src/domain/plan.ts';
import { isMove } from '../../src/domain/remediation.ts';
import { triggerForDigest } from '../../src/domain/trigger-update.ts';
import { executeStep, type StepContext } from '../../src/usecases/execute-step.ts';
import type { DefinitionReader, RemediationCloud } from '../../src/usecases/remediation-ports.ts';
import { workOf } from '../../src/usecases/step-work.ts';
import { digest } from '../support/plans.ts';
import { create, moveCrawler, moveJob, moveStatistics, moveTrigger } from '../support/remediation-cloud.ts';
import { account, encryption, etl, plan, region, remediationSandbox } from '../support/remediation-sandbox.ts';

const start = remediationSandbox();

/** The steps with what they saw, as a plan would have them, and the definitions. */
async function seen(reader: DefinitionReader) {
  const read = async (name: 'job' | 'trigger' | 'crawler', of: string): Promise<JsonObject> =>
    (await reader[name](of))?.definition ?? {};
  const [job, trigger, crawler] = await Promise.all([read('job', 'a'), read('trigger', 't'), read('crawler', 'c')]);
  const statistics = (await reader.columnStatistics('sales', 'orders'))?.definition ?? {};
  const saw = (step: Step, text: string): Step => (isMove(step) ? { ...step, saw: digest(text) } : step);
  return [
    { step: create('twin', encryption), before: {} },
    { step: saw(moveJob('a', etl), jobForDigest(job)), before: job },
    { step: saw(moveTrigger('t'), triggerForDigest(trigger)), before: trigger },
    { step: saw(moveCrawler('c'), crawlerForDigest(crawler)), before: crawler },
    { step: saw(moveStatistics('sales', 'orders', etl), columnStatisticsForDigest(statistics)), before: statistics },
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
    async sleep() {},
  };
}

async function carryOut(cloud: RemediationCloud, meanwhile: (step: Step) => void = () => undefined) {
  const all = await seen((await cloud.reader(account, region)).reader);
  const context = contextOf(
    cloud,
    plan,
    all.map(({ step }) => step),
  );
  const outcomes = [];
  for (const { step, before } of all) {
    meanwhile(step);
    const input = { step, work: workOf(step, digest), before, resumed: false, awsRequestIds: [] };
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
const writes = (aws: AwsSandbox) => aws.requests.list.filter(({ operation }) => /^(Create|Update)/.test(operation));

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
