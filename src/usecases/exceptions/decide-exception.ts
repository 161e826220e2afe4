import { mostSaid } from '../../domain/exceptions/said.ts';
import type { Refusal } from '../../domain/remediation/approval.ts';
import { storedText } from '../../domain/remediation/stored-text.ts';
import { auditEntry } from '../audit-entry.ts';
import type { ExceptionNoticeMessage } from '../messages/exception-messages.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';
import type { Records } from '../ports/store.ts';
import { type ExceptionDependencies, replaceOld } from './ask-exception.ts';
import { accountsOf, maySelfApprove, notApprover, readRights } from './exception-approvers.ts';
import { riskView } from './risk-view.ts';
import { requestsAbout, tellRequesters } from './tell-requesters.ts';

export interface ExceptionDecision {
  readonly id: string;
  readonly by: string;
  readonly decision: 'accept' | 'reject';
  /** A rejection needs one: the requester is told. */
  readonly reason?: string;
  /** The message whose button was pressed, for the audit trail. */
  readonly message?: { readonly channel: string; readonly ts: string };
}

/** `unknown`: there is none. `decided`: somebody was first, or its time is over; `row` says what became of it. */
export type ExceptionRefused = Refusal | 'unknown' | 'decided' | 'over' | 'not-in-force' | 'of-the-file' | 'not-yours';

export type DecidedException =
  | { readonly refused: ExceptionRefused; readonly row?: ExceptionRow }
  | { readonly row: ExceptionRow };

/**
 * One person's decision on a risk that is asked to be accepted: judged by what the tables and the configuration say now,
 * and kept with its audit entry, with what it covers and with the news of it in one transaction. A refused attempt leaves
 * an entry. Who asked never agrees, unless every account concerned lets them.
 */
export async function decideException(
  dependencies: ExceptionDependencies,
  decision: ExceptionDecision,
): Promise<DecidedException> {
  const { store, clock } = dependencies;
  const before = await store.exceptions.get(decision.id);
  const accounts = before === undefined ? [] : await concerned(dependencies, store, before);
  const membership = await readRights(dependencies, decision.by, accounts);
  return store.transaction(async (records) => {
    const now = clock.now();
    const row = await records.exceptions.get(decision.id);
    const refused = await refusalOf(dependencies, records, row, decision, now, membership);
    if (row === undefined || refused !== undefined) {
      await audit(dependencies, records, decision, 'exception.decision-refused', { refusal: refused ?? 'unknown' });
      return { refused: refused ?? 'unknown', ...(refused === 'decided' && row && { row }) };
    }
    const to = decision.decision === 'accept' ? 'accepted' : 'rejected';
    if (
      !(await records.exceptions.move(row.id, { from: 'asked', to, at: now, by: decision.by, ...reasonOf(decision) }))
    )
      throw new Error('a risk was decided by somebody else');
    if (to === 'accepted') {
      await replaceOld(records, row, now, decision.by);
      await records.exceptions.markFindings(now);
    }
    await audit(dependencies, records, decision, `exception.${to}`, reasonOf(decision));
    const decided = (await records.exceptions.get(row.id)) ?? row;
    await tell(dependencies, records, decided, to);
    return { row: decided };
  });
}

function reasonOf({ decision, reason = '' }: ExceptionDecision): { readonly reason?: string } {
  return decision === 'reject' ? { reason: storedText(reason.trim()) } : {};
}

/** Of a scope without accounts also those in which something of it is open now. */
async function concerned(
  dependencies: ExceptionDependencies,
  { exceptions }: Pick<Records, 'exceptions'>,
  { scope }: ExceptionRow,
): Promise<readonly string[]> {
  return accountsOf(dependencies, scope, await exceptions.reached(scope));
}

async function refusalOf(
  dependencies: ExceptionDependencies,
  records: Records,
  row: ExceptionRow | undefined,
  { by, decision, reason = '' }: ExceptionDecision,
  now: number,
  membership: Awaited<ReturnType<typeof readRights>>,
): Promise<ExceptionRefused | undefined> {
  if (row === undefined) return 'unknown';
  const accounts = await concerned(dependencies, records, row);
  const unauthorised = notApprover(dependencies, by, accounts, membership);
  if (unauthorised !== undefined) return unauthorised;
  if (row.state !== 'asked') return 'decided';
  if (decision === 'reject') {
    if (reason.trim().length > mostSaid.reason) return 'reason-too-long';
    return reason.trim() === '' ? 'reason-missing' : undefined;
  }
  if (row.until.at <= now) return 'over';
  if (by === row.askedBy && !maySelfApprove(dependencies, accounts)) return 'own-request';
  const old = row.replaces === undefined ? undefined : await records.exceptions.get(row.replaces);
  return row.replaces !== undefined && old?.state !== 'accepted' ? 'not-in-force' : undefined;
}

async function audit(
  dependencies: ExceptionDependencies,
  { remediation }: Records,
  { by, id, decision, message }: ExceptionDecision,
  action: string,
  detail: Readonly<Record<string, string>>,
): Promise<void> {
  const where = message && { channel: message.channel, ts: message.ts };
  await remediation.audit(
    auditEntry(dependencies, { actor: by, action, subject: id, detail: { decision, ...where, ...detail } }),
  );
}

/** Whoever asked is told by a direct message: the answer that they saw is long gone. And who asked to remediate it. */
async function tell(
  { clock, newId, accounts }: ExceptionDependencies,
  records: Records,
  row: ExceptionRow,
  event: 'accepted' | 'rejected',
): Promise<void> {
  const { exceptions, outbox } = records;
  const now = clock.now();
  const findings = (await exceptions.covered(now)).get(row.id) ?? 0;
  const requests = event === 'accepted' ? await requestsAbout(records, await exceptions.reached(row.scope)) : [];
  const risk = riskView(row, { accounts });
  const notice: ExceptionNoticeMessage = { kind: 'exception-notice', event, risk, findings };
  const message = { ...notice, ...(requests.length > 0 && { remediation: true as const }) };
  const { askedBy, decidedBy } = row;
  if (askedBy !== undefined) await outbox.add([{ id: newId(), channel: askedBy, message, createdAt: now }]);
  const knows = [askedBy, decidedBy].flatMap((user) => user ?? []);
  await tellRequesters(records, requests, { notice, knows, newId, at: now });
}
