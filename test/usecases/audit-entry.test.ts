import { expect, test } from 'vitest';
import { auditEntry } from '../../src/usecases/audit-entry.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';

const parts = () => ({ clock: new FakeClock(1_000), newId: () => 'id1' });

test('an entry is of now, with nothing in it that was not given', () => {
  expect(auditEntry(parts(), { actor: 'U1', action: 'request.opened', subject: 'r1' })).toEqual({
    id: 'id1',
    at: 1_000,
    actor: 'U1',
    action: 'request.opened',
    subject: 'r1',
    detail: {},
    awsRequestIds: [],
  });
});

test('what it is about and the ids of AWS are kept', () => {
  const more = { detail: { plan: 'p1', paused: true }, awsRequestIds: ['a', 'b'] };
  expect(auditEntry(parts(), { actor: 'U1', action: 'step.done', subject: 'e1', ...more })).toMatchObject(more);
});

test.each([
  ['of 200 characters', 'x'.repeat(200), 'x'.repeat(200)],
  ['of more', 'x'.repeat(5_000), `${'x'.repeat(200)}…`],
  ['cut within a character', `${'x'.repeat(199)}\u{1F600}y`, `${'x'.repeat(199)}\u{FFFD}…`],
])('an id from a button stays short: %s', (_, given, kept) => {
  expect(auditEntry(parts(), { actor: given, action: 'a', subject: given })).toMatchObject({
    actor: kept,
    subject: kept,
  });
});
