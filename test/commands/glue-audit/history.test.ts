import { expect, test, vi } from 'vitest';
import { historySubcommand } from '../../../commands/glue-audit/history.ts';
import { call } from '../../support/commands/subcommands.ts';

test('history answers with what is recorded', async () => {
  const answer = Symbol('answer') as never;
  const read = vi.fn(() => Promise.resolve(answer));
  expect(await historySubcommand(read).run(call())).toBe(answer);
  expect(read).toHaveBeenCalledOnce();
});
