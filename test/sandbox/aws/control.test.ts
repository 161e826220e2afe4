import { GetJobsCommand, GetSecurityConfigurationsCommand, UpdateCrawlerCommand } from '@aws-sdk/client-glue';
import { describe, expect, test } from 'vitest';
import { account, builder, glueClient, oneAccount, start } from './support.ts';

const seed = () => oneAccount([builder().disabled('c').job('j', { configuration: 'c', bookmark: 'enable' }).build()]);

async function call(url: string, method = 'GET', body?: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return { status: response.status, json: await response.json() };
}

describe('what another process may do', () => {
  test('health, environment and fleet', async () => {
    const aws = await start({ seed: seed() });
    expect((await call(`${aws.url}/_sandbox/health`)).json).toEqual({ ok: true });
    expect((await call(`${aws.url}/_sandbox/environment`)).json).toEqual({
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: aws.credentials().accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.credentials().secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect((await call(`${aws.url}/_sandbox/fleet`)).json).toEqual([
      { id: account, name: 'test', regions: ['us-east-1'] },
    ]);
  });

  test('switches a fault on and off', async () => {
    const aws = await start({ seed: seed() });
    const faults = `${aws.url}/_sandbox/faults`;
    const added = await call(faults, 'POST', { operation: 'GetJobs', times: 5, effect: { kind: 'deny' } });
    expect(added).toEqual({ status: 200, json: { id: 'fault-1' } });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await call(faults)).json).toMatchObject([{ id: 'fault-1', struck: 1, effect: { kind: 'deny' } }]);
    expect((await call(`${faults}/fault-1`, 'DELETE')).json).toEqual({ removed: true });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).resolves.toBeDefined();
    await call(faults, 'POST', { effect: { kind: 'throttle' } });
    await call(faults, 'DELETE');
    expect(aws.faults.list()).toEqual([]);
  });

  test.each([
    [{ effect: { kind: 'explode' } }, /unknown effect/],
    [{ effect: { kind: 'latency' } }, /ms must be a number/],
    [{ effect: { kind: 'odd-item', oddity: 'x' } }, /oddity must be one of/],
    [{ effect: { kind: 'error' } }, /code must be a string/],
    [{ operation: 7, effect: { kind: 'deny' } }, /operation must be a string/],
    [{ opertion: 'GetJobs', effect: { kind: 'deny' } }, /unknown member opertion/],
    [{}, /effect must be an object/],
  ])('refuses the fault %j', async (rule, message) => {
    const aws = await start({ seed: seed() });
    const answer = await call(`${aws.url}/_sandbox/faults`, 'POST', rule);
    expect(answer).toEqual({ status: 400, json: { error: expect.stringMatching(message) } });
    expect(aws.faults.list()).toEqual([]);
  });

  test('reads and resets the requests; its own requests are none', async () => {
    const aws = await start({ seed: seed() });
    await glueClient(aws).send(new GetJobsCommand({}));
    const { json } = await call(`${aws.url}/_sandbox/requests`);
    expect(json).toMatchObject({ counts: { 'glue:GetJobs': 1 }, total: 1, inFlight: 0, maxInFlight: 1 });
    await call(`${aws.url}/_sandbox/requests`, 'DELETE');
    expect(aws.requests.total).toBe(0);
  });

  test('changes the state, and the truth follows', async () => {
    const aws = await start({ seed: seed() });
    const region = `${aws.url}/_sandbox/state/${account}/us-east-1`;
    const truth = async () => (await call(`${aws.url}/_sandbox/truth`)).json;
    expect(await truth()).toMatchObject({ findings: [{ kind: 'configuration', name: 'c', exposure: 'exposed' }] });
    expect((await call(`${region}/jobs`)).json).toMatchObject([{ Name: 'j' }]);
    await call(`${region}/jobs/j`, 'DELETE');
    expect(await truth()).toMatchObject({ findings: [{ kind: 'configuration', name: 'c', exposure: 'unused' }] });
    const name = encodeURIComponent('a/b <c>');
    await call(`${region}/securityConfigurations/${name}`, 'PUT', { Name: 'a/b <c>', CreatedTimeStamp: 1 });
    const { SecurityConfigurations } = await glueClient(aws).send(new GetSecurityConfigurationsCommand({}));
    expect(SecurityConfigurations?.map(({ Name }) => Name)).toEqual(['c', 'a/b <c>']);
    expect((await call(`${aws.url}/_sandbox/state/${account}`)).json).toMatchObject({ id: account });
    expect((await call(`${region}/nothing`)).status).toBe(404);
    expect((await call(`${aws.url}/_sandbox/state/999999999999/us-east-1/jobs`)).status).toBe(404);
  });

  test('changes members of one thing: a crawler runs, and cannot be updated', async () => {
    const aws = await start({ seed: oneAccount([builder().disabled('c').crawler('raw', 'c').build()]) });
    const crawler = `${aws.url}/_sandbox/state/${account}/us-east-1/crawlers/raw`;
    const running = await call(crawler, 'PATCH', { State: 'RUNNING', CrawlerSecurityConfiguration: null });
    expect(running.json).toMatchObject({ Name: 'raw', State: 'RUNNING', Version: 1 });
    expect(running.json).not.toHaveProperty('CrawlerSecurityConfiguration');
    const update = () => glueClient(aws).send(new UpdateCrawlerCommand({ Name: 'raw', Description: 'd' }));
    await expect(update()).rejects.toMatchObject({ name: 'CrawlerRunningException' });
    await call(crawler, 'PATCH', { State: 'READY' });
    await expect(update()).resolves.toBeDefined();
    expect((await call(`${crawler}-none`, 'PATCH', {})).status).toBe(404);
  });

  test('Regions, roles, latency and sessions', async () => {
    const aws = await start({ seed: seed() });
    await call(`${aws.url}/_sandbox/regions/${account}/us-east-1`, 'PUT', { status: 'DISABLED' });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    expect((await call(`${aws.url}/_sandbox/regions/${account}/us-east-1`, 'PUT', { status: 'OFF' })).status).toBe(400);
    expect((await call(`${aws.url}/_sandbox/roles/${account}/None`, 'DELETE')).json).toEqual({ deleted: false });
    expect((await call(`${aws.url}/_sandbox/latency`, 'PUT', { ms: 5 })).json).toEqual({ ms: 5 });
    expect((await call(`${aws.url}/_sandbox/latency`, 'PUT', { ms: -1 })).status).toBe(400);
    expect((await call(`${aws.url}/_sandbox/expire-sessions`, 'POST')).status).toBe(200);
    expect((await call(`${aws.url}/_sandbox/nothing`)).status).toBe(404);
  });
});

describe('what a remediation’s tests need', () => {
  test('settings are read and changed, and a wrong one changes nothing', async () => {
    const aws = await start({ seed: seed() });
    const settings = `${aws.url}/_sandbox/settings`;
    expect((await call(settings)).json).toMatchObject({ configurationDelayMs: 0, mostConfigurations: 250 });
    await call(settings, 'PUT', { configurationDelayMs: 3000 });
    expect(aws.settings.configurationDelayMs).toBe(3000);
    for (const wrong of [{ nothing: 1 }, { runMs: 'long' }, { runMs: -1 }]) {
      expect((await call(settings, 'PUT', { mostConfigurations: 1, ...wrong })).status).toBe(400);
    }
    expect(aws.settings.mostConfigurations).toBe(250);
  });

  test('a run of a job, with its story', async () => {
    const aws = await start({ seed: seed() });
    const runs = `${aws.url}/_sandbox/runs/${account}/us-east-1/j`;
    expect((await call(runs, 'POST')).json).toMatchObject({ JobName: 'j', JobRunState: 'SUCCEEDED', Attempt: 0 });
    expect((await call(runs, 'POST', { state: 'FAILED', error: 'oh' })).json).toMatchObject({ ErrorMessage: 'oh' });
    expect((await call(runs, 'POST', { state: 'GONE' })).status).toBe(400);
    const bookmarks = await call(`${aws.url}/_sandbox/state/${account}/us-east-1/bookmarks`);
    expect(bookmarks.json).toMatchObject([{ entry: { JobName: 'j', Run: 1 } }]);
  });

  test('a role’s trust', async () => {
    const aws = await start({ seed: 'demo' });
    const role = `${aws.url}/_sandbox/roles/111122223333/GluewardenRemediation`;
    expect((await call(role, 'PUT', { trustedActions: [] })).json).toMatchObject({ trustedActions: [] });
    expect(aws.state.account('111122223333').roles.get('GluewardenRemediation')?.trustedActions).toEqual([]);
    expect((await call(`${aws.url}/_sandbox/roles/111122223333/None`, 'PUT', {})).status).toBe(404);
  });

  test('faults of one named thing, of the Nth call, and lost answers', async () => {
    const aws = await start({ seed: seed() });
    const faults = `${aws.url}/_sandbox/faults`;
    const rule = { operation: 'UpdateJob', name: 'j', skip: 1, effect: { kind: 'lose-answer', how: 'reset' } };
    expect((await call(faults, 'POST', rule)).status).toBe(200);
    expect((await call(faults)).json).toMatchObject([{ ...rule, struck: 0, passed: 0 }]);
    expect((await call(faults, 'POST', { effect: { kind: 'lose-answer' } })).status).toBe(400);
  });

  test('the log says who called and whether it was carried out', async () => {
    const aws = await start({ seed: seed() });
    await glueClient(aws).send(new GetJobsCommand({}));
    const { json } = await call(`${aws.url}/_sandbox/requests`);
    const caller = { arn: `arn:aws:iam::${account}:user/tester` };
    expect(json).toMatchObject({
      list: [{ operation: 'GetJobs', carriedOut: true, caller, requestId: expect.any(String) }],
    });
  });
});
