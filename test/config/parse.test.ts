import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultExceptions } from '../../src/config/model.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { dayMs, defaultRetention } from '../../src/domain/retention.ts';
import { problems, schedule } from './problems-of.ts';

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
      retention: defaultRetention,
      exceptions: defaultExceptions,
      warnings: [],
    });
  });

  test('the channel of the operators is one channel, and its name is checked', () => {
    const { operations } = parseConfig('operations: { channel: C0123ABCDEF }', 'x');
    expect(operations).toEqual({ channel: 'C0123ABCDEF', headDaily: false });
    expect(() => parseConfig('operations: { channel: C0123ABCDEF, headDaily: often }', 'x')).toThrow(/headDaily/);
    for (const wrong of ['operations: {}', 'operations: { channel: "#ops" }', 'operations: { chanel: C0123ABCDEF }'])
      expect(() => parseConfig(wrong, 'x')).toThrow(/operations/);
  });

  test('what is kept how long: what is left out has its default, and forever is a word', () => {
    const { retention } = parseConfig('retention: { findings: forever, scans: 60d, slots: 1d168h }', 'x');
    expect(retention).toEqual({ ...defaultRetention, findings: 'forever', scans: 60 * dayMs, slots: 8 * dayMs });
    expect(parseConfig('retention: {}', 'x').retention).toEqual(defaultRetention);
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
          is no key that Gluewarden knows. Known here: id, name, scanRoleArn, remediationRoleArn, externalId, regions, kmsKeys, owner, approvals
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

  test('what would be kept too short, too long or without a unit', () => {
    expect(
      problems(
        'retention:',
        '  findings: 29d',
        '  scans: 400',
        '  slots: 6d',
        '  messages: 1s',
        '  requests: 4000d',
        '  envelopes: 1h',
      ),
    ).toMatchInlineSnapshot(`
      "  line 2, retention.findings
          "29d" is too short: 30d at least, because a resolved finding is what people look for when the same one comes back
        line 3, retention.scans
          "400" is no duration: write a number of days, like "30d" or "400d", or the word forever
        line 4, retention.slots
          "6d" is too short: 7d at least, because a clock that was put back would run a forgotten slot again
        line 5, retention.messages
          "1s" is too short: 30d at least, because a message is found by its row to be edited or delivered once
        line 6, retention.requests
          "4000d" is too long: 3650d at most, or the word forever
        line 7, retention.envelopes
          is no key that Gluewarden knows. Known here: findings, scans, slots, messages, requests"
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
