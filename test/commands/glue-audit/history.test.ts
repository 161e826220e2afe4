import { expect, test, vi } from 'vitest';
import { historySubcommand } from '../../../commands/glue-audit/history.ts';
import { call } from '../../support/subcommands.ts';

test('history answers with what is recorded', async () => {
  const answer = Symbol('answer') as never;
  const read = vi.fn(() => Promise.resolve(answer));
  expect(await historySubcommand(read).run(call())).toBe(answer);
  expect(read).toHaveBeenCalledOnce();
});

test('with a further word nothing is read', async () => {
  const read = vi.fn();
  await expect(historySubcommand(read).run(call('eu-west-1'))).rejects.toMatchObject({ code: 'usage' });
  expect(read).not.toHaveBeenCalled();
});
