import { createUnknownSpans, type UnknownSpan } from '../../domain/evidence/unknown-spans.ts';
import { targetKey } from '../../domain/model.ts';
import type { EvidenceRecords, Period } from '../ports/evidence-records.ts';
import type { TargetRow } from '../ports/scan-records.ts';
import type { TargetDay } from '../ports/summary-records.ts';
import type { UnknownRecord } from './report-records.ts';

const page = 1_000;

/**
 * What could not be scanned in the period, in days; and what cannot now, with why, which may have begun after the days
 * were counted last.
 * @param now the recorded account-regions, where the period reaches now
 */
export async function* reportUnknown(
  evidence: EvidenceRecords,
  period: Period,
  now: readonly TargetRow[],
): AsyncGenerator<UnknownRecord> {
  const unknown = new Map(now.filter(({ outcome }) => outcome === 'unknown').map((row) => [targetKey(row), row]));
  for await (const span of spansOf(evidence, period)) {
    const row = span.until === undefined ? unknown.get(targetKey(span)) : undefined;
    if (row !== undefined) unknown.delete(targetKey(row));
    yield { type: 'unknown', ...span, ...why(row) };
  }
  for (const row of unknown.values()) {
    const { account, region, unknownSince = null } = row;
    yield { type: 'unknown', account, region, since: unknownSince, ...why(row) };
  }
}

async function* spansOf(evidence: EvidenceRecords, period: Period): AsyncGenerator<UnknownSpan> {
  const spans = createUnknownSpans(period.from);
  for (let after: TargetDay | undefined; ; ) {
    const some = await evidence.outcomesBefore(period, page, after);
    for (const outcome of some) yield* spans.next(outcome);
    after = some.at(-1);
    if (some.length < page) break;
  }
  yield* spans.end();
}

function why(row: TargetRow | undefined): Pick<UnknownRecord, 'reason' | 'call'> {
  if (row === undefined) return {};
  const { reason, call } = row;
  return { ...(reason !== undefined && { reason }), ...(call !== undefined && { call }) };
}
