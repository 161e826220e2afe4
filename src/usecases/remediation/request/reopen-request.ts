import type { Approvals, Standing } from '../../../domain/remediation/approval.ts';
import { auditEntry, itself } from '../../audit-entry.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import type { Records } from '../../ports/store.ts';
import { announcementIds } from '../messages/announced-at.ts';
import { composeRequest, withTakenBack } from '../messages/compose-request.ts';
import { progressId } from '../messages/refresh-progress.ts';
import { requestNotice } from '../messages/request-notice.ts';

export interface ReopenDependencies {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly approvals: (account: string) => Approvals | undefined;
}

/**
 * An approved request whose approvals do not count any more, before anything of it was begun: its approvers are asked
 * again, with buttons, and the requester is told; after its expiry it ends instead. False: something was begun, and
 * nothing is written.
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
  const channel = dependencies.approvals(request.account)?.channel ?? request.askedIn;
  if (to === 'open') await askAgain(dependencies, records, request, standing, channel);
  const { gone } = standing;
  const event = to === 'open' ? 'lapsed' : 'lapsed-expired';
  const also = to === 'open' ? undefined : channel;
  await outbox.add(requestNotice(dependencies, request, { event, ...(gone && { gone }) }, [request.askedBy, also]));
  return true;
}

async function askAgain(
  { clock }: ReopenDependencies,
  { remediation, outbox }: Records,
  { closedAt: _approvedAt, ...request }: RequestRow,
  standing: Standing,
  channel: string,
): Promise<void> {
  const { next: id } = await announcementIds({ outbox }, request.id);
  const open: RequestRow = { ...request, state: 'open' };
  const decisions = await remediation.decisions(request.id);
  const message = await withTakenBack(remediation, composeRequest(open, decisions, standing));
  await outbox.add([{ id, channel, message: { ...message, again: true }, createdAt: clock.now() }]);
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
