import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { ConfigError } from '../../src/config/problems.ts';

/** The problems of a file, as an operator sees them. */
function problems(...lines: string[]): string {
  try {
    parseConfig(lines.join('\n'), 'gluewarden.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(/^.*\n/, '');
    throw error;
  }
  return 'none';
}

const schedule = (...lines: string[]) => ['schedules:', '  - name: daily', ...lines.map((line) => `    ${line}`)];
const cron = (expression: string) => problems(...schedule(`cron: "${expression}"`, 'channel: C0123ABCDEF'));

describe('a right file', () => {
  test('the example becomes a frozen configuration', () => {
    const config = parseConfig(readFileSync('gluewarden.example.yaml', 'utf8'), 'example');
    expect(config).toMatchSnapshot();
    expect(Object.isFrozen(config.accounts[0]?.regions)).toBe(true);
    expect(Object.isFrozen(config.access?.users)).toBe(true);
  });

  test.each(['', '# nothing', '---', '{}'])('%j audits the account of its own credentials', (text) => {
    expect(parseConfig(text, 'x')).toEqual({
      accounts: [{ regions: 'enabled' }],
      schedules: [],
      remediation: { mode: 'bookmarks-only', watchRunsFor: 604_800_000 },
      warnings: [],
    });
  });

  test('one account without id is the bot’s own', () => {
    expect(parseConfig('accounts: [{ name: mine, regions: [eu-west-1] }]', 'x').accounts).toEqual([
      { name: 'mine', regions: ['eu-west-1'] },
    ]);
  });

  test('a bare number of 12 digits has lost nothing and is taken, in schedules too', () => {
    const config = parseConfig(
      [
        'accounts: [{ id: 111122223333 }]',
        ...schedule('cron: "0 8 * * *"', 'channel: C1ABC', 'accounts: [111122223333]'),
      ].join('\n'),
      'x',
    );
    expect(config.accounts[0]?.id).toBe('111122223333');
    expect(config.schedules[0]).toMatchObject({ accounts: ['111122223333'], timezone: 'UTC' });
  });

  test('a region that AWS has opened since is used, with a warning', () => {
    expect(parseConfig('accounts:\n  - regions:\n      - eu-west-9', 'x').warnings).toMatchInlineSnapshot(`
      [
        {
          "line": 3,
          "message": ""eu-west-9" is not in Gluewarden's list of AWS regions; it is used as written. Did you mean "eu-west-1"?",
          "path": "accounts[0].regions[0]",
        },
      ]
    `);
  });

  test('an account’s approvals come complete: its own entries over the common ones over the defaults', () => {
    const config = parseConfig(
      [
        'accounts: [{ id: "111122223333", approvals: { required: 2, expireAfter: 1d12h } }]',
        'approvals: { channel: C1ABC, approvers: { usergroups: [S1ABC] }, allowSelfApproval: true, expireAfter: 1h }',
      ].join('\n'),
      'x',
    );
    expect(config.accounts[0]?.approvals).toEqual({
      channel: 'C1ABC',
      approvers: { users: [], usergroups: ['S1ABC'] },
      required: 2,
      allowSelfApproval: true,
      expireAfter: 36 * 3_600_000,
      remindBefore: 2 * 3_600_000,
    });
    expect(config.approvals).toMatchObject({ required: 1, expireAfter: 3_600_000, remindBefore: 900_000 });
  });
});

describe('keys and types', () => {
  test('unknown keys, with the nearest right one, wherever they are', () => {
    expect(
      problems(
        'account: []',
        'accounts:',
        '  - id: "111122223333"',
        '    scanRoleARN: x',
        '    colour: blue',
        'acces: {}',
      ),
    ).toMatchInlineSnapshot(`
      "  line 1, account
          is no key that Gluewarden knows. Did you mean "accounts"?
        line 4, accounts[0].scanRoleARN
          is no key that Gluewarden knows. Did you mean "scanRoleArn"?
        line 5, accounts[0].colour
          is no key that Gluewarden knows. Known here: id, name, scanRoleArn, remediationRoleArn, externalId, regions, kmsKeys, approvals
        line 6, acces
          is no key that Gluewarden knows. Did you mean "access"?"
    `);
  });

  test('values of the wrong type', () => {
    expect(
      problems(
        'accounts:',
        '  - id: "111122223333"',
        '    name: 42',
        '    regions: eu-west-1',
        '    kmsKeys: [a]',
        'schedules: {}',
        'access: [U1ABC]',
        'approvals:',
        '  approvers: { users: U1ABC, usergroups: [true] }',
        '  required: 3',
        '  allowSelfApproval: yes',
        '  expireAfter: 24',
        'remediation: { mode: bookmark-only, watchRunsFor: a week }',
      ),
    ).toMatchInlineSnapshot(`
      "  line 3, accounts[0].name
          must be text: put 42 in quotes
        line 4, accounts[0].regions
          must be a list of regions, like [eu-west-1, us-east-1], or the word enabled
        line 5, accounts[0].kmsKeys
          must be a map of "key: value" lines; this is a list
        line 6, schedules
          must be a list, not a map: begin each entry with "- "
        line 7, access
          must be a map of "key: value" lines; this is a list
        line 9, approvals.approvers.users
          must be a list: write [U1ABC]
        line 9, approvals.approvers.usergroups[0]
          must be text: put true in quotes
        line 10, approvals.required
          must be 1 or 2; this is 3
        line 11, approvals.allowSelfApproval
          must be true or false; this is "yes"
        line 12, approvals.expireAfter
          "24" is no duration: write a number and a unit (s, m, h, d), like "24h" or "7d"
        line 13, remediation.mode
          must be bookmarks-only or full; this is "bookmark-only". Did you mean "bookmarks-only"?
        line 13, remediation.watchRunsFor
          "a week" is no duration: write a number and a unit (s, m, h, d), like "24h" or "7d""
    `);
  });

  test('empty values and missing keys', () => {
    expect(
      problems('accounts:', 'access:', 'schedules:', '  - timezone: UTC', '  -', 'remediation:'),
    ).toMatchInlineSnapshot(`
      "  line 1, accounts
          is empty: write a value, or remove the key
        line 2, access
          is empty: write a value, or remove the key
        line 4, schedules[0].name
          is missing: give it a name, like "daily"
        line 4, schedules[0].cron
          is missing: write five fields, like "0 8 * * 1-5" (08:00, Monday to Friday)
        line 4, schedules[0].channel
          is missing: write the id of the channel to post to, like "C0123ABCDEF"
        line 5, schedules[1]
          is empty: write a value, or remove the key
        line 6, remediation
          is empty: write a value, or remove the key"
    `);
  });

  test('the whole file is something else', () => {
    expect(problems('- a', '- b')).toMatchInlineSnapshot(`
      "  line 1
          must be a map of "key: value" lines; this is a list"
    `);
    expect(problems('just words')).toMatchInlineSnapshot(`
      "  line 1
          must be a map of "key: value" lines; this is "just words""
    `);
  });
});

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
          is the ARN of a session: write the role itself, like "arn:aws:iam::111122223333:role/GluewardenScan"
        line 3, accounts[1].externalId
          must be 2 to 1224 letters, digits and _ + = , . @ : / - (no spaces), as in the trust policy of the role
        line 4, accounts[2].scanRoleArn
          must be the ARN of an IAM role, like "arn:aws:iam::111122223333:role/GluewardenScan"; this is "scan"
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
        '  - { id: "222233334444", name: all, scanRoleArn: "arn:aws:iam::222233334444:role/a" }',
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
          "all" is a word of /glue-audit: take another name
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
          must be the ARN of a KMS key or alias, like "arn:aws:kms:us-east-1:111122223333:alias/glue"; this is "alias/glue"
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
  test.each(['0 8 * *', '0 0 8 * * 1', '@daily', '61 8 * * 9', '0 0 31 2 *', '*/90 * * * *', 'at eight'])(
    'cron %s',
    (text) => {
      expect(cron(text)).toMatchSnapshot();
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

describe('who may ask and approve', () => {
  test('access that names nobody would lock everybody out', () => {
    expect(problems('access: {}')).toMatchInlineSnapshot(`
      "  line 1, access
          names nobody, so nobody could ask: list users, usergroups or channels, or remove "access" to let the whole workspace ask"
    `);
    expect(problems('access: { users: [], channels: [] }')).toBe(problems('access: {}'));
    expect(problems('access: { channels: [C1ABC] }')).toBe('none');
  });

  test('ids of people and groups', () => {
    expect(problems('access: { users: ["@ada", U1ABC, U1ABC], usergroups: [data-team] }')).toMatchInlineSnapshot(`
      "  line 1, access.users[0]
          "@ada" is not a user's id, like "U0123ABCDEF". To find it in Slack: open the person's profile, press ⋮ and "Copy member ID"
        line 1, access.usergroups[0]
          "data-team" is not a user group's id, like "S0123ABCDEF". To find it in Slack: People & user groups → User groups → open the group → ⋮ → "Copy group ID"
        line 1, access.users[2]
          is in this list twice: keep one"
    `);
  });

  test('approvals that could never be given', () => {
    expect(problems('approvals: { channel: C1ABC }')).toMatchInlineSnapshot(`
      "  line 1, approvals.approvers
          names nobody, so nothing could be approved: list users or usergroups"
    `);
    expect(problems('approvals: { approvers: { users: [U1ABC] }, required: 2 }')).toMatchInlineSnapshot(`
      "  line 1, approvals.required
          is 2, and only one person is listed as approver: list another one or a user group"
    `);
    expect(
      problems(
        'accounts: [{ id: "111122223333", approvals: { approvers: { users: [] } } }]',
        'approvals: { approvers: { users: [U1ABC] } }',
      ),
    ).toMatchInlineSnapshot(`
      "  line 1, accounts[0].approvals.approvers
          names nobody, so nothing could be approved: list users or usergroups"
    `);
  });

  test('times', () => {
    expect(
      problems('approvals: { approvers: { users: [U1ABC] }, expireAfter: 2h, remindBefore: 2h }'),
    ).toMatchInlineSnapshot(`
      "  line 1, approvals.remindBefore
          must be shorter than expireAfter: the reminder comes before the end"
    `);
    expect(problems('approvals: { approvers: { users: [U1ABC] }, expireAfter: 0h }')).toMatchInlineSnapshot(`
      "  line 1, approvals.expireAfter
          must be longer than nothing, like "24h""
    `);
    expect(problems('approvals: { approvers: { users: [U1ABC] }, expireAfter: 1y }')).toMatchInlineSnapshot(`
      "  line 1, approvals.expireAfter
          "1y" is no duration: write a number and a unit (s, m, h, d), like "24h" or "7d""
    `);
    expect(problems('approvals: { approvers: { users: [U1ABC] }, expireAfter: 365d }')).toMatchInlineSnapshot(`
      "  line 1, approvals.expireAfter
          "365d" is too long: 90d at most"
    `);
  });
});

describe('hostile YAML', () => {
  const bomb = [
    'a: &a [x]',
    ...'bcdefghij'.split('').map((key, i) => `${key}: &${key} [${`*${'abcdefghi'[i]},`.repeat(9)}]`),
  ];

  test.each([
    ['a duplicate key', ['accounts: []', 'access: {}', 'accounts: []']],
    ['a tab', ['accounts:', '\t- id: "111122223333"']],
    ['an alias', ['a: &x [1]', 'b: *x']],
    ['an alias of itself', ['a: &x', '  b: *x']],
    ['a bomb of aliases', bomb],
    ['a tag', ['accounts: !!js/function "x"']],
    ['two documents', ['accounts: []', '---', 'accounts: []']],
    ['a bad indent', ['  accounts: []', ' access: {}']],
    ['an open quote', ['accounts: "x']],
    ['prototype keys', ['__proto__: { accounts: [] }', 'constructor: 1']],
    ['words that other YAML reads as booleans', ['access: on', 'approvals: { allowSelfApproval: no }']],
    ['control characters and a change of direction in a key', ['"a\\u001b[31m\\n\\u202e": 1']],
  ])('%s', (_name, lines) => {
    expect(problems(...lines)).toMatchSnapshot();
  });

  test('nested without end', () => {
    expect(problems('['.repeat(50_000))).toContain('nested too deeply');
  });

  test('whatever the file says, the answer is a configuration or a list of problems', () => {
    const word = fc.constantFrom(
      'accounts',
      'id',
      'regions',
      'schedules',
      'cron',
      'name',
      'access',
      'approvals',
      'channel',
      'users',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 7, '', 'enabled', 'C1ABC', '111122223333', 'eu-west-1'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(word, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => void problems(JSON.stringify(value))),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => void problems(text)),
      { numRuns: 300 },
    );
  });
});
