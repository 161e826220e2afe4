import { expect, test, vi } from 'vitest';
import { showSubcommand } from '../../../commands/glue-audit/show.ts';
import type { LocateName } from '../../../src/usecases/audit/locate-name.ts';
import type { Show } from '../../../src/usecases/audit/show.ts';
import { accounts } from '../../support/commands/commands.ts';
import { call, locateNothing } from '../../support/commands/subcommands.ts';

const [production, analytics] = accounts;

function subcommand(of = accounts, locate: LocateName = locateNothing) {
  const show = vi.fn<Show>();
  return { show, ...showSubcommand(show, locate, of) };
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

test('the records say where a name is that was given alone', async () => {
  if (analytics === undefined) throw new Error('no account');
  const asked: unknown[] = [];
  const { run, show } = subcommand(accounts, async (question) => {
    asked.push(question);
    return { found: { name: question.name, account: analytics, region: 'eu-west-1' } };
  });
  await run(call('orders'));
  await run(call('orders', 'eu-west-1'));
  expect(asked).toEqual([{ name: 'orders' }, { name: 'orders', region: 'eu-west-1' }]);
  expect(show.mock.calls).toEqual([
    [analytics, 'eu-west-1', 'orders'],
    [analytics, 'eu-west-1', 'orders'],
  ]);
});

test('in several places, or misspelt: whole commands to choose from, and nothing is read', async () => {
  if (production === undefined || analytics === undefined) throw new Error('no account');
  const places = [
    { name: 'orders etl', account: production, region: 'us-east-1' },
    { name: 'orders etl', account: analytics, region: 'eu-west-1' },
  ];
  const whole = ['show "orders etl" production us-east-1', 'show "orders etl" "analytics team" eu-west-1'];
  const several = subcommand(accounts, async () => ({ several: places }));
  await expect(several.run(call('orders etl'))).rejects.toMatchObject({ code: 'ambiguous-name', suggestions: whole });
  const misspelt = subcommand(accounts, async () => ({ none: places }));
  await expect(misspelt.run(call('orders elt'))).rejects.toMatchObject({ code: 'unknown-name', suggestions: whole });
  expect(several.show).not.toHaveBeenCalled();
  expect(misspelt.show).not.toHaveBeenCalled();
});

test('"job" at the end is the job, unless an account is called that', async () => {
  const { run, show } = subcommand();
  await run(call('orders', 'production', 'us-east-1', 'JOB'));
  await run(call('job', 'production', 'us-east-1'));
  expect(show.mock.calls).toEqual([
    [production, 'us-east-1', 'orders', 'job'],
    [production, 'us-east-1', 'job'],
  ]);
  const named = { id: '777788889999', name: 'job', regions: 'enabled' as const };
  const other = subcommand([...accounts, named]);
  await other.run(call('orders', 'us-east-1', 'job'));
  expect(other.show).toHaveBeenCalledExactlyOnceWith(named, 'us-east-1', 'orders');
});
