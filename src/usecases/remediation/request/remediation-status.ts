import type { Account } from '../../../domain/fleet.ts';
import type { Approvals } from '../../../domain/remediation/approval.ts';
import type { ApprovedRow, OpenRequestsMessage } from '../../messages/request-messages.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { composeOpenRequest } from '../messages/compose-request.ts';
import { readProgress } from '../messages/read-shown.ts';
import { type MembershipDependencies, readStanding } from '../state/membership.ts';
import { pausedWith } from '../state/paused.ts';

export interface RemediationStatusDependencies extends MembershipDependencies {
  readonly store: Store;
  readonly clock: Clock;
  /** False: REMEDIATION=off. */
  readonly enabled: boolean;
  readonly account: (id: string) => Account | undefined;
  /** The policy of an account as configured now; absent: nobody may approve. */
  readonly approvals: (account: string) => Approvals | undefined;
  /** How long definitions are kept after an end, milliseconds. */
  readonly watchRunsFor: number;
}

const mostApproved = 30;
const mostFindings = 3;
const mostMs = 30 * 24 * 3_600_000;

/** What waits for a decision (what ends first above), what is being carried out, and what can still be rolled back. */
export async function readRemediationStatus(dependencies: RemediationStatusDependencies): Promise<OpenRequestsMessage> {
  const { store, clock, watchRunsFor } = dependencies;
  const open = await store.remediation.openRequests();
  const requests = await Promise.all(
    open.map(async (row) => {
      const decisions = await store.remediation.decisions(row.id);
      return composeOpenRequest(row, decisions, await readStanding(dependencies, row, decisions));
    }),
  );
  const since = clock.now() - watchRunsFor - mostMs;
  const approved = await withInProgress(dependencies, await store.remediation.approvedRequests(since, mostApproved));
  const rows = await Promise.all(approved.map((request) => approvedRow(dependencies, request)));
  const paused = await store.remediation.paused();
  return {
    kind: 'open-requests',
    ...(paused && { paused: pausedWith(paused, dependencies.account) }),
    requests: requests.toSorted((a, b) => a.expiresAt - b.expiresAt),
    underWay: rows.flatMap(({ row, ended }) => (ended ? [] : row)),
    ended: rows.flatMap(({ row, ended }) => (ended && row.mayRollBack ? row : [])),
  };
}

/** What is under way is never left out, however old it is and however many are newer. */
async function withInProgress(
  { store }: RemediationStatusDependencies,
  approved: readonly RequestRow[],
): Promise<readonly RequestRow[]> {
  const listed = new Set(approved.map(({ id }) => id));
  const underWay = new Set((await store.remediation.executionsInProgress()).map(({ requestId }) => requestId));
  const older = await Promise.all(
    [...underWay].filter((id) => !listed.has(id)).map((id) => store.remediation.request(id)),
  );
  return [...approved, ...older.filter((request) => request !== undefined)];
}

async function approvedRow(
  { store, clock, watchRunsFor, enabled, account }: RemediationStatusDependencies,
  request: RequestRow,
): Promise<{ readonly row: ApprovedRow; readonly ended: boolean }> {
  const read = await readProgress({ store, clock, watchRunsFor, enabled, account }, request.id);
  const executions = await store.remediation.executions(request.id);
  const message = read?.message;
  const first = request.plans[0]?.plan;
  return {
    ended: executions.every(({ state }) => state === 'ended'),
    row: {
      requestId: request.id,
      account: request.account,
      ...(first?.accountName !== undefined && { accountName: first.accountName }),
      region: first?.target.region ?? 'unknown',
      findings: request.plans.slice(0, mostFindings).map(({ plan }) => plan.finding.name),
      total: request.plans.length,
      headline: message?.headline ?? '',
      mayRollBack: message?.mayRollBack ?? false,
      mayGoOn: message?.mayGoOn ?? false,
      ...(message?.canaryTrouble !== undefined && { canaryTrouble: message.canaryTrouble }),
      ...(message?.rollBackUntil !== undefined && { rollBackUntil: message.rollBackUntil }),
    },
  };
}
