import { GluewardenError } from '../../src/domain/errors.ts';
import { missingWords, noMoreWords } from '../../src/usecases/words/usage-words.ts';
import type { Subcommand } from '../command.ts';
import { type RemediationCommands, whereOn } from './where-on.ts';

const usage = 'log <request>';

/**
 * `/glue-remediate log <request>`: who did what on it. What is itself called "log" in AWS is offered by `/glue-audit
 * show`.
 */
export function logSubcommand(remediation: RemediationCommands | undefined): Subcommand {
  return {
    name: 'log',
    help: [
      {
        usage,
        does: 'Show who did what on a request, refused attempts too: by its id, or the latest about a name',
        example: 'log "orders-etl"',
      },
    ],
    // Whoever may approve the request may read it, also where they may not audit.
    ...(remediation && { ownAccess: true }),
    run: whereOn(remediation, async ({ log }, { actor, words }) => {
      const [word = '', ...rest] = words;
      if (word === '') throw new GluewardenError('usage', missingWords('request', usage));
      if (rest.length > 0)
        throw new GluewardenError('usage', `${noMoreWords(usage)}: a name with spaces goes in double quotes`, [usage]);
      return log(actor, word);
    }),
  };
}
