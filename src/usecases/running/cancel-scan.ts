import { type Approvals, approverProblem } from '../../domain/remediation/approval.ts';
import { auditEntry } from '../audit-entry.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import type { RunningScansMessage, RunningScanView, ScanCancelMessage } from '../messages/status-messages.ts';
import type { Chat } from '../ports/chat.ts';
import type { Actor } from '../ports/command.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { ScanRow } from '../ports/scan-records.ts';
import type { Records, Store } from '../ports/store.ts';
import { readMembershipOf } from '../remediation/state/membership.ts';
import { explainRefusal } from '../words/explain-refusal.ts';
import type { RunningScans } from './running-scans.ts';

export interface CancelScanDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly chat: Pick<Chat, 'usergroupMembers'>;
  readonly running: Pick<RunningScans, 'nudge'>;
  /** Who may approve for an account; undefined: nobody. */
  readonly approvals: (account: string) => Approvals | undefined;
}

/** `id`: of a button. `begins`: how the id begins, as somebody typed it; empty: theirs, or the only one. */
export type WhichScan = { readonly id: string } | { readonly begins: string };

type Answer = ScanCancelMessage | RunningScansMessage | ProblemMessage;
export type CancelScan = (actor: Actor, which: WhichScan) => Promise<Answer>;

/** The command that says which scans go on. */
const list = '/glue-audit status';

/** The scans that go on and that somebody may cancel, oldest first. */
export async function runningScans(store: Pick<Store, 'scans'>): Promise<readonly RunningScanView[]> {
  return (await store.scans.running()).filter(({ accounts }) => accounts !== undefined).map(viewOf);
}

/**
 * Wants a scan to end, in whichever process it runs: for whoever asked for it, and for approvers of any of its accounts.
 * What others asked for at the same time goes on. Every attempt on one scan leaves an audit entry.
 */
export function createCancelScan(dependencies: CancelScanDependencies): CancelScan {
  return async (actor, which) => {
    const found = await findScan(dependencies, actor, which);
    if ('kind' in found) return found;
    // Whoever may not cancel it may know that it has ended: the message that they pressed stays as it is otherwise.
    const refused = found.state === 'running' ? await notAllowed(dependencies, actor, found) : undefined;
    const answer = await attempt(dependencies, actor, found.id, refused);
    dependencies.running.nudge(found.id);
    return answer;
  };
}

async function findScan(
  dependencies: CancelScanDependencies,
  actor: Actor,
  which: WhichScan,
): Promise<ScanRow | RunningScansMessage | ProblemMessage> {
  const { store, clock } = dependencies;
  if ('id' in which) return (await store.scans.get(which.id)) ?? gone;
  const rows = (await store.scans.running()).filter(({ accounts }) => accounts !== undefined);
  if (rows.length === 0) return none;
  const meant = rows.filter(({ id }) => id.startsWith(which.begins));
  const own = meant.filter(({ askedBy }) => askedBy === actor.user);
  const [only, other] = which.begins === '' && own.length === 1 ? own : meant;
  if (only !== undefined && other === undefined) return only;
  const refusals = await Promise.all(rows.map((row) => notAllowed(dependencies, actor, row)));
  const theirs = rows.filter((_, index) => refusals[index] === undefined);
  // Who may cancel none of them need not know what others scan.
  return theirs.length === 0
    ? (refusals[0] ?? none)
    : { kind: 'running-scans', at: clock.now(), scans: theirs.map(viewOf) };
}

const gone: ProblemMessage = {
  kind: 'problem',
  what: 'This scan is not in the records any more: it has ended.',
  next: 'This shows the scans that go on, and the latest ones:',
  suggestions: [list],
};

const none: ProblemMessage = {
  kind: 'problem',
  what: 'No scan goes on: there is nothing to cancel.',
  next: 'This shows the latest ones:',
  suggestions: ['/glue-audit history'],
};

async function notAllowed(
  dependencies: CancelScanDependencies,
  { user }: Actor,
  { askedBy, accounts = [] }: ScanRow,
): Promise<ProblemMessage | undefined> {
  if (askedBy === user) return undefined;
  // Most accounts share one.
  const policies = [...new Set(accounts.flatMap((account) => dependencies.approvals(account) ?? []))];
  const membership = await readMembershipOf(dependencies, user, policies, 'any');
  const problems = policies.map((policy) => approverProblem(user, policy, membership));
  if (problems.includes(undefined)) return undefined;
  if (problems.includes('approver-unverifiable'))
    return { kind: 'problem', ...explainRefusal('approver-unverifiable'), suggestions: [] };
  const users = [
    ...new Set([...(askedBy === undefined ? [] : [askedBy]), ...policies.flatMap((p) => p.approvers.users)]),
  ];
  const usergroups = [...new Set(policies.flatMap(({ approvers }) => approvers.usergroups))];
  return {
    kind: 'problem',
    what: 'Nothing was cancelled: only the requester of a scan may cancel it, and the approvers of its accounts.',
    next:
      users.length + usergroups.length > 0
        ? 'Ask one of them, or wait: it ends by itself.'
        : 'Nobody asked for this one, and no approvers are configured: it ends by itself.',
    suggestions: [],
    ...(users.length + usergroups.length > 0 && { who: { users, usergroups } }),
  };
}

/** In one transaction with its audit entry, so that it is before the end of the scan, or after it. */
function attempt(
  dependencies: CancelScanDependencies,
  actor: Actor,
  scanId: string,
  refused: ProblemMessage | undefined,
): Promise<ScanCancelMessage | ProblemMessage> {
  const { store, clock, log } = dependencies;
  return store.transaction(async (records) => {
    const wanted = refused === undefined && (await records.scans.cancel(scanId, actor.user, clock.now()));
    const row = await records.scans.get(scanId);
    const answer = refused ?? (row === undefined ? gone : answerOf(row, wanted));
    await note(dependencies, records, actor, row, wanted);
    if (wanted) log.info({ scan: scanId, by: actor.user }, 'a scan is being cancelled');
    return answer;
  });
}

async function note(
  dependencies: CancelScanDependencies,
  { remediation }: Records,
  actor: Actor,
  row: ScanRow | undefined,
  wanted: boolean,
): Promise<void> {
  await remediation.audit(
    auditEntry(dependencies, {
      actor: actor.user,
      action: wanted ? 'scan.cancelled' : 'scan.cancel-refused',
      subject: row?.id ?? 'unknown scan',
      detail: {
        channel: actor.channel,
        ...(row && { scope: row.scope, state: row.state }),
        ...(row?.schedule !== undefined && { schedule: row.schedule }),
        ...(row?.askedBy !== undefined && { askedBy: row.askedBy }),
      },
    }),
  );
}

function answerOf(row: ScanRow, wanted: boolean): ScanCancelMessage {
  const { scope, startedAt, schedule, askedBy, cancel, state, finishedAt } = row;
  const about = {
    kind: 'scan-cancel',
    scope,
    startedAt,
    ...(schedule !== undefined && { schedule }),
    ...(askedBy !== undefined && { askedBy }),
    ...(cancel && { by: cancel.by }),
  } as const;
  if (state === 'running') return { ...about, event: wanted ? 'chosen' : 'before' };
  return { ...about, event: 'ended', state, ...(finishedAt !== undefined && { endedAt: finishedAt }) };
}

function viewOf({ id, scope, startedAt, schedule, askedBy, progress, cancel }: ScanRow): RunningScanView {
  return {
    id,
    scope,
    startedAt,
    ...(schedule !== undefined && { schedule }),
    ...(askedBy !== undefined && { askedBy }),
    ...(progress && { progress }),
    ...(cancel && { cancelledBy: cancel.by }),
  };
}
