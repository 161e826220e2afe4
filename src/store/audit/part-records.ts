import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { findingKinds } from '../../domain/model.ts';
import {
  mostAttempts,
  type PartRecords,
  type PartsStanding,
  type TakenPart,
} from '../../usecases/ports/records/part-records.ts';
import { chunks } from '../database/chunks.ts';
import { given, parseJson, parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';

const named = z.object({
  account: z.string(),
  accountName: z.string().exactOptional(),
  region: z.string(),
  kind: z.enum(findingKinds),
  name: z.string(),
});
const worstRow = z.object({ worst_json: z.string().transform(parseJson).pipe(z.array(named)) });

const freeRow = z.object({
  scan_id: z.string(),
  account: z.string(),
  attempt: z.number(),
  configuration: z.string(),
  regions_json: z.string().transform(parseJson).pipe(z.array(z.string())).nullable(),
});
type Free = z.infer<typeof freeRow>;

/** A message names so many. */
const mostWorst = 5;

const unheld = { process_id: null, lease_until: null };

/** Nobody has it now, or whoever had it is late. */
const isFree = (now: number) =>
  sql<boolean>`(part.state = 'waiting' or (part.state = 'taken' and lease_until <= ${now}))`;

type TakenBy = Parameters<PartRecords['take']>[0];

/** Of running scans that nobody wants to end. */
const isGoingOn = sql<boolean>`exists (
  select 1 from scans where scans.id = part.scan_id and scans.state = 'running' and scans.cancelled_by is null)`;

function freeAt(db: Kysely<Database>, now: number) {
  return db
    .selectFrom('scan_parts as part')
    .innerJoin('scans', 'scans.id', 'part.scan_id')
    .select(['part.scan_id', 'part.account', 'part.attempt', 'part.configuration', 'part.regions_json'])
    .where('part.attempt', '<', mostAttempts)
    .where(isFree(now))
    .where(isGoingOn)
    .orderBy('scans.started_at')
    .orderBy('part.scan_id')
    .orderBy('part.place');
}

/** Without a lock. Rows that this process does not know may be first. */
async function candidates(db: Kysely<Database>, { isKnown, now, limit }: TakenBy): Promise<readonly Free[]> {
  const known: Free[] = [];
  for (let offset = 0; ; offset += rowsALook) {
    const rows = await freeAt(db, now).limit(rowsALook).offset(offset).execute();
    const free = rows.map((row) => parseRow('scan_parts', freeRow, row));
    known.push(...free.filter(({ scan_id: scanId, ...part }) => isKnown({ scanId, ...part })));
    if (known.length >= limit || rows.length < rowsALook) return known.slice(0, limit);
  }
}

const rowsALook = 100;

/** Those that are still as they were seen. */
function takeThese(session: Session, by: TakenBy, rows: readonly Free[]): Promise<readonly TakenPart[]> {
  // The cast is for databases that take an untyped parameter for text.
  const seen = sql.join(
    rows.map(({ scan_id: scanId, account, attempt }) => sql`(${scanId}, ${account}, cast(${attempt} as integer))`),
  );
  return session.atomic(async (db) => {
    const updated = await db
      .updateTable('scan_parts as part')
      .set((eb) => ({
        ...{ state: 'taken', process_id: by.processId, lease_until: by.leaseUntil },
        attempt: eb('attempt', '+', 1),
      }))
      .where(sql<boolean>`(scan_id, account, attempt) in (values ${seen})`)
      .where(isFree(by.now))
      .where(isGoingOn)
      .returning(['scan_id', 'account'])
      .execute();
    const keys = new Set(updated.map((row) => `${row.scan_id} ${row.account}`));
    return rows.flatMap(({ scan_id: scanId, account, attempt, regions_json }) =>
      keys.has(`${scanId} ${account}`)
        ? { scanId, account, attempt: attempt + 1, ...given('regions', regions_json) }
        : [],
    );
  });
}

/** As this holder has it. */
function heldBy(db: Kysely<Database>, processId: string, { scanId, account, attempt }: TakenPart) {
  return db
    .updateTable('scan_parts')
    .where('scan_id', '=', scanId)
    .where('account', '=', account)
    .where('process_id', '=', processId)
    .where('attempt', '=', attempt)
    .where('state', '=', 'taken');
}

interface Sums {
  readonly open: number;
  readonly unlisted: number;
  readonly total: number;
  readonly done: number;
  readonly found: number;
  readonly unknown: number;
  readonly exposed: number;
}

async function standing(db: Kysely<Database>, scanId: string): Promise<PartsStanding> {
  const { rows } = await sql<Sums>`
    select coalesce(sum(case when state in ('waiting', 'taken') then 1 else 0 end), 0) as open,
      coalesce(sum(case when targets is null then 1 else 0 end), 0) as unlisted,
      coalesce(sum(targets), 0) as total,
      coalesce(sum(case when state = 'done' then targets else 0 end), 0) as done,
      coalesce(sum(found), 0) as found, coalesce(sum(unknown), 0) as unknown, coalesce(sum(exposed), 0) as exposed
    from scan_parts where scan_id = ${scanId}`.execute(db);
  const [sums = { open: 0, unlisted: 0, total: 0, done: 0, found: 0, unknown: 0, exposed: 0 }] = rows;
  const worst = await db
    .selectFrom('scan_parts')
    .select('worst_json')
    .where('scan_id', '=', scanId)
    .where('worst_json', 'is not', null)
    .orderBy('place')
    .limit(mostWorst)
    .execute();
  const { open: left, unlisted, total, ...counts } = sums;
  return {
    left,
    ...counts,
    ...(unlisted === 0 && { total }),
    worst: worst.map((row) => parseRow('scan_parts', worstRow, row).worst_json),
  };
}

export function partRecords(session: Session): PartRecords {
  return {
    add({ scanId, regions }, accounts, from) {
      const rows = accounts.map(({ account, configuration, targets }, index) => {
        return {
          scan_id: scanId,
          account,
          place: from + index,
          configuration,
          regions_json: regions === undefined ? null : JSON.stringify(regions),
          state: 'waiting',
          ...unheld,
          attempt: 0,
          targets: targets ?? null,
          ...{ found: 0, unknown: 0, exposed: 0, worst_json: null },
        };
      });
      return session.atomic(async (db) => {
        for (const part of chunks(rows, 14)) await db.insertInto('scan_parts').values(part).execute();
      });
    },

    async take(by) {
      // Most looks find nothing, and take no lock for it. Where others took all that was seen, more may be left.
      for (;;) {
        const rows = await candidates(session.db, by);
        const taken = rows.length === 0 ? [] : await takeThese(session, by, rows);
        if (taken.length > 0 || rows.length === 0) return taken;
      }
    },

    renew(processId, leaseUntil, parts) {
      return session.atomic(async (db) => {
        for (const part of parts) await heldBy(db, processId, part).set({ lease_until: leaseUntil }).execute();
      });
    },

    async isHeld(processId, { scanId, account, attempt }) {
      const row = await session.db
        .selectFrom('scan_parts as part')
        .innerJoin('scans', 'scans.id', 'part.scan_id')
        .select('part.account')
        .where('part.scan_id', '=', scanId)
        .where('part.account', '=', account)
        .where('part.process_id', '=', processId)
        .where('part.attempt', '=', attempt)
        .where('part.state', '=', 'taken')
        .where('scans.state', '=', 'running')
        .executeTakeFirst();
      return row !== undefined;
    },

    async end({ scanId, account }, { worst, ...counts }) {
      const worst_json = worst.length === 0 ? null : JSON.stringify(worst);
      await session.db
        .updateTable('scan_parts')
        .set({ state: 'done', ...unheld, ...counts, worst_json })
        .where('scan_id', '=', scanId)
        .where('account', '=', account)
        .execute();
    },

    async letGo(processId, part) {
      await heldBy(session.db, processId, part)
        .set({ state: 'waiting', ...unheld })
        .execute();
    },

    async release(processId) {
      await session.db
        .updateTable('scan_parts')
        .set({ state: 'waiting', ...unheld })
        .where('process_id', '=', processId)
        .where('state', '=', 'taken')
        .execute();
    },

    standing: (scanId) => session.snapshot((db) => standing(db, scanId)),

    async close(scanId, which) {
      await session.db
        .updateTable('scan_parts as part')
        .set({ state: 'closed', ...unheld })
        .where('scan_id', '=', scanId)
        .where('state', 'in', which === 'waiting' ? ['waiting'] : ['waiting', 'taken'])
        .$if(typeof which === 'object', (query) =>
          query.where('attempt', '>=', mostAttempts).where(isFree(typeof which === 'object' ? which.triedBefore : 0)),
        )
        .execute();
    },

    async closed(scanId) {
      const rows = await session.db
        .selectFrom('scan_parts')
        .select('account')
        .where('scan_id', '=', scanId)
        .where('state', '=', 'closed')
        .orderBy('place')
        .execute();
      return rows.map(({ account }) => account);
    },
  };
}
