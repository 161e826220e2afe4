import { expect, test } from 'vitest';
import { assessTarget, unknownTarget } from '../../../src/domain/audit/assess.ts';
import type { Inventory } from '../../../src/domain/model.ts';
import {
  fixOfReverted,
  revertedJobs,
  type ScanResult,
  type SwitchedJob,
} from '../../../src/domain/remediation/reverted.ts';
import { disabled, encrypted, inventory, job, keyArn, target, trigger } from '../../support/inventory.ts';

const configurations = [disabled('std'), disabled('other'), encrypted('new')];
const jobSwitch: SwitchedJob = { ...target, rule: 'Glue-005', job: 'a', to: 'new', movedAt: 1_000 };
const bookmarks = { defaultBookmark: 'job-bookmark-enable' };

function scan(parts: Partial<Inventory>, scannedAt = 1_000): ScanResult {
  return { ...assessTarget({ ...inventory({ configurations }), ...parts }), scannedAt };
}

function withJob(securityConfiguration?: string): Partial<Inventory> {
  return { jobs: { items: [job('a', { ...bookmarks, ...(securityConfiguration && { securityConfiguration }) })] } };
}

/** "a names std" */
function namesOf(scans: readonly ScanResult[], switches: readonly SwitchedJob[] = [jobSwitch]): string[] {
  return revertedJobs(scans, switches).map(({ finding }) => `${finding.name} names ${finding.detail ?? 'nothing'}`);
}

test.each<{ what: string; parts: Partial<Inventory>; expected: readonly string[] }>([
  { what: 'names the old one again', parts: withJob('std'), expected: ['a names std'] },
  { what: 'names another noncompliant one', parts: withJob('other'), expected: ['a names other'] },
  { what: 'names one that does not exist', parts: withJob('gone'), expected: ['a names gone'] },
  { what: 'names none any more', parts: withJob(), expected: ['a names nothing'] },
  { what: 'names what it was given', parts: withJob('new'), expected: [] },
  {
    what: 'names what it was given, which is noncompliant by now',
    parts: { ...withJob('new'), configurations: { items: [disabled('new')] } },
    expected: [],
  },
  {
    what: 'names what it was given, which was deleted',
    parts: { ...withJob('new'), configurations: { items: [] } },
    expected: [],
  },
  {
    what: 'names what it was given, whose key cannot be used by now',
    parts: { ...withJob('new'), keys: new Map([[keyArn, { state: 'unusable', reason: 'key-disabled' }]]) },
    expected: [],
  },
  {
    what: 'names another one, whose key cannot be used',
    parts: {
      ...withJob('good'),
      configurations: { items: [encrypted('good')] },
      keys: new Map([[keyArn, { state: 'unusable', reason: 'key-disabled' }]]),
    },
    expected: ['a names good'],
  },
  {
    what: 'names another compliant one',
    parts: { ...withJob('good'), configurations: { items: [encrypted('good')] } },
    expected: [],
  },
  { what: 'is gone', parts: { jobs: { items: [] } }, expected: [] },
  {
    what: 'names what it was given, and a trigger starts it with the old one',
    parts: {
      ...withJob('new'),
      triggers: { items: [trigger('t', { jobName: 'a', securityConfiguration: 'std' })] },
    },
    expected: [],
  },
])('a moved job that $what', ({ parts, expected }) => {
  expect(namesOf([scan(parts)])).toEqual(expected);
});

test('a look that began before the move, or did not see everything, says nothing', () => {
  expect(namesOf([scan(withJob('std'), 999)])).toEqual([]);
  expect(namesOf([scan({ ...withJob('std'), jobs: { items: [], error: { call: 'GetJobs', error: 'X' } } })])).toEqual(
    [],
  );
  const lost = unknownTarget(target.account, target.region, { call: 'AssumeRole', error: 'AccessDenied' });
  expect(namesOf([{ ...lost, scannedAt: 5_000 }])).toEqual([]);
  expect(namesOf([scan(withJob('std'))], [{ ...jobSwitch, region: 'us-east-1' }])).toEqual([]);
  expect(namesOf([scan(withJob('std'))], [])).toEqual([]);
});

test('of several moves of a job the latest counts', () => {
  const later = { ...jobSwitch, to: 'std', movedAt: 2_000 };
  expect(namesOf([scan(withJob('std'), 3_000)], [later, jobSwitch])).toEqual([]);
  expect(namesOf([scan(withJob('std'), 3_000)], [{ ...later, to: 'newer' }, jobSwitch])).toEqual(['a names std']);
});

test('its exposure and its reference are its own', () => {
  const items = [job('a', { securityConfiguration: 'std' }), job('b', { ...bookmarks, securityConfiguration: 'std' })];
  const [found] = revertedJobs([scan({ jobs: { items } })], [jobSwitch]);
  expect(found?.finding).toEqual({
    rule: 'Glue-005',
    ...target,
    kind: 'reverted',
    name: 'a',
    reason: 'points-back',
    detail: 'std',
    exposure: 'latent',
    references: [{ type: 'job', name: 'a', bookmarks: 'job-bookmark-disable' }],
  });
});

test('what another rule finds in the configuration that it names says nothing of where it points', () => {
  const [found] = assessTarget({ ...inventory({ configurations }), ...withJob('std') }).findings;
  const other = { ...scan(withJob('new')), findings: found ? [{ ...found, rule: 'Glue-006' }] : [] };
  expect(other.findings).toMatchObject([{ kind: 'configuration', name: 'std', references: [{ name: 'a' }] }]);
  expect(namesOf([other])).toEqual([]);
  expect(namesOf([other], [{ ...jobSwitch, rule: 'Glue-006' }])).toEqual(['a names std']);
  const back = { rule: 'Glue-005', name: 'a', detail: 'std' };
  expect(fixOfReverted(back, other.findings)).toEqual({ kind: 'dangling-reference', name: 'a' });
});

test('it is fixed as a part of the finding that it belongs to now', () => {
  const rule = 'Glue-005';
  const back = { rule, name: 'a', detail: 'std' };
  const only = [{ type: 'job', name: 'a' }];
  expect(fixOfReverted(back, [{ rule, kind: 'configuration', name: 'std' }])).toEqual({
    kind: 'configuration',
    name: 'std',
    only,
  });
  expect(fixOfReverted(back, [{ rule, kind: 'unusable-key', name: 'std' }])).toMatchObject({
    kind: 'unusable-key',
    only,
  });
  expect(fixOfReverted(back, [{ rule, kind: 'unprotected-job', name: 'std' }])).toEqual({
    kind: 'dangling-reference',
    name: 'a',
  });
  expect(fixOfReverted({ rule, name: 'a' }, [])).toEqual({ kind: 'unprotected-job', name: 'a' });
});
