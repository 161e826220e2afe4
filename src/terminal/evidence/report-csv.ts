import { stringify } from 'csv-stringify/sync';
import type {
  FindingRecord,
  RemediationRecord,
  ReportHead,
  ReportRecord,
  ScopeRecord,
} from '../../usecases/evidence/report-records.ts';
import { oneLine, showUnseen } from '../text.ts';

/** People's scripts read them: columns are added at the end and never renamed. */
export const reportColumns = [
  'type',
  'id',
  'account',
  'account_name',
  'region',
  'rule',
  'kind',
  'name',
  'reason',
  'exposure',
  'state',
  'by',
  'at',
  'until',
  'last_seen',
  'count',
  'detail',
  'aws_request_ids',
  'owner_channel',
  'owner_usergroup',
] as const;

type Row = Readonly<Partial<Record<(typeof reportColumns)[number], string>>>;

const iso = (at: number | null | undefined) => (at === null || at === undefined ? '' : new Date(at).toISOString());
const numbers = (of: object) =>
  Object.entries(of)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    .join('; ');

/** One table of everything: a row a record, and of a remediation a row each for its decisions, steps and first runs. */
export function reportCsv(record: ReportRecord): string {
  const rows = rowsOf(record).map((row) => reportColumns.map((column) => showUnseen(oneLine(row[column] ?? ''))));
  return `${record.type === 'report' ? stringify([[...reportColumns]]) : ''}${stringify(rows, { escape_formulas: true })}`;
}

function rowsOf(record: ReportRecord): readonly Row[] {
  switch (record.type) {
    case 'report':
      return headRows(record);
    case 'rule':
      return [{ type: 'rule', rule: record.id, name: record.title, detail: record.standards.join('; ') }];
    case 'scope':
      return scopeRows(record);
    case 'day': {
      const { day, open, opened, resolved } = record;
      return [{ type: 'day', at: iso(day), count: String(open), detail: numbers({ opened, resolved }) }];
    }
    case 'scan': {
      const { id, scope, state, startedAt, finishedAt, schedule, askedBy, ...rest } = record;
      const { late, scanned, unknown, opened, resolved } = rest;
      const by = schedule === undefined ? (askedBy ?? '') : `schedule ${schedule}`;
      const detail = numbers({ late, scanned, unknown, opened, resolved });
      return [{ type: 'scan', id, name: scope, state, by, at: iso(startedAt), until: iso(finishedAt), detail }];
    }
    case 'unknown': {
      const { account, region, since, until, reason, call } = record;
      return [
        { type: 'unknown', account, region, at: iso(since), until: iso(until), ...given({ reason, detail: call }) },
      ];
    }
    case 'finding':
      return [findingRow(record)];
    case 'accepted': {
      const { id, about, reason, owner, by, decidedBy, at, until, source, state, evenIfWorse = false } = record;
      const detail = numbers({ owner, source, decidedBy, evenIfWorse });
      return [{ type: 'accepted', id, name: about, reason, by, at: iso(at), until: iso(until), state, detail }];
    }
    case 'remediation':
      return remediationRows(record);
    case 'end':
      return [{ type: 'end', detail: numbers(record.records) }];
  }
}

function given(values: { readonly [K in keyof Row]: string | undefined }): Row {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function headRows({ type, madeAt, from, before, version, ...rest }: ReportHead): readonly Row[] {
  const { recordedSince, findings, now, watched, scans, daysWithoutScan } = rest;
  return [
    { type, name: `Gluewarden ${version}`, at: iso(from), until: iso(before), detail: `made ${iso(madeAt)}` },
    { type: 'records', at: iso(recordedSince) },
    { type: 'numbers', name: 'findings', detail: numbers(findings) },
    ...(now ? [{ type: 'numbers', name: 'open now', detail: numbers({ ...now.open, unwatched: now.unwatched }) }] : []),
    { type: 'numbers', name: 'watched now', detail: numbers(watched) },
    { type: 'numbers', name: 'scans', detail: numbers(scans) },
    ...daysWithoutScan.map((day) => ({ type: 'no-scan', at: iso(day) })),
  ];
}

function scopeRows({ type, account, accountName = '', regions }: ScopeRecord): readonly Row[] {
  return regions.map(({ region, outcome, lastScannedAt, lastGoodAt }) => ({
    type,
    account,
    account_name: accountName,
    region,
    state: outcome,
    at: iso(lastScannedAt),
    last_seen: iso(lastGoodAt),
  }));
}

function findingRow(record: FindingRecord): Row {
  const { type, id, account, accountName = '', region, rule, kind, name, reason, exposure, state } = record;
  const { firstSeenAt, lastSeenAt, resolvedAt, users, usersTotal, usersIncomplete, watched, fixedAt, accepted } =
    record;
  const { channel = '', usergroup = '' } = record.owner ?? {};
  const notes = [
    ...(watched ? [] : ['no longer watched']),
    ...(accepted ? [`accepted until ${accepted.until} (${accepted.id})`] : []),
    ...(fixedAt === undefined ? [] : [`fixed ${iso(fixedAt)}`]),
    ...(usersIncomplete ? ['users incomplete'] : []),
    ...users,
  ];
  return {
    ...{ type, id, account, account_name: accountName, region, rule, kind, name, reason, exposure, state },
    ...{ at: iso(firstSeenAt), until: iso(resolvedAt), last_seen: iso(lastSeenAt), count: String(usersTotal) },
    detail: notes.join('; '),
    ...{ owner_channel: channel, owner_usergroup: usergroup },
  };
}

function remediationRows(record: RemediationRecord): readonly Row[] {
  const { type, request: id, account, accountName = '', state, askedBy, askedAt, reason, closedAt } = record;
  const place = { id, account, account_name: accountName };
  const about = record.findings.map(({ region, name }) => `${region} ${name}`).join('; ');
  return [
    { type, ...place, state, by: askedBy, at: iso(askedAt), until: iso(closedAt), reason, detail: about },
    ...record.decisions.map(({ by, decision, at, reason: why = '' }) => ({
      ...{ type: 'decision', ...place, state: decision, by, at: iso(at), reason: why },
    })),
    ...record.executions.flatMap((execution) =>
      execution.steps.map(({ what, state: reached, reason: why = '', awsRequestIds }) => ({
        ...{ type: 'step', ...place, name: what, state: reached, reason: why },
        ...{
          at: iso(execution.queuedAt),
          until: iso(execution.endedAt),
          detail: `${execution.direction} ${execution.id}`,
        },
        aws_request_ids: awsRequestIds.join(' '),
      })),
    ),
    ...record.firstRuns.map(({ job, region, state: seen, run = '', runState = '', reason: why = '', at }) => ({
      ...{ type: 'first-run', ...place, region, name: job, state: seen, reason: why, at: iso(at) },
      detail: `${run} ${runState}`.trim(),
    })),
  ];
}
