import { expect, test } from 'vitest';
import { reportColumns, reportCsv } from '../../../src/terminal/evidence/report-csv.ts';
import type { ReportRecord } from '../../../src/usecases/evidence/report-records.ts';
import { finding, reportWorld, today } from '../../usecases/evidence/report-world.ts';

const remediation: ReportRecord = {
  type: 'remediation',
  request: 'r1',
  state: 'approved',
  account: '1',
  findings: [{ region: 'eu-west-1', kind: 'configuration', name: 'std' }],
  askedBy: 'U1',
  askedAt: today,
  reason: '=cmd()\nnext',
  required: 1,
  decisions: [{ by: 'U2', decision: 'approve', at: today }],
  executions: [
    {
      id: 'e1',
      direction: 'forward',
      state: 'ended',
      queuedAt: today,
      steps: [{ id: 's1', what: 'switch job etl', state: 'done', awsRequestIds: ['a-1', 'a-2'] }],
    },
  ],
  firstRuns: [{ job: 'etl', region: 'eu-west-1', state: 'unseen', reason: 'deadline' }],
};

test('every record is a row of one table, with the same number of cells', async () => {
  const { store, report } = await reportWorld();
  await store.findings.insert([finding('a'), finding('b', { resolvedAt: today - 1, name: '\u202e@b' })]);
  const risk = { id: 'x', about: 'std', reason: 'r', owner: 'o', by: 'U1', at: 1, until: 2, lastDay: 'x' } as const;
  const records: ReportRecord[] = (await report()).toSpliced(
    -1,
    0,
    { type: 'accepted', ...risk, source: 'file', state: 'accepted' },
    remediation,
    { type: 'unknown', account: '1', region: 'eu-west-1', since: null, reason: 'AccessDenied' },
    { type: 'day', day: today, open: 1, opened: 2, resolved: 3 },
    {
      ...{ type: 'scan', id: 's1', scope: 'everything', state: 'finished', startedAt: today, late: true },
      ...{ scanned: 1, unknown: 0, opened: 0, resolved: 0 },
    },
  );
  const lines = records.map(reportCsv).join('').trimEnd().split('\n');
  expect(lines[0]).toBe(reportColumns.join(','));
  const types = lines.slice(1).map((line) => line.split(',')[0]);
  const parts = [
    'finding',
    'accepted',
    'remediation',
    'decision',
    'step',
    'first-run',
    'unknown',
    'day',
    'scan',
    'end',
  ];
  expect(types).toEqual(expect.arrayContaining(['report', 'scope', 'rule', ...parts]));
  expect(types.at(-1)).toBe('end');
  for (const line of lines.filter((each) => !each.includes('"')))
    expect(line.split(',')).toHaveLength(reportColumns.length);
  const text = lines.join('\n');
  expect(text).toContain(`'=cmd() next`);
  expect(text).toContain('<U+202E>@b');
  expect(text).toContain('a-1 a-2');
});
