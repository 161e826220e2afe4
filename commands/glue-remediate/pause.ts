import type { Subcommand } from '../command.ts';
import { type RemediationCommands, whereOn } from './where-on.ts';

/** `/glue-remediate pause`: no new step begins until somebody resumes. */
export function pauseSubcommand(remediation: RemediationCommands | undefined): Subcommand {
  return {
    name: 'pause',
    help: [{ usage: 'pause', does: 'Stop all new steps at once; approvers only' }],
    alone: true,
    // Approvers need not be among those who audit.
    ...(remediation && { ownAccess: true }),
    run: whereOn(remediation, ({ pause }, { actor }) => pause(actor, true)),
  };
}
