import type { ModalView } from '@slack/types';
import type { ExceptionNoticeMessage } from '../../../usecases/messages/exception-messages.ts';
import { callbackIds } from '../common/action-ids.ts';
import { itemsToBlocks, plainText } from '../common/to-blocks.ts';
import { exceptionNoticeView } from './exception-notice.ts';

/** What became of a filled form. */
export function acceptedModal(notice: ExceptionNoticeMessage): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.plan,
    title: plainText('Accept risk', 24),
    close: plainText('Close', 24),
    blocks: itemsToBlocks(exceptionNoticeView(notice).items),
  };
}
