import { expect, test, vi } from 'vitest';
import { findingsSubcommand, type ListFindings } from '../../../commands/glue-audit/findings.ts';
import { accounts } from '../../support/commands/commands.ts';
import { call } from '../../support/commands/subcommands.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

function subcommand() {
  const list = vi.fn<ListFindings>();
  const clock = new FakeClock();
  return { list, clock, ...findingsSubcommand(list, accounts, clock) };
}

test.each([
  [[], {}],
  [['eu-west-1'], { regions: ['eu-west-1'] }],
  [['analytics team', 'Exposed'], { accounts: ['444455556666'], exposures: ['exposed'] }],
  [['latent', 'exposed'], { exposures: ['exposed', 'latent'] }],
  [['glue-005', 'eu-west-1'], { rules: ['Glue-005'], regions: ['eu-west-1'] }],
  [['configuration', '111122223333'], { kinds: ['configuration'], accounts: ['111122223333'] }],
])('%j', async (words, filter) => {
  const { run, list } = subcommand();
  await run(call(...words));
  expect(list).toHaveBeenCalledExactlyOnceWith(filter);
});

test('"new" counts seven days back from when it is asked', async () => {
  const { run, list, clock } = subcommand();
  await run(call('new'));
  expect(list).toHaveBeenCalledExactlyOnceWith({ firstSeenSince: clock.now() - 7 * 86_400_000 });
});

test.each([[['expsed']], [['eu-west-1', 'us-east-1']], [['production', 'exposed', 'nowhere']]])(
  '%j is refused: a filter that was not understood never lists fewer or more',
  async (words) => {
    const { run, list } = subcommand();
    await expect(run(call(...words))).rejects.toThrow();
    expect(list).not.toHaveBeenCalled();
  },
);
