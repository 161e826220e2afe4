import type { DecisionNoteMessage } from '../../../usecases/messages/request-messages.ts';
import { countWords } from '../../../usecases/words/explain.ts';
import type { Document, Item } from '../common/document.ts';
import { pausedItem } from './pause-notice.ts';

/** What a press did, for who pressed. */
export function decisionNoteView(message: DecisionNoteMessage): Document {
  const words = whatWords(message);
  const paused: Item[] = message.paused === undefined ? [] : [pausedItem(message.paused)];
  return { summary: [words], items: [{ type: 'text', line: [words] }, ...paused] };
}

function whatWords({ event, missing, paused }: DecisionNoteMessage): string {
  const more = `${countWords(missing, 'more approval')} ${missing === 1 ? 'is' : 'are'} needed`;
  if (event === 'taken-back') return `Your approval is taken back. ${more}.`;
  if (missing > 0)
    return `Your approval counts, and nothing starts yet: ${more}, by another approver. Until then you can take it back, or reject.`;
  return paused === undefined
    ? 'Approved: it is being carried out.'
    : 'Approved. It is carried out when remediation goes on.';
}
