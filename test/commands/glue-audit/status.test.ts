import { expect, test, vi } from 'vitest';
import { statusSubcommand } from '../../../commands/glue-audit/status.ts';
import { call } from '../../support/commands/subcommands.ts';

test('status answers with what is recorded', async () => {
  const answer = Symbol('answer') as never;
  const read = vi.fn(() => Promise.resolve(answer));
  expect(await statusSubcommand(read).run(call())).toBe(answer);
  expect(read).toHaveBeenCalledOnce();
});
