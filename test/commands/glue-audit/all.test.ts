import { expect, test, vi } from 'vitest';
import { allSubcommand } from '../../../commands/glue-audit/all.ts';
import type { Audit } from '../../../src/usecases/audit/audit.ts';
import { accounts } from '../../support/commands/commands.ts';
import { call } from '../../support/commands/subcommands.ts';

test('all looks at every account and region', async () => {
  const audit = vi.fn<Audit>();
  const asked = call();
  await allSubcommand(audit, accounts).run(asked);
  expect(audit).toHaveBeenCalledExactlyOnceWith({
    scope: { accounts },
    actor: asked.actor,
    command: asked.typed,
    progress: asked.progress,
  });
});
