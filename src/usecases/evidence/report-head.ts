import { dayMs, dayOf, type KeptFor, type Retention } from '../../domain/retention.ts';
import { leftOf, neverScanned, type Watched } from '../audit/read-watched.ts';
import type { Period } from '../ports/evidence-records.ts';
import type { Records } from '../ports/store.ts';
import type { ReportHead } from './report-records.ts';

export interface HeadInput {
  readonly period: Period;
  readonly madeAt: number;
  readonly version: string;
  readonly retention: Retention;
  readonly watched: Watched;
  readonly accounts: number;
}

/** The numbers of a report. Those of now are what status says: they come from the same functions. */
export async function readHead(
  { evidence, findings }: Pick<Records, 'evidence' | 'findings'>,
  { period, madeAt, version, retention, watched, accounts }: HeadInput,
): Promise<ReportHead> {
  const recordedSince = (await evidence.firstRecord()) ?? null;
  const isNow = period.before >= madeAt;
  const unwatched = leftOf(watched.left, () => true)?.total ?? 0;
  const scans = await evidence.scanNumbers(period);
  const counts = await evidence.dayCounts(period);
  const counted = counts.reduce((sum, { what, count }) => sum + (isScanEnd(what) ? count : 0), 0);
  const kept = scans.finished + scans.cancelled + scans.interrupted + scans.failed;
  return {
    type: 'report',
    form: 1,
    version,
    madeAt,
    ...period,
    recordedSince,
    findings: await evidence.findingNumbers(period),
    ...(isNow && { now: { open: await findings.counts({ except: watched.leftSet }), unwatched } }),
    watched: {
      accounts,
      targets: watched.targets.length,
      scanned: watched.rows.filter(({ outcome }) => outcome === 'scanned').length,
      unknown: watched.rows.filter(({ outcome }) => outcome === 'unknown').length,
      neverScanned: neverScanned(watched).length,
    },
    scans: { ...scans, removed: Math.max(0, counted - kept) },
    daysWithoutScan: missing(await evidence.daysWithScan(period), period, recordedSince, madeAt),
    openSlots: (await evidence.openSlots(period)).length,
    keptSince: {
      findings: keptSince(retention.findings, madeAt),
      scans: keptSince(retention.scans, madeAt),
      requests: keptSince(retention.requests, madeAt),
    },
  };
}

const ends: ReadonlySet<string> = new Set(
  ['finished', 'cancelled', 'interrupted', 'failed'].map((each) => `scan.${each}`),
);

function isScanEnd(what: string): boolean {
  return ends.has(what);
}

function keptSince(kept: KeptFor, now: number): number | null {
  return kept === 'forever' ? null : now - kept;
}

/** The days of the period since something was recorded, and before today. */
function missing(
  days: readonly number[],
  { from, before }: Period,
  recordedSince: number | null,
  madeAt: number,
): readonly number[] {
  if (recordedSince === null) return [];
  const had = new Set(days);
  const all: number[] = [];
  const end = Math.min(before, dayOf(madeAt));
  for (let day = dayOf(Math.max(from, recordedSince)); day < end; day += dayMs) if (!had.has(day)) all.push(day);
  return all;
}
