import { expect, test } from 'vitest';
import { dayMs } from '../../../../src/domain/retention.ts';
import { createHtmlReport } from '../../../../src/usecases/evidence/html/report-html.ts';
import type { ReportHead, ReportRecord } from '../../../../src/usecases/evidence/report-records.ts';
import { hostileNames } from '../../../views/sample-parts.ts';
import { account, finding, reportWorld, today } from '../report-world.ts';

function htmlOf(records: readonly ReportRecord[]): string {
  const report = createHtmlReport();
  return records.map((record) => report.write(record)).join('');
}

/** The texts between tags, on one line. */
const textOf = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

/** Every tag that is opened is closed, in order. */
function isBalanced(html: string): boolean {
  const open: string[] = [];
  for (const [, slash, tag = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (tag === 'meta') continue;
    if (slash === '') open.push(tag);
    else if (open.pop() !== tag) return false;
  }
  return open.length === 0;
}

const remediation: Extract<ReportRecord, { type: 'remediation' }> = {
  type: 'remediation',
  request: 'r1',
  state: 'approved',
  account,
  findings: [{ region: 'eu-west-1', kind: 'configuration', name: 'std' }],
  askedBy: 'U1',
  askedAt: today,
  reason: 'the audit',
  required: 2,
  decisions: [{ by: 'U2', decision: 'approve', at: today, reason: 'fine' }],
  executions: [
    {
      id: 'e1',
      direction: 'back',
      orderedBy: 'U3',
      state: 'ended',
      queuedAt: today,
      endedAt: today,
      steps: [
        { id: 's1', what: 'switch job etl', state: 'failed', reason: 'AccessDenied', awsRequestIds: ['a-1', 'a-2'] },
      ],
    },
  ],
  firstRuns: [{ job: 'etl', region: 'eu-west-1', state: 'good', run: 'jr_1', runState: 'SUCCEEDED', at: today }],
};

async function fullReport(): Promise<ReportRecord[]> {
  const { store, report } = await reportWorld();
  await store.findings.insert([
    finding('a'),
    finding('b', { resolvedAt: today - dayMs }),
    finding('c', { account: '999999999999', accountName: 'left' }),
  ]);
  await store.summaries.summarise(today - 5 * dayMs, 'past');
  const records = await report();
  return records.toSpliced(-1, 0, remediation);
}

test('it is one whole file that asks for nothing from elsewhere and runs nothing', async () => {
  const html = htmlOf(await fullReport());
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html.endsWith('</body></html>\n')).toBe(true);
  expect(isBalanced(html)).toBe(true);
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(html).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bon[a-z]+=|url\(|@import|https?:/i);
  const [, ...anchors] = html.split('href="#');
  for (const anchor of anchors) expect(html).toContain(`id="${anchor.slice(0, anchor.indexOf('"'))}"`);
});

test('it has every section in order, each account once, and requests whole', async () => {
  const text = textOf(htmlOf(await fullReport()));
  const sections = [
    'Scope Account',
    'Method In each',
    'Rule and standards Glue-005',
    'Scans Finished',
    'What could not',
  ];
  const places = [...sections, 'Findings by account data-production', 'Accepted risks No', 'Remediations std'].map(
    (words) => text.lastIndexOf(words),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(text).toMatch(/data-production \(111122223333\) Region What.*left \(999999999999\) Region What/);
  expect(text).toContain('1 open finding more in what is no longer watched, in no count of now.');
  expect(text).toMatch(/Roll back e1 , queued .* ordered by U3 .*switch job etl failed: AccessDenied a-1 a-2/);
  expect(text).toMatch(/Approved by U2 , .*fine.*First run of job .* etl eu-west-1 good jr_1 SUCCEEDED/);
});

test('who asked for a risk that is not accepted is not said to have accepted it', async () => {
  const about = { about: 'std', reason: 'r', owner: 'o', at: today, until: today, lastDay: '2026-01-01' };
  const { report } = await reportWorld();
  const asked: ReportRecord = { type: 'accepted', id: 'x', ...about, by: 'U1', source: 'slack', state: 'asked' };
  const refused: ReportRecord = { ...asked, id: 'y', decidedBy: 'U2', state: 'rejected' };
  const text = textOf(htmlOf((await report()).toSpliced(-1, 0, asked, refused)));
  expect(text).toMatch(/Asked by, and decision .*asked by U1 , .* asked .*asked by U1 , decided by U2 , .* rejected/);
  expect(text).not.toMatch(/accepted by/i);
});

test('numbers are grouped as everywhere', async () => {
  const [head] = await fullReport();
  if (head === undefined) throw new Error('A report begins with its head');
  const about = { id: 's', scope: 'all accounts', state: 'finished', startedAt: today, late: false } as const;
  const scan = { type: 'scan', ...about, scanned: 16_915, unknown: 1_085, opened: 2_000, resolved: 0 } as const;
  expect(textOf(htmlOf([head, scan]))).toContain('16,915 scanned, 1,085 UNKNOWN 2,000 0');
});

test('without records each section says that there is none', async () => {
  const { report } = await reportWorld();
  const html = htmlOf(await report());
  expect(isBalanced(html)).toBe(true);
  const text = textOf(html);
  for (const words of [
    'This report proves nothing',
    'No scan of the period',
    'No finding was open',
    'No remediation was',
  ])
    expect(text).toContain(words);
});

test('hostile names stand as they are, and steer nothing', async () => {
  const { store, report } = await reportWorld();
  await store.findings.insert(hostileNames.map((name, n) => finding(`f${n}`, { name, accountName: name })));
  const html = htmlOf([...(await report()).slice(0, -1), { ...remediation, reason: hostileNames.join(' ') }]);
  expect(html).not.toMatch(/<script|<!channel|<@U|<https/);
  expect(html).toContain('&lt;!channel&gt;');
  expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\0]/);
  expect(html).toContain('[U+202E]');
});

test('of a period before the first record, and one that begins before it', async () => {
  const { store, report } = await reportWorld();
  await store.findings.insert([finding('a')]);
  const words = async (from: number, before: number) => textOf(htmlOf(await report({ from, before })));
  expect(await words(today - 20 * dayMs, today - 10 * dayMs)).toMatch(
    /Nothing is recorded of this period: it ends before the first record, of 2024-09-2\d/,
  );
  expect(await words(today - 20 * dayMs, today)).toContain('nothing is known of the days before');
  expect(await words(today - 2 * dayMs, today)).not.toMatch(/nothing is known|proves nothing/);
});

test('days without a scan are told as spans', async () => {
  const { report } = await reportWorld();
  const [head, ...rest] = await report();
  const days = [1, 4, 5, 6].map((day) => day * dayMs);
  const text = textOf(htmlOf([{ ...(head as ReportHead), daysWithoutScan: days }, ...rest]));
  expect(text).toContain('Days without a finished scan: 1970-01-02, 1970-01-05 to 1970-01-07.');
});

test('records out of their order are refused, and so is a report without a head', async () => {
  expect(() => htmlOf([remediation])).toThrow('begins with its head');
  const [head, scope] = await (await reportWorld()).report();
  if (head === undefined || scope === undefined) throw new Error('no records');
  expect(() => htmlOf([head, remediation, scope])).toThrow('came too late');
});
