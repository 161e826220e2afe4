import type { Owner, Target } from '../../domain/model.ts';
import type { Watched } from '../audit/read-watched.ts';
import type { EvidenceRecords, Period, TargetFindings } from '../ports/evidence-records.ts';
import type { FindingRow } from '../ports/finding-records.ts';
import { reasonWords } from '../words/explain-finding.ts';
import type { FindingRecord } from './report-records.ts';

/** Findings that are held in memory at once. */
const page = 500;
const mostUsers = 20;

interface About {
  isWatched(target: Target): boolean;
  /** Of an account, as configured now. */
  ownerOf(account: string): Owner | undefined;
  /** Absent: the period ended before, and what is accepted now says nothing of it. */
  readonly now?: number;
}

/** Every finding that was open at some time of the period, by account and region. */
export async function* reportFindings(
  evidence: EvidenceRecords,
  period: Period,
  about: About,
): AsyncGenerator<FindingRecord> {
  for (const targets of batches(await evidence.targetsWithFindings(period)))
    for (let after: FindingRow | undefined; ; ) {
      const rows = await evidence.findingsOf(period, targets, page, after);
      for (const row of rows) yield findingRecord(row, period, about);
      after = rows.at(-1);
      if (rows.length < page) break;
    }
}

/** Small ones together: each batch is one statement. */
function* batches(targets: readonly TargetFindings[]): Generator<readonly Target[]> {
  let [batch, sum]: [Target[], number] = [[], 0];
  for (const { account, region, count } of targets) {
    if (batch.length > 0 && sum + count > page) {
      yield batch;
      [batch, sum] = [[], 0];
    }
    batch.push({ account, region });
    sum += count;
  }
  if (batch.length > 0) yield batch;
}

export function isWatchedBy({ targets }: Watched): (target: Target) => boolean {
  const watched = new Map<string, Set<string>>();
  for (const { account, region } of targets) watched.set(account, (watched.get(account) ?? new Set()).add(region));
  return ({ account, region }) => watched.get(account)?.has(region) ?? false;
}

function findingRecord(row: FindingRow, { before }: Period, { isWatched, now, ownerOf }: About): FindingRecord {
  const { id, rule, account, accountName, region, kind, name, reason, exposure, firstSeenAt, lastSeenAt } = row;
  const { references, referencesIncomplete = [], resolvedAt, fixedAt, accepted } = row;
  const owner = row.owner ?? ownerOf(account);
  const isResolved = resolvedAt !== undefined && resolvedAt < before;
  const isAccepted = accepted !== undefined && now !== undefined && !isResolved && accepted.endsAt > now;
  return {
    type: 'finding',
    id,
    rule,
    account,
    ...(accountName !== undefined && { accountName }),
    region,
    kind,
    name,
    reason,
    why: reasonWords(row),
    exposure,
    state: isResolved ? 'resolved' : 'open',
    firstSeenAt,
    lastSeenAt,
    ...(isResolved && { resolvedAt }),
    ...(fixedAt !== undefined && { fixedAt }),
    users: references.slice(0, mostUsers).map((each) => `${each.type} ${each.name}`),
    usersTotal: references.length,
    ...(referencesIncomplete.length > 0 && { usersIncomplete: true }),
    ...(isAccepted && { accepted }),
    watched: isWatched(row),
    ...(owner && { owner }),
  };
}
