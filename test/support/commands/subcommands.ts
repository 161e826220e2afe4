import { vi } from 'vitest';
import type { SubcommandCall } from '../../../commands/command.ts';
import type { RemediationCommands } from '../../../commands/glue-remediate/where-on.ts';
import type { LocateName } from '../../../src/usecases/audit/locate-name.ts';

/** What a subcommand gets when somebody types these words after its name. */
export function call(...words: string[]): SubcommandCall {
  const typed = `/glue-audit ${words.join(' ')}`;
  const known = ['findings', 'status', 'help'];
  return { words, typed, known, actor: { user: 'U1', channel: 'C1' }, progress: () => {} };
}

/** Records that know nothing: what was named whole is found, and nothing else. */
export const locateNothing: LocateName = async ({ name, account, region }) =>
  account !== undefined && region !== undefined ? { found: { name, account, region } } : { none: [] };

/** What the subcommands of /glue-remediate run; a test says what is answered. */
export function remediationCommands() {
  return {
    offer: vi.fn<RemediationCommands['offer']>(),
    bulk: vi.fn<RemediationCommands['bulk']>(),
    status: vi.fn<RemediationCommands['status']>(),
    log: vi.fn<RemediationCommands['log']>(),
    pause: vi.fn<RemediationCommands['pause']>(),
  };
}
