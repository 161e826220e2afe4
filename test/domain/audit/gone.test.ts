import { describe, expect, test } from 'vitest';
import { assessTarget, unknownTarget } from '../../../src/domain/audit/assess.ts';
import { type Gone, goneWhy } from '../../../src/domain/audit/gone.ts';
import type { Finding, FindingKind, KeyVerdict } from '../../../src/domain/model.ts';
import { disabled, encrypted, inventory, job, target } from '../../support/inventory.ts';

type Parts = Parameters<typeof inventory>[0] & { readonly keys?: ReadonlyMap<string, KeyVerdict> };
const result = ({ keys, ...parts }: Parts) => assessTarget({ ...inventory(parts), ...(keys && { keys }) });

function finding(kind: FindingKind, name: string, detail?: string): Finding {
  const base = { rule: 'Glue-005', account: target.account, region: target.region, kind, name, references: [] };
  return { ...base, reason: 'disabled', exposure: 'latent', ...(detail !== undefined && { detail }) };
}

const key = encrypted('std').jobBookmarks?.keyArn ?? '';
const keysOf = (verdict: KeyVerdict) => new Map([[key, verdict]]);

describe('why a finding is gone', () => {
  test.each<[string, Finding, Parts, Gone | undefined]>([
    ['a configuration was deleted', finding('configuration', 'std'), {}, { why: 'deleted' }],
    ['it was made again', finding('configuration', 'std'), { configurations: [encrypted('std')] }, { why: 'encrypts' }],
    ['a job was deleted', finding('unprotected-job', 'j'), {}, { why: 'deleted' }],
    [
      'a job of a kind that takes none',
      finding('unprotected-job', 'j'),
      { jobs: [job('j', { command: 'glueray' })] },
      { why: 'takes-none' },
    ],
    [
      'a job of that kind that names a missing one',
      finding('dangling-reference', 'j', 'gone'),
      { jobs: [job('j', { command: 'glueray', securityConfiguration: 'gone' })] },
      { why: 'takes-none' },
    ],
    [
      'a bare job was given a configuration',
      finding('unprotected-job', 'j'),
      { configurations: [encrypted('std')], jobs: [job('j', { securityConfiguration: 'std' })] },
      { why: 'names', configuration: 'std' },
    ],
    [
      'a bare job was given one that does not exist',
      finding('unprotected-job', 'j'),
      { jobs: [job('j', { securityConfiguration: 'nothing' })] },
      { why: 'replaced' },
    ],
    [
      'the missing configuration was made',
      finding('dangling-reference', 'j', 'std'),
      { configurations: [encrypted('std')], jobs: [job('j', { securityConfiguration: 'std' })] },
      { why: 'exists', configuration: 'std' },
    ],
    [
      'a dangling job names none any more',
      finding('dangling-reference', 'j', 'std'),
      { jobs: [job('j')] },
      { why: 'replaced' },
    ],
    [
      'a reverted job was switched again',
      finding('reverted', 'j', 'old'),
      { configurations: [encrypted('std')], jobs: [job('j', { securityConfiguration: 'std' })] },
      { why: 'names', configuration: 'std' },
    ],
    [
      'a key is usable again',
      finding('unusable-key', 'std'),
      { configurations: [encrypted('std')], keys: keysOf({ state: 'usable' }) },
      { why: 'key-usable' },
    ],
    [
      'a key could not be checked',
      finding('unusable-key', 'std'),
      { configurations: [encrypted('std')], keys: keysOf({ state: 'not-checked', error: 'AccessDenied' }) },
      undefined,
    ],
    [
      'a configuration of that name does not encrypt at all',
      finding('unusable-key', 'std'),
      { configurations: [disabled('std')] },
      { why: 'replaced' },
    ],
    [
      'a job of the name of a configuration is another thing',
      finding('configuration', 'std'),
      { jobs: [job('std')] },
      { why: 'deleted' },
    ],
    ['it was met again', finding('configuration', 'std'), { configurations: [disabled('std')] }, undefined],
  ])('%s', (_what, stored, parts, expected) => {
    expect(goneWhy(stored, result(parts))).toEqual(expected);
  });

  test('nothing is known of what was not scanned', () => {
    const unknown = unknownTarget(target.account, target.region, { call: 'GetJobs', error: 'AccessDenied' });
    expect(goneWhy(finding('configuration', 'std'), unknown)).toBeUndefined();
    expect(goneWhy(finding('configuration', 'std'), undefined)).toBeUndefined();
  });
});
