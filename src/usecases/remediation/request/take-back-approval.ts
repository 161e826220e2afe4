import {
  type Approvals,
  judgeTakeBack,
  type Refusal,
  type Standing,
  standingOf,
} from '../../../domain/remediation/approval.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { DecisionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import type { Vault } from '../../ports/vault.ts';
import { requestNotice } from '../messages/request-notice.ts';
import { progressId, threadOf } from '../state/announced-at.ts';
import { type MembershipDependencies, readMembership } from '../state/membership.ts';
import { isIntact } from '../state/request-seal.ts';

export interface TakeBackDependencies extends MembershipDependencies {
  readonly store: Store;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly approvals: (account: string) => Approvals | undefined;
}

export interface TakeBackInput {
  readonly requestId: string;
  readonly by: string;
  readonly message?: { readonly channel: string; readonly ts: string };
}

export type TakenBack =
  | { readonly refused: Refusal }
  | { readonly request: RequestRow; readonly decisions: readonly DecisionRow[]; readonly standing: Standing };

/** Somebody's own approval is gone, while others are awaited. Every attempt leaves an audit entry. */
export async function takeBackApproval(dependencies: TakeBackDependencies, input: TakeBackInput): Promise<TakenBack> {
  const { store, vault, clock } = dependencies;
  const { by, requestId, message } = input;
  const known = await store.remediation.request(requestId);
  const people = [by, ...(await store.remediation.decisions(requestId)).map((made) => made.by)];
  const membership = await readMembership(dependencies, people, known && dependencies.approvals(known.account));
  return store.transaction(async ({ remediation, outbox }): Promise<TakenBack> => {
    const request = await remediation.request(requestId);
    const approvals = request && dependencies.approvals(request.account);
    const decisions = await remediation.decisions(requestId);
    const judged = request && {
      request,
      intact: isIntact(vault, request, decisions),
      decisions,
      by,
      now: clock.now(),
      approvals,
      membership,
    };
    const problem = judged === undefined ? 'unknown-request' : judgeTakeBack(judged);
    const gone = problem === undefined && (await remediation.takeBackApproval(requestId, by));
    const refused = gone ? undefined : (problem ?? 'no-approval');
    await remediation.audit(
      auditEntry(dependencies, {
        actor: by,
        action: refused === undefined ? 'decision.taken-back' : 'decision.refused',
        subject: requestId,
        detail: {
          decision: 'take-back',
          ...(message && { channel: message.channel, ts: message.ts }),
          ...(refused && { refusal: refused }),
        },
      }),
    );
    if (refused !== undefined || request === undefined) return { refused: refused ?? 'unknown-request' };
    const left = await remediation.decisions(requestId);
    const standing = standingOf({ request, approvals, membership }, left);
    const parent = await threadOf({ outbox }, request, approvals?.channel);
    const notice = { event: 'taken-back', by, missing: standing.missing } as const;
    await outbox.add(requestNotice(dependencies, parent, request, notice, { thread: 'quiet' }));
    await remediation.followProgress(requestId, progressId(requestId));
    return { request, decisions: left, standing };
  });
}
