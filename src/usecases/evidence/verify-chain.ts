import {
  beforeFirst,
  type ChainProblem,
  type ChainState,
  createChainCheck,
  type Hash,
  type KeptHead,
} from '../../domain/evidence/audit-chain.ts';
import type { AuditLogRecords } from '../ports/records/audit-log-records.ts';

export interface VerifiedChain extends ChainState {
  /** The first thing that is wrong. Absent: everything that is linked is as it was written. */
  readonly problem?: ChainProblem;
}

const page = 500;

/**
 * Walks through the audit trail from its first entry, a page at a time, and holds it against itself, against the head that
 * the database says was told in the chat, and against `heads` that were kept elsewhere.
 */
export async function verifyChain(
  records: Pick<AuditLogRecords, 'page' | 'told'>,
  hash: Hash,
  heads: readonly KeptHead[] = [],
): Promise<VerifiedChain> {
  const told = await records.told();
  const check = createChainCheck(hash, [...heads, ...(told ? [{ place: told.place, hash: told.hash }] : [])]);
  for (let after = beforeFirst; ; ) {
    const entries = await records.page(after, page);
    for (const entry of entries) {
      const problem = check.next(entry);
      if (problem !== undefined) return { ...check.state(), problem };
    }
    const last = entries.at(-1);
    if (last === undefined) break;
    after = last.place;
  }
  const problem = check.end();
  return { ...check.state(), ...(problem && { problem }) };
}
