import { type Kysely, PostgresAdapter } from 'kysely';

/** True for PostgreSQL; else it is SQLite. For what both cannot be told in the same words. */
export function isPostgres(db: Pick<Kysely<never>, 'getExecutor'>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
