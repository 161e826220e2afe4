import { expect, test } from 'vitest';
import { offerSubcommand } from '../../../commands/glue-remediate/offer.ts';
import { accounts } from '../../support/commands/commands.ts';
import { call, remediationCommands } from '../../support/commands/subcommands.ts';

const [production] = accounts;

test.each([[['us-east-1', 'production']], [['production', 'us-east-1']]])(
  'the first word is the name, even one that is a region, an account or a word of the command: %j after it',
  async (targets) => {
    for (const name of ['orders etl', 'eu-west-1', 'production', 'status']) {
      const commands = remediationCommands();
      await offerSubcommand(commands, accounts).run(call(name, ...targets));
      expect(commands.offer).toHaveBeenCalledExactlyOnceWith(production, 'us-east-1', name);
    }
  },
);

test('the only account need not be named', async () => {
  const commands = remediationCommands();
  await offerSubcommand(commands, accounts.slice(0, 1)).run(call('orders', 'us-east-1'));
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
  await expect(offerSubcommand(commands, accounts).run(call(...words))).rejects.toMatchObject(error);
  expect(commands.offer).not.toHaveBeenCalled();
});
