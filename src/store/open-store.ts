import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely } from 'kysely';
import type { Records, Store } from '../usecases/ports/store.ts';
import { envelopeRecords } from './audit/envelope-records.ts';
import { findingRecords } from './audit/finding-records.ts';
import { organizationRecords } from './audit/organization-records.ts';
import { outboxRecords } from './audit/outbox-records.ts';
import { partRecords } from './audit/part-records.ts';
import { processRecords } from './audit/process-records.ts';
import { queryRecords } from './audit/query-records.ts';
import { scanRecords } from './audit/scan-records.ts';
import { scheduleRecords } from './audit/schedule-records.ts';
import { stagedRecords } from './audit/staged-records.ts';
import { summaryRecords } from './audit/summary-records.ts';
import { targetRecords } from './audit/target-records.ts';
import { timerRecords } from './audit/timer-records.ts';
import { migrate } from './database/migrate.ts';
import type { Database } from './database/schema.ts';
import type { Session } from './database/session.ts';
import { StoreError } from './database/store-error.ts';
import { digestRecords } from './digests/digest-records.ts';
import { evidenceRecords } from './evidence/evidence-records.ts';
import { exceptionRecords } from './exceptions/exception-records.ts';
import { assertWhole } from './moving/marks.ts';
import { type OpenDatabaseOptions, openDatabase } from './open-database.ts';
import { auditLogRecords } from './remediation/audit-log-records.ts';
import { keyRecords } from './remediation/key-records.ts';
import { remediationRecords } from './remediation/remediation-records.ts';
import type { SharedClock } from './shared-clock.ts';

export type OpenStoreOptions = Omit<OpenDatabaseOptions, 'readOnly'>;

/**
 * Opens the database, creating file and schema when they are new. An unhealthy one is refused here, not later.
 * @throws {StoreError} whose message says what to do
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { db, clock, ...place } = await openDatabase(options);
  try {
    const applied = await migrate(db, { ...place, assertUsable: assertWhole });
    if (applied.length > 0)
      options.log?.info({ database: place.where, migrations: applied }, 'database schema brought up to date');
    return createStore(db, clock);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function recordsOf(session: Session): Records {
  return {
    processes: processRecords(session),
    scans: scanRecords(session),
    targets: targetRecords(session),
    findings: findingRecords(session),
    staged: stagedRecords(session),
    parts: partRecords(session),
    schedules: scheduleRecords(session),
    outbox: outboxRecords(session),
    digests: digestRecords(session),
    queries: queryRecords(session),
    envelopes: envelopeRecords(session),
    remediation: remediationRecords(session),
    summaries: summaryRecords(session),
    auditLog: auditLogRecords(session),
    evidence: evidenceRecords(session),
    organization: organizationRecords(session),
    timers: timerRecords(session),
    exceptions: exceptionRecords(session),
    key: keyRecords(session),
    now: () => session.now(),
  };
}

/** A transaction that is open; work that outlives it may use the store again. */
interface Open {
  active: boolean;
}

/** Inside a transaction every group of statements belongs to it, and reads see what it wrote. */
function within(db: Kysely<Database>, clock: SharedClock): Session {
  return { db, atomic: (work) => work(db), snapshot: (work) => work(db), now: () => clock(db) };
}

export function createStore(kysely: Kysely<Database>, clock: SharedClock): Store {
  const inside = new AsyncLocalStorage<Open>();
  let closing: Promise<void> | undefined;

  const outer: Session = {
    get db() {
      if (closing) throw new StoreError('closed', 'The database is closed: Gluewarden is stopping.');
      if (!inside.getStore()?.active) return kysely;
      throw new StoreError(
        'inside-transaction',
        'The store was used inside one of its transactions, which would wait for itself for ever. Use the records that the work is given.',
      );
    },
    async atomic(work) {
      return outer.db.transaction().execute(work);
    },
    async snapshot(work) {
      return outer.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
    },
    now: () => clock(outer.db),
  };

  return {
    ...recordsOf(outer),
    async transaction(work) {
      return outer.db.transaction().execute(async (db) => {
        const open: Open = { active: true };
        try {
          return await inside.run(open, () => work(recordsOf(within(db, clock))));
        } finally {
          open.active = false;
        }
      });
    },
    async ping() {
      await outer.db.selectFrom('processes').select('id').limit(1).execute();
    },
    async close() {
      closing ??= closeAfterWork(kysely);
      await closing;
    },
  };
}

/** Takes its turn after the statements and transactions that were asked for before, then closes. */
async function closeAfterWork(kysely: Kysely<Database>): Promise<void> {
  await kysely.connection().execute(async () => {});
  await kysely.destroy();
}
