import { expect, test } from 'vitest';
import { fleetRows } from '../../../bench/fleet/rows.ts';
import { chosenRows, runRow, withFigures } from '../../../bench/fleet/run-rows.ts';
import { renderTargets } from '../../../bench/table.ts';

const row = { name: 'one region hangs', bars: [{ what: 'one region hangs', most: 1.3 }] };

test('a row is run alone by words of its name, and a word that fits none is refused', () => {
  expect(chosenRows(fleetRows, ['HANGS']).map(({ name }) => name)).toEqual([
    '300 accounts, one region hangs: other 16 done',
  ]);
  expect(chosenRows(fleetRows, [])).toBe(fleetRows);
  expect(() => chosenRows(fleetRows, ['hangs', 'no such row'])).toThrow(/‘no such row’[\s\S]*idle/);
});

test('a row with nothing to measure it is told as not run, one with figures against its bars', async () => {
  const figures = async () => [1.2];
  const all = [...(await runRow(row, '/', () => {})), ...(await runRow({ ...row, run: figures }, '/', () => {}))];
  const lines = renderTargets(all).split('\n');
  expect(lines[1]).toMatch(/not run$/);
  expect(lines[2]).toMatch(/1\.20 +at most 1\.30 +met$/);
});

test('a figure too many or too few is a defect of the bench', () => {
  expect(() => withFigures(row.bars, [])).toThrow(RangeError);
});

test('every bar of the table has a name of its own', () => {
  const names = fleetRows.flatMap(({ bars }) => bars.map(({ what }) => what));
  expect(new Set(names).size).toBe(names.length);
});

test('a figure with a note is told with what stands behind its verdict', () => {
  const [bar] = withFigures(row.bars, [{ measured: 1.4, note: 'the cores were busy' }]);
  expect(bar).toMatchObject({ measured: 1.4, most: 1.3 });
  expect(renderTargets(bar ? [bar] : []).split('\n')[1]).toMatch(
    /1\.40 +at most 1\.30 +MISSED \(the cores were busy\)$/,
  );
});
