import type { HistoryMessage } from '../../src/usecases/messages/status-messages.ts';
import type { Subcommand } from '../command.ts';

/** `/glue-audit history`: the latest scans. */
export function historySubcommand(read: () => Promise<HistoryMessage>): Subcommand {
  return {
    name: 'history',
    help: [{ usage: 'history', does: 'List the latest scans: when, who asked, what changed' }],
    alone: true,
    run: read,
  };
}
