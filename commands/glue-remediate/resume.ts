import type { Subcommand } from '../command.ts';
import { type RemediationCommands, whereOn } from './where-on.ts';

/** `/glue-remediate resume`: steps begin again after a pause. */
export function resumeSubcommand(remediation: RemediationCommands | undefined): Subcommand {
  return {
    name: 'resume',
    help: [{ usage: 'resume', does: 'Let them go on; approvers only' }],
    alone: true,
    // Approvers need not be among those who audit.
    ...(remediation && { ownAccess: true }),
    run: whereOn(remediation, ({ pause }, { actor }) => pause(actor, false)),
  };
}
