import { GluewardenError } from '../../src/domain/errors.ts';
import { nearest } from '../../src/domain/nearest.ts';
import type { UndeliveredOrder } from '../../src/usecases/bot/undelivered.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import type { Actor } from '../../src/usecases/ports/command.ts';
import type { Subcommand } from '../command.ts';

const orders = ['retry', 'drop'] as const;
const everyOne = 'all';

export type Undelivered = (actor: Actor, order: UndeliveredOrder) => Promise<Message>;

/** `/glue-audit undelivered …`: messages that were given up. */
export function undeliveredSubcommand(undelivered: Undelivered): Subcommand {
  return {
    name: 'undelivered',
    help: [
      {
        usage: 'undelivered [retry|drop] [id|all]',
        does: 'List messages that could not be delivered, and why; try one or all again, or drop them for good',
        example: 'undelivered retry all',
      },
    ],
    async run({ actor, words }) {
      return undelivered(actor, readOrder(words));
    },
  };
}

function readOrder([word, id, ...more]: readonly string[]): UndeliveredOrder {
  if (word === undefined) return { do: 'list' };
  const order = orders.find((each) => each === word.toLowerCase());
  if (order === undefined) {
    const detail = `"${word}" is neither retry nor drop`;
    throw new GluewardenError('usage', detail, nearest(word.toLowerCase(), orders), word);
  }
  if (id === undefined || more.length > 0)
    throw new GluewardenError('usage', `"${order}" takes the id of one message, or the word all`, [
      `undelivered ${order} all`,
    ]);
  return { do: order, which: id.toLowerCase() === everyOne ? '' : id };
}
