import { expect, test } from 'vitest';
import { databaseNamesProblem, readDatabaseNames } from '../../src/usecases/database-names.ts';

test.each<[string, readonly string[]]>([
  ['sales', ['sales']],
  [' sales ,hr,, sales', ['sales', 'hr']],
  ['my db, a.b', ['my db', 'a.b']],
  [' , ', []],
  ['', []],
])('"%s"', (text, names) => {
  expect(readDatabaseNames(text)).toEqual(names);
});

test('a name that no database can have is said, cut short', () => {
  expect(databaseNamesProblem(['x'.repeat(255)])).toBeUndefined();
  expect(databaseNamesProblem(['a', 'x'.repeat(256)])).toBe(
    `The name of a database has at most 255 characters: ${'x'.repeat(40)}…`,
  );
});
