import { GetJobBookmarkCommand, GetJobRunCommand, GetJobRunsCommand, StartJobRunCommand } from '@aws-sdk/client-glue';
import { describe, expect, test } from 'vitest';
import { legacyRole, restrictedRole } from '../../../sandbox/aws/seed/job-roles.ts';
import { keyArnOf } from '../../../sandbox/aws/seed/keys.ts';
import { type AwsSandbox, type StartOptions, startAws } from '../../../sandbox/aws/server.ts';
import { account, builder, glueClient, oneAccount, start } from './support.ts';

const key = keyArnOf(account, 'us-east-1', 'data');

async function startSandbox(options: Partial<StartOptions> = {}): Promise<AwsSandbox> {
  const region = builder();
  region.key('data');
  region.key('off', { state: 'Disabled' });
  region
    .encrypted('twin', key)
    .encrypted('second-key', region.key('second', { description: 'second' }))
    .encrypted('bad-key', keyArnOf(account, 'us-east-1', 'off'))
    .disabled('old')
    .configuration(
      'empty-arn',
      { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
      {
        S3Encryption: [{ S3EncryptionMode: 'SSE-S3', KmsKeyArn: '' }],
      },
    )
    .job('j', { configuration: 'old', bookmark: 'enable' })
    .job('off', { configuration: 'old' })
    .job('legacy', { configuration: 'twin', bookmark: 'enable', role: legacyRole })
    .job('restricted', { configuration: 'twin', bookmark: 'enable', role: restrictedRole });
  return start({ seed: oneAccount([region.build()]), ...options });
}

function point(aws: AwsSandbox, configuration: string, name = 'j'): void {
  const { jobs } = aws.state.region(account, 'us-east-1');
  const job = jobs.get(name);
  if (job) jobs.put(name, { ...job, SecurityConfiguration: configuration });
}

const bookmark = async (aws: AwsSandbox, JobName = 'j') =>
  (await glueClient(aws).send(new GetJobBookmarkCommand({ JobName }))).JobBookmarkEntry;

describe('a run that a test makes', () => {
  test('moves the bookmark on when it succeeds, and the content is another', async () => {
    const aws = await startSandbox();
    const first = aws.run('j');
    const before = await bookmark(aws);
    const second = aws.run('j');
    const after = await bookmark(aws);
    expect(before).toMatchObject({ JobName: 'j', Version: 1, Run: 1, Attempt: 0, RunId: first.Id });
    expect(after).toMatchObject({ Version: 2, Run: 2, Attempt: 0, RunId: second.Id, PreviousRunId: first.Id });
    expect(after?.JobBookmark).not.toBe(before?.JobBookmark);
    expect((await glueClient(aws).send(new GetJobRunsCommand({ JobName: 'j' }))).JobRuns?.map(({ Id }) => Id)).toEqual([
      second.Id,
      first.Id,
    ]);
    const { JobRun } = await glueClient(aws).send(new GetJobRunCommand({ JobName: 'j', RunId: first.Id }));
    expect(JobRun).toMatchObject({
      JobRunState: 'SUCCEEDED',
      SecurityConfiguration: 'old',
      CompletedOn: expect.any(Date),
    });
  });

  test('an encrypted run keeps the bookmark with its key', async () => {
    const aws = await startSandbox();
    aws.run('j');
    point(aws, 'twin');
    expect(aws.run('j').JobRunState).toBe('SUCCEEDED');
    expect(aws.state.region(account, 'us-east-1').bookmarks.get('j')).toMatchObject({ key, entry: { Run: 2 } });
    point(aws, 'old');
    expect(aws.run('j')).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: expect.stringContaining('encrypted') });
    expect(await bookmark(aws)).toMatchObject({ Run: 2 });
  });

  test('a bookmark whose key is gone cannot be read, whatever the new key is', async () => {
    const aws = await startSandbox();
    point(aws, 'twin');
    aws.run('j');
    point(aws, 'second-key');
    expect(aws.run('j').JobRunState).toBe('SUCCEEDED');
    const { keys } = aws.state.region(account, 'us-east-1');
    const second = keys.list().find(({ metadata }) => metadata.Description === 'second');
    if (second) keys.put(second.metadata.KeyId, { ...second, metadata: { ...second.metadata, KeyState: 'Disabled' } });
    point(aws, 'twin');
    expect(aws.run('j')).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: expect.stringContaining('is Disabled') });
    expect(await bookmark(aws)).toMatchObject({ Run: 2 });
  });

  test.each([
    ['bad-key', 'j', /is Disabled/],
    ['none', 'j', /not found/],
    ['empty-arn', 'j', /Invalid KMS key ARN/],
    ['twin', 'legacy', /not authorized to perform: kms:Encrypt/],
    ['twin', 'restricted', /not authorized to perform: kms:Decrypt/],
  ])('with the configuration %s the job %s fails, and its bookmark stays', async (configuration, name, message) => {
    const aws = await startSandbox();
    point(aws, configuration, name);
    expect(aws.run(name)).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: expect.stringMatching(message) });
    await expect(bookmark(aws, name)).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  test('fails, starts again or leaves the bookmark where the test says so; a retry is a further attempt', async () => {
    const aws = await startSandbox();
    aws.run('j');
    const failed = aws.run('j', { state: 'FAILED', error: 'out of memory' });
    expect(failed).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: 'out of memory' });
    expect(await bookmark(aws)).toMatchObject({ Version: 1, Run: 1 });
    const retried = aws.run('j', { retry: true });
    expect(retried).toMatchObject({ Attempt: 1, PreviousRunId: failed.Id, Id: `${failed.Id}_attempt_1` });
    expect(await bookmark(aws)).toMatchObject({ Version: 2, Run: 2, Attempt: 1 });
    aws.run('j', { bookmark: 'stays' });
    expect(await bookmark(aws)).toMatchObject({ Version: 2, Run: 2 });
    aws.run('j', { bookmark: 'reset' });
    expect(await bookmark(aws)).toMatchObject({ Version: 1, Run: 1 });
    expect((await bookmark(aws))?.PreviousRunId).toBeUndefined();
  });

  test('a job without bookmarks has none', async () => {
    const aws = await startSandbox();
    expect(aws.run('off').JobRunState).toBe('SUCCEEDED');
    await expect(bookmark(aws, 'off')).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  test('one that is open keeps the settings that it started with', async () => {
    const aws = await startSandbox();
    const open = aws.run('j', { state: 'RUNNING' });
    point(aws, 'twin');
    expect(aws.run('j')).toMatchObject({ Id: open.Id, JobRunState: 'SUCCEEDED', SecurityConfiguration: 'old' });
    expect(aws.state.region(account, 'us-east-1').bookmarks.get('j')?.key).toBeUndefined();
  });
});

describe('StartJobRun', () => {
  test('runs for as long as the setting says, one at a time', async () => {
    let clock = Date.now();
    const aws = await startSandbox({ now: () => clock });
    const glue = glueClient(aws, { maxAttempts: 2 });
    const { JobRunId } = await glue.send(new StartJobRunCommand({ JobName: 'j', SecurityConfiguration: 'twin' }));
    await expect(glue.send(new StartJobRunCommand({ JobName: 'j' }))).rejects.toMatchObject({
      name: 'ConcurrentRunsExceededException',
    });
    const state = async () =>
      (await glue.send(new GetJobRunCommand({ JobName: 'j', RunId: JobRunId }))).JobRun?.JobRunState;
    expect(await state()).toBe('RUNNING');
    clock += 60_000;
    expect(await state()).toBe('SUCCEEDED');
    expect(aws.state.region(account, 'us-east-1').bookmarks.get('j')?.key).toBe(key);
  });

  test('its arguments go before the job’s', async () => {
    let clock = Date.now();
    const aws = await startSandbox({ now: () => clock });
    const glue = glueClient(aws, { maxAttempts: 2 });
    const Arguments = { '--job-bookmark-option': 'job-bookmark-disable' };
    await glue.send(new StartJobRunCommand({ JobName: 'j', Arguments }));
    clock += 60_000;
    const { JobRuns } = await glue.send(new GetJobRunsCommand({ JobName: 'j' }));
    expect(JobRuns?.[0]).toMatchObject({ JobRunState: 'SUCCEEDED', Arguments });
    expect(aws.state.region(account, 'us-east-1').bookmarks.get('j')).toBeUndefined();
  });

  test('a job, a run and a configuration that are not there', async () => {
    const glue = glueClient(await startSandbox());
    const missing = { name: 'EntityNotFoundException' };
    await expect(glue.send(new StartJobRunCommand({ JobName: 'none' }))).rejects.toMatchObject(missing);
    await expect(glue.send(new GetJobRunsCommand({ JobName: 'none' }))).rejects.toMatchObject(missing);
    await expect(glue.send(new GetJobRunCommand({ JobName: 'j', RunId: 'jr_0' }))).rejects.toMatchObject(missing);
    await expect(glue.send(new GetJobBookmarkCommand({ JobName: 'j' }))).rejects.toMatchObject(missing);
    await expect(
      glue.send(new StartJobRunCommand({ JobName: 'j', SecurityConfiguration: 'none' })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});

describe('runs that are read', () => {
  test('come newest first in pages, each with the configuration that it was started with', async () => {
    const aws = await startSandbox();
    const runs = [aws.run('j'), aws.run('off'), aws.run('j', { configuration: 'twin', trigger: 'nightly' })];
    point(aws, 'second-key');
    runs.push(aws.run('j'));
    const glue = glueClient(aws);
    const first = await glue.send(new GetJobRunsCommand({ JobName: 'j', MaxResults: 2 }));
    expect(first.JobRuns).toMatchObject([
      { Id: runs[3]?.Id, SecurityConfiguration: 'second-key' },
      { Id: runs[2]?.Id, SecurityConfiguration: 'twin', TriggerName: 'nightly' },
    ]);
    const rest = await glue.send(new GetJobRunsCommand({ JobName: 'j', MaxResults: 2, NextToken: first.NextToken }));
    expect(rest.JobRuns).toMatchObject([{ Id: runs[0]?.Id, SecurityConfiguration: 'old' }]);
    expect(rest.NextToken).toBeUndefined();
    for (const MaxResults of [0, 201]) {
      const wrong = glue.send(new GetJobRunsCommand({ JobName: 'j', MaxResults }));
      await expect(wrong).rejects.toMatchObject({ name: 'InvalidInputException' });
    }
    const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: 'j', RunId: runs[2]?.Id }));
    expect(JobRun).toEqual(first.JobRuns?.[1]);
    await expect(glue.send(new GetJobRunCommand({ JobName: 'off', RunId: runs[2]?.Id }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });
});

test('the demo’s jobs have run: some bookmarks are plain, some encrypted, some jobs fail', async () => {
  const aws = await startAws({ seed: 'demo' });
  await aws.close();
  const state = aws.state.region('111122223333', 'us-east-1');
  const keyOf = (job: string) => state.bookmarks.get(job)?.key;
  expect(state.bookmarks.get('orders-nightly-etl')?.entry.Run).toBe(3);
  expect(keyOf('orders-nightly-etl')).toBeUndefined();
  expect(keyOf('customers-360-build')).toContain(':key/');
  expect(
    state.jobRuns
      .list()
      .filter(({ JobName }) => JobName === 'payments-settlement')
      .at(-1)?.JobRunState,
  ).toBe('FAILED');
});
