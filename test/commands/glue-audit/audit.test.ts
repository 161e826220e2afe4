import { expect, test, vi } from 'vitest';
import { auditSubcommand } from '../../../commands/glue-audit/audit.ts';
import type { Account } from '../../../src/domain/fleet.ts';
import type { Audit } from '../../../src/usecases/audit/audit.ts';
import { accounts } from '../../support/commands/commands.ts';
import { call } from '../../support/commands/subcommands.ts';

const [production, analytics] = accounts;

function subcommand(of: readonly Account[] = accounts) {
  const audit = vi.fn<Audit>();
  return { audit, ...auditSubcommand(audit, of) };
}

test.each([
  [['us-east-1'], { accounts: [production], regions: ['us-east-1'] }],
  [['eu-west-1'], { accounts, regions: ['eu-west-1'] }],
  [['analytics team'], { accounts: [analytics] }],
  [['eu-west-1', '444455556666'], { accounts: [analytics], regions: ['eu-west-1'] }],
])('%j looks at that and no more', async (words, scope) => {
  const { run, audit } = subcommand();
  const asked = call(...words);
  await run(asked);
  expect(audit).toHaveBeenCalledExactlyOnceWith({
    scope,
    actor: asked.actor,
    command: asked.typed,
    progress: asked.progress,
  });
});

test.each([[['eu-west-1', 'us-east-1']], [['production', 'analytics team']], [['nowhere']]])(
  '%j is refused, and nothing is checked',
  async (words) => {
    const { run, audit } = subcommand();
    await expect(run(call(...words))).rejects.toThrow();
    expect(audit).not.toHaveBeenCalled();
  },
);

test.each([
  [accounts, 'production eu-west-1'],
  [[{ id: '444455556666', regions: 'enabled' }], '444455556666 eu-west-1'],
  [accounts.slice(1), '"analytics team" eu-west-1'],
  [[{ regions: 'enabled' }], '111122223333 eu-west-1'],
] as const)('the example names an account that is there when one is known', (of, example) => {
  expect(subcommand(of).help.map((line) => line.example)).toContain(example);
});
