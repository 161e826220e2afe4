import { expect, test } from 'vitest';
import { configurationHash } from '../../../src/config/configuration-hash.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { problems } from '../problems-of.ts';

const accounts = 'accounts: [{ id: "111122223333", name: data }]';
const read = (...lines: string[]) => parseConfig(lines.join('\n'), 'x');

test('an older file reads no tags, names no owner so, and means the same as before', () => {
  const config = read(accounts);
  expect([config.tags, config.owners]).toEqual([undefined, undefined]);
  expect(Object.keys(config)).not.toContain('tags');
  expect(configurationHash(config)).toBe(configurationHash(read(accounts)));
});

test('the rules stay in their order, with the ids of the accounts that they name', () => {
  const { tags, owners } = read(
    accounts,
    'tags: [team, cost-center]',
    'owners:',
    '  - { tag: { team: finance }, accounts: [Data], channel: C0FINANCE, usergroup: S0FINANCE }',
    '  - { name: "orders-*", regions: [eu-west-1], usergroup: S0ORDERS0 }',
  );
  expect(tags).toEqual(['team', 'cost-center']);
  expect(owners).toEqual([
    {
      tag: { team: 'finance' },
      accounts: ['111122223333'],
      owner: { channel: 'C0FINANCE', usergroup: 'S0FINANCE' },
    },
    { name: 'orders-*', regions: ['eu-west-1'], owner: { usergroup: 'S0ORDERS0' } },
  ]);
});

test.each([
  [['owners: [{ name: x }]'], 'owners[0]', 'names neither a channel nor a usergroup'],
  [['owners: [{ channel: C0FINANCE }]'], 'owners[0]', 'names neither a name nor a tag'],
  [['owners: [{ tag: { team: a }, channel: C0FINANCE }]'], 'owners[0].tag.team', 'add "team" to the list "tags"'],
  [['tags: [team]', 'owners: [{ tag: { tean: a }, channel: C0FINANCE }]'], 'owners[0].tag.tean', 'Did you mean "team"'],
  [['tags: [team]', 'owners: [{ tag: {}, channel: C0FINANCE }]'], 'owners[0].tag', 'names no tag'],
  [['tags: [team]', 'owners: [{ tag: { team: 5 }, channel: C0FINANCE }]'], 'owners[0].tag.team', 'in quotes'],
  [['owners: [{ name: x, channel: finance }]'], 'owners[0].channel', ''],
  [['owners: [{ name: x, usergroup: C0FINANCE }]'], 'owners[0].usergroup', ''],
  [['owners: [{ name: "", channel: C0FINANCE }]'], 'owners[0].name', 'at most 255 characters'],
  [['owners: [{ name: x, accounts: [prod], channel: C0FINANCE }]'], 'owners[0].accounts[0]', 'no account'],
  [['owners: [{ name: x, regions: [moon], channel: C0FINANCE }]'], 'owners[0].regions[0]', 'no AWS region'],
  [['owners: [{ name: x, chanel: C0FINANCE }]'], 'owners[0].chanel', 'Did you mean "channel"'],
  [
    ['owners: [{ name: x, channel: C0FINANCE }, { name: x, channel: C0ORDERS0 }]'],
    'owners[1]',
    'is about the same as owners[0]',
  ],
  [['tags: []'], 'tags', 'is an empty list'],
  [['tags: [team, team]'], 'tags[1]', 'twice'],
  [['tags: [""]'], 'tags[0]', 'must be the key of a tag'],
  [[`tags: [${'k'.repeat(129)}]`], 'tags[0]', 'at most 128 characters'],
  [[`tags: [${Array.from({ length: 11 }, (_, n) => `k${n}`).join(', ')}]`], 'tags', '10 at most'],
])('%j is refused', (lines, path, words) => {
  const said = problems(accounts, ...lines);
  expect(said).toContain(`${path}\n`);
  expect(said).toContain(words);
});

test('what is accepted by tag has a key that is read, and an id of its own', () => {
  const entry = (tag: string) =>
    `exceptions: { accepted: [{ ${tag}name: x, evenIfWorse: true, reason: r, owner: o, until: 2027-03-31 }] }`;
  expect(problems(accounts, entry('tag: { team: finance }, '))).toContain('exceptions.accepted[0].tag.team\n');
  const [finance] = read('tags: [team]', entry('tag: { team: finance }, ')).exceptions.accepted;
  const [orders] = read('tags: [team]', entry('tag: { team: orders }, ')).exceptions.accepted;
  const [all] = read(entry('')).exceptions.accepted;
  expect(finance?.scope).toEqual({ name: 'x', tag: { team: 'finance' } });
  expect(new Set([finance?.id, orders?.id, all?.id]).size).toBe(3);
  // The id of before: what was entered by it stays entered.
  expect(all?.id).toBe('file-130f764a0aa0e57a813a');
  const bare =
    'exceptions: { accepted: [{ tag: { team: a }, evenIfWorse: true, reason: r, owner: o, until: 2027-03-31 }] }';
  expect(problems('tags: [team]', bare)).toBe('none');
});
