import { isAll } from '../../domain/exceptions/coverage.ts';
import { type ExceptionScope, isExact } from '../../domain/exceptions/exception.ts';
import { listWords } from '../../domain/list-words.ts';
import type { Period } from '../ports/evidence-records.ts';
import { type ExceptionRecords, type ExceptionRow, exceptionStates } from '../ports/records/exception-records.ts';
import { thingWords } from '../words/explain-finding.ts';
import { capital } from '../words/words.ts';
import type { AcceptedRecord } from './report-records.ts';

/** Accepted risks that held at some time of the period, and those that were asked for in it; the earliest end first. */
export async function reportAccepted(
  exceptions: Pick<ExceptionRecords, 'inState'>,
  { from, before }: Period,
): Promise<readonly AcceptedRecord[]> {
  const rows = await exceptions.inState(exceptionStates);
  return rows.filter((row) => beganAt(row) < before && overAt(row) >= from).map(acceptedRecord);
}

function beganAt({ since, askedAt }: ExceptionRow): number {
  return since ?? askedAt;
}

function overAt({ state, until, closedAt, decidedAt }: ExceptionRow): number {
  const wasRefused = state === 'rejected' || state === 'lapsed';
  return Math.min(until.at, closedAt ?? (wasRefused ? (decidedAt ?? until.at) : until.at));
}

function acceptedRecord(row: ExceptionRow): AcceptedRecord {
  const { id, scope, covers, reason, owner, until, askedBy, decidedBy, since, askedAt, from, state } = row;
  return {
    type: 'accepted',
    id,
    about: aboutWords(scope),
    ...(isAll(covers) && { evenIfWorse: true }),
    reason,
    owner,
    by: askedBy ?? 'the configuration file',
    ...(decidedBy !== undefined && { decidedBy }),
    at: since ?? askedAt,
    until: until.at,
    lastDay: until.day,
    source: from,
    state,
  };
}

/** Raw names of AWS stand in it, as everywhere. */
function aboutWords(scope: ExceptionScope): string {
  if (isExact(scope)) {
    const { kind, name, account, region } = scope.finding;
    return `${thingWords(kind)} ${name} in ${account}, ${region}`;
  }
  const { name, accounts = [], regions = [], kinds = [], tag = {} } = scope;
  const tags = Object.entries(tag).map(([key, value]) => `${key}=${value}`);
  const parts = [
    ...(name === undefined ? [] : [`names like ${name}`]),
    ...(accounts.length > 0 ? [`in ${listWords(accounts)}`] : []),
    ...(regions.length > 0 ? [`in ${listWords(regions)}`] : []),
    ...(tags.length > 0 ? [`with the tag ${listWords(tags)}`] : []),
    ...(kinds.length > 0 ? [`of the kinds ${listWords(kinds)}`] : []),
  ];
  return capital(parts.length === 0 ? 'everything' : parts.join(', '));
}
