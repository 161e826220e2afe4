import { expect, test } from 'vitest';
import { logSubcommand } from '../../../commands/glue-remediate/log.ts';
import { call, remediationCommands } from '../../support/commands/subcommands.ts';

test('log asks for one request; who may read it is judged there', async () => {
  const commands = remediationCommands();
  const problem = { kind: 'problem', what: 'x', next: 'y', suggestions: [] } as const;
  commands.log.mockResolvedValue(problem);
  const subcommand = logSubcommand(commands);
  expect(await subcommand.run(call('orders etl'))).toBe(problem);
  expect(commands.log.mock.calls).toEqual([[{ user: 'U1', channel: 'C1' }, 'orders etl']]);
  expect(subcommand.ownAccess).toBe(true);
  expect(logSubcommand(undefined).ownAccess).toBeUndefined();
});

test.each([[[]], [['']], [['orders', 'etl']]])('%j is refused', async (words) => {
  await expect(logSubcommand(remediationCommands()).run(call(...words))).rejects.toMatchObject({ code: 'usage' });
});
