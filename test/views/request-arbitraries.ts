import { findingKinds } from '../../src/domain/model.ts';
import type { RevertedNoticeMessage } from '../../src/usecases/messages/afterwards-messages.ts';
import type {
  ApprovalRequestMessage,
  ApprovedRow,
  BulkOfferMessage,
  DecisionNoteMessage,
  OpenRequestsMessage,
  PauseNoticeMessage,
  PlanDetailsMessage,
  PlanEffect,
  PlansTogether,
  RemediationOfferMessage,
  RequestNoticeMessage,
} from '../../src/usecases/messages/request-messages.ts';
import fc from '../support/fast-check.ts';
import { aboutFinding, given, paused, progressState, template } from './afterwards-arbitraries.ts';
import {
  account,
  address,
  anyOf,
  count,
  type Field,
  type Item,
  id,
  instant,
  name,
  person,
  region,
  requestLink,
  upTo,
  yes,
} from './arbitrary-parts.ts';
import { check, mode, plan } from './plan-arbitraries.ts';

const place = { account, region };
const named = { accountName: name };
const state = fc.constantFrom(
  'open' as const,
  'approved' as const,
  'rejected' as const,
  'withdrawn' as const,
  'expired' as const,
);

const effect = anyOf<PlanEffect>(
  {
    finding: aboutFinding,
    effect: name,
    configuration: name,
    mode,
    streaming: count,
    leftOut: count,
    manual: count,
    checks: fc.record({ passed: count, failed: count, warning: count, 'not-checked': count }),
    doubts: upTo(18, check),
  },
  { region, retires: yes, canary: name, canaryGroup: upTo(20, name), key: name, besides: upTo(30, name) },
);

const together = anyOf<PlansTogether>(
  {
    effect: name,
    keys: upTo(40, name),
    canaries: count,
    doubts: upTo(
      9,
      fc.record({
        check: name,
        outcome: fc.constantFrom('failed' as const, 'warning' as const, 'not-checked' as const),
        plans: count,
      }),
    ),
  },
  { besides: fc.record({ settings: count, logs: count }) },
);

const decision = anyOf<Item<ApprovalRequestMessage['decisions']>>(
  { by: person, decision: fc.constantFrom('approve', 'reject'), at: instant },
  {
    reason: name,
    lapse: fc.constantFrom(
      'no-approvers',
      'not-approver',
      'approver-unverifiable',
      'approver-group-gone',
      'own-request',
    ),
  },
);

const stage = anyOf<Field<ApprovalRequestMessage, 'stage'>>(
  {
    state: progressState,
    headline: name,
    mayGoOn: fc.boolean(),
    mayRollBack: fc.boolean(),
  },
  { canaryTrouble: name, rollBackUntil: instant },
);

const act = anyOf<Item<Field<ApprovalRequestMessage, 'acts'>>>(
  {
    what: fc.constantFrom(
      'began',
      'canary-switched',
      'canary-run',
      'went-on',
      'stopped',
      'ended',
      'runs-known',
      'back-ordered',
      'back-ended',
    ),
    at: instant,
  },
  {
    by: person,
    job: name,
    run: fc.constantFrom('good', 'failed', 'doubtful', 'unseen'),
    runs: fc.record({ good: count, other: count }),
  },
);

export const approvalRequest = anyOf<ApprovalRequestMessage>(
  {
    kind: fc.constant('approval-request'),
    requestId: id,
    state,
    askedBy: person,
    reason: name,
    createdAt: instant,
    expiresAt: instant,
    required: fc.constantFrom(1, 2),
    selfApproval: fc.boolean(),
    ...place,
    plans: upTo(40, effect),
    decisions: fc.array(decision, { maxLength: 3 }),
  },
  {
    ...named,
    closedAt: instant,
    together,
    takenBack: upTo(5, given),
    again: yes,
    mention: fc.record({ users: upTo(12, person), usergroups: upTo(12, person) }),
    digest: address,
    stage,
    acts: upTo(12, act),
  },
);

export const requestNotice = anyOf<RequestNoticeMessage>(
  {
    kind: fc.constant('request-news'),
    requestId: id,
    event: fc.constantFrom(
      'approved',
      'rejected',
      'withdrawn',
      'expired',
      'reminder',
      'held',
      'lapsed',
      'lapsed-expired',
      'approval',
      'taken-back',
      'canary-asks',
      'runs-review',
      'went-on',
      'stopped',
      'back-ordered',
      'ended',
    ),
    askedBy: person,
    ...place,
    findings: upTo(40, aboutFinding),
    expiresAt: instant,
    at: instant,
  },
  {
    ...named,
    by: person,
    gone: upTo(10, name),
    reason: name,
    held: anyOf<Field<RequestNoticeMessage, 'held'>>({ channel: person, code: name }, { over: yes }),
    inThread: yes,
    missing: count,
    headline: name,
    next: upTo(8, name),
    trouble: upTo(5, fc.record({ name, why: name })),
    troubleTotal: count,
    template,
    post: fc.record({ id, channel: person }),
    link: address,
    over: anyOf<Field<RequestNoticeMessage, 'over'>>({ state }, { at: instant }),
  },
);

export const planDetails = anyOf<PlanDetailsMessage>(
  { kind: fc.constant('plan-details'), plan },
  {
    among: fc.record({
      at: fc.nat(39),
      plans: upTo(40, fc.record({ kind: fc.constantFrom(...findingKinds), name, region })),
    }),
    request: anyOf<Field<PlanDetailsMessage, 'request'>>(
      { id, state, askedBy: person, reason: name, expiresAt: instant, opened: fc.boolean() },
      { paused, inThread: yes, acceptedUntil: fc.constant('2027-03-31') },
    ),
  },
);

export const decisionNote = anyOf<DecisionNoteMessage>(
  { kind: fc.constant('decision-note'), event: fc.constantFrom('approved', 'taken-back'), missing: count },
  { paused },
);

export const pauseNotice = anyOf<PauseNoticeMessage>(
  {
    kind: fc.constant('pause-news'),
    event: fc.constantFrom('paused', 'resumed'),
    by: person,
    at: instant,
    goesOn: upTo(40, name),
    stays: upTo(40, name),
    underWay: count,
  },
  { since: paused },
);

const approvedRow = anyOf<ApprovedRow>(
  {
    ...place,
    requestId: id,
    findings: fc.array(name, { maxLength: 3 }),
    total: count,
    headline: name,
    mayRollBack: fc.boolean(),
    mayGoOn: fc.boolean(),
  },
  { ...named, rollBackUntil: instant, canaryTrouble: name },
);

const openRow = anyOf<Item<OpenRequestsMessage['requests']>>(
  {
    ...place,
    requestId: id,
    findings: upTo(40, name),
    effect: name,
    askedBy: person,
    expiresAt: instant,
    approvals: count,
    required: count,
  },
  { ...named, approvedBy: upTo(2, person) },
);

export const openRequests = anyOf<OpenRequestsMessage>(
  { kind: fc.constant('open-requests'), requests: upTo(30, openRow) },
  { paused, underWay: upTo(30, approvedRow), ended: upTo(30, approvedRow), shared: yes },
);

export const offer = anyOf<RemediationOfferMessage>(
  {
    kind: fc.constant('remediation-offer'),
    ...place,
    name,
    findings: fc.array(
      anyOf<Item<RemediationOfferMessage['findings']>>(
        { id, kind: fc.constantFrom(...findingKinds), why: name },
        { retire: yes, fixed: yes, request: requestLink },
      ),
      { maxLength: 8 },
    ),
  },
  named,
);

const revertedJob = anyOf<Item<RevertedNoticeMessage['jobs']>>(
  { findingId: id, name, to: name, movedAt: instant },
  { configuration: name },
);

export const revertedNotice = anyOf<RevertedNoticeMessage>(
  {
    kind: fc.constant('reverted-news'),
    ...place,
    requestId: id,
    askedBy: person,
    at: instant,
    jobs: fc.array(revertedJob, { minLength: 1, maxLength: 20 }),
    jobsTotal: count,
    managed: fc.array(name, { maxLength: 8 }),
    snippets: upTo(
      40,
      fc.record({ tool: fc.constantFrom('CloudFormation' as const, 'Terraform' as const), text: name }),
    ),
  },
  { ...named, over: fc.record({ at: instant }) },
);

export const bulkOffer = anyOf<BulkOfferMessage>(
  {
    kind: fc.constant('several-offer'),
    ...place,
    counts: fc.record({ total: count, exposed: count, latent: count, unused: count }),
    asked: count,
    queryId: id,
  },
  { ...named, neverScanned: count },
);
