import type { ModalView } from '@slack/types';
import type { FindingsMessage } from '../../../usecases/messages/finding-messages.ts';
import { actionIds, callbackIds, pageTarget } from '../common/action-ids.ts';
import type { Button } from '../common/document.ts';
import { buttonElement, plainText, viewBlocks } from '../common/to-blocks.ts';
import { filterBlocks } from './filter-selects.ts';
import { countsWords, findingsItems, menuRows } from './findings.ts';

/** The list of findings with its filters, a page at a time. */
export function findingsModal(message: FindingsMessage): ModalView {
  const { queryId, page, pages } = message;
  const buttons = pageButtons(message);
  return {
    type: 'modal',
    callback_id: callbackIds.findings,
    private_metadata: pageTarget({ queryId, page }),
    title: plainText('Glue findings', 24),
    close: plainText('Close', 24),
    blocks: [
      ...filterBlocks(message),
      ...viewBlocks([
        {
          type: 'text',
          line: [{ bold: `${countsWords(message)}.` }, pages > 1 ? ` Page ${page + 1} of ${pages}.` : ''],
        },
        ...findingsItems(message, menuRows),
      ]),
      ...(buttons.length > 0
        ? [{ type: 'actions' as const, block_id: 'findings.pages', elements: buttons.map(buttonElement) }]
        : []),
    ],
  };
}

function pageButtons({ page, pages, queryId }: FindingsMessage): Button[] {
  return [
    ...(page > 0
      ? [
          {
            label: 'Previous',
            actionId: actionIds.previousPage,
            value: pageTarget({ queryId, page: page - 1 }),
            says: `Previous page, ${page} of ${pages}`,
          },
        ]
      : []),
    ...(page < pages - 1
      ? [
          {
            label: 'Next',
            actionId: actionIds.nextPage,
            value: pageTarget({ queryId, page: page + 1 }),
            says: `Next page, ${page + 2} of ${pages}`,
          },
        ]
      : []),
  ];
}
