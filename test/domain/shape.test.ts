import { expect, test } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import {
  list,
  map,
  member,
  members,
  misfits,
  omit,
  text,
  unread,
  value,
  values,
  withoutNulls,
} from '../../src/domain/shape.ts';

const shape = members({
  Name: value,
  Tags: map,
  Command: values('Name'),
  Actions: list(values('JobName')),
  Any: unread,
});

test.each<[what: string, json: Json, paths: string[]]>([
  ['what fits', { Name: 'a', Tags: { x: 1 }, Command: { Name: 'b' }, Actions: [{ JobName: 'j' }], Any: [[]] }, []],
  ['nothing at all', {}, []],
  ['null, which counts as absent', { Command: null, Actions: null }, []],
  ['a member that nobody knows', { New: 1 }, ['New']],
  ['one within', { Command: { New: 1 }, Actions: [{}, { New: 1 }] }, ['Command.New', 'Actions[1].New']],
  ['null of a member that nobody knows', { New: null }, ['New']],
  ['a list where a value stood', { Name: ['a'] }, ['Name']],
  ['a value where a list stood', { Actions: 'a' }, ['Actions']],
  // A key may be a person's word: it is never named.
  ['a map that holds more than values', { Tags: { '--password': {} } }, ['Tags.*']],
  ['no object', [], ['']],
])('%s', (_what, json, paths) => {
  expect(misfits(json, shape)).toEqual(paths);
});

test('a path stays short, and whole characters', () => {
  const [path] = misfits({ [`${'n'.repeat(63)}😀more`]: 1 }, shape);
  expect(path?.length).toBeLessThan(70);
  expect(path?.isWellFormed()).toBe(true);
});

test('only own members count, and null is none', () => {
  expect(member({ a: 1, b: null }, 'a')).toBe(1);
  for (const name of ['b', 'c', 'constructor', '__proto__']) expect(member({ a: 1, b: null }, name)).toBeUndefined();
  expect(member(['a'], 'length')).toBeUndefined();
  expect([text(''), text(0), text('x')]).toEqual([undefined, undefined, 'x']);
});

test('nulls are left out where the shape knows the place, and kept in what is unread', () => {
  const json = { Name: null, Actions: [{ JobName: null }], Any: { a: null } };
  expect(withoutNulls(json, shape)).toEqual({ Actions: [{}], Any: { a: null } });
  expect(omit({ a: 1, b: 2 }, new Set(['b']))).toEqual({ a: 1 });
});
