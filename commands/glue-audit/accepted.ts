import { GluewardenError } from '../../src/domain/errors.ts';
import { nearest } from '../../src/domain/nearest.ts';
import type { RiskCommands } from '../../src/usecases/exceptions/risk-commands.ts';
import { missingWords, noMoreWords } from '../../src/usecases/words/usage-words.ts';
import type { Subcommand } from '../command.ts';
import { takeAfter } from './accept.ts';

const usage = 'accepted [revoke <id>|extend <id> until <day> [because "<reason>"]]';
const orders = ['revoke', 'extend'] as const;

/** `/glue-audit accepted …`: lists accepted risks, changes one, takes one back. */
export function acceptedSubcommand(risks: Omit<RiskCommands, 'accept'>): Subcommand {
  return {
    name: 'accepted',
    help: [
      {
        usage,
        does: 'List accepted risks, the earliest end first; extend one (an approver must agree again), or take one back',
        example: 'accepted',
      },
    ],
    async run({ actor, words }) {
      const [word, id, ...rest] = words;
      if (word === undefined) return risks.list();
      const order = orders.find((each) => each === word.toLowerCase());
      if (order === undefined) {
        const detail = `"${word}" is neither revoke nor extend`;
        throw new GluewardenError('usage', detail, nearest(word.toLowerCase(), orders), word);
      }
      if (id === undefined) throw new GluewardenError('usage', missingWords('id', usage), [], '');
      if (order === 'revoke') {
        if (rest.length > 0) throw new GluewardenError('usage', noMoreWords(`accepted revoke ${id}`), [], '');
        return risks.revoke(actor, id);
      }
      const until = takeAfter(['', ...rest], 'until');
      const because = takeAfter(until.rest, 'because');
      if (until.value === undefined) throw new GluewardenError('usage', missingWords('day', usage), [], '');
      if (because.rest.length > 1) throw new GluewardenError('usage', noMoreWords('accepted extend'), [], '');
      return risks.extend(actor, {
        id,
        until: until.value,
        ...(because.value !== undefined && { reason: because.value }),
      });
    },
  };
}
