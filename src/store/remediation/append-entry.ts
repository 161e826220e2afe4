import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { chainStart, chainText } from '../../domain/evidence/audit-chain.ts';
import type { AuditEntry, AuditHead } from '../../domain/evidence/audit-entry.ts';
import { storedText } from '../../domain/remediation/stored-text.ts';
import type { Database } from '../database/schema.ts';
import { toLinkedEntry } from './audit-rows.ts';

const page = 500;

/** SHA-256, hex. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The head of the chain. Entries after the last link, by a process of a version before the chain, are summed up first: as
 * many as it wrote since another one wrote last.
 */
export async function readHead(db: Kysely<Database>): Promise<AuditHead | undefined> {
  const linked = await db
    .selectFrom('audit')
    .select(['place', 'hash'])
    .where('hash', 'is not', null)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst();
  let head: AuditHead = { place: linked?.place ?? 0, hash: linked?.hash ?? chainStart };
  for (;;) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('place', '>', head.place)
      .orderBy('place')
      .limit(page)
      .execute();
    for (const row of rows) head = { place: row.place, hash: hashOf(chainText(toLinkedEntry(row), head.hash)) };
    if (rows.length < page) return head.place === 0 ? undefined : head;
  }
}

/** In one transaction with the lock of all who write: nobody links to the same head. */
export async function appendEntry(db: Kysely<Database>, entry: AuditEntry): Promise<void> {
  const last = await db
    .selectFrom('audit')
    .select(['place', 'hash'])
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst();
  const isLinked = last === undefined || last.hash !== null;
  const head = isLinked ? { place: last?.place ?? 0, hash: last?.hash ?? chainStart } : await readHead(db);
  const { place, hash: previous } = head ?? { place: 0, hash: chainStart };
  const { id, at, action, detail, awsRequestIds } = entry;
  const actor = storedText(entry.actor);
  const subject = storedText(entry.subject);
  const placed = { id, place: place + 1, at: Math.round(at), actor, action, subject, detail, awsRequestIds };
  await db
    .insertInto('audit')
    .values({
      id,
      place: placed.place,
      at: placed.at,
      actor,
      action,
      subject,
      detail_json: JSON.stringify(detail),
      aws_request_ids_json: JSON.stringify(awsRequestIds),
      previous,
      hash: hashOf(chainText(placed, previous)),
    })
    .execute();
}
