import type { KnownBlock, ModalView } from '@slack/types';
import type { PlanDetailsMessage } from '../../../usecases/messages/request-messages.ts';
import { actionIds, callbackIds, planPage } from '../common/action-ids.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Button } from '../common/document.ts';
import { pagesOf } from '../common/pages.ts';
import { buttonElement, fitTogether, itemsToBlocks, mostOptions, option, plainText } from '../common/to-blocks.ts';
import { planDetailsView } from './plan-details.ts';

/** Everything about one plan in a modal, in pages where it is long, with ways to the other plans of its request. */
export function planDetailsModal(message: PlanDetailsMessage, wanted = 0): ModalView {
  const pages = pagesOf(planDetailsView(message).items, fitTogether);
  const page = pages[wanted] === undefined ? 0 : wanted;
  return {
    type: 'modal',
    callback_id: callbackIds.plan,
    title: plainText('Remediation plan', 24),
    close: plainText('Close', 24),
    blocks: [
      ...planBlocks(message, page),
      ...itemsToBlocks(pages[page] ?? []),
      ...pageBlocks(message.among?.at ?? 0, page, pages.length),
    ],
  };
}

/** Ways to the other plans. The block's id changes with what is shown: else Slack keeps what was chosen before. */
function planBlocks({ among }: PlanDetailsMessage, page: number): KnownBlock[] {
  if (among === undefined) return [];
  const { at, plans } = among;
  const options = plans
    .slice(0, mostOptions)
    .map(({ name, region }, index) =>
      option(`${index + 1}. ${shortenMiddle(name, 45)} (${region})`, planPage({ at: index, page: 0 })),
    );
  const initial = options[at];
  const turn = (label: string, actionId: string, to: number) =>
    turnButton(label, actionId, { to, of: plans.length, value: planPage({ at: to, page: 0 }) });
  return [
    {
      type: 'actions',
      block_id: `plans:${at}:${page}`,
      elements: [
        {
          type: 'static_select',
          action_id: actionIds.choosePlan,
          placeholder: plainText('Choose a plan', 75),
          options,
          ...(initial !== undefined && { initial_option: initial }),
        },
        ...[
          ...turn('Previous plan', actionIds.previousPlan, at - 1),
          ...turn('Next plan', actionIds.nextPlan, at + 1),
        ].map(buttonElement),
      ],
    },
  ];
}

function pageBlocks(at: number, page: number, pages: number): KnownBlock[] {
  if (pages < 2) return [];
  const turn = (label: string, actionId: string, to: number) =>
    turnButton(label, actionId, { to, of: pages, value: planPage({ at, page: to }) });
  return [
    ...itemsToBlocks([{ type: 'note', line: [`Page ${page + 1} of ${pages}.`] }]),
    {
      type: 'actions',
      block_id: `plan-pages:${at}:${page}`,
      elements: [
        ...turn('Previous page', actionIds.previousPlanPage, page - 1),
        ...turn('Next page', actionIds.nextPlanPage, page + 1),
      ].map(buttonElement),
    },
  ];
}

/** None beyond the first and the last. */
function turnButton(
  label: string,
  actionId: string,
  { to, of, value }: { readonly to: number; readonly of: number; readonly value: string },
): Button[] {
  return to < 0 || to >= of ? [] : [{ label, actionId, value, says: `${label}, ${to + 1} of ${of}` }];
}
