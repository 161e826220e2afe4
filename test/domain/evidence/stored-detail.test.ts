import { expect, test } from 'vitest';
import { detailOf, requestIdsOf } from '../../../src/domain/evidence/stored-detail.ts';

test.each([
  ['{"a":1,"b":"x"}', { a: 1, b: 'x' }],
  ['[1]', { unreadable: '[1]' }],
  ['null', { unreadable: 'null' }],
  ['{"a":', { unreadable: '{"a":' }],
])('the detail of %s', (text, detail) => {
  expect(detailOf(text)).toEqual(detail);
});

test.each([
  ['["x","y"]', ['x', 'y']],
  ['{"a":1}', ['{"a":1}']],
  ['', ['']],
])('the AWS request ids of %s', (text, ids) => {
  expect(requestIdsOf(text)).toEqual(ids);
});
