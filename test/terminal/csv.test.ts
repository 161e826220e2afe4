import { describe, expect, test } from 'vitest';
import { csvColumns, csvRows, renderCsv } from '../../src/terminal/csv.ts';
import fc from '../support/fast-check.ts';
import { anyName, anyReport, dangerous } from './arbitraries.ts';
import { finding, manyFindings, noName, report, samples, target } from './samples.ts';

/** RFC 4180, strictly: anything odd is an error. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let rest = text;
  while (rest !== '') {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n)/.exec(rest);
    if (!match) throw new Error(`not CSV: ${JSON.stringify(rest.slice(0, 60))}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\n') {
      rows.push(row);
      row = [];
    }
    rest = rest.slice(match[0].length);
  }
  return rows;
}

/** What a spreadsheet starts to compute. */
const formula = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

describe('renderCsv', () => {
  // Hundreds of equal jobs show nothing here that one does not.
  test.each(Object.entries(samples).filter(([name]) => name !== 'bare-jobs'))('%s', async (name, sample) => {
    await expect(renderCsv(sample)).toMatchFileSnapshot(`__snapshots__/${name}.csv`);
  });

  test('a row for each finding and each unknown target, under a header', () => {
    const partly = target({
      region: 'us-east-1',
      outcome: 'unknown',
      reason: 'AccessDeniedException',
      call: 'GetJobs',
      message: 'denied',
      findings: [finding({ region: 'us-east-1' })],
    });
    const [header, ...rows] = parseCsv(renderCsv(report([target(), partly, noName])));
    expect(header).toEqual([...csvColumns]);
    expect(rows.map(([row, , account, , region]) => [row, account, region])).toEqual([
      ['finding', '111122223333', 'us-east-1'],
      ['unknown-target', '111122223333', 'us-east-1'],
      ['unknown-target', 'unknown', 'eu-central-1'],
    ]);
    expect(rows[1]?.slice(12, 14)).toEqual(['GetJobs', 'denied']);
  });

  test('all compliant: the header alone', () => {
    expect(renderCsv(report([target()]))).toBe(`${csvColumns.join(',')}\n`);
  });

  test('no cell is a formula', () => {
    const names = ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', '＝1'];
    const [, ...rows] = parseCsv(renderCsv(report([target({ findings: names.map((name) => finding({ name })) })])));
    expect(rows).toHaveLength(names.length);
    const cells = rows.map((row) => row[csvColumns.indexOf('name')] ?? '');
    expect(cells.filter((cell) => formula.test(cell))).toEqual([]);
    expect(cells).toContain("'=1+1");
  });

  test('parses back to the same cells, the guard aside, and nothing steers a terminal', () => {
    fc.assert(
      fc.property(anyReport(anyName), (sample) => {
        const csv = renderCsv(sample);
        expect(csv).not.toMatch(dangerous);
        const cells = csvRows(sample).map((row) => csvColumns.map((column) => row[column] ?? ''));
        const guarded = cells.map((row) => row.map((cell) => (formula.test(cell) ? `'${cell}` : cell)));
        expect(parseCsv(csv).slice(1)).toEqual(guarded);
      }),
    );
  });

  test('5,000 findings are 5,000 rows', () => {
    expect(parseCsv(renderCsv(manyFindings(5_000)))).toHaveLength(5_001);
  });
});
