import { type Approvals, approverProblem } from '../../domain/remediation/approval.ts';
import { auditEntry } from '../audit-entry.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import type { UndeliveredMessage } from '../messages/delivery-messages.ts';
import type { Chat } from '../ports/chat.ts';
import type { Actor } from '../ports/command.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Records, Store } from '../ports/store.ts';
import { readMembershipOf } from '../remediation/state/membership.ts';
import { undeliveredItem } from '../schedule/undelivered-item.ts';

export interface UndeliveredDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly chat: Pick<Chat, 'usergroupMembers' | 'update'>;
  /** Whoever asks there is an operator. Absent: only approvers may. */
  readonly operationsChannel?: string;
  /** Without the owners' groups: what waits here is not theirs alone. */
  readonly policies: () => readonly Approvals[];
  /** Says that something waits to be delivered. */
  readonly onRetried: () => void;
}

/** `which`: how its id begins; empty: all of them. */
export type UndeliveredOrder = { readonly do: 'list' } | { readonly do: 'retry' | 'drop'; readonly which: string };

const shown = 20;
const longestId = 40;

/** Shows what could not be delivered, tries it again, or drops it for good. Every order but a look leaves an audit entry. */
export async function undelivered(
  dependencies: UndeliveredDependencies,
  actor: Actor,
  order: UndeliveredOrder,
): Promise<UndeliveredMessage | ProblemMessage> {
  if (order.do === 'list') return list(dependencies);
  const { store, clock, onRetried } = dependencies;
  const { which } = order;
  const mayNot = await notAnOperator(dependencies, actor);
  const result = await store.transaction(async (records) => {
    const problem = mayNot ?? (await notOne(records, which));
    const items = problem ? [] : (await records.outbox.ended(which, shown)).map(undeliveredItem);
    const count = problem ? 0 : await records.outbox[order.do === 'retry' ? 'revive' : 'drop'](which, clock.now());
    await records.remediation.audit(
      auditEntry(dependencies, {
        actor: actor.user,
        action: problem ? 'delivery.refused' : order.do === 'retry' ? 'delivery.retried' : 'delivery.dropped',
        subject: 'undelivered messages',
        detail: { channel: actor.channel, order: order.do, which: which.slice(0, longestId), count },
      }),
    );
    return (
      problem ?? ({ kind: 'undelivered', event: order.do === 'retry' ? 'retried' : 'dropped', count, items } as const)
    );
  });
  if (result.kind === 'undelivered' && result.event === 'retried') onRetried();
  return result;
}

async function list({ store }: UndeliveredDependencies): Promise<UndeliveredMessage> {
  const [groups, rows] = await Promise.all([store.outbox.undeliverable(), store.outbox.ended('', shown)]);
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  return { kind: 'undelivered', event: 'listed', count, items: rows.map(undeliveredItem) };
}

/** A message that is dropped is lost, so not everybody who may audit may: only approvers, and people where the operators read. */
async function notAnOperator(dependencies: UndeliveredDependencies, actor: Actor): Promise<ProblemMessage | undefined> {
  const { operationsChannel } = dependencies;
  if (operationsChannel !== undefined && actor.channel === operationsChannel) return undefined;
  if (await approvesAnywhere(dependencies, actor.user)) return undefined;
  return {
    kind: 'problem',
    what: 'Nothing was retried or dropped: only approvers may, and anybody in the channel of the operators.',
    next:
      operationsChannel === undefined
        ? 'The operator names that channel in gluewarden.yaml, under operations.channel.'
        : 'Ask an approver, or type it in the channel that operations.channel names.',
    suggestions: [],
  };
}

async function approvesAnywhere(dependencies: UndeliveredDependencies, user: string): Promise<boolean> {
  const policies = dependencies.policies();
  const membership = await readMembershipOf(dependencies, user, policies, 'any');
  return policies.some((policy) => approverProblem(user, policy, membership) === undefined);
}

async function notOne({ outbox }: Records, which: string): Promise<ProblemMessage | undefined> {
  const found = await outbox.ended(which, 2);
  if (found.length > 0 && (which === '' || found.length === 1)) return undefined;
  const what =
    found.length === 0
      ? `No undelivered message${which === '' ? '' : ` has an id that begins with "${which}"`}.`
      : `More than one undelivered message has an id that begins with "${which}".`;
  return { kind: 'problem', what, next: 'This lists them:', suggestions: ['/glue-audit undelivered'] };
}
