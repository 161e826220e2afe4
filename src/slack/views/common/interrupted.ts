import type { InterruptedMessage } from '../../../usecases/messages/command-messages.ts';
import type { Document } from './document.ts';

/** A scan that a restart cut off: nothing of it counts. */
export function interruptedView({ scope, startedAt, again, shared }: InterruptedMessage): Document {
  const whose = shared === undefined ? 'Your audit' : 'The audit';
  return {
    summary: [`${whose} of ${scope} was cut off by a restart and has no result. Type it again: `, { code: again }],
    items: [
      {
        type: 'text',
        line: [
          { bold: `${whose} of ${scope} has no result` },
          ...(shared === undefined ? [': it began '] : [': ', { user: shared.askedBy }, ' asked for it, it began ']),
          { at: startedAt },
          ' and was cut off by a restart of Gluewarden. What it had seen was thrown away, so nothing is half recorded.',
        ],
      },
      { type: 'text', line: ['To run it again, type ', { code: again }] },
    ],
  };
}
