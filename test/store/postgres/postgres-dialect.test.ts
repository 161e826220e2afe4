import { Kysely } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { StorePostgresDialect } from '../../../src/store/postgres/postgres-dialect.ts';

const pool = new pg.Pool({ host: '127.0.0.1', port: 1 });
const db = new Kysely<{ t: { a: string } }>({ dialect: new StorePostgresDialect({ pool, where: 'x', waitMs: 1 }) });

test('columns of text are ordered by their bytes, and nothing else of a type is touched', () => {
  const table = db.schema
    .createTable('t')
    .addColumn('a', 'text', (column) => column.notNull().defaultTo('x'))
    .addColumn('b', 'bigint');
  expect(table.compile().sql).toBe(`create table "t" ("a" text collate "C" default 'x' not null, "b" bigint)`);
  expect(db.schema.alterTable('t').addColumn('c', 'text').compile().sql).toBe(
    'alter table "t" add column "c" text collate "C"',
  );
  const cast = db.selectFrom('t').select((eb) => eb.cast('a', 'text').as('a'));
  expect(cast.compile().sql).toBe('select cast("a" as text) as "a" from "t"');
});
