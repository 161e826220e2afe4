import { expect, test } from 'vitest';
import { bulkSubcommand } from '../../../commands/glue-remediate/bulk.ts';
import { accounts } from '../../support/commands/commands.ts';
import { call, remediationCommands } from '../../support/commands/subcommands.ts';

const [production, analytics] = accounts;

test.each([
  [['production'], [production, undefined]],
  [
    ['us-east-1', 'production'],
    [production, 'us-east-1'],
  ],
  [
    ['analytics team', 'eu-west-1'],
    [analytics, 'eu-west-1'],
  ],
])('%j', async (words, asked) => {
  const commands = remediationCommands();
  await bulkSubcommand(commands, accounts).run(call(...words));
  expect(commands.bulk).toHaveBeenCalledExactlyOnceWith(...asked);
});

test('the only account need not be named', async () => {
  const commands = remediationCommands();
  await bulkSubcommand(commands, accounts.slice(0, 1)).run(call());
  expect(commands.bulk).toHaveBeenCalledExactlyOnceWith(production, undefined);
});

test.each([
  [[], { code: 'account-needed', suggestions: ['bulk production', 'bulk "analytics team"'] }],
  [['prodution'], { code: 'usage', suggestions: ['production'] }],
])('%j is refused, with what was probably meant', async (words, error) => {
  const commands = remediationCommands();
  await expect(bulkSubcommand(commands, accounts).run(call(...words))).rejects.toMatchObject(error);
  expect(commands.bulk).not.toHaveBeenCalled();
});
