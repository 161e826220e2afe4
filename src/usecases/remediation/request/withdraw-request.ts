import { type Approvals, judgeWithdrawal, type Refusal } from '../../../domain/remediation/approval.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { requestNotice } from '../messages/request-notice.ts';
import { progressId, threadOf } from '../state/announced-at.ts';

export interface WithdrawDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly approvals: (account: string) => Approvals | undefined;
}

export interface WithdrawInput {
  readonly requestId: string;
  readonly by: string;
  readonly message?: { readonly channel: string; readonly ts: string };
}

export type Withdrawal = { readonly refused: Refusal } | { readonly request: RequestRow };

/** Takes an open request back: only who asked may. Every attempt leaves an audit entry. */
export function withdrawRequest(dependencies: WithdrawDependencies, input: WithdrawInput): Promise<Withdrawal> {
  const { store, clock } = dependencies;
  const { by, requestId, message } = input;
  return store.transaction(async ({ remediation, outbox }): Promise<Withdrawal> => {
    const request = await remediation.request(requestId);
    const now = clock.now();
    const judged = request === undefined ? 'unknown-request' : judgeWithdrawal({ request, by, now });
    const closed = judged === undefined && (await remediation.close(requestId, 'withdrawn', now));
    const refused = closed ? undefined : (judged ?? 'not-open');
    await remediation.audit(
      auditEntry(dependencies, {
        actor: by,
        action: refused === undefined ? 'request.withdrawn' : 'withdrawal.refused',
        subject: requestId,
        detail: { ...(message && { channel: message.channel, ts: message.ts }), ...(refused && { refusal: refused }) },
      }),
    );
    if (refused !== undefined || request === undefined) return { refused: refused ?? 'unknown-request' };
    const channel = dependencies.approvals(request.account)?.channel;
    const parent = await threadOf({ outbox }, request, channel);
    await outbox.add(requestNotice(dependencies, parent, request, { event: 'withdrawn', by }, { thread: 'quiet' }));
    await remediation.followProgress(requestId, progressId(requestId));
    return { request: { ...request, state: 'withdrawn', closedAt: now } };
  });
}
