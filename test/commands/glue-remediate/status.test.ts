import { expect, test } from 'vitest';
import { statusSubcommand } from '../../../commands/glue-remediate/status.ts';
import { call, remediationCommands } from '../../support/commands/subcommands.ts';

test('status answers with the open requests, and takes no words', async () => {
  const commands = remediationCommands();
  const answer = { kind: 'open-requests', requests: [] } as const;
  commands.status.mockResolvedValue(answer);
  const subcommand = statusSubcommand(commands);
  expect(await subcommand.run(call())).toBe(answer);
  expect(subcommand.alone).toBe(true);
});
