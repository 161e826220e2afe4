import { idOf } from '../../domain/fleet.ts';
import type { Retention } from '../../domain/retention.ts';
import { rules } from '../../domain/rules/index.ts';
import type { Fleet } from '../../domain/watch.ts';
import { readWatched, type Watched } from '../audit/read-watched.ts';
import type { EvidenceRecords, Period } from '../ports/evidence-records.ts';
import type { ScanRow } from '../ports/scan-records.ts';
import type { Records } from '../ports/store.ts';
import { reportAccepted } from './report-accepted.ts';
import { isWatchedBy, reportFindings } from './report-findings.ts';
import { readHead } from './report-head.ts';
import type { ReportRecord, RuleRecord, ScanRecord, ScopeRecord } from './report-records.ts';
import { reportRemediations } from './report-remediations.ts';
import { reportUnknown } from './report-unknown.ts';

export interface ReportDependencies {
  readonly store: Records;
  readonly fleet: Fleet;
  readonly retention: Retention;
  readonly version: string;
}

const page = 500;

/**
 * Everything that is known of a period, record by record: nothing is held whole but the list of what is watched.
 * @param madeAt now; a period that ends later ends then
 */
export async function* makeReport(
  dependencies: ReportDependencies,
  asked: Period,
  madeAt: number,
): AsyncGenerator<ReportRecord> {
  const records: Record<string, number> = {};
  for await (const record of body(dependencies, { ...asked, before: Math.min(asked.before, madeAt) }, madeAt)) {
    records[record.type] = (records[record.type] ?? 0) + 1;
    yield record;
  }
  yield { type: 'end', records };
}

async function* body(dependencies: ReportDependencies, period: Period, madeAt: number): AsyncGenerator<ReportRecord> {
  const { store, fleet, retention, version } = dependencies;
  const { evidence, remediation, exceptions } = store;
  const watched = await readWatched(store, fleet);
  yield await readHead(store, { period, madeAt, version, retention, watched, accounts: fleet.accounts.length });
  yield* scopeRecords(watched);
  yield* rules.map(ruleRecord);
  for (const each of await evidence.dayNumbers(period)) yield { type: 'day', ...each };
  yield* scanRecords(evidence, period);
  const isNow = period.before >= madeAt;
  const owners = new Map(fleet.accounts.map((account) => [idOf(account), account.owner]));
  yield* reportUnknown(evidence, period, isNow ? watched.rows : []);
  yield* reportFindings(evidence, period, {
    isWatched: isWatchedBy(watched),
    ownerOf: (account) => owners.get(account),
    ...(isNow && { now: madeAt }),
  });
  yield* await reportAccepted(exceptions, period);
  yield* reportRemediations(evidence, remediation, period);
}

function ruleRecord({ id, title, summary, riskLevel, standards, relatedControls }: (typeof rules)[number]): RuleRecord {
  return { type: 'rule', id, title, summary, riskLevel, standards, relatedControls };
}

function* scopeRecords({ targets }: Watched): Generator<ScopeRecord> {
  for (const [account, all] of Map.groupBy(targets, (target) => target.account)) {
    const accountName = all[0]?.accountName;
    yield {
      type: 'scope',
      account,
      ...(accountName !== undefined && { accountName }),
      regions: all.map(({ region, row }) => ({
        region,
        outcome: row?.outcome ?? 'never-scanned',
        ...(row && { lastScannedAt: row.lastScannedAt }),
        ...(row && row.lastGoodAt !== null && { lastGoodAt: row.lastGoodAt }),
      })),
    };
  }
}

async function* scanRecords(evidence: EvidenceRecords, period: Period): AsyncGenerator<ScanRecord> {
  for (let after: ScanRow | undefined; ; ) {
    const some = await evidence.scansIn(period, page, after);
    yield* some.map(scanRecord);
    after = some.at(-1);
    if (some.length < page) return;
  }
}

function scanRecord(row: ScanRow): ScanRecord {
  const { id, scope, state, startedAt, finishedAt, schedule, caughtUp, askedBy, scanned, unknown, opened, resolved } =
    row;
  return {
    type: 'scan',
    id,
    scope,
    state,
    startedAt,
    ...(finishedAt !== undefined && { finishedAt }),
    ...(schedule !== undefined && { schedule }),
    late: caughtUp,
    ...(askedBy !== undefined && { askedBy }),
    scanned,
    unknown,
    opened,
    resolved,
  };
}
