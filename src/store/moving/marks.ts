import type { Kysely } from 'kysely';
import { z } from 'zod';
import { parseJson, parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import { StoreError } from '../database/store-error.ts';

/** What a database says of where its rows went to. */
export interface MovedMark {
  /** The same in both databases. */
  readonly copyId: string;
  /** In words. */
  readonly to: string;
  readonly state: 'copying' | 'moved';
}

/** What a database says of where its rows come from. */
export interface CopiedMark {
  readonly copyId: string;
  readonly from: string;
  readonly state: 'copying' | 'done';
  /** How far it is: the last row that was copied, and how many of its table. */
  readonly last?:
    | { readonly table: string; readonly key: readonly (string | number)[]; readonly rows: number }
    | undefined;
}

const ids = { moved: 'moved-to', copied: 'copied-from' } as const;

const shapes = {
  moved: z.object({ copyId: z.string(), to: z.string(), state: z.enum(['copying', 'moved']) }),
  copied: z.object({
    copyId: z.string(),
    from: z.string(),
    state: z.enum(['copying', 'done']),
    last: z.object({ table: z.string(), key: z.array(z.union([z.string(), z.number()])), rows: z.number() }).optional(),
  }),
};

async function read<T>(
  db: Kysely<Database>,
  id: string,
  shape: z.ZodType<T>,
): Promise<(T & { at: number }) | undefined> {
  const row = await db
    .selectFrom('properties')
    .select(['value_json', 'written_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { ...parseRow('properties', shape, parseJson(row.value_json)), at: row.written_at };
}

export const movedMark = (db: Kysely<Database>): Promise<(MovedMark & { at: number }) | undefined> =>
  read(db, ids.moved, shapes.moved);

export const copiedMark = (db: Kysely<Database>): Promise<(CopiedMark & { at: number }) | undefined> =>
  read(db, ids.copied, shapes.copied);

/** Writes a mark in place of the one before. */
export async function writeMark<K extends keyof typeof ids>(
  db: Kysely<Database>,
  which: K,
  mark: K extends 'moved' ? MovedMark : CopiedMark,
  at: number,
): Promise<void> {
  const value = { value_json: JSON.stringify(mark), written_at: at };
  await db
    .insertInto('properties')
    .values({ id: ids[which], ...value })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(value))
    .execute();
}

export async function removeMark(db: Kysely<Database>, which: keyof typeof ids): Promise<void> {
  await db.deleteFrom('properties').where('id', '=', ids[which]).execute();
}

/** Properties that are of the rows, and go where they go. */
export async function otherProperties(db: Kysely<Database>) {
  return db.selectFrom('properties').selectAll().where('id', 'not in', Object.values(ids)).orderBy('id').execute();
}

/**
 * A bot works neither on a database whose rows have gone elsewhere nor on half a copy.
 * @param where in words, to begin a sentence
 * @throws {StoreError} `moved`, `half-copied`
 */
export async function assertWhole(db: Kysely<Database>, where: string): Promise<void> {
  const copied = await copiedMark(db);
  if (copied?.state === 'copying')
    throw new StoreError(
      'half-copied',
      `${where} is not whole: it is being copied from ${copied.from} since ${iso(copied.at)}. Finish that with: node src/launch.mjs store copy, as it was begun, with DATABASE_URL naming what is copied.`,
    );
  const moved = await movedMark(db);
  if (moved?.state === 'copying')
    throw new StoreError(
      'moved',
      `${where} is being copied to ${moved.to} since ${iso(moved.at)}. Finish that with: node src/launch.mjs store copy, as it was begun. To stay here instead: node src/launch.mjs store reopen`,
    );
  if (moved !== undefined)
    throw new StoreError(
      'moved',
      `${where} was moved to ${moved.to} at ${iso(moved.at)}. Let DATABASE_URL name that one. To come back, which loses whatever was recorded there: stop every bot and run: node src/launch.mjs store reopen`,
    );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
