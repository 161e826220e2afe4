import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { type Target, targetKey } from '../../domain/model.ts';
import type { TargetRecords, TargetRow } from '../../usecases/ports/scan-records.ts';
import { chunks } from '../database/chunks.ts';
import { parseInTurns } from '../database/parse-in-turns.ts';
import { parseRow } from '../database/rows.ts';
import type { Session } from '../database/session.ts';

const targetRow = z
  .object({
    account: z.string(),
    region: z.string(),
    account_name: z.string().nullable(),
    outcome: z.enum(['scanned', 'unknown']),
    reason: z.string().nullable(),
    call: z.string().nullable(),
    message: z.string().nullable(),
    configurations: z.number(),
    jobs: z.number(),
    last_look_at: z.number(),
    last_good_at: z.number().nullable(),
    unknown_since: z.number().nullable(),
    seen_again_at: z.number().nullable(),
  })
  .transform((row): TargetRow => {
    // One object a row: a fleet has tens of thousands, and their garbage costs more than reading them.
    const target: { -readonly [K in keyof TargetRow]: TargetRow[K] } = {
      account: row.account,
      region: row.region,
      outcome: row.outcome,
      configurations: row.configurations,
      jobs: row.jobs,
      lastScannedAt: row.last_look_at,
      lastGoodAt: row.last_good_at,
    };
    if (row.account_name !== null) target.accountName = row.account_name;
    if (row.reason !== null) target.reason = row.reason;
    if (row.call !== null) target.call = row.call;
    if (row.message !== null) target.message = row.message;
    if (row.unknown_since !== null) target.unknownSince = row.unknown_since;
    if (row.seen_again_at !== null) target.seenAgainAt = row.seen_again_at;
    return target;
  });

const parse = (row: unknown): TargetRow => parseRow('targets', targetRow, row);

const parseAll = (rows: readonly unknown[]) => parseInTurns(rows, parse);

/** One for each target: a statement must not meet the same row twice. */
export function distinct<T extends Target>(targets: readonly T[]): readonly T[] {
  return [...new Map(targets.map((target) => [targetKey(target), target])).values()];
}

/** Slices of the targets, each as a condition on the columns `account` and `region`. */
export function targetConditions(targets: readonly Target[]): RawBuilder<boolean>[] {
  return chunks(distinct(targets), 2).map((part) => {
    const pairs = sql.join(part.map(({ account, region }) => sql`(${account}, ${region})`));
    return sql<boolean>`(account, region) in (values ${pairs})`;
  });
}

/** Of more the parameters cost more than the rows of everybody else. */
const mostNamed = 2_000;

/** Undefined for few targets, which a statement names. Of a fleet everything is read, and what is not asked for left out. */
export function amongMany(targets: readonly Target[]): ((row: Target) => boolean) | undefined {
  if (targets.length <= mostNamed) return undefined;
  const keys = new Set(targets.map(targetKey));
  return (row) => keys.has(targetKey(row));
}

type Saved = Parameters<TargetRecords['save']>[0][number];

function toColumns(result: Saved, at: number) {
  const scannedAt = result.scannedAt ?? at;
  return {
    account: result.account,
    region: result.region,
    account_name: result.accountName ?? null,
    outcome: result.outcome,
    reason: result.reason ?? null,
    call: result.call ?? null,
    message: result.message ?? null,
    configurations: result.configurations,
    jobs: result.jobs,
    last_look_at: scannedAt,
    last_good_at: result.outcome === 'scanned' ? scannedAt : null,
    unknown_since: result.outcome === 'scanned' ? null : scannedAt,
    seen_again_at: null,
  };
}

export function targetRecords(session: Session): TargetRecords {
  return {
    save(results, at) {
      return session.atomic(async (db) => {
        for (const part of chunks(distinct(results), 13)) {
          await db
            .insertInto('targets')
            .values(part.map((result) => toColumns(result, at)))
            .onConflict((conflict) =>
              conflict.columns(['account', 'region']).doUpdateSet((eb) => ({
                account_name: eb.ref('excluded.account_name'),
                outcome: eb.ref('excluded.outcome'),
                reason: eb.ref('excluded.reason'),
                call: eb.ref('excluded.call'),
                message: eb.ref('excluded.message'),
                configurations: eb.ref('excluded.configurations'),
                jobs: eb.ref('excluded.jobs'),
                last_look_at: eb.ref('excluded.last_look_at'),
                last_good_at: eb.fn.coalesce('excluded.last_good_at', 'targets.last_good_at'),
                unknown_since: sql<number | null>`case when excluded.unknown_since is null then null
                  else coalesce(targets.unknown_since, excluded.unknown_since) end`,
                seen_again_at: sql<number | null>`case when excluded.unknown_since is null
                  and targets.unknown_since is not null then excluded.last_look_at else targets.seen_again_at end`,
              })),
            )
            .execute();
        }
      });
    },

    get(targets) {
      const isAsked = amongMany(targets);
      return session.snapshot(async (db) => {
        if (isAsked) return parseAll((await db.selectFrom('targets').selectAll().execute()).filter(isAsked));
        const rows: TargetRow[] = [];
        for (const condition of targetConditions(targets)) {
          rows.push(...(await parseAll(await db.selectFrom('targets').selectAll().where(condition).execute())));
        }
        return rows;
      });
    },

    async all() {
      const rows = await session.db.selectFrom('targets').selectAll().orderBy('account').orderBy('region').execute();
      return parseAll(rows);
    },

    async besides({ after, until }, account) {
      const rows = await session.db
        .selectFrom('targets')
        .selectAll()
        .where((eb) =>
          eb.or([eb('last_look_at', '<=', after), eb('last_look_at', '>', until), eb('account', '=', account)]),
        )
        .execute();
      return parseAll(rows);
    },

    forget(targets) {
      return session.atomic(async (db) => {
        for (const condition of targetConditions(targets)) {
          await db.deleteFrom('targets').where(condition).execute();
        }
      });
    },
  };
}
