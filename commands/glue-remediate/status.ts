import type { Subcommand } from '../command.ts';
import { type RemediationCommands, whereOn } from './where-on.ts';

/** `/glue-remediate status`: every request that somebody may still have to act on. */
export function statusSubcommand(remediation: RemediationCommands | undefined): Subcommand {
  return {
    name: 'status',
    help: [{ usage: 'status', does: 'List what waits for a decision, is being carried out, or can be rolled back' }],
    alone: true,
    run: whereOn(remediation, ({ status }) => status()),
  };
}
