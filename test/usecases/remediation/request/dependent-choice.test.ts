import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/domain/model.ts';
import {
  choosableDependents,
  chosenDependents,
  exposedJobs,
} from '../../../../src/usecases/remediation/request/dependent-choice.ts';
import { hash } from '../../../support/remediation/plans.ts';

const long = 'x'.repeat(255);
const finding: Pick<Finding, 'kind' | 'references'> = {
  kind: 'configuration',
  references: [
    { type: 'crawler', name: 'raw' },
    { type: 'dev-endpoint', name: 'notebooks' },
    { type: 'trigger', name: long },
    { type: 'job', name: 'quiet', bookmarks: 'job-bookmark-disable' },
    { type: 'job', name: long, bookmarks: 'job-bookmark-pause' },
    { type: 'job', name: 'loads', bookmarks: 'job-bookmark-enable' },
  ],
};

describe('single dependents', () => {
  test('are what an update can move, jobs that write bookmarks first, under ids that any surface can carry', () => {
    const all = choosableDependents(finding, hash);
    expect(all.map(({ type, name }) => `${type} ${name}`)).toEqual([
      `job ${long}`,
      'job loads',
      'job quiet',
      `trigger ${long}`,
      'crawler raw',
    ]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(5);
    for (const { id } of all) expect(id).toHaveLength(32);
  });

  test('are found again by their ids, also after others came and went', () => {
    const ids = choosableDependents(finding, hash).map(({ id }) => id);
    const later = { ...finding, references: [{ type: 'job', name: 'new' } as const, ...finding.references.slice(1)] };
    expect(chosenDependents(later, ids.slice(3, 4), hash)).toEqual([{ type: 'trigger', name: long }]);
    expect(chosenDependents(later, ids, hash)).toBeUndefined();
    expect(chosenDependents(finding, ['job loads'], hash)).toBeUndefined();
  });

  test("a job's finding has no choice", () => {
    expect(choosableDependents({ ...finding, kind: 'unprotected-job' }, hash)).toEqual([]);
  });

  test('only jobs that write bookmarks count for the order', () => {
    expect(exposedJobs(finding)).toBe(2);
  });
});
