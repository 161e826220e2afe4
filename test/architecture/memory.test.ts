import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readMarkdown, tableUnder } from '../readme/markdown.ts';

/** Functions that make something which lives on, by their names, and classes. */
const makes =
  /^(?:export )?(?:async )?(?:function (?:create|run)\w+|function \w*Reply\(|function (?:quietly|limitConnections)\b|class )/;
const collection = /new (?:Map|Set|WeakMap|WeakSet)\b(?:<.*>)?\(\)/;
const shared = /create(?:SingleFlight|Limiter|Share|BoundedCache|LivingCache|Slots|RegionQueue|Lanes|HolderLanes)\b/;
const ofMaker = new RegExp(
  `^ {2}(?:let \\w|const \\w+(?:: [^=]+)? = (?:${collection.source}|${shared.source})|(?:readonly )?#\\w+(?:[:;]| =))`,
);
const ofModule = new RegExp(`^(?:export )?(?:let \\w|const \\w+(?:: [^=]+)? = ${collection.source})`);

/** True for a source that keeps something for longer than a call. */
function remembers(source: string): boolean {
  let isMaker = false;
  for (const line of source.split('\n')) {
    if (ofModule.test(line)) return true;
    if (makes.test(line)) isMaker = true;
    else if (/^\}/.test(line)) isMaker = false;
    else if (isMaker && ofMaker.test(line)) return true;
  }
  return false;
}

test('what a process remembers is listed, with what a second process makes of it', () => {
  const rows = tableUnder(readMarkdown('docs/architecture.md'), '| what is remembered |');
  const listed = rows.flatMap(([, where = '']) => [...where.matchAll(/\(\.\.\/([^)]+)\)/g)].map(([, path]) => path));
  const files = globSync(['{src/{slack,queue,aws,ops,usecases},commands}/**/*.ts', 'src/app*.ts']);
  expect(files.length).toBeGreaterThan(300);
  const found = files.filter((path) => remembers(readFileSync(path, 'utf8')));
  expect(found.filter((path) => !listed.includes(path))).toEqual([]);
  for (const row of rows) expect(row[2]?.length).toBeGreaterThan(20);
});

test('the check sees what lives on, and not what ends with a call', () => {
  const inside = (line: string) => remembers(`export function createThing() {\n  ${line}\n  return () => {};\n}\n`);
  for (const line of ['const kept = new Map<string, Kept>();', 'let made = 0;', 'const share = createShare(5);'])
    expect(inside(line)).toBe(true);
  expect(remembers('const final = new WeakSet<Error>();\n')).toBe(true);
  expect(remembers('export class Line {\n  #isOver = false;\n}\n')).toBe(true);
  expect(remembers('export function namesOf() {\n  const names = new Set<string>();\n  return names;\n}\n')).toBe(
    false,
  );
  expect(inside("const names = new Set(['a']);")).toBe(false);
});
