import { expect, test } from 'vitest';
import { pauseSubcommand } from '../../../commands/glue-remediate/pause.ts';
import { call, remediationCommands } from '../../support/commands/subcommands.ts';

test('pause says who asks; whether they may is not for the list of those who may ask', async () => {
  const commands = remediationCommands();
  const asked = call();
  const subcommand = pauseSubcommand(commands);
  await subcommand.run(asked);
  expect(commands.pause).toHaveBeenCalledExactlyOnceWith(asked.actor, true);
  expect([subcommand.ownAccess, pauseSubcommand(undefined).ownAccess]).toEqual([true, undefined]);
});
