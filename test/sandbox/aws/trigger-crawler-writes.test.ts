import {
  GetCrawlerCommand,
  GetTagsCommand,
  GetTriggerCommand,
  type TriggerUpdate,
  UpdateCrawlerCommand,
  UpdateTriggerCommand,
} from '@aws-sdk/client-glue';
import { describe, expect, test } from 'vitest';
import { account, builder, glueClient, oneAccount, start } from './support.ts';

function seed() {
  const region = builder();
  region
    .encrypted('twin', region.key('data'))
    .disabled('old')
    .jobs(['a', 'b'])
    .crawler('c', 'old')
    .trigger('nightly', [{ job: 'a', configuration: 'old', bookmark: 'enable' }], {
      state: 'DEACTIVATED',
      workflow: 'w',
    })
    .trigger('after', [{ job: 'b' }, { crawler: 'c' }], { after: 'a' })
    .tag('job/a', { 'aws:cloudformation:stack-name': 's' });
  return oneAccount([region.build()]);
}

test('an updated trigger is UPDATING for a while', async () => {
  let now = Date.now();
  const aws = await start({ seed: seed(), now: () => now });
  aws.state.settings.triggerUpdatingMs = 5_000;
  const glue = glueClient(aws);
  const state = async () => (await glue.send(new GetTriggerCommand({ Name: 'nightly' }))).Trigger?.State;
  const TriggerUpdate = { Schedule: 'cron(0 3 * * ? *)', Actions: [{ JobName: 'a' }] };
  await glue.send(new UpdateTriggerCommand({ Name: 'nightly', TriggerUpdate }));
  expect(await state()).toBe('UPDATING');
  now += 5_000;
  expect(await state()).toBe('DEACTIVATED');
});

describe('UpdateTrigger', () => {
  test('overwrites: what is sent is there, what is not is lost, type, workflow and state stay', async () => {
    const aws = await start({ seed: seed() });
    const glue = glueClient(aws);
    const { triggers } = aws.state.region(account, 'us-east-1');
    const before = triggers.get('nightly');
    if (before) triggers.put('nightly', { ...before, Description: 'Every night' });
    const Actions = [{ JobName: 'a', SecurityConfiguration: 'twin' }];
    const TriggerUpdate = { Schedule: 'cron(0 3 * * ? *)', Actions };
    const { Trigger } = await glue.send(new UpdateTriggerCommand({ Name: 'nightly', TriggerUpdate }));
    const expected = { Name: 'nightly', WorkflowName: 'w', Type: 'SCHEDULED', State: 'DEACTIVATED', ...TriggerUpdate };
    expect(Trigger).toEqual(expected);
    expect((await glue.send(new GetTriggerCommand({ Name: 'nightly' }))).Trigger).toEqual(expected);
  });

  test.each<[string, string, TriggerUpdate, string]>([
    ['no actions', 'nightly', { Schedule: 'cron(0 3 * * ? *)' }, 'InvalidInputException'],
    ['a schedule that would be lost', 'nightly', { Actions: [{ JobName: 'a' }] }, 'InvalidInputException'],
    ['a predicate that would be lost', 'after', { Actions: [{ JobName: 'b' }] }, 'InvalidInputException'],
    [
      'an action for two',
      'nightly',
      { Schedule: 'x', Actions: [{ JobName: 'a', CrawlerName: 'c' }] },
      'InvalidInputException',
    ],
    ['a job that is not there', 'nightly', { Schedule: 'x', Actions: [{ JobName: 'z' }] }, 'EntityNotFoundException'],
    [
      'a configuration that is not there',
      'nightly',
      { Schedule: 'x', Actions: [{ JobName: 'a', SecurityConfiguration: 'z' }] },
      'InvalidInputException',
    ],
    ['a trigger that is not there', 'none', { Actions: [{ JobName: 'a' }] }, 'EntityNotFoundException'],
  ])('%s is refused and changes nothing', async (_name, Name, TriggerUpdate, error) => {
    const aws = await start({ seed: seed() });
    const before = aws.state.region(account, 'us-east-1').triggers.list();
    const answer = glueClient(aws).send(new UpdateTriggerCommand({ Name, TriggerUpdate }));
    await expect(answer).rejects.toMatchObject({ name: error });
    expect(aws.state.region(account, 'us-east-1').triggers.list()).toBe(before);
  });
});

describe('UpdateCrawler', () => {
  test('changes what is sent and nothing else', async () => {
    const glue = glueClient(await start({ seed: seed() }));
    const before = (await glue.send(new GetCrawlerCommand({ Name: 'c' }))).Crawler;
    await glue.send(new UpdateCrawlerCommand({ Name: 'c', CrawlerSecurityConfiguration: 'twin' }));
    const after = (await glue.send(new GetCrawlerCommand({ Name: 'c' }))).Crawler;
    expect(after).toEqual({
      ...before,
      CrawlerSecurityConfiguration: 'twin',
      Version: 2,
      LastUpdated: after?.LastUpdated,
    });
    expect(after?.LastUpdated).not.toEqual(before?.LastUpdated);
    await glue.send(new UpdateCrawlerCommand({ Name: 'c', CrawlerSecurityConfiguration: '' }));
    expect(
      (await glue.send(new GetCrawlerCommand({ Name: 'c' }))).Crawler?.CrawlerSecurityConfiguration,
    ).toBeUndefined();
  });

  test('shows a role that was sent by ARN without its ARN', async () => {
    const glue = glueClient(await start({ seed: seed() }));
    const Role = `arn:aws:iam::${account}:role/service-role/AWSGlueServiceRole-etl`;
    await glue.send(new UpdateCrawlerCommand({ Name: 'c', Role }));
    const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: 'c' }));
    expect(Crawler?.Role).toBe('service-role/AWSGlueServiceRole-etl');
  });

  test('is refused while the crawler runs', async () => {
    const aws = await start({ seed: seed() });
    const { crawlers } = aws.state.region(account, 'us-east-1');
    const crawler = crawlers.get('c');
    if (crawler) crawlers.put('c', { ...crawler, State: 'RUNNING' });
    const command = new UpdateCrawlerCommand({ Name: 'c', CrawlerSecurityConfiguration: 'twin' });
    await expect(glueClient(aws).send(command)).rejects.toMatchObject({ name: 'CrawlerRunningException' });
    aws.state.settings.crawlerRefusedInWords = true;
    const refused = { name: 'InvalidInputException', message: expect.stringContaining('Cannot update Crawler while') };
    await expect(glueClient(aws).send(command)).rejects.toMatchObject(refused);
    if (crawler) crawlers.put('c', crawler);
    await expect(glueClient(aws).send(command)).resolves.toBeDefined();
  });

  test.each([
    [{ Name: 'c', CrawlerSecurityConfiguration: 'x'.repeat(129) }, /less than or equal to 128/],
    [{ Name: 'c', CrawlerSecurityConfiguration: 'none' }, /Error trying to retrieve security config/],
    [{ Name: 'c', Role: 'service-role/None' }, /assume role permissions/],
  ])('%j is refused', async (input, message) => {
    const answer = glueClient(await start({ seed: seed() })).send(new UpdateCrawlerCommand(input));
    await expect(answer).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringMatching(message),
    });
  });
});

test('GetTags: the tags, none, and a thing that is not there', async () => {
  const glue = glueClient(await start({ seed: seed() }));
  const tags = (thing: string) =>
    glue.send(new GetTagsCommand({ ResourceArn: `arn:aws:glue:us-east-1:${account}:${thing}` }));
  expect((await tags('job/a')).Tags).toEqual({ 'aws:cloudformation:stack-name': 's' });
  expect((await tags('trigger/after')).Tags).toEqual({});
  await expect(tags('job/none')).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  await expect(
    glue.send(new GetTagsCommand({ ResourceArn: `arn:aws:glue:eu-west-1:${account}:job/a` })),
  ).rejects.toMatchObject({ name: 'InvalidInputException' });
});
