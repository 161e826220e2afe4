import type { Kysely } from 'kysely';
import type { Clock, NewId } from '../../usecases/ports/runtime.ts';
import type { LivingRecords } from '../../usecases/ports/scan-records.ts';
import { processRecords } from '../audit/process-records.ts';
import type { Database } from '../database/schema.ts';
import { CopyError, copyTable, type Ends, type Replaced, type Verified, verifyTable } from './copy-rows.ts';
import { lowerFence, raiseFence } from './fence.ts';
import { type CopiedMark, copiedMark, movedMark, otherProperties, removeMark, writeMark } from './marks.ts';
import { type Row, readPage } from './pages.ts';
import { tables } from './tables.ts';

/** One of the two, with this version's schema. */
export interface End {
  readonly db: Kysely<Database>;
  /** In words, to begin a sentence. */
  readonly where: string;
  /** What time it is, by the clock of all who work on it. */
  readonly clock: (db: Kysely<Database>) => Promise<number>;
}

export interface CopyParts {
  readonly from: End;
  readonly to: End;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Rejects while a bot works on the database whose processes these are. */
  assertStopped(processes: LivingRecords): Promise<void>;
  onProgress(what: CopyProgress): void;
}

export type CopyProgress =
  | { readonly kind: 'resumed'; readonly table: string; readonly rows: number }
  | { readonly kind: 'copying'; readonly table: string; readonly rows: number }
  | ({ readonly kind: 'verified'; readonly table: string } & Verified);

export interface Copied {
  readonly rows: number;
  readonly replaced: readonly Replaced[];
}

/**
 * Copies every row to an empty database, or goes on with what an earlier try has copied, and holds each row against its
 * copy. From the beginning on nothing is recorded in the first one any more. Safe to repeat: after a crash it goes on.
 * @throws {CopyError}, {StoreError}, and what `assertStopped` throws
 */
export async function copyStore(parts: CopyParts): Promise<Copied> {
  const { from, to, clock, onProgress } = parts;
  const ends: Ends = { from: from.db, to: to.db };
  const mark = await begin(parts);
  if (mark.state === 'copying') await copyRows(parts, ends, mark);
  const verified: Verified[] = [];
  for (const table of mark.state === 'done' ? [] : tables) {
    const result = await verifyTable(ends, table);
    onProgress({ kind: 'verified', table: table.name, ...result });
    verified.push(result);
  }
  await finish(ends, mark, clock.now(), to.where);
  return {
    rows: verified.reduce((sum, { rows }) => sum + rows, 0),
    replaced: verified.flatMap(({ replaced }) => replaced),
  };
}

async function begin(parts: CopyParts): Promise<CopiedMark> {
  const { from, to, clock, newId, onProgress } = parts;
  const [moved, copied] = [await movedMark(from.db), await copiedMark(to.db)];
  const isSame = moved !== undefined && copied !== undefined && moved.copyId === copied.copyId;
  if (moved?.state === 'moved')
    throw new CopyError(
      'moved-already',
      `${from.where} was moved to ${moved.to} already. Let DATABASE_URL name that one. To copy it again, take that back first: node src/launch.mjs store reopen`,
    );
  if (isSame) {
    await parts.assertStopped(living(from));
    if (copied.state === 'copying')
      onProgress({ kind: 'resumed', table: copied.last?.table ?? '', rows: copied.last?.rows ?? 0 });
    return copied;
  }
  const mark: CopiedMark = { copyId: newId(), from: from.where, state: 'copying' };
  await to.db.transaction().execute(async (db) => {
    await assertEmpty(db, to.where);
    await writeMark(db, 'copied', mark, clock.now());
  });
  try {
    await from.db.transaction().execute(async (db) => {
      if ((await copiedMark(db))?.copyId === mark.copyId)
        throw new CopyError('same-database', 'Both addresses name the same database. Name another one to copy to.');
      await parts.assertStopped(living({ ...from, db }));
      await writeMark(db, 'moved', { copyId: mark.copyId, to: to.where, state: 'copying' }, clock.now());
      await raiseFence(db);
    });
  } catch (error) {
    // Nothing was copied: a bot may work on it.
    await removeMark(to.db, 'copied');
    throw error;
  }
  return mark;
}

function living({ db, clock }: End): LivingRecords {
  const work = <T>(ask: (db: Kysely<Database>) => Promise<T>) => ask(db);
  const now = () => clock(db);
  return { all: processRecords({ db, atomic: work, snapshot: work, now }).all, now };
}

async function assertEmpty(db: Kysely<Database>, where: string): Promise<void> {
  const other = await otherProperties(db);
  const found: string[] = other.length > 0 ? ['properties'] : [];
  for (const table of tables) {
    const rows: readonly Row[] = await readPage(db, { ...table, page: 1 }, undefined);
    if (rows.length > 0) found.push(table.name);
  }
  if (found.length === 0 && (await movedMark(db)) === undefined) return;
  throw new CopyError(
    'not-empty',
    `${where} is not empty (${found[0] ?? 'it was moved'}), and is no half-done copy of this one. Make an empty database to copy to.`,
  );
}

async function copyRows({ clock, onProgress }: CopyParts, ends: Ends, mark: CopiedMark): Promise<void> {
  const { last, ...bare } = mark;
  const begun = tables.findIndex(({ name }) => name === last?.table);
  for (const table of tables.slice(Math.max(0, begun))) {
    const isBegun = last?.table === table.name;
    await copyTable({
      ...ends,
      table,
      mark: bare,
      done: isBegun ? { after: last.key, rows: last.rows } : { after: undefined, rows: 0 },
      now: () => clock.now(),
      onProgress: (rows) => onProgress({ kind: 'copying', table: table.name, rows }),
    });
  }
}

/** The copy first: while one says that it is whole, the other one still refuses. */
async function finish({ from, to }: Ends, { copyId, from: source }: CopiedMark, at: number, where: string) {
  const properties = await otherProperties(from);
  await to.transaction().execute(async (db) => {
    for (const property of properties)
      await db
        .insertInto('properties')
        .values(property)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    await writeMark(db, 'copied', { copyId, from: source, state: 'done' }, at);
  });
  await writeMark(from, 'moved', { copyId, to: where, state: 'moved' }, at);
}

/** Takes back that a database was moved. False: it was not. */
export async function reopenStore(db: Kysely<Database>): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const moved = await movedMark(transaction);
    await removeMark(transaction, 'moved');
    await lowerFence(transaction);
    return moved !== undefined;
  });
}
