import { expect, test, vi } from 'vitest';
import { showSubcommand } from '../../../commands/glue-audit/show.ts';
import type { ShowConfiguration } from '../../../src/usecases/audit/show-configuration.ts';
import { accounts } from '../../support/commands/commands.ts';
import { call } from '../../support/commands/subcommands.ts';

const [production] = accounts;

function subcommand(of = accounts) {
  const show = vi.fn<ShowConfiguration>();
  return { show, ...showSubcommand(show, of) };
}

test.each([[['us-east-1', 'production']], [['production', 'us-east-1']]])(
  'the first word is the name, even one that is a region or an account: %j after it',
  async (targets) => {
    for (const name of ['orders etl', 'eu-west-1', 'production']) {
      const { run, show } = subcommand();
      await run(call(name, ...targets));
      expect(show).toHaveBeenCalledExactlyOnceWith(production, 'us-east-1', name);
    }
  },
);

test('the only account need not be named', async () => {
  const { run, show } = subcommand(accounts.slice(0, 1));
  await run(call('orders', 'us-east-1'));
  expect(show).toHaveBeenCalledExactlyOnceWith(production, 'us-east-1', 'orders');
});

test.each([
  [[], { code: 'usage' }],
  [[''], { code: 'usage' }],
  [['orders', 'production'], { code: 'usage' }],
  [['orders', 'eu-west-1'], { code: 'account-needed' }],
])('%j asks for what is missing and reads nothing', async (words, error) => {
  const { run, show } = subcommand();
  await expect(run(call(...words))).rejects.toMatchObject(error);
  expect(show).not.toHaveBeenCalled();
});
