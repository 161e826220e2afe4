import { expect, test, vi } from 'vitest';
import { whereOn } from '../../../commands/glue-remediate/where-on.ts';
import { call, remediationCommands } from '../../support/commands/subcommands.ts';

test('nothing runs where remediation is off, and the answer is how to switch it on', async () => {
  const run = vi.fn();
  expect(await whereOn(undefined, run)(call())).toMatchObject({ next: expect.stringContaining('remediationRoleArn') });
  expect(run).not.toHaveBeenCalled();
  const [commands, asked] = [remediationCommands(), call('std')];
  await whereOn(commands, run)(asked);
  expect(run).toHaveBeenCalledExactlyOnceWith(commands, asked);
});
