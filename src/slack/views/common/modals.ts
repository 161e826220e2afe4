import type { ModalView } from '@slack/types';
import type { ProblemMessage } from '../../../usecases/messages/command-messages.ts';
import { callbackIds } from './action-ids.ts';
import { problemView } from './problem.ts';
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

/** A problem in the place of what the modal should have shown. */
export function problemModal(problem: ProblemMessage): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.problem,
    title: plainText('Glue findings', 24),
    close: plainText('Close', 24),
    blocks: itemsToBlocks(problemView(problem).items),
  };
}
