import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { RiskException } from '../../domain/exceptions/exception.ts';
import type { Database } from '../database/schema.ts';
import { readInForce } from './mark-findings.ts';

/** What is in force in a database that is only read. None in one of a version that knew no accepted risks. */
export async function readExceptions(db: Kysely<Database>, now: number): Promise<readonly RiskException[]> {
  const { rows } = await sql`select name from kysely_migration where name = '0022-exceptions'`.execute(db);
  return rows.length === 0 ? [] : readInForce(db, now);
}
