import { expect, test } from 'vitest';
import { resumeSubcommand } from '../../../commands/glue-remediate/resume.ts';
import { call, remediationCommands } from '../../support/commands/subcommands.ts';

test('resume says who asks; whether they may is not for the list of those who may ask', async () => {
  const commands = remediationCommands();
  const asked = call();
  const subcommand = resumeSubcommand(commands);
  await subcommand.run(asked);
  expect(commands.pause).toHaveBeenCalledExactlyOnceWith(asked.actor, false);
  expect([subcommand.ownAccess, resumeSubcommand(undefined).ownAccess]).toEqual([true, undefined]);
});
