import { type Kysely, sql } from 'kysely';

/** Until this version there was one rule. */
const onlyRule = 'Glue-005';

/**
 * The rule becomes part of what tells one finding from another. `findings` names it since the first version; plans and
 * moves get it, as columns: what is sealed stays as it was sealed.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const table of ['plans', 'moves'])
    await db.schema
      .alterTable(table)
      .addColumn('rule', 'text', (column) => column.notNull().defaultTo(onlyRule))
      .execute();
  await db.schema.dropIndex('findings_one_open').execute();
  await db.schema
    .createIndex('findings_one_open')
    .unique()
    .on('findings')
    .columns(['account', 'region', 'kind', 'name', 'rule'])
    .where(sql.ref('resolved_at'), 'is', null)
    .execute();
  await db.schema.dropIndex('plans_one_active').execute();
  await db.schema
    .createIndex('plans_one_active')
    .unique()
    .on('plans')
    .columns(['account', 'region', 'kind', 'name', 'rule'])
    .where(sql.ref('active'), '=', sql.lit(1))
    .execute();
}
