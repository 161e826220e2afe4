import { vi } from 'vitest';
import type { RemediationCommands } from '../../../commands/glue-remediate/where-on.ts';
import type { SubcommandCall } from '../../../commands/subcommand.ts';

/** What a subcommand gets when somebody types these words after its name. */
export function call(...words: string[]): SubcommandCall {
  const typed = `/glue-audit ${words.join(' ')}`;
  const known = ['findings', 'status', 'help'];
  return { words, typed, known, actor: { user: 'U1', channel: 'C1' }, progress: () => {} };
}

/** What the subcommands of /glue-remediate run; a test says what is answered. */
export function remediationCommands() {
  return {
    offer: vi.fn<RemediationCommands['offer']>(),
    bulk: vi.fn<RemediationCommands['bulk']>(),
    status: vi.fn<RemediationCommands['status']>(),
    pause: vi.fn<RemediationCommands['pause']>(),
  };
}
