import { type Kysely, sql } from 'kysely';

interface Row {
  readonly id: string;
  readonly message_json: string;
}

/** As older versions wrote them: the kind first. */
const kinds = ['approval-request', 'first-runs', 'reverted-news'];

/**
 * The request whose decision ends the buttons of a message, until it was edited. Null: it has no such buttons, or not any
 * more. What was posted before is checked once.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('outgoing').addColumn('follows', 'text').execute();
  await db.schema
    .createIndex('outgoing_followed')
    .on('outgoing')
    .columns(['follows', 'created_at'])
    .where(sql<boolean>`${sql.ref('follows')} is not null`)
    .execute();
  for (const kind of kinds) {
    const begins = `{"kind":"${kind}",%`;
    const { rows } = await sql<Row>`select id, message_json from outgoing where message_json like ${begins}`.execute(
      db,
    );
    for (const row of rows) {
      const request = requestOf(row);
      if (request !== undefined) await sql`update outgoing set follows = ${request} where id = ${row.id}`.execute(db);
    }
  }
}

function requestOf({ message_json: text }: Row): string | undefined {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null || !('requestId' in message)) return undefined;
    return typeof message.requestId === 'string' ? message.requestId : undefined;
  } catch {
    // A row that cannot be read has no buttons: its delivery says so.
    return undefined;
  }
}
