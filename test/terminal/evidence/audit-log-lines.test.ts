import { expect, test } from 'vitest';
import type { LinkedEntry } from '../../../src/domain/evidence/audit-entry.ts';
import type { LogFormat } from '../../../src/terminal/evidence/audit-log-args.ts';
import { createLogWriter } from '../../../src/terminal/evidence/audit-log-lines.ts';

const entry: LinkedEntry = {
  id: 'x1',
  place: 12,
  at: Date.UTC(2026, 10, 1, 8),
  actor: 'U0ENGINEER',
  action: 'request.opened',
  subject: 'r1',
  detail: { reason: '=cmd()|\u202e', plans: 2 },
  awsRequestIds: ['a-1', 'a-2'],
  previous: 'p'.repeat(64),
  hash: 'h'.repeat(64),
};
const old = { ...entry, id: 'x2', place: 13, detail: {}, awsRequestIds: [], previous: null, hash: null };

function written(format: LogFormat, pages: readonly (readonly LinkedEntry[])[]): string {
  const writer = createLogWriter(format, 60);
  const count = pages.reduce((sum, { length }) => sum + length, 0);
  return [writer.begin(), ...pages.map((page) => writer.page(page)), writer.end(count)].join('');
}

test('the table has every entry whole, within the width', () => {
  expect(written('table', [[entry], [old]])).toBe(`Entry  When (UTC)           What                   Who
------------------------------------------------------------
12     2026-11-01 08:00:00  request.opened         U0ENGINEER
       r1
       reason =cmd()|<U+202E>, plans 2
       AWS a-1 a-2
13     2026-11-01 08:00:00  request.opened         U0ENGINEER
       r1
`);
  expect(written('table', [])).toContain('There is no such entry.');
});

test('JSON is one array, however many pages', () => {
  expect(JSON.parse(written('json', []))).toEqual([]);
  const iso = { at: '2026-11-01T08:00:00.000Z' };
  expect(JSON.parse(written('json', [[entry, old], [entry]]))).toEqual([
    { ...entry, ...iso },
    { ...old, ...iso },
    { ...entry, ...iso },
  ]);
});

test('CSV is no formula, and hides nothing', () => {
  const formula = { ...entry, actor: '=1+1' };
  expect(written('csv', [[formula], [old]]).split('\n')).toEqual([
    'place,at,actor,action,subject,detail,aws_request_ids,id,previous,hash',
    `12,2026-11-01T08:00:00.000Z,'=1+1,request.opened,r1,"reason =cmd()|<U+202E>, plans 2",a-1 a-2,x1,${entry.previous},${entry.hash}`,
    '13,2026-11-01T08:00:00.000Z,U0ENGINEER,request.opened,r1,,,x2,,',
    '',
  ]);
});
