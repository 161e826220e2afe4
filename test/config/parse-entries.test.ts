import { describe, expect, test } from 'vitest';
import { problems, schedule } from './problems-of.ts';

const cron = (expression: string) => problems(...schedule(`cron: "${expression}"`, 'channel: C0123ABCDEF'));

describe('accounts', () => {
  test('ids', () => {
    expect(
      problems(
        'accounts:',
        '  - { id: 012345678901, scanRoleArn: "arn:aws:iam::012345678901:role/a" }',
        '  - { id: "1111-2222-3333", scanRoleArn: "arn:aws:iam::111122223333:role/a" }',
        '  - { id: production, scanRoleArn: "arn:aws:iam::111122223333:role/a" }',
        '  - { scanRoleArn: "arn:aws:iam::444455556666:role/a" }',
      ),
    ).toMatchInlineSnapshot(`
      "  line 2, accounts[0].id
          is not 12 digits: without quotes YAML reads a number and drops its leading zeros. Put the id in quotes, like "012345678901"
        line 3, accounts[1].id
          must be the 12 digits alone: write "111122223333"
        line 4, accounts[2].id
          must be an account id: 12 digits in quotes, like "111122223333"; this is "production"
        line 5, accounts[3].id
          is missing: the role is of account 444455556666; write id: "444455556666""
    `);
  });

  test('roles', () => {
    expect(
      problems(
        'accounts:',
        '  - { id: "111122223333", scanRoleArn: "arn:aws:iam::444455556666:role/scan" }',
        '  - { id: "222233334444", scanRoleArn: "arn:aws:sts::222233334444:assumed-role/scan/me", externalId: "a b" }',
        '  - { id: "333344445555", scanRoleArn: scan }',
        '  - { id: "444455556666", externalId: abc }',
        '  - { id: "555566667777", remediationRoleArn: "arn:aws:iam::555566667770:role/fix" }',
        '  - { name: nothing }',
      ),
    ).toMatchInlineSnapshot(`
      "  line 2, accounts[0].scanRoleArn
          is a role of account 444455556666, and this entry is account 111122223333: one of the two is wrong
        line 3, accounts[1].scanRoleArn
          is the ARN of a session: write the role itself, like "arn:<partition>:iam::111122223333:role/GluewardenScan" (<partition> is aws, or that of another cloud: aws-cn, aws-us-gov, …)
        line 3, accounts[1].externalId
          must be 2 to 1224 letters, digits and _ + = , . @ : / - (no spaces), as in the trust policy of the role
        line 4, accounts[2].scanRoleArn
          must be the ARN of an IAM role, like "arn:<partition>:iam::111122223333:role/GluewardenScan" (<partition> is aws, or that of another cloud: aws-cn, aws-us-gov, …); this is "scan"
        line 5, accounts[3].externalId
          does nothing without a role: add scanRoleArn, or remove it
        line 6, accounts[4].scanRoleArn
          is missing: only one account can be read with the bot's own credentials, and accounts[3] has no role either
        line 6, accounts[4].remediationRoleArn
          is a role of account 555566667770, and this entry is account 555566667777: one of the two is wrong
        line 7, accounts[5].scanRoleArn
          is missing: only one account can be read with the bot's own credentials, and accounts[3] has no role either
        line 7, accounts[5].id
          is missing: write the 12 digits in quotes. Only an account that is alone can do without"
    `);
  });

  test('duplicates and names', () => {
    expect(
      problems(
        'accounts:',
        '  - { id: "111122223333", name: Prod, scanRoleArn: "arn:aws:iam::111122223333:role/a" }',
        '  - { id: "111122223333", name: prod, scanRoleArn: "arn:aws:iam::111122223333:role/a" }',
        '  - { id: "222233334444", name: enabled, scanRoleArn: "arn:aws:iam::222233334444:role/a" }',
        '  - { id: "333344445555", name: eu-west-1, scanRoleArn: "arn:aws:iam::333344445555:role/a" }',
        '  - { id: "444455556666", name: "<!channel>", scanRoleArn: "arn:aws:iam::444455556666:role/a" }',
        '  - { id: "555566667777", name: "555566667777", scanRoleArn: "arn:aws:iam::555566667777:role/a" }',
      ),
    ).toMatchInlineSnapshot(`
      "  line 3, accounts[1].id
          is the id of accounts[0] too: list each account once
        line 3, accounts[1].name
          is the name of accounts[0] too (capitals do not count): take another name
        line 4, accounts[2].name
          "enabled" is a word of this file: take another name
        line 5, accounts[3].name
          "eu-west-1" looks like a region: take another name
        line 6, accounts[4].name
          "<!channel>" cannot be used as a name: take up to 64 letters, digits, spaces and . _ - + @ / ( ), beginning with a letter or digit
        line 7, accounts[5].name
          "555566667777" looks like an account id: write it as "id", or take another name"
    `);
  });

  test('an empty list', () => {
    expect(problems('accounts: []')).toMatchInlineSnapshot(`
      "  line 1, accounts
          is an empty list: add an account, or remove the key to audit the bot's own"
    `);
  });

  test('regions and keys', () => {
    expect(
      problems(
        'accounts:',
        '  - regions: [us-esat-1, eu-west-1, EU-WEST-2, Ireland, eu-west-1]',
        '    kmsKeys:',
        '      eu-west-1: arn:aws:kms:eu-central-1:111122223333:key/abc',
        '      us-east-1: alias/glue',
        '      us-est-1: arn:aws:kms:us-east-1:111122223333:alias/glue',
      ),
    ).toMatchInlineSnapshot(`
      "  line 2, accounts[0].regions[0]
          "us-esat-1" is no AWS region. Did you mean "us-east-1"?
        line 2, accounts[0].regions[2]
          "EU-WEST-2" is no AWS region. Did you mean "eu-west-2"?
        line 2, accounts[0].regions[3]
          "Ireland" is no AWS region. Write its code, like "eu-west-1"
        line 2, accounts[0].regions[4]
          is in this list twice: keep one
        line 4, accounts[0].kmsKeys.eu-west-1
          is a key of eu-central-1: Glue in eu-west-1 can only use keys of eu-west-1. Write one of that region
        line 5, accounts[0].kmsKeys.us-east-1
          must be the ARN of a KMS key or alias, like "arn:<partition>:kms:us-east-1:111122223333:alias/glue" (<partition> is aws, or that of another cloud: aws-cn, aws-us-gov, …); this is "alias/glue"
        line 6, accounts[0].kmsKeys.us-est-1
          "us-est-1" is no AWS region. Did you mean "us-east-1"?"
    `);
    expect(problems('accounts: [{ regions: [] }]')).toMatchInlineSnapshot(`
      "  line 1, accounts[0].regions
          is an empty list: fill it, or remove it"
    `);
    expect(problems('accounts: [{ regions: all }]')).toMatchInlineSnapshot(`
      "  line 1, accounts[0].regions
          must be a list of regions, like [eu-west-1, us-east-1], or the word enabled"
    `);
  });
});

describe('schedules', () => {
  test.each([
    '0 8 * *',
    '0 0 8 * * 1',
    '@daily',
    '61 8 * * 9',
    '0 0 31 2 *',
    '*/90 * * * *',
    'at eight',
    '0 8 1 * 1',
    '0 8 1-7 * MON',
  ])('cron %s', (text) => {
    expect(cron(text)).toMatchSnapshot();
  });

  test.each(['0 8 1 * *', '0 8 * * 1', '0 8 */2 * 1', '0 8 1 * */2', '0 8 1 1 *'])(
    'cron %s means here what it means in crontab',
    (text) => {
      expect(cron(text)).toBe('none');
    },
  );

  test('time zones', () => {
    const zone = (name: string) =>
      problems(...schedule('cron: "0 8 * * *"', 'channel: C0123ABCDEF', `timezone: ${name}`));
    expect(
      [zone('Europe/Berln'), zone('Berlin'), zone('"+02:00"'), zone('Mars/Base')].join('\n'),
    ).toMatchInlineSnapshot(`
      "  line 5, schedules[0].timezone
          "Europe/Berln" is no time zone: write an IANA name, like "Europe/Berlin" or "UTC". Did you mean "Europe/Berlin"?
        line 5, schedules[0].timezone
          "Berlin" is no time zone: write an IANA name, like "Europe/Berlin" or "UTC". Did you mean "Europe/Berlin"?
        line 5, schedules[0].timezone
          "+02:00" is no time zone: write an IANA name, like "Europe/Berlin" or "UTC".
        line 5, schedules[0].timezone
          "Mars/Base" is no time zone: write an IANA name, like "Europe/Berlin" or "UTC"."
    `);
    expect(zone('america/new_york')).toBe('none');
  });

  test('channels', () => {
    const channel = (id: string) => problems(...schedule('cron: "0 8 * * *"', `channel: ${id}`));
    expect(
      [channel('"#data-alerts"'), channel('U0123ABCDEF'), channel('xoxb-1234567890')].join('\n'),
    ).toMatchInlineSnapshot(`
      "  line 4, schedules[0].channel
          "#data-alerts" is not a channel's id, like "C0123ABCDEF". To find it in Slack: open the channel, click its name, scroll down in "About" and copy the channel ID
        line 4, schedules[0].channel
          "U0123ABCDEF" is the id of a person or a direct message: write a channel's id, which begins with C or G
        line 4, schedules[0].channel
          the value (not shown: it looks like a secret) is not a channel's id, like "C0123ABCDEF". To find it in Slack: open the channel, click its name, scroll down in "About" and copy the channel ID"
    `);
  });

  test('accounts, regions and names', () => {
    expect(
      problems(
        'accounts:',
        '  - { id: "111122223333", name: production, regions: [eu-west-1], scanRoleArn: "arn:aws:iam::111122223333:role/a" }',
        '  - { id: "222233334444", name: staging, scanRoleArn: "arn:aws:iam::222233334444:role/a" }',
        'schedules:',
        '  - { name: a, cron: "0 8 * * *", channel: C0123ABCDEF, accounts: [prodction, sales], regions: [us-east-1] }',
        '  - { name: a, cron: "0 8 * * *", channel: C0123ABCDEF, accounts: [Production, staging], regions: [us-east-1] }',
        '  - { name: b, cron: "0 8 * * *", channel: C0123ABCDEF, accounts: [], regions: [eu-west-1] }',
        '  - { name: c, cron: "0 8 * * *", channel: C0123ABCDEF, accounts: [staging, 012345678901, staging], regions: [us-east-1] }',
      ),
    ).toMatchInlineSnapshot(`
      "  line 5, schedules[0].accounts[0]
          "prodction" is the id or name of no account. Did you mean "production"?
        line 5, schedules[0].accounts[1]
          "sales" is the id or name of no account. Listed are: production, 111122223333, staging, 222233334444
        line 6, schedules[1].name
          is the name of schedules[0] too: take another name
        line 6, schedules[1].regions[0]
          "us-east-1" is not among the regions of production: add it there, or name other accounts in this schedule
        line 7, schedules[2].accounts
          is an empty list: name accounts, or remove the key to scan all of them
        line 8, schedules[3].accounts[1]
          is not 12 digits: without quotes YAML reads a number and drops its leading zeros. Put the id in quotes, like "012345678901"
        line 8, schedules[3].accounts[2]
          is in this list twice: keep one"
    `);
    expect(problems(...schedule('cron: "0 8 * * *"', 'channel: C1ABC', 'accounts: [prod]'))).toMatchInlineSnapshot(`
      "  line 5, schedules[0].accounts[0]
          "prod" is the id or name of no account. None is listed: add it under "accounts", or remove the key to scan the bot's own"
    `);
  });
});
