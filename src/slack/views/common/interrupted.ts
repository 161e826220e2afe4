import type { InterruptedMessage } from '../../../usecases/messages/command-messages.ts';
import type { Document } from './document.ts';

/** A scan that a restart cut off: nothing of it counts. */
export function interruptedView({ scope, startedAt, again }: InterruptedMessage): Document {
  return {
    summary: [`Your audit of ${scope} was cut off by a restart and has no result. Type it again: `, { code: again }],
    items: [
      {
        type: 'text',
        line: [
          { bold: `Your audit of ${scope} has no result` },
          ': it began ',
          { at: startedAt },
          ' and was cut off by a restart of Gluewarden. What it had seen was thrown away, so nothing is half recorded.',
        ],
      },
      { type: 'text', line: ['To run it again, type ', { code: again }] },
    ],
  };
}
