import { smallest } from '../../../domain/audit/extremes.ts';
import type { AuditEntry, ExecutionRow, RemediationRecords, RequestRow } from '../../ports/remediation-records.ts';

/** Who did something, and when. */
export interface Given {
  readonly by: string;
  readonly at: number;
}

export interface GivenOrders {
  /** Who had it stopped at its canary job. */
  readonly stopped?: Given;
  /** Who had it go on without the run of its canary job. */
  readonly wentOn?: Given;
  /** Who let it go on after a pause, while it is being carried out. */
  readonly resumed?: Given;
}

type Trail = Pick<RemediationRecords, 'auditTrail'>;

/** Who gave which order about an approved request: as the audit trail has it, for the rows of executions keep no names. */
export async function readGivenOrders(
  remediation: Trail,
  { id, account }: Pick<RequestRow, 'id' | 'account'>,
  executions: readonly Pick<ExecutionRow, 'state' | 'queuedAt'>[],
): Promise<GivenOrders> {
  const trail = await remediation.auditTrail(id);
  const stopped = lastOf(trail, 'stop.ordered');
  const wentOn = lastOf(trail, 'canary.ordered');
  const open = executions.filter(({ state }) => state !== 'ended');
  const resumed = open.length === 0 ? undefined : await lastResume(remediation, account, open);
  return {
    ...(stopped && { stopped }),
    ...(wentOn && { wentOn }),
    ...(resumed && { resumed }),
  };
}

function lastOf(trail: readonly AuditEntry[], wanted: string): Given | undefined {
  return givenBy(trail.findLast(({ action }) => action === wanted));
}

function givenBy(entry: AuditEntry | undefined): Given | undefined {
  return entry && { by: entry.actor, at: entry.at };
}

/** A pause that was over before any of it was queued held up nothing of it. */
async function lastResume(
  remediation: Trail,
  account: string,
  open: readonly Pick<ExecutionRow, 'queuedAt'>[],
): Promise<Given | undefined> {
  const since = smallest(open.map(({ queuedAt }) => queuedAt));
  const trail = await remediation.auditTrail('remediation');
  const last = trail.findLast(({ action, detail }) => {
    const { stays } = detail;
    const goesOn = typeof stays !== 'string' || !stays.split(', ').includes(account);
    return action === 'remediation.paused' || (action === 'remediation.resumed' && goesOn);
  });
  return last?.action === 'remediation.resumed' && last.at >= since ? givenBy(last) : undefined;
}

const mostTakenBack = 5;

/** Who took an approval of a request back and has not decided again since: the latest ones, each person once. */
export async function readTakenBack(
  remediation: Pick<RemediationRecords, 'auditTrail' | 'decisions'>,
  requestId: string,
): Promise<readonly Given[]> {
  const trail = await remediation.auditTrail(requestId);
  const taken = trail.filter(({ action }) => action === 'decision.taken-back');
  if (taken.length === 0) return [];
  const decided = new Set((await remediation.decisions(requestId)).map(({ by }) => by));
  const latest = new Map(taken.map((entry) => [entry.actor, { by: entry.actor, at: entry.at }]));
  return [...latest.values()].filter(({ by }) => !decided.has(by)).slice(-mostTakenBack);
}
