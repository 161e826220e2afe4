import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences } from '../../src/domain/differences.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import '../support/fast-check.ts';

test.each<[what: string, before: JsonObject, after: JsonObject, paths: string[]]>([
  ['nothing', { Name: 'a', Tags: [] }, { Tags: [], Name: 'a' }, []],
  ['a value', { Timeout: 5 }, { Timeout: 6 }, ['Timeout']],
  [
    'a member within a member',
    { Command: { Name: 'glueetl' } },
    { Command: { Name: 'gluestreaming' } },
    ['Command.Name'],
  ],
  ['null, which counts as absent', { Description: null }, {}, []],
  ['an empty text, which does not', { Description: '' }, {}, ['Description']],
  ['a member of an item', { Actions: [{ JobName: 'a' }] }, { Actions: [{ JobName: 'b' }] }, ['Actions[0].JobName']],
  ['the length of a list, as one difference', { Actions: [1, 2] }, { Actions: [1] }, ['Actions']],
  ['the order of a list', { Actions: [1, 2] }, { Actions: [2, 1] }, ['Actions[0]', 'Actions[1]']],
  ['another kind of value', { Command: { Name: 'a' } }, { Command: ['a'] }, ['Command']],
  // The keys of these maps may be a person's words: the map alone is named.
  ['an argument', { DefaultArguments: { '--password': 'old' } }, { DefaultArguments: {} }, ['DefaultArguments']],
  [
    'an argument of an action',
    { Actions: [{ Arguments: { '--token': 'a' } }] },
    { Actions: [{ Arguments: { '--token': 'b' } }] },
    ['Actions[0].Arguments'],
  ],
  ['a name that every object has', {}, { constructor: 'x' }, ['constructor']],
])('%s', (_what, before, after, paths) => {
  expect(differences(before, after)).toEqual(paths);
});

test('a definition never differs from itself, and no value is ever told', () => {
  const json = fc.dictionary(fc.constantFrom('Name', 'Role', 'Arguments', 'Command'), fc.jsonValue());
  fc.assert(
    fc.property(json, (value) => {
      const definition: JsonObject = JSON.parse(JSON.stringify(value));
      expect(differences(definition, definition)).toEqual([]);
      expect(differences({ ...definition, Role: 'S3CR3T' }, { ...definition, Role: 'an0ther' })).toEqual(['Role']);
    }),
  );
});
