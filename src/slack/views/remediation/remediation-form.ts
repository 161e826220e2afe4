import type { KnownBlock, ModalView } from '@slack/types';
import type { ProblemMessage } from '../../../usecases/messages/command-messages.ts';
import type { RemediationForm, TakenFinding } from '../../../usecases/messages/remediation-forms.ts';
import { countWords, kindWords, listWords } from '../../../usecases/words/explain.ts';
import { actionIds, callbackIds } from '../common/action-ids.ts';
import type { Item, Line } from '../common/document.ts';
import { problemView, typedItems } from '../common/problem.ts';
import { requestLinkItem } from '../common/request-link.ts';
import { targetWords } from '../common/target-words.ts';
import { itemsToBlocks, plainText } from '../common/to-blocks.ts';
import {
  alsoBlock,
  attachBlock,
  attachChoice,
  type Choice,
  canaryBlock,
  databasesBlock,
  type FormShown,
  keyBlock,
  keyChoice,
  modeBlock,
  moreBlocks,
  onlyBlocks,
  onlyByHandBlock,
  onlyChoice,
  otherKeyBlock,
  reasonBlock,
  whyLabel,
  withProblem,
} from './form-blocks.ts';

const title = plainText('Remediate', 24);

/** The form in which a remediation is asked for. The caller adds the private metadata. */
export function remediationFormModal(form: RemediationForm, shown: FormShown = {}): ModalView {
  const { choices } = form;
  const { kept, more = false } = shown;
  const key = kept === undefined ? keyChoice(form) : kept.key;
  const attach = choices === 'create' ? undefined : kept === undefined ? attachChoice(form) : kept.attach;
  const hasChoice = key !== undefined;
  const blocks: KnownBlock[] = [
    ...itemsToBlocks(introduction(form)),
    reasonBlock(whyLabel),
    ...(key === undefined
      ? [onlyByHandBlock(form, kept, attach === undefined)]
      : [keyBlock(key, !more && attach === undefined)]),
    ...(attach === undefined ? [] : [attachBlock(attach)]),
    ...(more
      ? [
          ...(hasChoice ? [otherKeyBlock()] : []),
          modeBlock(form),
          ...onlyBlocks(shownOnly(form, shown)),
          alsoBlock(),
          ...(choices === 'create' ? [databasesBlock()] : []),
          ...(form.canary ? [canaryBlock()] : []),
        ]
      : moreBlocks(form, restWords(form))),
  ];
  return {
    type: 'modal',
    callback_id: callbackIds.remediate,
    title,
    submit: plainText('Ask for approval', 24),
    close: plainText('Cancel', 24),
    blocks: withProblem(blocks, shown),
  };
}

/**
 * As it was shown: an option that is gone would be chosen no more, and none chosen means all. Where that is what is wrong, what
 * uses it now is listed, below what says so.
 */
function shownOnly({ choosable }: RemediationForm, { kept, at }: FormShown): Choice | undefined {
  if (kept?.only === undefined) return onlyChoice(choosable);
  return at === 'only' ? onlyChoice(choosable, true) : kept.only;
}

/** What is switched where nobody chooses, and in which order. */
function restWords({ choices, dependents, canary }: RemediationForm): string {
  const used = usedWords({ ...dependents, crawlers: 0 });
  const all = choices === 'create' && dependents.jobs + dependents.triggers > 1 ? `all of ${used}` : used;
  return `${all || 'what uses it'}${canary ? ', a canary job first' : ''}`;
}

/** In place of the form of a finding that a request holds; `typedReason`: from that form. The caller adds the private metadata. */
export function takenModal(taken: TakenFinding, typedReason = ''): ModalView {
  const { finding, request, askedBy, createdAt, reason, findings } = taken;
  const others = findings > 1 ? ` together with ${countWords(findings - 1, 'other finding')}` : '';
  return plainModal([
    {
      type: 'text',
      line: [
        { name: finding.name, whole: true },
        ` (${kindWords(finding.kind)}) in ${targetWords(taken)} has a request already.`,
      ],
    },
    requestLinkItem(request),
    { type: 'text', line: [{ user: askedBy }, ` asked for it${others} (`, { at: createdAt }, `): ${reason}`] },
    {
      type: 'buttons',
      buttons: [
        {
          label: 'Details',
          actionId: actionIds.details,
          value: request.requestId,
          says: `Everything about the plan for ${finding.name}`,
        },
      ],
      instead: '/glue-remediate status',
    },
    ...typedItems(typedReason),
  ]);
}

/** Asks why a request, or a risk, is rejected. The caller adds the private metadata. */
export function rejectModal(of: 'request' | 'risk' = 'request'): ModalView {
  const nothing = of === 'request' ? 'Nothing is changed.' : 'Everything counts as before.';
  return {
    type: 'modal',
    callback_id: of === 'request' ? callbackIds.reject : callbackIds.rejectRisk,
    title: plainText('Reject', 24),
    submit: plainText('Reject', 24),
    close: plainText('Cancel', 24),
    blocks: [
      ...itemsToBlocks([{ type: 'text', line: [`${nothing} The requester is told your reason.`] }]),
      reasonBlock('Why is it rejected?'),
    ],
  };
}

/** A few words in the place of a form: while it is read, or after it was sent. */
export function noticeModal(line: Line): ModalView {
  return plainModal([{ type: 'text', line }]);
}

/** A problem in the place of a form. `reason`: what was typed there. */
export function formProblemModal(problem: ProblemMessage, reason = ''): ModalView {
  return plainModal([...problemView(problem).items, ...typedItems(reason)]);
}

function plainModal(items: readonly Item[]): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.plan,
    title: plainText('Remediation', 24),
    close: plainText('Close', 24),
    blocks: itemsToBlocks(items),
  };
}

function introduction(form: RemediationForm): Item[] {
  const { finding, choices, dependents } = form;
  const used = usedWords(dependents);
  const line: Line = [
    { name: finding.name, whole: true },
    ` (${kindWords(finding.kind)}) in ${targetWords(form)}`,
    choices === 'create' ? `, used by ${used || 'nothing'}` : '',
    choices === 'create'
      ? '. A copy that encrypts job bookmarks is made, and what uses the old one is switched to it.'
      : '. It gets a configuration that encrypts job bookmarks: a new one, or one that exists.',
    ' Nothing changes before it is approved.',
  ];
  return [{ type: 'text', line }];
}

function usedWords({ jobs, triggers, crawlers }: RemediationForm['dependents']): string {
  const counted = [
    [jobs, 'job'],
    [triggers, 'trigger'],
    [crawlers, 'crawler'],
  ] as const;
  return listWords(counted.flatMap(([count, word]) => (count > 0 ? [countWords(count, word)] : [])));
}
