import { expect, test } from 'vitest';
import { offerSubcommand } from '../../../commands/glue-remediate/offer.ts';
import { accounts } from '../../support/commands/commands.ts';
import { call, locateNothing, remediationCommands } from '../../support/commands/subcommands.ts';

const [production] = accounts;

test.each([[['us-east-1', 'production']], [['production', 'us-east-1']]])(
  'the first word is the name, even one that is a region, an account or a word of the command: %j after it',
  async (targets) => {
    for (const name of ['orders etl', 'eu-west-1', 'production', 'status']) {
      const commands = remediationCommands();
      await offerSubcommand(commands, locateNothing, accounts).run(call(name, ...targets));
      expect(commands.offer).toHaveBeenCalledExactlyOnceWith(production, 'us-east-1', name);
    }
  },
);

test('the only account need not be named', async () => {
  const commands = remediationCommands();
  await offerSubcommand(commands, locateNothing, accounts.slice(0, 1)).run(call('orders', 'us-east-1'));
  expect(commands.offer).toHaveBeenCalledExactlyOnceWith(production, 'us-east-1', 'orders');
});

test.each([
  [['stauts'], { code: 'usage', suggestions: ['status'] }],
  [['orders'], { code: 'usage', suggestions: [] }],
  [['orders', 'production'], { code: 'usage', suggestions: [] }],
  [['orders', 'us-esat-1'], { code: 'unknown-region' }],
  [['orders', 'us-east-1'], { code: 'account-needed' }],
])('%j asks for what is missing and offers nothing', async (words, error) => {
  const commands = remediationCommands();
  await expect(offerSubcommand(commands, locateNothing, accounts).run(call(...words))).rejects.toMatchObject(error);
  expect(commands.offer).not.toHaveBeenCalled();
});

test('the records say where a finding is whose name was given alone, or spell it', async () => {
  if (production === undefined) throw new Error('no account');
  const place = { name: 'orders', account: production, region: 'us-east-1' };
  const commands = remediationCommands();
  const asked: unknown[] = [];
  const found = offerSubcommand(
    commands,
    async (question) => {
      asked.push(question);
      return { found: place };
    },
    accounts,
  );
  await found.run(call('orders'));
  expect(asked).toEqual([{ name: 'orders', findingsOnly: true }]);
  expect(commands.offer).toHaveBeenCalledExactlyOnceWith(production, 'us-east-1', 'orders');
  const misspelt = offerSubcommand(commands, async () => ({ none: [place] }), accounts);
  await expect(misspelt.run(call('oders'))).rejects.toMatchObject({
    code: 'unknown-name',
    suggestions: ['orders production us-east-1'],
  });
  const several = offerSubcommand(commands, async () => ({ several: [place, place] }), accounts);
  await expect(several.run(call('orders'))).rejects.toMatchObject({ code: 'ambiguous-name' });
});
