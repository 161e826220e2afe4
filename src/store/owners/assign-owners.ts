import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { type OwnerRule, ownerByRule } from '../../domain/owners/owner-of-finding.ts';
import { chunks } from '../database/chunks.ts';
import { parseInTurns } from '../database/parse-in-turns.ts';
import { given, parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import { tagsColumn } from './owner-columns.ts';

const openRow = z.object({
  id: z.string(),
  account: z.string(),
  region: z.string(),
  name: z.string(),
  tags_json: tagsColumn,
  owner_channel: z.string().nullable(),
  owner_usergroup: z.string().nullable(),
});

/** See `FindingRecords.assignOwners`. Without rules one statement takes away what earlier ones gave. */
export async function assignOwners(db: Kysely<Database>, rules: readonly OwnerRule[]): Promise<void> {
  if (rules.length === 0) {
    await sql`update findings set owner_channel = null, owner_usergroup = null
      where resolved_at is null and (owner_channel is not null or owner_usergroup is not null)`.execute(db);
    return;
  }
  const changes = new Map<string, { owner_channel: string | null; owner_usergroup: string | null; ids: string[] }>();
  for (const { id, tags_json: tags, owner_channel: was, owner_usergroup: wasGroup, ...row } of await readOpen(db)) {
    const { channel = null, usergroup = null } = ownerByRule(rules, { ...row, ...given('tags', tags) }) ?? {};
    if (channel === was && usergroup === wasGroup) continue;
    const key = JSON.stringify([channel, usergroup]);
    const change = changes.get(key) ?? { owner_channel: channel, owner_usergroup: usergroup, ids: [] };
    change.ids.push(id);
    changes.set(key, change);
  }
  for (const { ids, ...owner } of changes.values())
    for (const part of chunks(ids, 1)) await db.updateTable('findings').set(owner).where('id', 'in', part).execute();
}

async function readOpen(db: Kysely<Database>): Promise<z.infer<typeof openRow>[]> {
  const rows = await db
    .selectFrom('findings')
    .select(['id', 'account', 'region', 'name', 'tags_json', 'owner_channel', 'owner_usergroup'])
    .where('resolved_at', 'is', null)
    .orderBy('id')
    .execute();
  return parseInTurns(rows, (row) => parseRow('findings', openRow, row));
}
