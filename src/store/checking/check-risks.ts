import { type Kysely, sql } from 'kysely';
import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import { countWords } from '../../usecases/words/words.ts';
import { parseJson } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import { toException } from '../exceptions/exception-rows.ts';
import { createTally, type Tally } from './tally.ts';
import { tellWrong, type WrongRows } from './tell-wrong.ts';

/** What is due is done within a minute while a bot runs. */
const marginMs = 3_600_000;

/** A bot counts findings once a day, and looks after ends twice a minute: what was over an hour before it counted is done. */
const wasOverFor = (until: string) =>
  sql`exists (select 1 from upkeep where upkeep.ran_at > ${sql.ref(until)} + ${sql.lit(marginMs)})`;

const always: readonly WrongRows[] = [
  {
    table: 'exceptions',
    where: sql`child.source = 'slack' and child.state in ('accepted', 'ended', 'replaced')
      and (child.decided_at is null or child.since_at is null)`,
    what: 'holds, or held, without a decision',
  },
  {
    table: 'exceptions',
    where: sql`child.state = 'rejected' and child.decided_by is null`,
    what: 'was rejected by nobody',
  },
  {
    table: 'exceptions',
    where: sql`child.state in ('accepted', 'asked') and ${wasOverFor('child.until_at')}`,
    what: 'is over and was not ended',
  },
  {
    table: 'exceptions',
    where: sql`child.replaces is not null
      and not exists (select 1 from exceptions as old where old.id = child.replaces)`,
    what: 'is to replace a row of exceptions that does not exist',
  },
  {
    table: 'findings',
    where: sql`child.resolved_at is null and child.accepted_by is not null and not exists (
      select 1 from exceptions as risk where risk.id = child.accepted_by and risk.state = 'accepted'
        and risk.until_at = child.accepted_until)`,
    what: 'is accepted by what does not hold so',
  },
  {
    table: 'findings',
    where: sql`case when child.accepted_by is null then 0 else 1 end
      + case when child.accepted_json is null then 0 else 1 end
      + case when child.accepted_until is null then 0 else 1 end in (1, 2)`,
    what: 'is accepted in part of its columns',
  },
  {
    table: 'held_digests',
    where: sql`child.until <= child.created_at or ${wasOverFor('child.until')}`,
    what: 'waits for quiet hours that are over',
  },
  {
    table: 'digest_findings',
    where: sql`child.shown not in ('open', 'open exposed', 'open latent', 'open unused', 'fixed', 'resolved')
      and child.shown not like 'requested %' and child.shown not like 'accepted %'`,
    what: 'is shown in a state that does not exist',
  },
];

/** Scope, limits and states are read as whoever judges by them reads them: one row that cannot be stops them all. */
async function checkExceptions(db: Kysely<Database>, tally: Tally): Promise<number> {
  const rows = await db.selectFrom('exceptions').selectAll().orderBy('id').execute();
  for (const row of rows) {
    try {
      toException(row);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'StoreError') throw error;
      tally.wrong(`exceptions ${row.id}`, 'cannot be read: its scope, what it covers or its state is none');
    }
  }
  return rows.length;
}

async function checkHeld(db: Kysely<Database>, tally: Tally): Promise<void> {
  for (const { id, message_json: text } of await db.selectFrom('held_digests').selectAll().orderBy('id').execute()) {
    const message = parseJson(text);
    const kind = typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
    if (kind !== 'digest') tally.wrong(`held_digests ${id}`, 'holds no digest');
  }
}

/** Accepted risks against the findings that they cover, and digests against what they may show. */
export async function checkRisks(db: Kysely<Database>): Promise<StoreCheck> {
  const tally = createTally('accepted-risks');
  const count = await checkExceptions(db, tally);
  await checkHeld(db, tally);
  for (const wrong of always) await tellWrong(db, tally, wrong);
  return tally.end(`${countWords(count, 'accepted risk')} against their findings, and the state of digests`);
}
