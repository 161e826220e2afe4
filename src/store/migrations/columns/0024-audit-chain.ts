import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { chainStart, chainText } from '../../../domain/evidence/audit-chain.ts';
import { chainBegun, type PlacedEntry } from '../../../domain/evidence/audit-entry.ts';
import { detailOf, requestIdsOf } from '../../../domain/evidence/stored-detail.ts';

/**
 * Each entry of the audit trail is linked to the one before it from now on. The first link, an entry of its own with the
 * instant of the last one, covers every entry from before: the sum over them is made once, here, in pages.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const column of ['previous', 'hash']) await db.schema.alterTable('audit').addColumn(column, 'text').execute();
  const sum = await sumOf(db);
  if (sum.place === 0) return;
  const entry: PlacedEntry = {
    id: chainBegun,
    place: sum.place + 1,
    at: sum.at,
    actor: 'gluewarden',
    action: chainBegun,
    subject: 'audit log',
    detail: { before: sum.entries },
    awsRequestIds: [],
  };
  const { id, place, at, actor, action, subject, detail } = entry;
  await sql`insert into audit (id, place, at, actor, action, subject, detail_json, aws_request_ids_json, previous, hash)
    values (${id}, ${place}, ${at}, ${actor}, ${action}, ${subject}, ${JSON.stringify(detail)}, '[]', ${sum.hash},
      ${hashOf(entry, sum.hash)})`.execute(db);
}

interface Stored extends Omit<PlacedEntry, 'detail' | 'awsRequestIds'> {
  readonly detail_json: string;
  readonly aws_request_ids_json: string;
}

const page = 500;

async function sumOf(db: Kysely<never>): Promise<{ place: number; at: number; hash: string; entries: number }> {
  const sum = { place: 0, at: 0, hash: chainStart, entries: 0 };
  for (;;) {
    const { rows } = await sql<Stored>`
      select id, place, at, actor, action, subject, detail_json, aws_request_ids_json from audit
      where place > ${sum.place} order by place limit ${sql.lit(page)}`.execute(db);
    for (const { detail_json: detail, aws_request_ids_json: ids, ...row } of rows) {
      sum.hash = hashOf({ ...row, detail: detailOf(detail), awsRequestIds: requestIdsOf(ids) }, sum.hash);
      sum.place = row.place;
      sum.at = row.at;
      sum.entries += 1;
    }
    if (rows.length < page) return sum;
  }
}

function hashOf(entry: PlacedEntry, previous: string): string {
  return createHash('sha256').update(chainText(entry, previous)).digest('hex');
}
