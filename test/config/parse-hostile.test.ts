import { describe, expect, test } from 'vitest';
import fc from '../support/fast-check.ts';
import { problems } from './problems-of.ts';

describe('hostile YAML', () => {
  const bomb = [
    'a: &a [x]',
    ...'bcdefghij'.split('').map((key, i) => `${key}: &${key} [${`*${'abcdefghi'[i]},`.repeat(9)}]`),
  ];

  test.each([
    ['a duplicate key', ['accounts: []', 'access: {}', 'accounts: []']],
    ['a tab', ['accounts:', '\t- id: "111122223333"']],
    ['an alias', ['a: &x [1]', 'b: *x']],
    ['an alias of itself', ['a: &x', '  b: *x']],
    ['a bomb of aliases', bomb],
    ['a tag', ['accounts: !!js/function "x"']],
    ['two documents', ['accounts: []', '---', 'accounts: []']],
    ['a bad indent', ['  accounts: []', ' access: {}']],
    ['an open quote', ['accounts: "x']],
    ['prototype keys', ['__proto__: { accounts: [] }', 'constructor: 1']],
    ['prototype keys below', ['accounts:', '- __proto__: { id: "111122223333" }', '  kmsKeys: { __proto__: x }']],
    ['a duplicate key below', ['access:', '  users: []', '  "users": []']],
    ['words that other YAML reads as booleans', ['access: on', 'approvals: { allowSelfApproval: no }']],
    ['control characters and a change of direction in a key', ['"a\\u001b[31m\\n\\u202e": 1']],
  ])('%s', (_name, lines) => {
    expect(problems(...lines)).toMatchSnapshot();
  });

  test('20,000 wrong keys: all are counted, the first are told, and none is searched for among the others', () => {
    const text = problems(Array.from({ length: 20_000 }, (_, index) => `key${index}: 1`).join('\n'));
    expect(text).toMatch(/^ {2}line 1, key0\n/);
    expect(text).toMatch(/line 100, key99\n.*\n {2}… and 19900 more\. Fix these first\.$/);
  });

  test('nested without end', () => {
    expect(problems('['.repeat(50_000))).toContain('nested too deeply');
  });

  test('whatever the file says, the answer is a configuration or a list of problems', () => {
    const word = fc.constantFrom(
      'accounts',
      'id',
      'regions',
      'schedules',
      'cron',
      'name',
      'access',
      'approvals',
      'channel',
      'users',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 7, '', 'enabled', 'C1ABC', '111122223333', 'eu-west-1'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(word, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => void problems(JSON.stringify(value))),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => void problems(text)),
      { numRuns: 300 },
    );
  });
});
