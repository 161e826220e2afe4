import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAt } from '../../store/harness.ts';
import { run, tempFolder } from '../../support/processes/run.ts';
import { loadOldDatabase } from '../../support/processes/upgrade.ts';

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

test('the evidence of a database as a file and on stdout, for nobody else to read', async () => {
  const folder = tempFolder();
  const DATABASE_URL = `sqlite:${join(folder, 'gluewarden.db')}`;
  loadOldDatabase(join(folder, 'gluewarden.db'));
  const report = (...words: string[]) => run(['report', '--from', '2020-01-01', ...words], folder, { DATABASE_URL });
  const early = await report();
  expect([early.code, flat(early.stderr)]).toEqual([1, expect.stringContaining('Start the bot of this version')]);
  await openAt(DATABASE_URL);

  // Of somebody who could read on: nothing is written into it.
  writeFileSync(join(folder, 'report.html.part'), 'theirs', { mode: 0o644 });
  const written = await report('--output', 'report.html');
  expect([written.code, written.stdout, written.stderr]).toEqual([0, '', '']);
  const file = join(folder, 'report.html');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toMatch(
    /^<!doctype html>[\s\S]*Remediations<\/h2>[\s\S]*AWS request ids[\s\S]*<\/html>\n$/,
  );
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual(['report.html.part']);
  expect(readFileSync(`${file}.part`, 'utf8')).toBe('theirs');

  const lines = (await report('--format', 'jsonl')).stdout.trimEnd().split('\n');
  const records: { type: string; records?: Record<string, number> }[] = lines.map((line) => JSON.parse(line));
  const end = records.at(-1);
  expect(end?.type).toBe('end');
  expect(Object.values(end?.records ?? {}).reduce((sum, count) => sum + count, 0)).toBe(records.length - 1);
  expect(new Set(records.map(({ type }) => type))).toEqual(
    new Set(['report', 'scope', 'rule', 'scan', 'unknown', 'finding', 'remediation', 'end']),
  );

  const nowhere = await report('--output', 'no-such-folder/report.html');
  expect([nowhere.code, flat(nowhere.stderr)]).toEqual([1, expect.stringContaining('a folder that exists')]);
  expect(existsSync(join(folder, 'no-such-folder'))).toBe(false);
});
