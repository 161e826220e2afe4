import { kindWords } from '../../words/explain-finding.ts';
import { capital, listWords, numberWords } from '../../words/words.ts';
import type {
  AcceptedRecord,
  DayRecord,
  ExecutionRecord,
  FindingRecord,
  RemediationRecord,
  RuleRecord,
  ScanRecord,
  ScopeRecord,
  UnknownRecord,
} from '../report-records.ts';
import { at, dayOn, type Html, html, joined, name, type Piece, row, tableEnd, tableHead, toHtml } from './markup.ts';

/** How each kind of record reads in a report. */

export function accountWords({
  account,
  accountName,
}: {
  readonly account: string;
  readonly accountName?: string;
}): Piece {
  return accountName === undefined ? account : html`${name(accountName)} (${account})`;
}

function regionWords(region: string): Html {
  return html`<span class="region">${region}</span>`;
}

const outcomeWords = { scanned: 'scanned', unknown: 'UNKNOWN', 'never-scanned': 'NEVER SCANNED' } as const;

export const scopeColumns = ['Account', 'Region', 'Last scan', 'Last successful scan'];

/** A row a region; the account stands in the first. */
export function scopeRows(record: ScopeRecord): string {
  return record.regions
    .map(({ region, outcome, lastScannedAt, lastGoodAt }, index) =>
      row(
        index === 0 ? accountWords(record) : '',
        region === '*' ? 'regions not listed yet' : regionWords(region),
        lastScannedAt === undefined ? outcomeWords[outcome] : html`${at(lastScannedAt)}, ${outcomeWords[outcome]}`,
        lastGoodAt === undefined ? 'never' : at(lastGoodAt),
      ),
    )
    .join('');
}

export function rulePart({ id, title, summary, riskLevel, standards, relatedControls }: RuleRecord): string {
  return toHtml(html`<h3>${id}: ${title}</h3>
<p>${summary} Risk level: ${riskLevel}.</p>
<p>Standards: ${listWords(standards)}. Related controls: ${relatedControls.join('; ')}.</p>
`);
}

export const dayColumns = ['Day', 'First seen', 'Resolved', 'Open at its end'];

export function dayRow({ day: start, opened, resolved, open }: DayRecord): string {
  return row(dayOn(start), opened, resolved, open);
}

export const scanColumns = ['Started', 'Asked by', 'Scope', 'Result', 'Account-regions', 'New', 'Resolved'];

export function scanRow(record: ScanRecord): string {
  const { startedAt, finishedAt, schedule, late, askedBy, scope, state, scanned, unknown, opened, resolved } = record;
  const who = schedule === undefined ? (askedBy ?? 'Gluewarden, after a remediation') : `schedule ${schedule}`;
  const end = finishedAt === undefined ? '' : html`, ended ${at(finishedAt)}`;
  const read: Piece = unknown === 0 ? scanned : [scanned, ' scanned, ', unknown, ' UNKNOWN'];
  return row(at(startedAt), `${who}${late ? ' (ran late)' : ''}`, scope, [state, end], read, opened, resolved);
}

export const unknownColumns = ['Account', 'Region', 'Since', 'Until', 'Reason'];

export function unknownRow({ account, region, since, until, reason, call }: UnknownRecord): string {
  const why = reason === undefined ? '' : call === undefined ? name(reason) : html`${name(reason)} (${name(call)})`;
  return row(
    account,
    region === '*' ? 'regions not listed' : regionWords(region),
    since === null ? 'not known' : dayOn(since),
    until === undefined ? 'goes on' : dayOn(until),
    why,
  );
}

export const findingColumns = ['Region', 'What', 'Why', 'Exposure', 'First seen', 'Resolved', 'Used by'];

export function findingRow(record: FindingRecord): string {
  const { region, kind, name: what, why, exposure, firstSeenAt, resolvedAt, fixedAt, watched, accepted } = record;
  const owner = record.owner?.channel ?? record.owner?.usergroup;
  const left = watched ? '' : ', no longer watched';
  const fixed = fixedAt === undefined || resolvedAt !== undefined ? '' : html`, fixed ${dayOn(fixedAt)}`;
  return row(
    regionWords(region),
    html`${kindWords(kind)} ${name(what)}${owner === undefined ? '' : html`, owner ${name(owner)}`}`,
    html`<span class="why">${why}</span>`,
    [exposure, left],
    dayOn(firstSeenAt),
    resolvedAt === undefined
      ? html`<b>open</b>${fixed}${accepted ? html`, accepted until <time>${accepted.until}</time>` : ''}`
      : dayOn(resolvedAt),
    usersWords(record),
  );
}

const mostUsers = 5;

function usersWords({ users, usersTotal, usersIncomplete }: FindingRecord): Piece {
  const shown = users.slice(0, mostUsers).map(name);
  const more = usersTotal - shown.length;
  const rest = [
    ...(more > 0 ? [`and ${numberWords(more)} more`] : []),
    ...(usersIncomplete ? ['a list could not be read'] : []),
  ];
  return shown.length + rest.length === 0 ? 'nothing' : joined([...shown, ...rest], ', ');
}

export const acceptedColumns = ['What', 'Reason', 'Owner', 'Asked by, and decision', 'Last day', 'State'];

export function acceptedRow(record: AcceptedRecord): string {
  const { about, evenIfWorse, reason, owner, by, decidedBy, at: when, lastDay, source, state } = record;
  const agreed = decidedBy === undefined ? '' : html`, decided by ${name(decidedBy)}`;
  const who = html`${source === 'file' ? by : html`asked by ${name(by)}`}${agreed}, ${dayOn(when)}`;
  const what = evenIfWorse ? html`<bdi>${about}</bdi>, also where it grows worse` : html`<bdi>${about}</bdi>`;
  return row(what, html`<bdi>${reason}</bdi>`, name(owner), who, html`<time>${lastDay}</time>`, state);
}

/** One request, from asking to the first runs. */
export function remediationPart(record: RemediationRecord): string {
  const { findings, state, request, askedBy, askedAt, reason, decisions, executions, closedAt } = record;
  const [first] = findings;
  const what = first === undefined ? 'a request' : html`${name(first.name)}, ${first.region}`;
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : '';
  const decided = decisions.map(({ by, decision, at: when, reason: why }) => {
    const said = why === undefined ? '' : html`: “<bdi>${why}</bdi>”`;
    return html`<li>${decision === 'approve' ? 'Approved' : 'Rejected'} by ${name(by)}, ${at(when)}${said}</li>`;
  });
  const isDecided = state === 'approved' || state === 'rejected';
  const closed = closedAt === undefined || isDecided ? '' : html`<li>${capital(state)}, ${at(closedAt)}</li>`;
  return toHtml(html`<div class="request"><h3>${what}${more} in ${accountWords(record)}: ${state}</h3>
<ul><li>Request ${name(request)}, asked by ${name(askedBy)}, ${at(askedAt)}: “<bdi>${reason}</bdi>”</li>
<li>Approvals that it needed: ${record.required}</li>
${decided}${closed}</ul>
${executions.map(executionPart)}${firstRuns(record)}</div>
`);
}

function executionPart({ id, direction, orderedBy, state, queuedAt, endedAt, steps }: ExecutionRecord): Piece {
  const what = direction === 'back' ? 'Roll back' : 'Execution';
  const by = orderedBy === undefined ? '' : html`, ordered by ${name(orderedBy)}`;
  const end = endedAt === undefined ? html`, ${state}` : html`, ended ${at(endedAt)}`;
  const rows = steps.map(({ what: done, state: reached, reason, awsRequestIds }) => {
    const why = reason === undefined ? '' : html`: ${name(reason)}`;
    return {
      html: row(name(done), [reached, why], awsRequestIds.length === 0 ? 'none' : joined(awsRequestIds.map(name), ' ')),
    };
  });
  const table =
    steps.length === 0 ? '' : { html: `${tableHead(['Step', 'Result', 'AWS request ids'])}${toHtml(rows)}${tableEnd}` };
  return html`<p>${what} ${name(id)}, queued ${at(queuedAt)}${by}${end}.</p>${table}`;
}

function firstRuns({ firstRuns: runs }: RemediationRecord): Piece {
  if (runs.length === 0) return '';
  const rows = runs.map(({ job, region, state, run, runState, reason, at: when }) => {
    const seen = run === undefined ? 'no run seen' : html`${name(run)} ${runState ?? ''}`;
    const result = reason === undefined ? state : `${state} (${reason})`;
    return row(name(job), regionWords(region), result, seen, when === undefined ? '' : at(when));
  });
  return { html: `${tableHead(['First run of job', 'Region', 'Result', 'Run', 'When'])}${rows.join('')}${tableEnd}` };
}
