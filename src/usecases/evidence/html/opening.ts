import { notListed } from '../../../domain/audit/assess.ts';
import { countWords, exposureCountWords, fixedTail, numberWords, openCounts } from '../../words/words.ts';
import type { ReportHead } from '../report-records.ts';
import { at, day, html, row, tableEnd, toHtml } from './markup.ts';
import { style } from './style.ts';
import type { Zone } from './zone.ts';

/** Title and id of each section, in their order. */
export const sections = {
  scope: 'Scope',
  method: 'Method',
  rule: 'Rule and standards',
  scans: 'Scans',
  unknown: 'What could not be scanned',
  findings: 'Findings by account',
  accepted: 'Accepted risks',
  remediations: 'Remediations',
  kept: 'What is no longer listed',
} as const;

export type Section = keyof typeof sections;

export function heading(section: Section): string {
  return `<h2 id="${section}">${toHtml(sections[section])}</h2>\n`;
}

/** The last instant that belongs to a period. */
function periodWords({ from, before }: Pick<ReportHead, 'from' | 'before'>): string {
  return toHtml(html`${at(from)} to ${at(before)}`);
}

/** In which time zone the file says its times; days are days of the records. */
function zoneWords(zone: Zone | undefined): string {
  if (zone === undefined) return 'Times and days are in UTC.';
  return `Times are in ${zone.name}, each with its distance from UTC. Days are whole days in UTC.`;
}

/** From the first line of the file to the contents. */
export function opening(head: ReportHead, zone?: Zone): string {
  const contents = Object.entries(sections).map(([id, title]) => `<li><a href="#${id}">${toHtml(title)}</a></li>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gluewarden report ${day(head.from)} to ${day(head.before - 1)}</title>
<style>${style}</style></head><body>
<h1>AWS Glue job bookmark encryption: evidence</h1>
<p>${periodWords(head)}. Made ${toHtml(at(head.madeAt))} by Gluewarden ${toHtml(head.version)} from its own records. ${toHtml(zoneWords(zone))}</p>
${verdict(head)}
<nav aria-label="Contents"><ul>${contents.join('')}</ul></nav>
`;
}

/** What is known of the period at all, as a sentence; empty: all of it. */
export function recordedWords({ from, before, recordedSince }: ReportHead): string {
  if (recordedSince === null) return 'Nothing was ever recorded: no scan was made yet. This report proves nothing.';
  if (before <= recordedSince)
    return `Nothing is recorded of this period: it ends before the first record, of ${day(recordedSince)}. This report proves nothing about it.`;
  if (from < recordedSince && day(from) !== day(recordedSince))
    return `Records begin on ${day(recordedSince)}: nothing is known of the days before.`;
  return '';
}

function verdict(head: ReportHead): string {
  const { findings, now, scans, watched, daysWithoutScan } = head;
  const recorded = recordedWords(head);
  const rows = [
    row('Findings first seen in the period', findings.opened),
    row('Findings resolved in the period', findings.resolved),
    row('Findings open at its end, all that is recorded', findings.openAtEnd),
    row('Scans that finished', scans.finished),
    row('Scans that failed, were interrupted or cancelled', scans.failed + scans.interrupted + scans.cancelled),
    row('Days without a finished scan', daysWithoutScan.length),
  ];
  const unseen = watched.unknown + watched.neverScanned;
  const all = countWords(watched.targets, 'account-region');
  const lines = [
    ...(recorded === '' ? [] : [recorded]),
    ...(now
      ? [
          `Open now in what is watched: ${countWords(openCounts(now.open).total, 'finding')} (${exposureCountWords(now.open)})${fixedTail(now.open)}.`,
          ...(now.unwatched > 0
            ? [`${countWords(now.unwatched, 'open finding')} more in what is no longer watched, in no count of now.`]
            : []),
        ]
      : []),
    unseen === 0
      ? `Now ${all} of ${countWords(watched.accounts, 'account')} are watched, and all were scanned.`
      : `Now ${all} of ${countWords(watched.accounts, 'account')} are watched. ${numberWords(unseen)} of them could not be scanned or never were: they are unknown, which is never compliant.`,
  ];
  return `<div class="verdict">${lines.map((line) => `<p>${toHtml(line)}</p>`).join('')}
<table class="numbers"><tbody>
${rows.join('')}${tableEnd}</div>`;
}

/** What is read and judged, and what never is. */
export function method(): string {
  const never = notListed.map((each) => `<li>${toHtml(each)}</li>`).join('');
  return `${heading('method')}<p>In each account and region Gluewarden reads the security configurations and the jobs to the end, and the
KMS keys that they name. Where something is wrong it also reads triggers, crawlers, dev endpoints, interactive sessions
and ML transforms, to say what uses it. It reads settings alone: no data, no scripts, and of a job's arguments only the
one that switches bookmarks on.</p>
<ul><li><b>Exposed</b>: bookmarks are on and nothing encrypts them. <b>Latent</b>: it is used, and bookmarks are off or paused.
<b>Unused</b>: nothing names it.</li>
<li>An account and region that could not be read is unknown, with the reason. It is never counted as compliant, and nothing
in it is resolved.</li>
<li>A finding opens when it is first seen, and is resolved by a complete scan that does not see it any more.</li>
<li>The exposure of a finding is that of its last scan. People are named by their ids in Slack.</li></ul>
<p>Never read, because AWS has no list of it:</p><ul>${never}</ul>
`;
}

/** What retention has taken away by now. */
export function kept({ keptSince, scans }: ReportHead): string {
  const lines = [
    keptSince.findings === null
      ? 'Resolved findings are kept for ever.'
      : `Findings that were resolved before ${day(keptSince.findings)} are removed in time. The numbers of each day stay.`,
    keptSince.scans === null
      ? 'Scans are kept for ever.'
      : `Scans that ended before ${day(keptSince.scans)} are removed in time. How many ended on a day stays.`,
    ...(scans.removed > 0
      ? [
          `${countWords(scans.removed, 'scan')} of the days of this period ${scans.removed === 1 ? 'is' : 'are'} counted and no longer listed.`,
        ]
      : []),
    keptSince.requests === null
      ? 'Requests are kept for ever.'
      : `Requests that nobody decided and that ended before ${day(keptSince.requests)} are removed in time.`,
    'Decisions, what was carried out, and the audit trail are kept for ever.',
  ];
  return `${heading('kept')}<ul>${lines.map((line) => `<li>${toHtml(line)}</li>`).join('')}</ul>\n`;
}
