import { describe, expect, test } from 'vitest';
import { type ConfigurationInput, planConfiguration } from '../../../src/domain/plan/plan-configuration.ts';
import { choice, inventoryOf, key, rawConfiguration, rawJob, std, without } from '../../support/remediation/plans.ts';

const finding = { rule: 'Glue-005', kind: 'configuration', name: 'std' } as const;
const bare = { rule: 'Glue-005', kind: 'unprotected-job', name: 'bare' } as const;
const good = rawConfiguration('good', 'CSE-KMS');
const alias = 'arn:aws:kms:eu-west-1:111122223333:alias/glue';

function decide(parts: Partial<ConfigurationInput> = {}) {
  const configurations = [std, good];
  return planConfiguration({
    inventory: inventoryOf({ configurations, jobs: [rawJob('bare', { SecurityConfiguration: '' })] }),
    finding,
    choice,
    configurations: new Map(configurations.map((raw) => [String(raw.Name), { definition: raw }])),
    keyVerdict: { state: 'usable' },
    ...parts,
  });
}

describe('a replacement', () => {
  test('has a name that is free, and everything of the old one but its bookmarks', () => {
    const result = decide();
    expect(result).toMatchObject({
      planned: { name: 'std-encrypted-bookmarks', reused: false, before: { name: 'std' } },
    });
    expect(JSON.stringify(result)).toContain('"S3EncryptionMode":"SSE-S3"');
    expect(decide({ reserved: ['std-encrypted-bookmarks'] })).toMatchObject({
      planned: { name: expect.not.stringMatching(/^std-encrypted-bookmarks$/) },
    });
  });

  test('left by an earlier attempt is used again, where it is the same', () => {
    const made = decide();
    if (!('planned' in made) || made.planned.create === undefined) throw new Error('no plan');
    const left = { Name: 'std-encrypted-bookmarks', EncryptionConfiguration: made.planned.create };
    const again = (configuration: typeof left) =>
      decide({
        inventory: inventoryOf({ configurations: [std, configuration] }),
        configurations: new Map([
          ['std', { definition: std }],
          [configuration.Name, { definition: configuration }],
        ]),
      });
    expect(again(left)).toMatchObject({ planned: { name: left.Name, reused: true } });
    const other = rawConfiguration(left.Name, 'DISABLED') as typeof left;
    expect(again(other)).toMatchObject({ planned: { reused: false } });
  });

  test('is refused without what it needs', () => {
    expect(decide({ choice: without('key') })).toEqual({ refusals: [{ code: 'key-needed' }] });
    expect(decide({ choice: { ...choice, key: 'my-key' } })).toMatchObject({ refusals: [{ code: 'key-malformed' }] });
    expect(decide({ choice: { ...choice, attach: 'good' } })).toEqual({ refusals: [{ code: 'key-and-attach' }] });
    expect(decide({ configurations: new Map() })).toEqual({ refusals: [{ code: 'gone', name: 'std' }] });
    expect(decide({ configurations: new Map([['std', { error: 'AccessDeniedException' }]]) })).toMatchObject({
      refusals: [{ code: 'not-read', call: 'GetSecurityConfiguration', detail: 'AccessDeniedException' }],
    });
    expect(decide({ keyVerdict: { state: 'unusable', reason: 'key-disabled' } })).toEqual({
      refusals: [{ code: 'key-unusable', name: key, reason: 'key-disabled' }],
    });
  });

  test('seals where an alias leads now', () => {
    const result = decide({ choice: { ...choice, key: alias }, keyVerdict: { state: 'usable', arn: key } });
    expect(result).toMatchObject({ planned: { keyArn: key } });
  });
});

describe('an existing configuration', () => {
  const attach = (name: string, parts: Partial<ConfigurationInput> = {}) =>
    decide({ finding: bare, choice: { ...without('key'), attach: name }, ...parts });

  test('is attached where it holds the rule, and shown as it is', () => {
    expect(attach('good')).toMatchObject({ planned: { name: 'good', reused: false, after: expect.any(Object) } });
  });

  test('is refused where it does not, is not there or cannot be read', () => {
    expect(attach('std')).toMatchObject({ refusals: [{ code: 'attach-noncompliant', name: 'std' }] });
    expect(attach('goood')).toMatchObject({ refusals: [{ code: 'attach-unknown', suggestions: ['good'] }] });
    expect(attach('good', { configurations: new Map([['good', { error: 'Throttling' }]]) })).toMatchObject({
      refusals: [{ code: 'not-read', detail: 'Throttling' }],
    });
    expect(attach('good', { finding })).toMatchObject({ refusals: [{ code: 'attach-not-possible' }] });
  });
});
