import type { Approvals, Standing } from '../../../domain/remediation/approval.ts';
import { auditEntry, itself } from '../../audit-entry.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import type { Records } from '../../ports/store.ts';
import { requestNotice } from '../messages/request-notice.ts';
import { progressId, threadOf } from '../state/announced-at.ts';

export interface ReopenDependencies {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly approvals: (account: string) => Approvals | undefined;
}

/**
 * An approved request whose approvals do not count any more, before anything of it was begun: its message has its
 * buttons again, its approvers are asked in the thread, and the requester is told; after its expiry it ends instead.
 * False: something was begun, and nothing is written.
 */
export async function reopenRequest(
  dependencies: ReopenDependencies,
  records: Records,
  request: RequestRow,
  standing: Standing,
): Promise<boolean> {
  const { remediation, outbox } = records;
  const at = dependencies.clock.now();
  const to = at >= request.expiresAt ? 'expired' : 'open';
  if (!(await remediation.reopen(request.id, to, at))) return false;
  const action = to === 'open' ? 'request.reopened' : 'request.expired';
  const detail = standingDetail(standing);
  await remediation.audit(auditEntry(dependencies, { actor: itself, action, subject: request.id, detail }));
  await remediation.followProgress(request.id, progressId(request.id));
  const parent = await threadOf(records, request, dependencies.approvals(request.account)?.channel);
  const { gone } = standing;
  const notice = { event: to === 'open' ? 'lapsed' : 'lapsed-expired', ...(gone && { gone }) } as const;
  const told = { thread: to === 'open' ? 'loud' : 'quiet', requester: true } as const;
  await outbox.add(requestNotice(dependencies, parent, request, notice, told));
  return true;
}

/** For the audit trail: how many are missing, and whose do not count, with why. */
export function standingDetail({
  needed,
  missing,
  lapsed,
  gone = [],
}: Standing): Readonly<Record<string, string | number>> {
  const who = lapsed.map(({ by, why }) => `${by} ${why}`).join(', ');
  return { needed, missing, lapsed: who, ...(gone.length > 0 && { gone: gone.join(', ') }) };
}
