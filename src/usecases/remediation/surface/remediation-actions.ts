import { GluewardenError } from '../../../domain/errors.ts';
import type { Account } from '../../../domain/fleet.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { PlanChoice } from '../../../domain/plan/plan.ts';
import { isRetirable, retireChoice } from '../../../domain/plan/retire-plan.ts';
import { type Approvals, approverProblem, type Refusal } from '../../../domain/remediation/approval.ts';
import { fixOfReverted } from '../../../domain/remediation/reverted.ts';
import { isRemediable } from '../../../domain/rules/index.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { Authorise } from '../../authorise.ts';
import type { ProblemMessage } from '../../messages/command-messages.ts';
import type { Paused } from '../../messages/paused.ts';
import type { TakenFinding } from '../../messages/remediation-forms.ts';
import type { DecisionNoteMessage, PlanDetailsMessage } from '../../messages/request-messages.ts';
import type { Actor } from '../../ports/command.ts';
import type { FindingRow } from '../../ports/finding-records.ts';
import type { NewOutboxMessage } from '../../ports/outbox-records.ts';
import type { RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type {
  AfterActions,
  BulkActions,
  RemediationActions,
  RemediationOrder,
  RequestAnswer,
} from '../../ports/remediation-surface.ts';
import type { Store } from '../../ports/store.ts';
import { onceDone } from '../../while-busy.ts';
import { composeDetails, composeRequest, withTakenBack } from '../messages/compose-request.ts';
import { withAcceptance } from '../plan/accepted-note.ts';
import type { ProposePlan } from '../plan/propose-plan.ts';
import { type DecisionResult, decideRequest } from '../request/decide-request.ts';
import { chosenDependents } from '../request/dependent-choice.ts';
import { openRequest, type RequestInput } from '../request/open-request.ts';
import { type FormDependencies, planChoice, readForm } from '../request/remediation-form.ts';
import { composeRetireForm } from '../request/retire-form.ts';
import { takeBackApproval } from '../request/take-back-approval.ts';
import { withdrawRequest } from '../request/withdraw-request.ts';
import type { RollBackDependencies } from '../rollback/roll-back.ts';
import { announcementId, inThread } from '../state/announced-at.ts';
import { readMembership } from '../state/membership.ts';
import { isPausedFor, pausedWith } from '../state/paused.ts';
import { heldBy } from '../state/read-acts.ts';
import { requestHolding } from '../state/request-of-finding.ts';
import { isIntact } from '../state/request-seal.ts';
import { findingGone, isTaken, refused, Stop, safely, safelyAsked, stopFor, unauthorisedChosen } from './stop.ts';

export interface RemediationActionsDependencies extends FormDependencies, RollBackDependencies {
  readonly authorise: Authorise;
  readonly propose: ProposePlan;
  readonly remediation: Pick<RemediationCloud, 'reader'>;
  /** Says that a message waits to be sent: look now. */
  readonly onAnnounced: () => void;
}

/** Everything that a surface's buttons and forms do for one remediation. */
export function createRemediationActions(
  dependencies: RemediationActionsDependencies,
): Omit<RemediationActions, keyof (BulkActions & AfterActions)> {
  const { propose, store } = dependencies;

  async function find(actor: Actor, findingId: string): Promise<{ finding: FindingRow; account: Account }> {
    await allowToAsk(dependencies, actor, findingId);
    const finding = await store.findings.byId(findingId);
    if (finding === undefined || finding.resolvedAt !== undefined) throw new Stop(findingGone);
    if (!isRemediable(finding)) throw new Stop(refused('not-remediable'));
    const account = dependencies.account(finding.account);
    if (account === undefined) throw new Stop(refused('not-configured'));
    if (!dependencies.enabled || account.remediationRoleArn === undefined) throw new Stop(refused('remediation-off'));
    return { finding, account };
  }

  async function make(actor: Actor, { findingId, choice }: RemediationOrder) {
    const { finding, account } = await find(actor, findingId);
    const about = await toPlan(store, finding);
    const { region, rule, name, kind } = about;
    const only = choice.only ? chosenDependents(about, choice.only, dependencies.hash) : about.only;
    if (choice.only !== undefined && only === undefined) throw new Stop(unauthorisedChosen, 'only');
    const configured = dependencies.configuredKey(finding);
    const chosen = choice.retire ? retireChoice : planChoice(choice, finding, { account, configured, only });
    const proposal = await propose({ account, region, rule, name, kind, choice: chosen });
    if ('refusals' in proposal) throw stopFor(proposal.refusals);
    return withAcceptance(proposal, finding);
  }

  return {
    form: (actor, findingId, { retire = false, from = 'aws' } = {}) =>
      safely(async () => {
        const { finding, account } = await find(actor, findingId);
        const taken = await readTaken(store, finding);
        if (taken !== undefined) return taken;
        if (retire || isRetirable(finding)) return composeRetireForm(finding);
        return readForm(dependencies, account, await toPlan(store, finding), from);
      }),
    preview: (actor, order) => safely(async () => ({ kind: 'plan-details', plan: (await make(actor, order)).plan })),
    ask: (actor, { reason, from, ...order }) =>
      safelyAsked(async () => {
        const { finding } = await find(actor, order.findingId);
        // Somebody may have asked while the form was open, or while the plan is made.
        const taken = await readTaken(store, finding);
        if (taken !== undefined) {
          const { account, region, name } = finding;
          const detail = { account, region, finding: name, plans: 1 };
          await noteRefused(dependencies, actor, finding.id, { ...detail, refusal: 'finding-taken' });
          return taken;
        }
        const made = await make(actor, order);
        const digest = await digestAt(store, from);
        try {
          return await askApprovers(dependencies, { actor, reason, plans: [made] }, digest);
        } catch (error) {
          const late = isTaken(error) ? await readTaken(store, finding) : undefined;
          if (late === undefined) throw error;
          return late;
        }
      }),
    details: (actor, requestId, wanted) =>
      safely(async () => {
        const request = await store.remediation.request(requestId);
        if (request === undefined) throw new Stop(refused('unknown-request'));
        await mayRead(dependencies, actor, request);
        if (!isIntact(dependencies.vault, request, [])) throw new Stop(refused('tampered'));
        return composeDetails(request, wanted === undefined ? {} : { wanted }) ?? refused('unknown-request');
      }),
    decide: (actor, order) =>
      answering(dependencies, async () => {
        if (order.decision === 'approve' && !dependencies.enabled)
          return whileOff(dependencies, actor, order.requestId);
        const result = await decideRequest(dependencies, { ...order, by: actor.user });
        if ('refused' in result) return refusedAnswer(result);
        dependencies.onAnnounced();
        const { state, missing, request, decisions, standing } = result;
        const answer = { request: composeRequest(request, decisions, standing) };
        const paused = await onceDone(() => readPaused(dependencies, request.account));
        const tells = state === 'open' || (state === 'approved' && paused !== undefined);
        return tells ? { ...answer, note: decisionNote('approved', missing, paused) } : answer;
      }),
    takeBack: (actor, order) =>
      answering(dependencies, async () => {
        const result = await takeBackApproval(dependencies, { ...order, by: actor.user });
        if ('refused' in result) return { problem: refused(result.refused) };
        dependencies.onAnnounced();
        const { request, decisions, standing } = result;
        const note = decisionNote('taken-back', standing.missing, undefined);
        return { request: composeRequest(request, decisions, standing), note };
      }),
    withdraw: (actor, order) =>
      answering(dependencies, async () => {
        const result = await withdrawRequest(dependencies, { ...order, by: actor.user });
        if ('refused' in result) return { problem: refused(result.refused) };
        dependencies.onAnnounced();
        const decisions = await onceDone(() => store.remediation.decisions(order.requestId));
        return { request: composeRequest(result.request, decisions) };
      }),
  };
}

/** What a plan is made for: a job that was reverted by a deploy is a part of another finding. */
async function toPlan(
  { findings }: Pick<Store, 'findings'>,
  finding: FindingRow,
): Promise<FindingRow & Pick<PlanChoice, 'only'>> {
  if (finding.kind !== 'reverted') return finding;
  return { ...finding, ...fixOfReverted(finding, await findings.openNamed(finding, finding.detail ?? '')) };
}

/** The request that holds a finding already, in place of its form. Undefined: none. */
async function readTaken(
  store: Pick<Store, 'findings' | 'remediation' | 'outbox'>,
  finding: FindingRow,
): Promise<TakenFinding | undefined> {
  const holding = await requestHolding(store, await heldBy(store, finding));
  if (holding === undefined) return undefined;
  const { request, link } = holding;
  const { kind, name, account, accountName, region } = finding;
  return {
    kind: 'taken-finding',
    finding: { kind, name },
    account,
    ...(accountName !== undefined && { accountName }),
    region,
    request: link,
    askedBy: request.askedBy,
    createdAt: request.createdAt,
    reason: request.reason,
    findings: request.plans.length,
  };
}

/** Who may not ask leaves an entry, as everybody does who is refused. @throws {GluewardenError} */
export async function allowToAsk(
  dependencies: RemediationActionsDependencies,
  actor: Actor,
  subject: string,
): Promise<void> {
  try {
    await dependencies.authorise(actor);
  } catch (error) {
    const refusal = error instanceof GluewardenError ? error.code : 'internal';
    await noteRefused(dependencies, actor, subject, { refusal });
    throw error;
  }
}

async function noteRefused(
  dependencies: RemediationActionsDependencies,
  { user, channel }: Actor,
  subject: string,
  why: JsonObject & { readonly refusal: string },
): Promise<void> {
  const detail = { channel, ...why };
  await dependencies.store.remediation.audit(
    auditEntry(dependencies, { actor: user, action: 'request.refused', subject, detail }),
  );
}

/** The address of the digest whose button was pressed. Undefined: it was another message, or it has none. */
async function digestAt(
  { outbox }: Pick<Store, 'outbox'>,
  from: RemediationOrder['from'],
): Promise<string | undefined> {
  const row = from && (await outbox.postedAt(from.channel, from.ts));
  return row?.message.kind === 'digest' ? row.permalink : undefined;
}

/** Seals the plans and tells the approvers. `digest`: the address of the one that names it. @throws {Stop} */
export async function askApprovers(
  dependencies: RemediationActionsDependencies,
  input: RequestInput,
  digest?: string,
): Promise<PlanDetailsMessage | ProblemMessage> {
  const announce = (request: RequestRow) => announcement(dependencies, request, digest);
  const opened = await openRequest({ ...dependencies, announce }, input);
  if ('refused' in opened) throw new Stop(refused(opened.refused), undefined, opened.refused);
  dependencies.onAnnounced();
  const paused = await onceDone(() => readPaused(dependencies, opened.request.account));
  const { request, acceptedUntil } = opened;
  return composeDetails(request, { opened: true, paused, acceptedUntil }) ?? refused('nothing-to-do');
}

/** An approval given while remediation is off would be carried out by surprise, whenever it is switched on. */
async function whileOff(
  dependencies: RemediationActionsDependencies,
  actor: Actor,
  requestId: string,
): Promise<RequestAnswer> {
  await dependencies.store.remediation.audit(
    auditEntry(dependencies, {
      actor: actor.user,
      action: 'decision.refused',
      subject: requestId,
      detail: { decision: 'approve', refusal: 'remediation-off' },
    }),
  );
  return { problem: refused('remediation-off') };
}

/** A press on a message that is out of date also brings the message up to date. */
function refusedAnswer({
  refused: refusal,
  request,
  decisions = [],
  standing,
}: Extract<DecisionResult, { refused: Refusal }>): RequestAnswer {
  const problem = refused(refusal);
  const outOfDate = ['not-open', 'expired', 'already-decided'].includes(refusal);
  if (request === undefined || !outOfDate) return { problem };
  const state = refusal === 'expired' ? 'expired' : request.state;
  return {
    problem,
    request: composeRequest({ ...request, state }, decisions, state === 'open' ? standing : undefined),
  };
}

function decisionNote(
  event: DecisionNoteMessage['event'],
  missing: number,
  paused: Paused | undefined,
): DecisionNoteMessage {
  return { kind: 'decision-note', event, missing, ...(paused && { paused }) };
}

/** Who stopped the new steps of this account, and when. */
async function readPaused(
  { store, account }: Pick<RemediationActionsDependencies, 'store' | 'account'>,
  id: string,
): Promise<Paused | undefined> {
  const pause = await store.remediation.paused();
  return pause !== undefined && isPausedFor(id, pause) ? pausedWith(pause, account) : undefined;
}

function announcement(
  { approvals, clock }: Pick<RemediationActionsDependencies, 'approvals' | 'clock'>,
  request: RequestRow,
  digest: string | undefined,
): NewOutboxMessage[] {
  const policy = approvals(request.account);
  const createdAt = clock.now();
  const parent = { id: announcementId(request.id), channel: policy?.channel ?? request.askedIn };
  const mention = policy && { users: policy.approvers.users, usergroups: policy.approvers.usergroups };
  const message = {
    ...composeRequest(request, []),
    ...(mention && { mention }),
    ...(digest !== undefined && { digest }),
  };
  const details = composeDetails(request, { inThread: true });
  return [
    { ...parent, message, createdAt },
    ...(details ? [inThread(parent, { id: `details-${request.id}`, message: details, createdAt })] : []),
  ];
}

/** Whoever may audit, and whoever may decide. @throws what refuses an engineer */
export async function mayRead(
  dependencies: Pick<RemediationActionsDependencies, 'authorise' | 'approvals' | 'chat' | 'log'>,
  actor: Actor,
  request: RequestRow,
): Promise<void> {
  try {
    await dependencies.authorise(actor);
  } catch (error) {
    if (!(error instanceof GluewardenError)) throw error;
    const approvals: Approvals | undefined = dependencies.approvals(request.account);
    const membership = await readMembership(dependencies, [actor.user], approvals);
    if (approverProblem(actor.user, approvals, membership) !== undefined) throw error;
  }
}

async function answering(
  dependencies: Pick<RemediationActionsDependencies, 'store'>,
  work: () => Promise<RequestAnswer>,
): Promise<RequestAnswer> {
  const answer = await safely(async () => {
    const done = await work();
    if (done.request === undefined) return done;
    const { request } = done;
    return onceDone(async () => ({
      ...done,
      request: await withTakenBack(dependencies.store.remediation, request),
    }));
  });
  return 'kind' in answer ? { problem: answer } : answer;
}
