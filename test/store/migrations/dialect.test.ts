import { type Dialect, Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import { expect, test } from 'vitest';
import { isPostgres } from '../../../src/store/migrations/dialect.ts';

const never = () => Promise.reject(new Error('never asked'));
const of = (dialect: Dialect) => isPostgres(new Kysely<never>({ dialect }));

test('each database is told by its dialect', () => {
  expect(of(new PostgresDialect({ pool: never }))).toBe(true);
  expect(of(new SqliteDialect({ database: never }))).toBe(false);
});
