import { expect, test } from 'vitest';
import { recordingCommands } from '../../support/commands/commands.ts';

const bare = { until: '2027-03-31', reason: 'ends in March', evenIfWorse: false };

test.each([
  ['accept orders-etl until 2027-03-31 because "ends in March"', { ...bare, scope: { name: 'orders-etl' } }],
  [
    'accept "orders *" production eu-west-1 configuration unusable-key until 2027-03-31 because "ends in March" owner "data team"',
    {
      ...bare,
      owner: { owner: 'data team' },
      scope: {
        name: 'orders *',
        accounts: ['111122223333'],
        regions: ['eu-west-1'],
        kinds: ['configuration', 'unusable-key'],
      },
    },
  ],
  [
    'accept until EVEN-IF-WORSE because "ends in March" owner <@U0NINA|nina> Until 2027-03-31',
    { ...bare, owner: { owner: 'U0NINA', ownerIs: 'person' }, evenIfWorse: true, scope: { name: 'until' } },
  ],
  [
    'accept * TAG:team=finance eu-west-1 "tag:cost center=a = b" until 2027-03-31 because "ends in March"',
    { ...bare, scope: { name: '*', regions: ['eu-west-1'], tag: { team: 'finance', 'cost center': 'a = b' } } },
  ],
])('%s', async (text, risk) => {
  const { run, calls } = recordingCommands();
  await run(text);
  expect(calls).toEqual([['accept', 'U1', risk]]);
});

test.each([
  ['accept', 'the name is missing'],
  ['accept x because y', 'the day is missing'],
  ['accept x until 2027-03-31', 'the reason is missing'],
  ['accept x until', '"until" needs something after it'],
  ['accept x tag:team until 2027-03-31 because y', '"tag:team" is no tag: write tag:<key>=<value>'],
  ['accept x tag:a=1 tag:a=2 until 2027-03-31 because y', 'name each key once'],
  ['accept x eu-wst-1 until 2027-03-31 because y', 'eu-wst-1'],
  ['accept x until 2027-03-31 because two words', 'words'],
])('%s is refused', async (text, words) => {
  const { run, calls } = recordingCommands();
  const said = await run(text);
  expect(said).toMatchObject({ kind: 'problem' });
  expect(JSON.stringify(said)).toContain(JSON.stringify(words).slice(1, -1));
  expect(calls).toEqual([]);
});
