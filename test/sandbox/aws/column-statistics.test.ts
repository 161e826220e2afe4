import {
  GetColumnStatisticsTaskSettingsCommand,
  GetTablesCommand,
  UpdateColumnStatisticsTaskSettingsCommand,
  type UpdateColumnStatisticsTaskSettingsCommandInput,
} from '@aws-sdk/client-glue';
import { describe, expect, test } from 'vitest';
import type { Statement } from '../../../sandbox/aws/access/policy.ts';
import { makeUser } from '../../../sandbox/aws/seed/identities.ts';
import { account, builder, glueClient, oneAccount, start } from './support.ts';

const role = `arn:aws:iam::${account}:role/service-role/AWSGlueServiceRole-etl`;

function seed(policy?: readonly Statement[]) {
  const region = builder();
  region
    .encrypted('twin', region.key('data'))
    .disabled('old')
    .table('sales', 'orders', { configuration: 'old', schedule: 'NOT_SCHEDULED' })
    .table('sales', 'regions');
  for (let index = 0; index < 120; index += 1) region.table('many', `table-${index}`);
  const whole = oneAccount([region.build()]);
  if (policy === undefined) return whole;
  return {
    ...whole,
    accounts: whole.accounts.map((each) => ({ ...each, users: [makeUser(account, 'tester', policy)] })),
  };
}

const orders = { DatabaseName: 'sales', TableName: 'orders' };
const update = (more: Partial<UpdateColumnStatisticsTaskSettingsCommandInput> = {}) =>
  new UpdateColumnStatisticsTaskSettingsCommand({ ...orders, Role: role, SecurityConfiguration: 'twin', ...more });

describe('GetTables', () => {
  test('pages through the tables of one database, at most 100 at once', async () => {
    const glue = glueClient(await start({ seed: seed() }));
    const page = (NextToken?: string) =>
      glue.send(new GetTablesCommand({ DatabaseName: 'many', MaxResults: 100, AttributesToGet: ['NAME'], NextToken }));
    const first = await page();
    expect(first.TableList).toHaveLength(100);
    expect(first.TableList?.[0]).toEqual({ Name: 'table-0' });
    const second = await page(first.NextToken);
    expect(second.TableList).toHaveLength(20);
    expect(second.NextToken).toBeUndefined();
    const whole = await glue.send(new GetTablesCommand({ DatabaseName: 'sales' }));
    expect(whole.TableList).toMatchObject([{ Name: 'orders', DatabaseName: 'sales' }, { Name: 'regions' }]);
    const none = glue.send(new GetTablesCommand({ DatabaseName: 'none' }));
    await expect(none).rejects.toMatchObject({ name: 'EntityNotFoundException' });
    const greedy = glue.send(new GetTablesCommand({ DatabaseName: 'sales', MaxResults: 101 }));
    await expect(greedy).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});

describe('the settings of a table', () => {
  test('are read as they are, and are not there for a table without any', async () => {
    const glue = glueClient(await start({ seed: seed() }));
    const { ColumnStatisticsTaskSettings: read } = await glue.send(new GetColumnStatisticsTaskSettingsCommand(orders));
    expect(read).toMatchObject({ ...orders, Role: role, SampleSize: 20, SecurityConfiguration: 'old' });
    const none = glue.send(new GetColumnStatisticsTaskSettingsCommand({ ...orders, TableName: 'regions' }));
    await expect(none).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  test('are overwritten: what is not sent is lost, and a schedule that is sent runs', async () => {
    const aws = await start({ seed: seed() });
    const glue = glueClient(aws);
    const { columnStatistics } = aws.state.region(account, 'us-east-1');
    await glue.send(update({ Schedule: 'cron(0 1 * * ? *)' }));
    expect(columnStatistics.get('sales.orders')).toEqual({
      ...orders,
      CatalogID: account,
      Role: role,
      Schedule: { ScheduleExpression: 'cron(0 1 * * ? *)', State: 'SCHEDULED' },
      ScheduleType: 'CRON',
      SettingSource: 'TABLE',
      SecurityConfiguration: 'twin',
      LastExecutionAttempt: expect.objectContaining({ Status: 'SUCCEEDED' }),
    });
  });

  test.each<[string, Partial<UpdateColumnStatisticsTaskSettingsCommandInput>, string]>([
    ['a table without settings', { TableName: 'regions' }, 'EntityNotFoundException'],
    ['a name that is too long', { DatabaseName: 'x'.repeat(256) }, 'InvalidInputException'],
    ['a configuration that is not there', { SecurityConfiguration: 'none' }, 'InvalidInputException'],
    ['a sample of more than everything', { SampleSize: 101 }, 'InvalidInputException'],
    ['a role that does not trust Glue', { Role: 'nobody' }, 'InvalidInputException'],
    ['the catalog of another account', { CatalogID: '999999999999' }, 'EntityNotFoundException'],
  ])('are not changed by %s', async (_, more, name) => {
    const aws = await start({ seed: seed() });
    const before = aws.state.region(account, 'us-east-1').columnStatistics.list();
    await expect(glueClient(aws).send(update(more))).rejects.toMatchObject({ name });
    expect(aws.state.region(account, 'us-east-1').columnStatistics.list()).toBe(before);
  });

  const glue = `arn:aws:glue:us-east-1:${account}`;
  const may = (...resources: string[]): Statement => ({
    effect: 'Allow',
    actions: ['glue:UpdateColumnStatisticsTaskSettings'],
    resources,
  });
  const pass: Statement = { effect: 'Allow', actions: ['iam:PassRole'], resources: [role] };
  const all = [`${glue}:catalog`, `${glue}:database/sales`, `${glue}:table/sales/orders`];

  test('need the catalog, the database and the table to be allowed, and the role to be passed', async () => {
    const allowed = await start({ seed: seed([may(...all), pass]) });
    await expect(glueClient(allowed).send(update())).resolves.toBeDefined();
    for (const missing of all) {
      const denied = await start({ seed: seed([may(...all.filter((arn) => arn !== missing)), pass]) });
      await expect(glueClient(denied).send(update())).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(missing),
      });
    }
    const unpassed = await start({ seed: seed([may(...all)]) });
    await expect(glueClient(unpassed).send(update())).rejects.toMatchObject({
      message: expect.stringContaining('iam:PassRole'),
    });
  });
});
