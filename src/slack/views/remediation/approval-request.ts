import type { RequestState } from '../../../domain/remediation/remediation.ts';
import type { ApprovalRequestMessage, PlanEffect } from '../../../usecases/messages/request-messages.ts';
import { capital, countWords, kindWords, listWords } from '../../../usecases/words/explain.ts';
import { lapseWords } from '../../../usecases/words/explain-lapse.ts';
import { canaryWords, outcomeWords } from '../../../usecases/words/explain-plan.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenEnd, shortenMiddle } from '../common/display-name.ts';
import type { Button, Document, Item, Line, Part } from '../common/document.ts';
import { targetWords } from '../common/target-words.ts';
import { togetherItems } from './plans-together.ts';

/** One screen: longer words are in the details. */
const longestReason = 500;
const longestDetail = 160;
const mostPlans = 5;
const mostBesides = 8;
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
  const { plans, state, reason, together } = message;
  return {
    summary: [...asks(message), summaryEnd(message)],
    items: [
      { type: 'heading', text: message.again && state === 'open' ? titleAgain : titles[state] },
      ...(message.again ? [{ type: 'text', line: [againWords] } as const] : []),
      { type: 'text', line: [...asks(message), '.'] },
      { type: 'text', line: [{ bold: 'Why: ' }, shortenEnd(reason, longestReason)] },
      ...(together === undefined ? plans.slice(0, mostPlans).flatMap(effectItems) : togetherItems(message, together)),
      ...decisionItems(message),
      { type: 'note', line: rulesLine(message) },
      ...(state === 'open' ? [buttons(message)] : []),
    ],
  };
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
    reason === undefined ? '.' : `: ${shortenEnd(reason, longestReason)}`,
    ...(lapse === undefined ? [] : [' ', { bold: 'Does not count: ' }, `${lapseWords(lapse)}.`]),
  ];
}

function tookBack({ by, at }: NonNullable<ApprovalRequestMessage['takenBack']>[number]): Line {
  return [{ bold: 'Approval taken back' }, ' by ', { user: by }, ', ', { at }, '.'];
}

function rulesLine({ required, selfApproval, expiresAt, state, decisions }: ApprovalRequestMessage): Line {
  const given = decisions.filter(({ decision, lapse }) => decision === 'approve' && lapse === undefined).length;
  const left = required - given;
  const others = left === 1 ? 'another approver' : `${left} other approvers`;
  const more = state === 'open' && left > 0 ? `: ${others} must approve too` : '';
  const needs = `Needs ${countWords(required, 'approval')}${given > 0 ? `, has ${given}${more}` : ''}.`;
  const self = selfApproval ? ' Self-approval is allowed here: the requester may also approve.' : '';
  if (state === 'expired') return [`${needs}${self} It expired `, { at: expiresAt }, '. Nothing was changed.'];
  return state === 'open' ? [`${needs}${self} Expires `, { at: expiresAt }, '.'] : [`${needs}${self}`];
}

function buttons(message: ApprovalRequestMessage): Item {
  const { requestId, plans } = message;
  const more = plans.length > 1 ? ` and ${plans.length - 1} more` : '';
  const about = `${shortenMiddle(plans[0]?.finding.name ?? 'this', 36)}${more}`;
  const effect = wholeEffect(message);
  const title = plans.length > 1 ? `Approve these ${plans.length} remediations?` : 'Approve this remediation?';
  const deciding: readonly Button[] = [
    {
      label: 'Approve',
      actionId: actionIds.approve,
      value: requestId,
      says: `Approve the remediation of ${about}`,
      style: 'primary',
      confirm: {
        title,
        text: `It ${shortenEnd(effect, 200)}. It starts at once, in AWS.`,
        yes: 'Approve',
        no: 'Not yet',
      },
    },
    {
      label: 'Reject',
      actionId: actionIds.reject,
      value: requestId,
      says: `Reject the remediation of ${about}`,
      style: 'danger',
    },
    { label: 'Details', actionId: actionIds.details, value: requestId, says: `Everything about the plan for ${about}` },
    { label: 'Withdraw', actionId: actionIds.withdraw, value: requestId, says: `Withdraw the request for ${about}` },
    ...(message.decisions.some(({ decision }) => decision === 'approve') ? [takeBackButton(requestId, about)] : []),
  ];
  return {
    type: 'buttons',
    buttons: deciding,
    instead: '/glue-remediate status',
  };
}

/** Everybody sees it beside an approval that is awaited with others; it works for who gave one. */
export function takeBackButton(requestId: string, about: string): Button {
  return {
    label: 'Take my approval back',
    actionId: actionIds.takeBack,
    value: requestId,
    says: `Take my approval of ${about} back`,
  };
}
