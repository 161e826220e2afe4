import type { StatusMessage } from '../../src/usecases/messages/status-messages.ts';
import type { Subcommand } from '../command.ts';

/** `/glue-audit status`: what runs when, and what is wrong with the bot itself. */
export function statusSubcommand(read: () => Promise<StatusMessage>): Subcommand {
  return {
    name: 'status',
    help: [{ usage: 'status', does: 'Show schedules, last scans, what cannot be scanned, undelivered messages' }],
    alone: true,
    run: read,
  };
}
