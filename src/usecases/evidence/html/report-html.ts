import type { FindingRecord, ReportHead, ReportRecord } from '../report-records.ts';
import { day, row, tableEnd, tableHead, toHtml } from './markup.ts';
import { heading, kept, method, opening, recordedWords, type Section } from './opening.ts';
import {
  acceptedColumns,
  acceptedRow,
  accountWords,
  dayColumns,
  dayRow,
  findingColumns,
  findingRow,
  remediationPart,
  rulePart,
  scanColumns,
  scanRow,
  scopeColumns,
  scopeRows,
  unknownColumns,
  unknownRow,
} from './rows.ts';
import { inZone, type Zone } from './zone.ts';

/** One self-contained file, made of a report's records as they come: it holds none of them. */
export interface HtmlReport {
  /** What is written for the next record. */
  write(record: ReportRecord): string;
}

/** The parts of the file, in order: each has its heading, and what stands there where it has no record. */
type Part = 'scope' | 'rule' | 'day' | 'scan' | 'unknown' | 'finding' | 'accepted' | 'remediation';
const parts: readonly Part[] = ['scope', 'rule', 'day', 'scan', 'unknown', 'finding', 'accepted', 'remediation'];

interface PartWords {
  readonly before: (head: ReportHead) => string;
  /** Of the table that its records stand in; absent: they stand in none, or in some of their own. */
  readonly columns?: readonly string[];
  readonly none: string;
}

const titled = (section: Section) => () => heading(section);

const words: Readonly<Record<Part, PartWords>> = {
  scope: { before: titled('scope'), columns: scopeColumns, none: 'Nothing is watched.' },
  rule: { before: () => `${method()}${heading('rule')}`, none: 'No rule.' },
  day: {
    before: (head) => `${heading('scans')}${missedPart(head)}<h3>Findings by day</h3>\n`,
    columns: dayColumns,
    none: 'The bot counts days each hour. None of the period is counted on which a finding was opened or resolved.',
  },
  scan: {
    before: () => '<h3>Scans of the period</h3>\n',
    columns: scanColumns,
    none: 'No scan of the period is listed.',
  },
  unknown: {
    before: titled('unknown'),
    columns: unknownColumns,
    none: 'Nothing is recorded that could not be scanned in the period.',
  },
  finding: { before: titled('findings'), none: 'No finding was open in the period.' },
  accepted: { before: titled('accepted'), columns: acceptedColumns, none: 'No accepted risk held in the period.' },
  remediation: {
    before: titled('remediations'),
    none: 'No remediation was asked for, carried out or watched in the period.',
  },
};

/** What the numbers say of scans that were not made. */
function missedPart(head: ReportHead): string {
  const { scans, daysWithoutScan, openSlots } = head;
  const rows = [
    row('Finished', scans.finished),
    row('Failed: no result', scans.failed),
    row('Interrupted by a restart: no result', scans.interrupted),
    row('Cancelled', scans.cancelled),
    row('Still running', scans.running),
    row('Ran late, because the bot was not running when they were due', scans.late),
    row('Due, and without a digest yet', openSlots),
    row('Counted on their day, and no longer listed', scans.removed),
  ];
  const missed =
    daysWithoutScan.length === 0
      ? recordedWords(head) === ''
        ? 'On every whole day of the period a scan finished.'
        : 'On every whole day of the period of which something is recorded a scan finished.'
      : `Days without a finished scan: ${spans(daysWithoutScan)}.`;
  return `<table class="numbers"><tbody>\n${rows.join('')}${tableEnd}<p>${toHtml(missed)}</p>\n`;
}

const dayMs = 86_400_000;

/** "2026-11-02, 2026-11-05 to 2026-11-09". */
function spans(days: readonly number[]): string {
  const all: { first: number; last: number }[] = [];
  for (const each of days) {
    const open = all.at(-1);
    if (open !== undefined && each === open.last + dayMs) open.last = each;
    else all.push({ first: each, last: each });
  }
  return all.map(({ first, last }) => (first === last ? day(first) : `${day(first)} to ${day(last)}`)).join(', ');
}

/** `zone`: of whoever reads it; absent: UTC. */
export function createHtmlReport(zone?: Zone): HtmlReport {
  let head: ReportHead | undefined;
  /** How many parts were begun; whether the last one has a record. */
  let [begun, isFilled] = [0, false];
  let account: string | undefined;

  function endPart(): string {
    const part = parts[begun - 1];
    if (part === undefined) return '';
    if (!isFilled) return `<p>${toHtml(words[part].none)}</p>\n`;
    return words[part].columns || part === 'finding' ? tableEnd : '';
  }

  /** Ends what was begun, and begins every part up to this one. */
  function reach(part: Part, at: ReportHead): string {
    let text = '';
    while (parts[begun - 1] !== part) {
      const next = parts[begun];
      if (next === undefined) throw new Error(`A report has its records in order, and ${part} came too late`);
      text += `${endPart()}${words[next].before(at)}`;
      begun += 1;
      isFilled = false;
    }
    return text;
  }

  function tableOf(part: Part): string {
    const { columns } = words[part];
    return isFilled || columns === undefined ? '' : tableHead(columns);
  }

  function finding(record: FindingRecord): string {
    const isSame = account === record.account && isFilled;
    account = record.account;
    if (isSame) return findingRow(record);
    const title = `<h3>${toHtml(accountWords(record))}</h3>\n${tableHead(findingColumns, 'findings')}`;
    return `${isFilled ? tableEnd : ''}${title}${findingRow(record)}`;
  }

  function text(record: Extract<ReportRecord, { type: Part }>): string {
    switch (record.type) {
      case 'scope':
        return scopeRows(record);
      case 'rule':
        return rulePart(record);
      case 'day':
        return dayRow(record);
      case 'scan':
        return scanRow(record);
      case 'unknown':
        return unknownRow(record);
      case 'finding':
        return finding(record);
      case 'accepted':
        return acceptedRow(record);
      case 'remediation':
        return remediationPart(record);
    }
  }

  function inUtc(record: ReportRecord): string {
    if (record.type === 'report') {
      head = record;
      return opening(record, zone);
    }
    if (head === undefined) throw new Error('A report begins with its head');
    if (record.type === 'end') {
      const rest = reach('remediation', head);
      return `${rest}${endPart()}${kept(head)}</body></html>\n`;
    }
    const before = `${reach(record.type, head)}${tableOf(record.type)}`;
    const written = text(record);
    isFilled = true;
    return `${before}${written}`;
  }

  return { write: (record) => (zone === undefined ? inUtc(record) : inZone(inUtc(record), zone)) };
}
