import {
  DeleteSecurityConfigurationCommand,
  GetJobRunsCommand,
  UpdateJobCommand,
  UpdateTriggerCommand,
} from '@aws-sdk/client-glue';
import { expect, test } from 'vitest';
import { legacyRole } from '../../../sandbox/aws/seed/job-roles.ts';
import { account, builder, glueClient, oneAccount, start } from './support.ts';

const startedAt = Date.UTC(2026, 0, 15);

/** A local AWS whose clock stands still, and a client whose first call has told it the time. */
async function startClock(runAfterUpdateMs = 5_000) {
  const region = builder();
  const key = region.key('data');
  region
    .encrypted('twin', key)
    .disabled('old')
    .job('j', { configuration: 'old', bookmark: 'enable' })
    .job('legacy', { configuration: 'old', bookmark: 'enable', role: legacyRole })
    .job('live', { configuration: 'old', kind: 'gluestreaming' })
    .job('plain', { configuration: 'old' })
    .trigger('nightly', [
      { job: 'plain', configuration: 'old', bookmark: 'enable' },
      { job: 'j', configuration: 'old' },
      { job: 'legacy' },
      { job: 'live', configuration: 'old' },
    ]);
  const clock = { now: startedAt };
  const aws = await start({ seed: oneAccount([region.build()]), now: () => clock.now });
  Object.assign(aws.settings, { runAfterUpdateMs, runMs: 3_000 });
  const glue = glueClient(aws, { maxAttempts: 2 });
  const state = aws.state.region(account, 'us-east-1');
  return {
    aws,
    clock,
    state,
    glue,
    move: async (name: string, SecurityConfiguration: string) => {
      const { Role, Command, DefaultArguments } = state.jobs.get(name) ?? {};
      const JobUpdate = { Role, Command, DefaultArguments: { ...DefaultArguments }, SecurityConfiguration };
      await glue.send(new UpdateJobCommand({ JobName: name, JobUpdate }));
    },
    /** Gives the actions that start these jobs another configuration. */
    moveTrigger: async (jobs: readonly string[], SecurityConfiguration: string) => {
      const { Schedule, Actions = [] } = state.triggers.get('nightly') ?? {};
      const moved = Actions.map(({ JobName, Arguments, SecurityConfiguration: kept }) => ({
        JobName,
        ...(Arguments && { Arguments: { ...Arguments } }),
        SecurityConfiguration: jobs.includes(JobName ?? '') ? SecurityConfiguration : (kept ?? undefined),
      }));
      await glue.send(new UpdateTriggerCommand({ Name: 'nightly', TriggerUpdate: { Schedule, Actions: moved } }));
    },
    runs: async (JobName: string) => {
      const { JobRuns } = await glue.send(new GetJobRunsCommand({ JobName }));
      return JobRuns?.map((run) => [run.JobRunState, run.SecurityConfiguration, Number(run.StartedOn) - startedAt]);
    },
  };
}

test('nothing runs by itself unless the setting says so', async () => {
  const { clock, move, runs } = await startClock(0);
  await move('j', 'twin');
  clock.now += 3_600_000;
  expect(await runs('j')).toEqual([]);
});

test('a job that was updated runs once, some time later, for a while, and moves its bookmark on', async () => {
  const { clock, move, runs, state } = await startClock();
  await move('j', 'twin');
  clock.now += 4_999;
  expect(await runs('j')).toEqual([]);
  clock.now += 1;
  expect(await runs('j')).toEqual([['RUNNING', 'twin', 5_000]]);
  expect(state.bookmarks.get('j')).toBeUndefined();
  clock.now += 3_000;
  expect(await runs('j')).toEqual([['SUCCEEDED', 'twin', 5_000]]);
  expect(state.bookmarks.get('j')).toMatchObject({ entry: { Run: 1 }, key: expect.stringContaining(':key/') });
  clock.now += 3_600_000;
  expect(await runs('j')).toHaveLength(1);
  expect(await runs('legacy')).toEqual([]);
});

test('it ends as its role says', async () => {
  const { clock, move, glue } = await startClock();
  await move('legacy', 'twin');
  clock.now += 60_000;
  const { JobRuns } = await glue.send(new GetJobRunsCommand({ JobName: 'legacy' }));
  expect(JobRuns).toMatchObject([
    {
      JobRunState: 'FAILED',
      ErrorMessage: expect.stringMatching(/kms:Encrypt/),
      CompletedOn: new Date(startedAt + 8_000),
    },
  ]);
});

test('a run that nobody has scanned yet was made with what there was when its time came', async () => {
  const { clock, move, runs, glue } = await startClock();
  await move('j', 'twin');
  clock.now += 60_000;
  await glue.send(new DeleteSecurityConfigurationCommand({ Name: 'twin' }));
  await move('j', 'old');
  clock.now += 60_000;
  expect(await runs('j')).toEqual([
    ['FAILED', 'old', 65_000],
    ['SUCCEEDED', 'twin', 5_000],
  ]);
});

test('an update before that time puts it off, and a run in progress delays it', async () => {
  const { clock, move, runs, aws } = await startClock();
  aws.run('j', { state: 'RUNNING' });
  await move('j', 'twin');
  clock.now += 4_000;
  await move('j', 'old');
  clock.now += 4_000;
  expect(await runs('j')).toEqual([['RUNNING', 'old', 0]]);
  clock.now += 4_000;
  aws.run('j');
  clock.now += 1_000;
  expect(await runs('j')).toEqual([
    ['RUNNING', 'old', 12_000],
    ['SUCCEEDED', 'old', 0],
  ]);
});

test('a streaming job goes on with the run that it has', async () => {
  const { clock, move, runs } = await startClock();
  await move('live', 'twin');
  clock.now += 60_000;
  expect(await runs('live')).toEqual([]);
});

test('another process switches it on, and sees the runs as they are now', async () => {
  const { aws, clock, move } = await startClock(0);
  const control = async (path: string, init?: RequestInit): Promise<unknown> =>
    (await fetch(`${aws.url}/_sandbox/${path}`, init)).json();
  const body = JSON.stringify({ runAfterUpdateMs: 1_000 });
  expect(await control('settings', { method: 'PUT', body })).toMatchObject({ runAfterUpdateMs: 1_000, runMs: 3_000 });
  await move('j', 'twin');
  clock.now += 4_000;
  expect(await control(`state/${account}/us-east-1/jobRuns`)).toMatchObject([
    { JobName: 'j', JobRunState: 'SUCCEEDED' },
  ]);
});

test('a job that a trigger starts with another configuration now runs once with that, and with the options of the trigger', async () => {
  const { clock, moveTrigger, runs, state } = await startClock();
  await moveTrigger(['plain', 'live'], 'twin');
  clock.now += 4_999;
  expect(await runs('plain')).toEqual([]);
  clock.now += 60_000;
  expect(await runs('plain')).toEqual([['SUCCEEDED', 'twin', 5_000]]);
  expect(state.jobRuns.list()).toMatchObject([{ JobName: 'plain', TriggerName: 'nightly' }]);
  // The job itself has no bookmarks.
  expect(state.bookmarks.get('plain')).toMatchObject({ entry: { Run: 1 }, key: expect.stringContaining(':key/') });
  for (const other of ['j', 'legacy', 'live']) expect(await runs(other)).toEqual([]);
});

test('a job that is updated and then its trigger runs once, as the trigger says', async () => {
  const { clock, move, moveTrigger, runs } = await startClock();
  await move('j', 'twin');
  clock.now += 1_000;
  await moveTrigger(['j'], 'twin');
  clock.now += 60_000;
  expect(await runs('j')).toEqual([['SUCCEEDED', 'twin', 6_000]]);
});
