import type { ModalView } from '@slack/types';
import type { ProblemMessage } from '../../../usecases/messages/command-messages.ts';
import type { RemediationForm } from '../../../usecases/messages/remediation-forms.ts';
import { codeWords, countWords, kindWords, listWords } from '../../../usecases/words/explain.ts';
import { callbackIds } from '../common/action-ids.ts';
import type { Item, Line } from '../common/document.ts';
import { problemView } from '../common/problem.ts';
import { targetWords } from '../common/target-words.ts';
import { itemsToBlocks, plainText } from '../common/to-blocks.ts';
import {
  alsoBlock,
  attachBlocks,
  canaryBlock,
  databasesBlock,
  keyBlocks,
  modeBlock,
  onlyBlocks,
  reasonBlock,
} from './form-blocks.ts';

const title = plainText('Remediate', 24);

/** The form in which a remediation is asked for. The caller adds the private metadata. */
export function remediationFormModal(form: RemediationForm): ModalView {
  const { choices, attach } = form;
  return {
    type: 'modal',
    callback_id: callbackIds.remediate,
    title,
    submit: plainText('Ask for approval', 24),
    close: plainText('Cancel', 24),
    blocks: [
      ...itemsToBlocks(introduction(form)),
      ...keyBlocks(form),
      ...(choices === 'create-or-attach' && attach.length > 0 ? attachBlocks(attach) : []),
      modeBlock(form),
      ...onlyBlocks(form.choosable),
      alsoBlock(),
      ...(choices === 'create' ? [databasesBlock()] : []),
      ...(form.canary ? [canaryBlock()] : []),
      reasonBlock('Why? Those who decide read this.'),
    ],
  };
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

/** A problem in the place of a form. */
export function formProblemModal(problem: ProblemMessage): ModalView {
  return plainModal(problemView(problem).items);
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
  const { finding, dependents, keysError } = form;
  const counted = [
    [dependents.jobs, 'job'],
    [dependents.triggers, 'trigger'],
    [dependents.crawlers, 'crawler'],
  ] as const;
  const used = listWords(counted.flatMap(([count, word]) => (count > 0 ? [countWords(count, word)] : [])));
  const about: Line = [
    { name: finding.name, whole: true },
    ` (${kindWords(finding.kind)}) in ${targetWords(form)}`,
    finding.kind === 'configuration' || finding.kind === 'unusable-key' ? `, used by ${used || 'nothing'}` : '',
    '. A copy that encrypts job bookmarks is made, and what uses the old one is switched to it.',
  ];
  const intro: Line =
    form.choices === 'create'
      ? about
      : [...about.slice(0, 2), '. It gets a configuration that encrypts job bookmarks: a new one, or one that exists.'];
  const failed: Item[] =
    keysError === undefined
      ? []
      : [{ type: 'text', line: [`The keys could not be listed: ${codeWords(keysError, 'ListAliases')}.`] }];
  return [
    { type: 'text', line: intro },
    { type: 'note', line: ['The plan is made and checked when you ask; nothing changes before it is approved.'] },
    ...failed,
  ];
}
