import { mostSaid } from '../../../domain/exceptions/said.ts';
import type { Account } from '../../../domain/fleet.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { findingKey } from '../../../domain/model.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { type Approvals, approversMissing, type Refusal } from '../../../domain/remediation/approval.ts';
import { storedText } from '../../../domain/remediation/stored-text.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { Chat } from '../../ports/chat.ts';
import type { Actor } from '../../ports/command.ts';
import type { NewOutboxMessage } from '../../ports/outbox-records.ts';
import type { RequestRow, StoredDefinition } from '../../ports/remediation-records.ts';
import type { Clock, Log, NewId } from '../../ports/runtime.ts';
import type { Records, Store } from '../../ports/store.ts';
import type { Vault } from '../../ports/vault.ts';
import { readGroups } from '../state/membership.ts';
import { definitionContext, sealTerms } from '../state/request-seal.ts';

/** A plan with the definitions that it was made from, by step id: they hold secrets, and are stored encrypted. */
export interface PlanToRequest {
  readonly plan: Plan;
  readonly definitions: ReadonlyMap<string, JsonObject>;
}

export interface OpenRequestDependencies {
  readonly store: Store;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly newId: NewId;
  /** False: REMEDIATION=off. */
  readonly enabled: boolean;
  readonly log: Log;
  readonly chat: Pick<Chat, 'usergroupMembers'>;
  readonly account: (id: string) => Account | undefined;
  /** The policy of an account; absent: nobody may approve. */
  readonly approvals: (account: string) => Approvals | undefined;
  /** Where those decide who have no channel of their own, if it was asked in none. Absent: whoever asked is shown it. */
  readonly fallbackChannel?: string;
  /** What is told when it is open, in the same transaction: the approvers' message. */
  readonly announce: (request: RequestRow) => readonly NewOutboxMessage[];
}

export interface RequestInput {
  readonly actor: Actor;
  readonly reason: string;
  /** All of one account. */
  readonly plans: readonly PlanToRequest[];
}

/** `acceptedUntil`: the earliest last day on which the risk of something in it is accepted. Absent: of nothing. */
export type OpenedRequest =
  | { readonly request: RequestRow; readonly acceptedUntil?: string }
  | { readonly refused: Refusal };

/** Seals the plans and asks the approvers. Every attempt leaves an audit entry. */
export async function openRequest(dependencies: OpenRequestDependencies, input: RequestInput): Promise<OpenedRequest> {
  const { store, vault } = dependencies;
  const id = dependencies.newId();
  const refused = refusalOf(dependencies, input) ?? (await approversProblem(dependencies, input));
  const request = refused === undefined ? sealed(dependencies, id, input) : undefined;
  const definitions = request === undefined ? [] : encrypted(vault, input.plans);
  return store.transaction(async ({ remediation, outbox, findings }) => {
    const opened = request !== undefined && (await remediation.openRequest(request, definitions));
    const why = opened ? undefined : (refused ?? 'finding-taken');
    const first = input.plans[0]?.plan;
    await remediation.audit(
      auditEntry(dependencies, {
        actor: input.actor.user,
        action: why === undefined ? 'request.opened' : 'request.refused',
        subject: id,
        detail: {
          channel: input.actor.channel,
          account: first?.target.account ?? '',
          region: first?.target.region ?? '',
          finding: first?.finding.name ?? '',
          plans: input.plans.length,
          ...(why !== undefined && { refusal: why }),
        },
      }),
    );
    if (why !== undefined || request === undefined) return { refused: why ?? 'finding-taken' };
    await outbox.add(dependencies.announce(request));
    const acceptedUntil = await readAccepted({ findings }, input);
    return { request, ...(acceptedUntil !== undefined && { acceptedUntil }) };
  });
}

/** In the transaction of the request: of two who accept and ask at once, the second hears of the first. */
async function readAccepted(
  { findings }: Pick<Records, 'findings'>,
  { plans }: RequestInput,
): Promise<string | undefined> {
  const wanted = plans.map(({ plan }) => findingOfPlan(plan));
  const open = await Promise.all(wanted.map((each) => findings.openNamed(each, each.name)));
  const keys = new Set(wanted.map(findingKey));
  const [first] = open
    .flat()
    .flatMap((row) => (keys.has(findingKey(row)) ? (row.accepted?.until ?? []) : []))
    .toSorted();
  return first;
}

function encrypted(vault: Vault, plans: readonly PlanToRequest[]): StoredDefinition[] {
  return plans.flatMap(({ plan, definitions }) =>
    [...definitions].map(([stepId, definition]) => ({
      planId: plan.id,
      stepId,
      text: vault.encrypt(definition, definitionContext(plan.id, stepId)),
    })),
  );
}

function refusalOf(
  { enabled, account, approvals }: OpenRequestDependencies,
  { plans, reason }: RequestInput,
): Refusal | undefined {
  const accounts = new Set(plans.map(({ plan }) => plan.target.account));
  const [id] = accounts;
  if (id === undefined || accounts.size > 1 || plans.some(({ plan }) => plan.steps.length === 0))
    return 'nothing-to-do';
  if (!enabled || account(id)?.remediationRoleArn === undefined) return 'remediation-off';
  if (approvals(id) === undefined) return 'no-approvers';
  if (reason.trim().length > mostSaid.reason) return 'reason-too-long';
  return reason.trim() === '' ? 'reason-missing' : undefined;
}

/** Groups are asked now: a request that nobody could approve is not made. */
async function approversProblem(
  dependencies: OpenRequestDependencies,
  { actor, plans }: RequestInput,
): Promise<Refusal | undefined> {
  const policy = dependencies.approvals(plans[0]?.plan.target.account ?? '');
  if (policy === undefined) return 'no-approvers';
  const membership = await readGroups(dependencies, policy.approvers.usergroups);
  return approversMissing(actor.user, policy, membership);
}

function sealed(
  { vault, clock, approvals, fallbackChannel }: OpenRequestDependencies,
  id: string,
  { actor, reason, plans }: RequestInput,
): RequestRow | undefined {
  const account = plans[0]?.plan.target.account ?? '';
  const policy = approvals(account);
  if (policy === undefined) return undefined;
  const now = clock.now();
  const terms = {
    id,
    askedBy: actor.user,
    // The Home is no channel, and what is asked nowhere is read by nobody.
    askedIn: actor.channel || (fallbackChannel ?? actor.user),
    reason: storedText(reason.trim()),
    createdAt: now,
    expiresAt: now + policy.expireAfter,
    required: policy.required,
    selfApproval: policy.allowSelfApproval,
  };
  const sealedPlans = plans.map(({ plan }) => ({ plan, seal: vault.seal(plan) }));
  return { ...terms, state: 'open', account, plans: sealedPlans, seal: sealTerms(vault, terms, sealedPlans) };
}
