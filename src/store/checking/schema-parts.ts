import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/schema.ts';

/** What a part is, by its name: two that have one name may differ. */
export type Parts = ReadonlyMap<string, string>;

/** In words that both databases share, but for triggers. */
export interface SchemaParts {
  /** "table.column", and whether it may be null. */
  readonly columns: Parts;
  /** "table (columns)" of each primary key, in its order, and "table (columns) of table" of each foreign one. */
  readonly keys: Parts;
  readonly indexes: Parts;
  readonly triggers: Parts;
}

interface Part {
  readonly name: string;
  readonly form: string;
}

async function parts(db: Kysely<Database>, query: RawBuilder<Part>): Promise<Parts> {
  const { rows } = await query.execute(db);
  // Written in another way it is the same.
  return new Map(rows.map(({ name, form }) => [name, form.replace(/\s+/g, ' ').trim()]));
}

/** Each database has its own way to write a condition down. */
function plain(indexes: Parts): Parts {
  return new Map([...indexes].map(([name, form]) => [name, form.replace(/["()]|::text/g, '').toLowerCase()]));
}

/** SQLite lets a primary key be null where it is not said, and PostgreSQL none. */
export async function partsOfSqlite(db: Kysely<Database>): Promise<SchemaParts> {
  const tables = sql.raw(`(select name from sqlite_schema where type = 'table' and name not like 'sqlite%') as each`);
  return {
    columns: await parts(
      db,
      sql<Part>`select each.name || '.' || part.name as name,
        case when part."notnull" = 1 or part.pk > 0 then 'never null' else '' end as form
        from ${tables} join pragma_table_info(each.name) as part order by 1`,
    ),
    keys: await parts(
      db,
      sql<Part>`select name || ' (' || group_concat(part, ', ') || ')' as name, 'primary' as form
        from (select each.name, part.name as part from ${tables} join pragma_table_info(each.name) as part
          where part.pk > 0 order by each.name, part.pk) group by name
        union all select each.name || ' (' || part."from" || ') of ' || part."table", 'foreign'
        from ${tables} join pragma_foreign_key_list(each.name) as part`,
    ),
    indexes: plain(
      await parts(
        db,
        sql<Part>`select name, is_unique || owner || ' (' || group_concat(part, ', ') || ')' || is_partial as form from (
        select list.name, each.name as owner, coalesce(info.name, '?') as part,
          case list."unique" when 1 then 'unique ' else '' end as is_unique,
          case list.partial when 1 then substr(made.sql, instr(lower(made.sql), ' where ')) else '' end as is_partial
        from ${tables} join pragma_index_list(each.name) as list join pragma_index_info(list.name) as info
          join sqlite_schema as made on made.name = list.name
        where list.origin = 'c' order by list.name, info.seqno) group by name`,
      ),
    ),
    triggers: await parts(
      db,
      sql<Part>`select name, tbl_name || ': ' || sql as form from sqlite_schema where type = 'trigger' order by name`,
    ),
  };
}

const ours = sql.raw('relnamespace = current_schema()::regnamespace');
const columnsOf = (numbers: string, table: string) =>
  sql.raw(`(select string_agg(coalesce(attname, '?'), ', ' order by place) from unnest(${numbers}) with ordinality as part (number, place)
    left join pg_attribute on attrelid = ${table} and attnum = number)`);

/** An index or a key that is not valid, and a trigger that is switched off, count for nothing. */
export async function partsOfPostgres(db: Kysely<Database>): Promise<SchemaParts> {
  return {
    columns: await parts(
      db,
      sql<Part>`select relname || '.' || attname as name, case when attnotnull then 'never null' else '' end as form
        from pg_attribute join pg_class on pg_class.oid = attrelid
        where ${ours} and relkind in ('r', 'p') and attnum > 0 and not attisdropped`,
    ),
    keys: await parts(
      db,
      sql<Part>`select relname || ' (' || ${columnsOf('conkey', 'conrelid')} || ')'
          || coalesce(' of ' || (select parent.relname from pg_class as parent where parent.oid = confrelid), '') as name,
        case contype when 'p' then 'primary' else 'foreign' end as form
        from pg_constraint join pg_class on pg_class.oid = conrelid where ${ours} and contype in ('p', 'f') and convalidated
          and not exists (select 1 from pg_index where indexrelid = conindid and not indisvalid)`,
    ),
    indexes: plain(
      await parts(
        db,
        sql<Part>`select pg_class.relname as name, case when indisunique then 'unique ' else '' end || owner.relname || ' ('
          || ${columnsOf('indkey::smallint[]', 'indrelid')} || ')'
          || coalesce(' where ' || pg_get_expr(indpred, indrelid), '') as form
        from pg_index join pg_class on pg_class.oid = indexrelid join pg_class as owner on owner.oid = indrelid
        where pg_class.${ours} and indisvalid and not indisprimary`,
      ),
    ),
    triggers: await parts(
      db,
      sql<Part>`select tgname as name, pg_get_triggerdef(pg_trigger.oid, true) || ' as ' || lanname || ': ' || prosrc as form
        from pg_trigger join pg_class on pg_class.oid = tgrelid join pg_proc on pg_proc.oid = tgfoid
          join pg_language on pg_language.oid = prolang
        where ${ours} and not tgisinternal and tgenabled in ('O', 'A')`,
    ),
  };
}

const asPostgres = (name: string, when: string) =>
  `CREATE TRIGGER ${name} BEFORE ${when} EXECUTE FUNCTION audit_is_append_only() as plpgsql: begin raise exception 'the audit trail is append-only'; end`;

/** The triggers that PostgreSQL has in place of SQLite's, as it says them itself. */
export const appendOnly: Parts = new Map([
  ['audit_no_change', asPostgres('audit_no_change', 'DELETE OR UPDATE ON audit FOR EACH ROW')],
  ['audit_no_truncate', asPostgres('audit_no_truncate', 'TRUNCATE ON audit FOR EACH STATEMENT')],
]);
