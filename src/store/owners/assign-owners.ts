import { type Kysely, type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Target } from '../../domain/model.ts';
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

/** Which findings, of one or the other, and when. */
interface Assigning {
  readonly conditions: readonly RawBuilder<boolean>[];
  /** Of so many targets that no statement would hold them. */
  readonly isAsked?: ((row: Target) => boolean) | undefined;
  readonly at: number;
}

/** See `FindingRecords.assignOwners`. Without rules one statement takes away what earlier ones gave. */
export async function assignOwners(
  db: Kysely<Database>,
  rules: readonly OwnerRule[],
  { at, ...asked }: Assigning,
): Promise<void> {
  if (rules.length === 0) {
    await sql`update findings set owner_channel = null, owner_usergroup = null, ${becomesNews(at, null)}
      where resolved_at is null and (owner_channel is not null or owner_usergroup is not null)`.execute(db);
    return;
  }
  const changes = new Map<string, { channel: string | null; usergroup: string | null; ids: string[] }>();
  for (const { id, tags_json: tags, owner_channel: was, owner_usergroup: wasGroup, ...row } of await open(db, asked)) {
    const { channel = null, usergroup = null } = ownerByRule(rules, { ...row, ...given('tags', tags) }) ?? {};
    if (channel === was && usergroup === wasGroup) continue;
    const key = JSON.stringify([channel, usergroup]);
    const change = changes.get(key) ?? { channel, usergroup, ids: [] };
    change.ids.push(id);
    changes.set(key, change);
  }
  for (const { ids, channel, usergroup } of changes.values())
    for (const part of chunks(ids, 1))
      await sql`update findings set owner_channel = ${channel}, owner_usergroup = ${usergroup}, ${becomesNews(at, channel)}
        where id in (${sql.join(part)})`.execute(db);
}

/** Whoever has it now was told nothing of it. The casts are for databases that take an untyped parameter for text. */
function becomesNews(at: number, channel: string | null) {
  const same = sql`coalesce(owner_channel, '') = cast(${channel ?? ''} as text)`;
  return sql`owned_at = case when ${same} then owned_at else cast(${at} as bigint) end,
    raised_at = case when ${same} then raised_at else null end`;
}

/** In no order: to have one by id, SQLite walks all that was ever resolved too. */
async function open(
  db: Kysely<Database>,
  { conditions, isAsked }: Omit<Assigning, 'at'>,
): Promise<z.infer<typeof openRow>[]> {
  const all = db
    .selectFrom('findings')
    .select(['id', 'account', 'region', 'name', 'tags_json', 'owner_channel', 'owner_usergroup'])
    .where('resolved_at', 'is', null);
  const read = (raw: readonly unknown[]) => parseInTurns(raw, (row) => parseRow('findings', openRow, row));
  if (isAsked) return read((await all.execute()).filter(isAsked));
  const rows: z.infer<typeof openRow>[] = [];
  for (const condition of conditions) rows.push(...(await read(await all.where(condition).execute())));
  return rows;
}
