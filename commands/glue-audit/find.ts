import type { FindFindings } from '../../src/usecases/home/find-findings.ts';
import type { Subcommand } from '../command.ts';

/** `/glue-audit find …`: open findings by a part of a name, as recorded. */
export function findSubcommand(find: FindFindings): Subcommand {
  return {
    name: 'find',
    help: [
      {
        usage: 'find <part of a name>',
        does: 'Find open findings by a part of the name of a configuration, of a job or of anything that uses them',
        example: 'find orders',
      },
    ],
    run: ({ words }) => find(words.join(' ')),
  };
}
