import type { ModalView } from '@slack/types';
import type { ProblemMessage } from '../../../usecases/messages/command-messages.ts';
import { callbackIds } from './action-ids.ts';
import { type Document, type Item, type Line, stateWords } from './document.ts';
import { problemView, typedItems } from './problem.ts';
import { itemsToBlocks, plainText } from './to-blocks.ts';

/** Opens at once, while the findings are still being read: a trigger id lives three seconds. */
export function loadingModal(): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.loading,
    title: plainText('Glue findings', 24),
    close: plainText('Close', 24),
    blocks: itemsToBlocks([{ type: 'text', line: ['Reading the findings. This takes a moment.'] }]),
  };
}

/** A problem in the place of what the modal should have shown. `reason`: what was typed there. */
export function problemModal(problem: ProblemMessage, reason = ''): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.problem,
    title: plainText('Glue findings', 24),
    close: plainText('Close', 24),
    blocks: itemsToBlocks([...problemView(problem).items, ...typedItems(reason)]),
  };
}

/** Any message in a modal: what its window shows is what the channel would. */
export function messageModal({ items }: Document): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.message,
    title: plainText('Gluewarden', 24),
    close: plainText('Close', 24),
    blocks: itemsToBlocks(withoutTables(items)),
  };
}

/** Tables and stages as lists: their blocks are for messages alone (docs.slack.dev, Block Kit reference, "Surfaces"). */
export function withoutTables(items: readonly Item[]): Item[] {
  return items.map((item): Item => {
    if (item.type === 'table') {
      const { title, head, rows, hidden = 0, more } = item;
      return { type: 'list', ...(title && { title }), rows: rows.map((row) => rowLine(head, row)), hidden, more };
    }
    if (item.type !== 'stages') return item;
    const rows = item.stages.map(({ title, state, detail }): Line => [`${title}: ${stateWords[state]} (${detail})`]);
    return { type: 'list', title: [item.title], rows, more: (count) => `and ${count} more` };
  });
}

/** The first cell names the row. */
function rowLine(head: readonly string[], row: readonly Line[]): Line {
  return row.flatMap((cell, index): Line => {
    const words = cell.length === 0 ? ['–'] : cell;
    return index === 0 ? words : [`${index === 1 ? ': ' : ', '}${head[index]?.toLowerCase() ?? ''} `, ...words];
  });
}
