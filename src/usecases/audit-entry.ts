import type { AuditEntry } from './ports/remediation-records.ts';
import type { Clock, NewId } from './ports/runtime.ts';

/** The actor of what the bot does by itself. */
export const itself = 'gluewarden';

/** Ids come from buttons and may be anything: an entry stays short. */
const longest = 200;

/** One entry of the audit trail, now. */
export function auditEntry(
  { clock, newId }: { readonly clock: Clock; readonly newId: NewId },
  entry: Pick<AuditEntry, 'actor' | 'action' | 'subject'> & Partial<Pick<AuditEntry, 'detail' | 'awsRequestIds'>>,
): AuditEntry {
  return {
    id: newId(),
    at: clock.now(),
    actor: short(entry.actor),
    action: entry.action,
    subject: short(entry.subject),
    detail: entry.detail ?? {},
    awsRequestIds: entry.awsRequestIds ?? [],
  };
}

function short(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}…`;
}
