import { auditEntry } from '../audit-entry.ts';
import type { ExceptionNoticeMessage } from '../messages/exception-messages.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';
import type { Records } from '../ports/store.ts';
import type { ExceptionDependencies } from './ask-exception.ts';
import { countBack } from './count-back.ts';
import type { ExceptionRefused } from './decide-exception.ts';
import { accountsOf, isOwn, notApprover, readRights } from './exception-approvers.ts';
import { riskView } from './risk-view.ts';

export type RevokedException =
  | { readonly refused: ExceptionRefused; readonly row?: ExceptionRow }
  | { readonly notice: ExceptionNoticeMessage };

/**
 * Takes back what was accepted, or is asked for: whoever asked may, its owner, and whoever may approve for each account concerned,
 * and nobody else. What it covered counts again from now on, as news. What stands in the file is changed there.
 */
export async function revokeException(
  dependencies: ExceptionDependencies,
  by: string,
  id: string,
): Promise<RevokedException> {
  const { store, clock } = dependencies;
  const before = await store.exceptions.get(id);
  const isTheirs = before !== undefined && isOwn(before, by);
  const accounts = before === undefined ? [] : accountsOf(dependencies, before.scope);
  const membership = isTheirs ? new Map() : await readRights(dependencies, by, accounts);
  return store.transaction(async (records) => {
    const now = clock.now();
    const row = await records.exceptions.get(id);
    const mayRevoke = isTheirs || notApprover(dependencies, by, accounts, membership) === undefined;
    const refused = refusalOf(row, mayRevoke);
    if (row === undefined || refused !== undefined) {
      await audit(dependencies, records, by, id, { action: 'exception.revoke-refused', refusal: refused ?? 'unknown' });
      return { refused: refused ?? 'unknown', ...(row && { row }) };
    }
    if (!(await records.exceptions.move(id, { from: row.state, to: 'revoked', at: now, by })))
      throw new Error('a risk was changed by somebody else');
    await records.exceptions.markFindings(now);
    const findings = await countBack(records, row, now);
    await audit(dependencies, records, by, id, { action: 'exception.revoked' });
    const risk = riskView((await records.exceptions.get(id)) ?? row, dependencies);
    const notice: ExceptionNoticeMessage = { kind: 'exception-notice', event: 'revoked', risk, findings };
    if (row.askedBy !== undefined && row.askedBy !== by)
      await records.outbox.add([{ id: dependencies.newId(), channel: row.askedBy, message: notice, createdAt: now }]);
    return { notice };
  });
}

function refusalOf(row: ExceptionRow | undefined, mayRevoke: boolean): ExceptionRefused | undefined {
  if (row === undefined) return 'unknown';
  if (row.from === 'file') return 'of-the-file';
  if (!mayRevoke) return 'not-yours';
  return row.state === 'accepted' || row.state === 'asked' ? undefined : 'not-in-force';
}

async function audit(
  dependencies: ExceptionDependencies,
  { remediation }: Records,
  actor: string,
  subject: string,
  { action, refusal }: { readonly action: string; readonly refusal?: string },
): Promise<void> {
  const detail = refusal === undefined ? {} : { refusal };
  await remediation.audit(auditEntry(dependencies, { actor, action, subject, detail }));
}
