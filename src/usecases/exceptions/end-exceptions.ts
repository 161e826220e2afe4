import { isExact } from '../../domain/exceptions/exception.ts';
import { ownerKind } from '../../domain/exceptions/owner.ts';
import type { Account } from '../../domain/fleet.ts';
import type { Approvals } from '../../domain/remediation/approval.ts';
import { auditEntry, itself } from '../audit-entry.ts';
import { reportUnexpected } from '../boundary.ts';
import type { ExceptionNoticeMessage } from '../messages/exception-messages.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Records, Store } from '../ports/store.ts';
import { countBack } from './count-back.ts';
import { riskView } from './risk-view.ts';

export interface EndDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly approvals: (account: string) => Approvals | undefined;
  readonly accounts: readonly Account[];
  /** Where it is told where nothing else says. Absent: those concerned alone. */
  readonly fallbackChannel?: string;
  /** Milliseconds before the end. */
  readonly remindBefore: number;
}

/**
 * Ends the accepted risks whose last day is over, so that what they covered counts again as news; lets go of those that
 * nobody decided in time; reminds once of those whose end is near. Whoever revokes or decides meanwhile wins or loses as
 * a whole: all sides compare and set. Returns how many changed.
 */
export async function endExceptions(dependencies: EndDependencies): Promise<number> {
  let changed = 0;
  for (const row of await dependencies.store.exceptions.inState(['accepted', 'asked'])) {
    try {
      changed += (await lookAfter(dependencies, row)) ? 1 : 0;
    } catch (error) {
      const text = 'an accepted risk could neither be ended nor be reminded of; it is tried again';
      reportUnexpected(dependencies, error, { action: 'exceptions', exception: row.id }, text);
    }
  }
  return changed;
}

async function lookAfter(dependencies: EndDependencies, row: ExceptionRow): Promise<boolean> {
  const now = dependencies.clock.now();
  if (now >= row.until.at) return end(dependencies, row);
  const isDue = row.state === 'accepted' && row.remindedAt === undefined && now >= reminderAt(dependencies, row);
  return isDue ? remind(dependencies, row) : false;
}

/** Never before the first half of its time is over: what is accepted for a day is not reminded of at once. */
function reminderAt({ remindBefore }: EndDependencies, { until, since = until.at }: ExceptionRow): number {
  return Math.max(until.at - remindBefore, (since + until.at) / 2);
}

function end(dependencies: EndDependencies, row: ExceptionRow): Promise<boolean> {
  const [to, event] = row.state === 'asked' ? (['lapsed', 'lapsed'] as const) : (['ended', 'ended'] as const);
  return dependencies.store.transaction(async (records) => {
    const now = dependencies.clock.now();
    if (!(await records.exceptions.move(row.id, { from: row.state, to, at: now }))) return false;
    await records.exceptions.markFindings(now);
    const back = await countBack(records, row, now);
    const action = `exception.${to}`;
    await records.remediation.audit(
      auditEntry(dependencies, { actor: itself, action, subject: row.id, detail: { back } }),
    );
    await tell(dependencies, records, { ...row, state: to, closedAt: now }, event, back);
    return true;
  });
}

function remind(dependencies: EndDependencies, row: ExceptionRow): Promise<boolean> {
  return dependencies.store.transaction(async (records) => {
    const now = dependencies.clock.now();
    if (!(await records.exceptions.remind(row.id, now))) return false;
    const action = 'exception.reminded';
    await records.remediation.audit(auditEntry(dependencies, { actor: itself, action, subject: row.id }));
    await tell(dependencies, records, row, 'reminder', (await records.exceptions.covered(now)).get(row.id) ?? 0);
    return true;
  });
}

/** Whose risk it is and who asked, each once, and the channel of those who approve, or where it was asked. */
function recipients({ approvals, fallbackChannel }: EndDependencies, row: ExceptionRow): readonly string[] {
  const { scope, owner, askedBy, askedIn } = row;
  const accounts = isExact(scope) ? [scope.finding.account] : (scope.accounts ?? []);
  const channel = accounts.flatMap((account) => approvals(account)?.channel ?? [])[0] ?? (askedIn || fallbackChannel);
  const all = [channel, ...(ownerKind(row) === 'person' ? [owner] : []), askedBy];
  return [...new Set(all.flatMap((each) => each || []))];
}

async function tell(
  dependencies: EndDependencies,
  { outbox }: Records,
  row: ExceptionRow,
  event: ExceptionNoticeMessage['event'],
  findings: number,
): Promise<void> {
  const risk = riskView(row, dependencies);
  const message: ExceptionNoticeMessage = { kind: 'exception-notice', event, risk, findings };
  const createdAt = dependencies.clock.now();
  await outbox.add(
    recipients(dependencies, row).map((channel) => ({ id: dependencies.newId(), channel, message, createdAt })),
  );
}
