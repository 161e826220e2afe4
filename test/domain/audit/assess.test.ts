import { describe, expect, test } from 'vitest';
import { assessTarget, neededLists, unknownTarget } from '../../../src/domain/audit/assess.ts';
import type { Inventory, KeyVerdict } from '../../../src/domain/model.ts';
import { disabled, encrypted, inventory, job, keyArn, target, trigger } from '../../support/inventory.ts';

const denied = { call: 'GetJobs', error: 'AccessDeniedException' };
const summary = (found: Inventory) =>
  assessTarget(found).findings.map(({ kind, name, reason, exposure }) => [kind, name, reason, exposure]);

describe('verdicts', () => {
  test('an empty region is compliant, which is not the same as unknown', () => {
    expect(assessTarget(inventory({}))).toMatchObject({ outcome: 'scanned', configurations: 0, jobs: 0, findings: [] });
  });

  test('each kind is found, beside neighbours that are fine', () => {
    const keys = new Map<string, KeyVerdict>([
      [keyArn, { state: 'usable' }],
      ['alias/gone', { state: 'unusable', reason: 'key-missing' }],
    ]);
    const found = inventory({
      configurations: [encrypted('good'), disabled('bad'), encrypted('broken', 'alias/gone')],
      jobs: [
        job('fine', { securityConfiguration: 'good', defaultBookmark: 'job-bookmark-enable' }),
        job('bare', { defaultBookmark: 'job-bookmark-enable' }),
        job('empty', { securityConfiguration: '' }),
        job('lost', { securityConfiguration: 'deleted' }),
        job('worried', { securityConfiguration: 'broken' }),
      ],
    });
    expect(summary({ ...found, keys })).toEqual([
      ['configuration', 'bad', 'disabled', 'unused'],
      ['unusable-key', 'broken', 'key-missing', 'latent'],
      ['unprotected-job', 'bare', 'no-configuration', 'exposed'],
      ['unprotected-job', 'empty', 'no-configuration', 'latent'],
      ['dangling-reference', 'lost', 'configuration-missing', 'latent'],
    ]);
    const lost = assessTarget(found).findings.find(({ kind }) => kind === 'dangling-reference');
    expect(lost).toMatchObject({ detail: 'deleted', references: [{ type: 'job', name: 'lost' }] });
  });

  test('a key that could not be scanned makes nothing noncompliant, and is said', () => {
    const keys = new Map<string, KeyVerdict>([[keyArn, { state: 'not-checked', error: 'AccessDeniedException' }]]);
    expect(assessTarget({ ...inventory({ configurations: [encrypted('c')] }), keys })).toMatchObject({
      outcome: 'scanned',
      findings: [],
      keysChecked: true,
      keysNotChecked: [{ configuration: 'c', key: keyArn, error: 'AccessDeniedException' }],
    });
  });
});

describe('what could not be read', () => {
  test('without jobs the target is unknown; findings really seen are kept, as a lower bound', () => {
    const found = { ...inventory({ configurations: [disabled('bad')] }), jobs: { items: [], error: denied } };
    expect(assessTarget(found)).toMatchObject({
      outcome: 'unknown',
      reason: 'AccessDeniedException',
      call: 'GetJobs',
      findings: [{ kind: 'configuration', name: 'bad', exposure: 'unused', referencesIncomplete: [denied] }],
    });
  });

  test('without all configurations no reference is called dangling, and a bare job is still bare', () => {
    const error = { call: 'GetSecurityConfigurations', error: 'ThrottlingException' };
    const found = {
      ...inventory({ jobs: [job('bare'), job('j', { securityConfiguration: 'on-a-later-page' })] }),
      configurations: { items: [encrypted('first')], error },
    };
    expect(assessTarget(found)).toMatchObject({ outcome: 'unknown', reason: 'ThrottlingException' });
    expect(summary(found)).toEqual([['unprotected-job', 'bare', 'no-configuration', 'latent']]);
  });

  test('a secondary list that failed leaves the target scanned and the finding a lower bound', () => {
    const crawlers = { items: [], error: { call: 'GetCrawlers', error: 'AccessDeniedException' } };
    const found = { ...inventory({ configurations: [disabled('bad')], jobs: [job('bare')] }), crawlers };
    const { outcome, findings } = assessTarget(found);
    expect(outcome).toBe('scanned');
    expect(findings.map(({ kind, referencesIncomplete }) => [kind, referencesIncomplete])).toEqual([
      ['configuration', [{ ...crawlers.error, list: 'crawler' }]],
      ['unprotected-job', undefined],
    ]);
  });

  test('a target that could not be entered has no findings and is unknown', () => {
    expect(unknownTarget('1', '*', { call: 'ListRegions', error: 'AccessDenied', message: 'm' })).toMatchObject({
      outcome: 'unknown',
      reason: 'AccessDenied',
      message: 'm',
      keysChecked: false,
    });
  });
});

describe('neededLists', () => {
  const needed = (parts: Parameters<typeof inventory>[0], keys?: Map<string, KeyVerdict>) =>
    neededLists({ ...inventory(parts), ...(keys && { keys }) }).length;

  test('nothing more is read where all is compliant', () => {
    expect(needed({ configurations: [encrypted('c')], jobs: [job('j', { securityConfiguration: 'c' })] })).toBe(0);
  });
  test('jobs in doubt need the triggers only', () => {
    expect(neededLists(inventory({ jobs: [job('bare')] }))).toEqual(['triggers']);
    expect(neededLists(inventory({ jobs: [job('lost', { securityConfiguration: 'x' })] }))).toEqual(['triggers']);
  });
  test('a configuration in doubt needs every list', () => {
    expect(needed({ configurations: [disabled('bad')] })).toBe(5);
    const keys = new Map<string, KeyVerdict>([[keyArn, { state: 'unusable', reason: 'key-disabled' }]]);
    expect(needed({ configurations: [encrypted('c')] }, keys)).toBe(5);
  });
});

test('names are joined inside one target only: triggers of a job of the same name elsewhere play no part', () => {
  const here = assessTarget(
    inventory({ configurations: [encrypted('std')], jobs: [job('j', { securityConfiguration: 'std' })] }),
  );
  const there = assessTarget({
    ...inventory({
      configurations: [disabled('std')],
      jobs: [job('j', { securityConfiguration: 'std' })],
      triggers: [trigger('t', { jobName: 'j', bookmark: 'job-bookmark-enable' })],
    }),
    target: { ...target, region: 'us-east-1' },
  });
  expect(here.findings).toEqual([]);
  expect(there.findings).toMatchObject([{ region: 'us-east-1', name: 'std', exposure: 'exposed' }]);
});
