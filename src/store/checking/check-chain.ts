import type { Kysely } from 'kysely';
import { chainProblemWords, chainStateWords } from '../../usecases/evidence/chain-words.ts';
import { verifyChain } from '../../usecases/evidence/verify-chain.ts';
import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import type { Database } from '../database/schema.ts';
import { hashOf } from '../remediation/append-entry.ts';
import { auditLogRecords } from '../remediation/audit-log-records.ts';
import { createTally } from './tally.ts';

/** Whether every link of the audit trail holds, and the head that was told last is among them. */
export async function checkChain(db: Kysely<Database>): Promise<StoreCheck> {
  const tally = createTally('audit-log');
  const alone = <T>(work: (session: Kysely<Database>) => Promise<T>) => work(db);
  const { problem, ...state } = await verifyChain(auditLogRecords({ db, atomic: alone, snapshot: alone }), hashOf);
  if (problem !== undefined) tally.wrong('audit', `is broken: ${chainProblemWords(problem)}`);
  return tally.end(chainStateWords(state));
}
