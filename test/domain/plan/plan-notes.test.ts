import { expect, test } from 'vitest';
import type { PlannedFinding } from '../../../src/domain/plan/plan-dependents.ts';
import { planNotes } from '../../../src/domain/plan/plan-notes.ts';
import { choice } from '../../support/remediation/plans.ts';

const configuration = { name: 'std-2', reused: false, create: {} };
const finding: PlannedFinding = { rule: 'Glue-005', kind: 'configuration', name: 'std' };
const dangling: PlannedFinding = { rule: 'Glue-005', kind: 'dangling-reference', name: 'j', detail: 'gone' };
const notes = (of: PlannedFinding, parts: Partial<typeof choice> = {}, planned = configuration) =>
  planNotes(of, { ...choice, ...parts }, planned, []).join('\n');

test('the old configuration stays until it is retired, and its key until each job has committed', () => {
  expect(notes(finding)).toMatch(/std is not deleted: it stays noncompliant until/);
  expect(notes(finding)).toMatch(/must stay usable \(kms:Decrypt\)/);
  expect(notes({ rule: 'Glue-005', kind: 'unusable-key', name: 'std' })).toMatch(
    /check the first runs for duplicate data/,
  );
});

test('what names a configuration that does not exist has nothing to go back to', () => {
  expect(notes(dangling)).toContain('this cannot be rolled back');
  expect(notes(finding)).not.toContain('this cannot be rolled back');
});

test('a job that gets its first configuration is told what it overrides', () => {
  expect(notes({ rule: 'Glue-005', kind: 'unprotected-job', name: 'j' })).toContain('--encryption-type');
  expect(notes(finding)).not.toContain('--encryption-type');
});

test('full encryption needs more, where a configuration is made for it', () => {
  expect(notes(finding, { mode: 'full' })).toContain('kms:GenerateDataKey');
  expect(notes(finding)).not.toContain('kms:GenerateDataKey');
  const { create: _create, ...reused } = configuration;
  expect(planNotes(finding, { ...choice, mode: 'full' }, reused, []).join()).not.toContain('kms:GenerateDataKey');
});

test('what is not checked is always named, and less of it where databases were', () => {
  expect(notes(finding)).toMatch(/Not checked: column statistics/);
  const named = notes(finding, { databases: ['sales'] });
  expect(named).toContain('were checked in: sales');
  expect(named).toContain('column statistics task settings of other databases');
});

test('what nobody has seen is said to be inferred', () => {
  const inferred = notes(finding)
    .split('\n')
    .filter((note) => note.includes('expected'));
  expect(inferred.length).toBeGreaterThan(1);
  for (const note of inferred) expect(note).toContain('inferred');
});
