import { expect, test } from 'vitest';
import { arnForm, glueArn, managedBy, tableArns } from '../../src/domain/glue-arn.ts';

const target = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

test('an ARN as Glue writes it, with the name as it is', () => {
  expect(glueArn(target, 'job', 'orders daily/v2')).toBe('arn:aws:glue:eu-west-1:111122223333:job/orders daily/v2');
  expect(glueArn({ ...target, region: 'cn-north-1', partition: 'aws-cn' }, 'trigger', 't')).toBe(
    'arn:aws-cn:glue:cn-north-1:111122223333:trigger/t',
  );
});

test('a table is judged with its database and the catalog', () => {
  expect(tableArns({ ...target, region: 'us-gov-west-1', partition: 'aws-us-gov' }, 'sales', 'orders')).toEqual([
    'arn:aws-us-gov:glue:us-gov-west-1:111122223333:catalog',
    'arn:aws-us-gov:glue:us-gov-west-1:111122223333:database/sales',
    'arn:aws-us-gov:glue:us-gov-west-1:111122223333:table/sales/orders',
  ]);
});

test.each<[tags: Readonly<Record<string, string>>, by: ReturnType<typeof managedBy>]>([
  [{ 'aws:cloudformation:stack-name': 'etl' }, { tool: 'CloudFormation', stack: 'etl' }],
  [
    { 'aws:cloudformation:stack-name': 'etl', terraform: 'true' },
    { tool: 'CloudFormation', stack: 'etl' },
  ],
  [{ Terraform: 'true' }, { tool: 'Terraform' }],
  [{ 'tf-module': 'glue' }, { tool: 'Terraform' }],
  [{ 'Managed-By': 'terraform' }, { tool: 'Terraform' }],
  [{ created_with: 'OpenTofu' }, { tool: 'Terraform' }],
  [{ iac: 'Terraform Cloud' }, { tool: 'Terraform' }],
  // Unknown, which is not nobody.
  [{}, undefined],
  [{ 'managed-by': 'data platform' }, undefined],
  [{ team: 'terraform' }, undefined],
])('the tags %j say %j', (tags, by) => {
  expect(managedBy(tags)).toEqual(by);
});

test('a form of an ARN names no partition', () => {
  expect(arnForm('iam::111122223333:role/etl')).toBe('arn:<partition>:iam::111122223333:role/etl');
});
