import { GluewardenError } from '../../src/domain/errors.ts';
import type { CancelScan } from '../../src/usecases/running/cancel-scan.ts';
import { noMoreWords } from '../../src/usecases/words/usage-words.ts';
import type { Subcommand } from '../command.ts';

const name = 'cancel';

/** `/glue-audit cancel [scan]`: ends a scan that goes on; what it has read is kept. */
export function cancelSubcommand(cancel: CancelScan): Subcommand {
  return {
    name,
    ownAccess: true,
    help: [
      {
        usage: `${name} [scan]`,
        does: 'Cancel a scan that goes on: your own, or as an approver of its accounts. What it has read is kept',
        example: name,
      },
    ],
    async run({ actor, words }) {
      const [begins = '', ...more] = words;
      if (more.length > 0)
        throw new GluewardenError('usage', `${noMoreWords(name)} but the id of one scan`, [name], '');
      return cancel(actor, { begins });
    },
  };
}
