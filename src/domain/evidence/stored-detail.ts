import type { AuditEntry } from './audit-entry.ts';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The detail of an entry from its stored text. Of a row that was edited by hand: the text as it stands, so that it
 * still counts.
 */
export function detailOf(text: string): AuditEntry['detail'] {
  const value = parsed(text);
  const isDetail = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isDetail ? { ...value } : { unreadable: text };
}

/** The same of its AWS request ids. */
export function requestIdsOf(text: string): readonly string[] {
  const value = parsed(text);
  return Array.isArray(value) ? value : [text];
}
