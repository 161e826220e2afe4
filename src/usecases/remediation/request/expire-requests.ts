import type { Approvals } from '../../../domain/remediation/approval.ts';
import { auditEntry, itself } from '../../audit-entry.ts';
import { reportUnexpected } from '../../boundary.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, Log, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { requestNotice } from '../messages/request-notice.ts';
import { progressId, threadOf } from '../state/announced-at.ts';

export interface ExpireDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly approvals: (account: string) => Approvals | undefined;
}

/**
 * Ends the open requests whose time is over, and reminds once of those whose end is near. Whoever decides meanwhile
 * wins or loses as a whole: both sides compare and set. Returns how many expired.
 */
export async function expireRequests(dependencies: ExpireDependencies): Promise<number> {
  let expired = 0;
  for (const request of await dependencies.store.remediation.openRequests()) {
    try {
      expired += (await expireOne(dependencies, request)) ? 1 : 0;
    } catch (error) {
      const text = 'a request could neither be ended nor be reminded of; it is tried again';
      reportUnexpected(dependencies, error, { action: 'requests', request: request.id }, text);
    }
  }
  return expired;
}

async function expireOne(dependencies: ExpireDependencies, request: RequestRow): Promise<boolean> {
  const policy = dependencies.approvals(request.account);
  const now = dependencies.clock.now();
  if (now >= request.expiresAt) return expire(dependencies, request, policy);
  if (request.remindedAt === undefined && isReminderDue(request, policy, now))
    await remind(dependencies, request, policy);
  return false;
}

function isReminderDue(request: RequestRow, policy: Approvals | undefined, now: number): boolean {
  return policy !== undefined && now >= request.expiresAt - policy.remindBefore;
}

function expire(
  dependencies: ExpireDependencies,
  request: RequestRow,
  policy: Approvals | undefined,
): Promise<boolean> {
  return dependencies.store.transaction(async ({ remediation, outbox }) => {
    if (!(await remediation.close(request.id, 'expired', dependencies.clock.now()))) return false;
    await remediation.audit(
      auditEntry(dependencies, { actor: itself, action: 'request.expired', subject: request.id }),
    );
    const parent = await threadOf({ outbox }, request, policy?.channel);
    const told = { thread: 'quiet', requester: true } as const;
    await outbox.add(requestNotice(dependencies, parent, request, { event: 'expired' }, told));
    await remediation.followProgress(request.id, progressId(request.id));
    return true;
  });
}

async function remind(
  dependencies: ExpireDependencies,
  request: RequestRow,
  policy: Approvals | undefined,
): Promise<void> {
  await dependencies.store.transaction(async ({ remediation, outbox }) => {
    if (!(await remediation.remind(request.id, dependencies.clock.now()))) return;
    await remediation.audit(
      auditEntry(dependencies, { actor: itself, action: 'request.reminded', subject: request.id }),
    );
    const parent = await threadOf({ outbox }, request, policy?.channel);
    await outbox.add(requestNotice(dependencies, parent, request, { event: 'reminder' }, { thread: 'loud' }));
  });
}
