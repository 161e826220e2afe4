import { mostSaid } from '../../../domain/exceptions/said.ts';
import type { RequestState } from '../../../domain/remediation/remediation.ts';
import type { ApprovalRequestMessage, PlanEffect } from '../../../usecases/messages/request-messages.ts';
import { capital, countWords, kindWords, listWords } from '../../../usecases/words/explain.ts';
import { lapseWords } from '../../../usecases/words/explain-lapse.ts';
import { canaryWords, outcomeWords } from '../../../usecases/words/explain-plan.ts';
import { decidingButtons } from '../common/approval-buttons.ts';
import { shortenEnd, shortenMiddle } from '../common/display-name.ts';
import type { Document, Item, Line, Part } from '../common/document.ts';
import { targetWords } from '../common/target-words.ts';
import { togetherItems } from './plans-together.ts';
import { stageButtons, stageItems, stageTitle } from './request-stage.ts';

/** One screen: longer words are in the details. */
const longestDetail = 160;
const mostPlans = 5;
const mostBesides = 8;
const mostMentioned = 10;
/** Two names of log groups. */
const longestBesides = 500;

const titles: Record<RequestState, string> = {
  open: 'Remediation: a decision is needed',
  approved: 'Remediation: approved',
  rejected: 'Remediation: rejected',
  withdrawn: 'Remediation: withdrawn',
  expired: 'Remediation: expired without a decision',
};

const titleAgain = 'Remediation: a decision is needed again';
const againWords = 'It was approved, and before anything was begun its approval stopped counting. Nothing was changed.';

/** A request for those who decide; after the decision the same without buttons, and with who, when and why. */
export function approvalRequestView(message: ApprovalRequestMessage): Document {
  const { plans, state, reason, together, stage } = message;
  const title = stage ? stageTitle(stage) : message.again && state === 'open' ? titleAgain : titles[state];
  const effects =
    together === undefined ? plans.slice(0, mostPlans).flatMap(effectItems) : togetherItems(message, together);
  return {
    summary: [...asks(message), summaryEnd(message)],
    items: [
      { type: 'heading', text: title },
      ...(message.again ? [{ type: 'text', line: [againWords] } as const] : []),
      { type: 'text', line: [...asks(message), '.'] },
      { type: 'text', line: [{ bold: 'Why: ' }, shortenEnd(reason, mostSaid.reason)] },
      ...(stage ? stageItems(message, stage) : [...effects, ...decisionItems(message)]),
      ...rulesItems(message),
      ...digestItems(message),
      ...mentionItems(message),
      ...(state === 'open' ? [buttons(message)] : []),
      ...(stage ? stageButtons(message, stage) : []),
    ],
  };
}

function digestItems({ digest }: ApprovalRequestMessage): Item[] {
  return digest === undefined
    ? []
    : [{ type: 'note', line: ['Asked from ', { link: digest, words: 'the digest that names it' }, '.'] }];
}

/** Once, in the message that is posted: the thread goes on without a call to everybody. */
function mentionItems({ mention, state }: ApprovalRequestMessage): Item[] {
  if (mention === undefined || state !== 'open') return [];
  const named: Part[] = [
    ...mention.usergroups.map((usergroup): Part => ({ usergroup })),
    ...mention.users.map((user): Part => ({ user })),
  ].slice(0, mostMentioned);
  if (named.length === 0) return [];
  return [
    { type: 'text', line: ['To decide: ', ...named.flatMap((part, index) => (index === 0 ? [part] : [', ', part]))] },
  ];
}

function asks(message: ApprovalRequestMessage): Part[] {
  const { askedBy, plans } = message;
  const [first] = plans;
  const what: Part[] =
    first === undefined ? ['nothing'] : [{ name: first.finding.name }, ` (${kindWords(first.finding.kind)})`];
  const more = plans.length > 1 ? ` and ${plans.length - 1} more` : '';
  const act = first?.retires ? 'retire' : 'remediate';
  return [
    { user: askedBy },
    message.state === 'open' ? ` asks to ${act} ` : ` asked to ${act} `,
    ...what,
    `${more} in ${targetWords(message)}`,
  ];
}

function summaryEnd(message: ApprovalRequestMessage): string {
  if (message.stage !== undefined) return `: approved. ${message.stage.headline}`;
  return message.state === 'open' ? `: it ${shortenEnd(wholeEffect(message), 200)}.` : `: ${message.state}.`;
}

function wholeEffect({ together, plans }: ApprovalRequestMessage): string {
  return together?.effect ?? (listWords(plans.map(({ effect }) => effect)) || 'changes nothing');
}

function effectItems(plan: PlanEffect): Item[] {
  const { effect, configuration, key, mode, canary, doubts, checks, besides = [] } = plan;
  const unnamed = checks.failed + checks.warning + checks['not-checked'] - doubts.length;
  const settings =
    mode === 'full'
      ? 'S3 and CloudWatch logs are encrypted as well; every other setting stays.'
      : besides.length > 0
        ? 'What else changes is listed below.'
        : 'Every other setting stays as it is.';
  const keyParts: Part[] = key === undefined ? ['.'] : [', key ', { name: key, whole: true }, `. ${settings}`];
  const goal: Part[] = [key === undefined ? 'Everything will use ' : 'New configuration: ', { name: configuration }];
  const line: Line = [
    { bold: 'Effect: ' },
    `it ${effect}. `,
    ...(plan.retires ? ['Nothing else is changed. A roll back creates it again.'] : [...goal, ...keyParts]),
    ...(canary === undefined ? [] : [' Job ', { name: canary }, ` ${canaryWords(plan.canaryGroup)}`]),
  ];
  const list: Item = {
    type: 'list',
    title: [{ bold: 'Failed, warnings or not checked' }],
    rows: doubts.map(({ check, outcome, detail }) => [
      { bold: `${capital(outcomeWords(outcome))}: ` },
      `${shortenMiddle(check, 60)}: ${shortenEnd(detail, longestDetail)}`,
    ]),
    hidden: unnamed,
    more: (count) => `and ${count} more in the details`,
  };
  const changes: Item = {
    type: 'list',
    title: [{ bold: 'Changes besides the bookmarks' }],
    rows: besides.slice(0, mostBesides).map((sentence) => [shortenEnd(sentence, longestBesides)]),
    hidden: Math.max(0, besides.length - mostBesides),
    more: (count) => `and ${count} more in the details`,
  };
  return [
    { type: 'text', line },
    ...(besides.length > 0 ? [changes] : []),
    ...(doubts.length > 0 ? [list] : []),
    { type: 'note', line: [numbers(plan)] },
  ];
}

function numbers({ checks, leftOut, manual, streaming }: PlanEffect): string {
  const all = checks.passed + checks.failed + checks.warning + checks['not-checked'];
  const rest = [
    ...(leftOut > 0 ? [`${countWords(leftOut, 'thing')} left alone`] : []),
    ...(manual > 0 ? [`${countWords(manual, 'thing')} to do by hand`] : []),
    ...(streaming > 0 ? [`${countWords(streaming, 'streaming job')} (from the next run on)`] : []),
  ];
  const passed = `${checks.passed} of ${countWords(all, 'check')} passed, ${checks['not-checked']} not checked`;
  return `${[passed, ...rest].join('; ')}.`;
}

function decisionItems(message: ApprovalRequestMessage): Item[] {
  const { decisions, takenBack = [], state, askedBy, closedAt } = message;
  const made = [...decisions.map(decided), ...takenBack.map(tookBack)].map((line): Item => ({ type: 'text', line }));
  if (state !== 'withdrawn') return made;
  const at: Part[] = closedAt === undefined ? [] : [', ', { at: closedAt }];
  return [
    ...made,
    { type: 'text', line: [{ bold: 'Withdrawn' }, ' by ', { user: askedBy }, ...at, '. Nothing was changed.'] },
  ];
}

function decided({ by, decision, at, reason, lapse }: ApprovalRequestMessage['decisions'][number]): Line {
  return [
    { bold: decision === 'approve' ? 'Approved' : 'Rejected' },
    ' by ',
    { user: by },
    ', ',
    { at },
    reason === undefined ? '.' : `: ${shortenEnd(reason, mostSaid.reason)}`,
    ...(lapse === undefined ? [] : [' ', { bold: 'Does not count: ' }, `${lapseWords(lapse)}.`]),
  ];
}

function tookBack({ by, at }: NonNullable<ApprovalRequestMessage['takenBack']>[number]): Line {
  return [{ bold: 'Approval taken back' }, ' by ', { user: by }, ', ', { at }, '.'];
}

/** What an approval took stands beside it, apart from who may have given it. */
function rulesItems(message: ApprovalRequestMessage): Item[] {
  if (message.stage === undefined) return [{ type: 'note', line: rulesLine(message) }];
  return message.selfApproval ? [{ type: 'note', line: [selfWords.trim()] }] : [];
}

const selfWords = ' Self-approval is allowed here: the requester may also approve.';

function rulesLine({ required, selfApproval, expiresAt, state, decisions }: ApprovalRequestMessage): Line {
  const given = decisions.filter(({ decision, lapse }) => decision === 'approve' && lapse === undefined).length;
  const left = required - given;
  const others = left === 1 ? 'another approver' : `${left} other approvers`;
  const more = state === 'open' && left > 0 ? `: ${others} must approve too` : '';
  const needs = `Needs ${countWords(required, 'approval')}${given > 0 ? `, has ${given}${more}` : ''}.`;
  const self = selfApproval ? selfWords : '';
  if (state === 'expired') return [`${needs}${self} It expired `, { at: expiresAt }, '. Nothing was changed.'];
  return state === 'open' ? [`${needs}${self} Expires `, { at: expiresAt }, '.'] : [`${needs}${self}`];
}

function buttons(message: ApprovalRequestMessage): Item {
  const { requestId, plans, decisions } = message;
  const more = plans.length > 1 ? ` and ${plans.length - 1} more` : '';
  const about = `${shortenMiddle(plans[0]?.finding.name ?? 'this', 36)}${more}`;
  return decidingButtons({
    requestId,
    about,
    plans: plans.length,
    effect: wholeEffect(message),
    isPartlyApproved: decisions.some(({ decision }) => decision === 'approve'),
  });
}
