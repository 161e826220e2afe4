import { describe, expect, test } from 'vitest';
import { problems } from './problems-of.ts';

const account = (partition: string, regions: string, more = '') =>
  `  - { id: "111122223333", scanRoleArn: "arn:${partition}:iam::111122223333:role/scan", regions: ${regions}${more} }`;

describe('a configuration of one partition', () => {
  test.each([
    ['aws', '[eu-west-1, us-east-1]'],
    ['aws-cn', '[cn-north-1, cn-northwest-1]'],
    ['aws-us-gov', '[us-gov-west-1]'],
    ['aws-eusc', '[eusc-de-east-1]'],
    ['aws-iso', '[us-iso-east-1]'],
    ['aws-iso-b', '[us-isob-east-1]'],
    ['aws-iso-e', '[eu-isoe-west-1]'],
    ['aws-eusc', 'enabled'],
  ])('is right in %s with %s', (partition, regions) => {
    expect(problems('accounts:', account(partition, regions))).toBe('none');
  });

  test('is right with a region that the SDK does not know yet, whatever partition it may be in', () => {
    expect(problems('accounts:', account('aws-eusc', '[eusc-fr-west-1]'))).toBe('none');
    expect(problems('accounts:', account('aws', '[us-south-9]'))).toBe('none');
  });
});

describe('what can never meet is said', () => {
  test('a region and a role', () => {
    expect(problems('accounts:', account('aws', '[eu-west-1, eusc-de-east-1]'))).toMatchInlineSnapshot(`
      "  line 2, accounts[0].regions[1]
          "eusc-de-east-1" is a region of the partition aws-eusc, and the role of this account is of aws: one of the two is wrong"
    `);
    expect(problems('accounts:', account('aws-eusc', '[eu-central-1]'))).toMatchInlineSnapshot(`
      "  line 2, accounts[0].regions[0]
          "eu-central-1" is a region of the partition aws, and the role of this account is of aws-eusc: one of the two is wrong"
    `);
  });

  test('two regions of an account without a role', () => {
    expect(problems('accounts:', '  - { regions: [cn-north-1, us-gov-west-1] }')).toMatchInlineSnapshot(`
      "  line 2, accounts[0].regions[1]
          "us-gov-west-1" is a region of the partition aws-us-gov, and the first region of this account is of aws-cn: one of the two is wrong"
    `);
  });

  test('the two roles of an account, and those of two', () => {
    const fix = ', remediationRoleArn: "arn:aws-us-gov:iam::111122223333:role/fix"';
    expect(problems('accounts:', account('aws', 'enabled', fix))).toMatchInlineSnapshot(`
      "  line 2, accounts[0].remediationRoleArn
          is a role of the partition aws-us-gov, and the first role of this file is of aws: a role can only be assumed from its own partition. Run one Gluewarden in each"
    `);
    const other = '  - { id: "444455556666", scanRoleArn: "arn:aws-iso:iam::444455556666:role/scan" }';
    expect(problems('accounts:', account('aws-iso-b', 'enabled'), other)).toMatchInlineSnapshot(`
      "  line 3, accounts[1].scanRoleArn
          is a role of the partition aws-iso, and the first role of this file is of aws-iso-b: a role can only be assumed from its own partition. Run one Gluewarden in each"
    `);
  });

  test('a key and its region', () => {
    const key = 'kmsKeys: { eusc-de-east-1: "arn:aws:kms:eusc-de-east-1:111122223333:alias/glue" }';
    expect(problems('accounts:', `  - { ${key} }`)).toMatchInlineSnapshot(`
      "  line 2, accounts[0].kmsKeys.eusc-de-east-1
          is a key of the partition aws, and eusc-de-east-1 is a region of aws-eusc: write arn:aws-eusc:kms:…"
    `);
  });
});
