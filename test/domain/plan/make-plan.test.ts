import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { PlanChoice } from '../../../src/domain/plan/plan.ts';
import { jobForHash } from '../../../src/domain/steps/job-update.ts';
import { anyJob, anyTrigger, plant, secret, secretMark, unknownName } from '../../support/aws/definitions.ts';
import fc from '../../support/fast-check.ts';
import {
  choice,
  finding,
  hash,
  inventoryOf,
  key,
  made,
  planOf,
  rawConfiguration,
  rawJob,
  replacement,
  std,
  stepNames,
  type World,
  without,
  world,
} from '../../support/remediation/plans.ts';

function plan(parts: Partial<PlanChoice> = {}, about: Parameters<typeof planOf>[1] = finding, of: World = world) {
  return made(planOf(of, about, { choice: { ...choice, ...parts } })).plan;
}

function refusals(parts: Partial<PlanChoice> = {}, about: Parameters<typeof planOf>[1] = finding, of: World = world) {
  const result = planOf(of, about, { choice: { ...choice, ...parts } });
  if ('plan' in result) throw new Error('there is a plan');
  return result.refusals;
}

describe('a plan for a configuration', () => {
  test('creates the twin, then moves jobs and the overriding trigger actions', () => {
    const result = plan();
    expect(stepNames(result)).toEqual([
      `create ${replacement}`,
      'job loads',
      'job paused',
      'job quiet',
      'job stream',
      'trigger nightly',
    ]);
    expect(result.steps.map(({ id }) => id)).toEqual(['s1', 's2', 's3', 's4', 's5', 's6']);
    expect(result.steps.at(-1)).toMatchObject({
      actions: [{ index: 1, from: 'std' }],
      to: replacement,
      state: 'CREATED',
    });
    expect(result.leftOut).toEqual([
      { type: 'job', name: 'drawn', reason: 'visual' },
      { type: 'trigger', name: 'crawls', reason: 'crawler' },
      { type: 'crawler', name: 'raw', reason: 'crawler' },
    ]);
    expect(result.configuration).toMatchObject({
      name: replacement,
      reused: false,
      before: { name: 'std' },
      after: result.configuration.create,
    });
  });

  test('each step holds what it saw, and the definitions are kept apart', () => {
    const { plan, definitions } = made(planOf(world, finding));
    const job = plan.steps[1];
    expect(job).toEqual({
      id: 's2',
      type: 'repoint-job',
      name: 'loads',
      from: 'std',
      to: replacement,
      saw: hash(jobForHash(rawJob('loads'))),
      graph: null,
      bookmarks: 'job-bookmark-enable',
      role: 'arn:aws:iam::111122223333:role/etl',
      streaming: false,
      canary: false,
    });
    expect(definitions.get('s2')).toEqual(rawJob('loads'));
    expect([...definitions.keys()]).toEqual(['s2', 's3', 's4', 's5', 's6']);
  });

  test('crawlers and visual jobs are moved when asked for', () => {
    const result = plan({ crawlers: true, visualJobs: true });
    expect(stepNames(result).slice(-3)).toEqual(['trigger crawls', 'trigger nightly', 'crawler raw']);
    expect(result.leftOut).toEqual([]);
    expect(result.steps.find(({ name }) => name === 'drawn')).toMatchObject({ graph: hash('{"n":{"A":{}}}') });
  });

  test('what an alias led to is part of the plan; the key itself needs no such note', () => {
    const alias = key.replace(/key\/.*/, 'alias/etl');
    const verdict = { state: 'usable', arn: key } as const;
    const of = (chosen: string) =>
      made(planOf(world, finding, { choice: { ...choice, key: chosen }, keyVerdict: verdict })).plan.configuration;
    expect(of(alias)).toMatchObject({ keyArn: key });
    expect(of(key)).not.toHaveProperty('keyArn');
  });

  test('a subset moves what is named, whatever it is, and nothing else', () => {
    const only = [
      { type: 'crawler', name: 'raw' },
      { type: 'job', name: 'drawn' },
    ] as const;
    const result = plan({ only });
    expect(stepNames(result)).toEqual([`create ${replacement}`, 'job drawn', 'crawler raw']);
    expect(new Set(result.leftOut.map(({ reason }) => reason))).toEqual(new Set(['not-chosen']));
    expect(refusals({ only: [{ type: 'job', name: 'elsewhere' }] })).toEqual([
      { code: 'unknown-dependent', name: 'elsewhere', detail: 'job' },
    ]);
  });

  test('the canary is a job that writes bookmarks and ends, and is the canary job', () => {
    const canaries = plan({ canary: true }).steps.flatMap((step) =>
      step.type === 'repoint-job' && step.canary ? [step.name] : [],
    );
    expect(canaries).toEqual(['loads']);
    expect(
      stepNames(
        plan({
          canary: true,
          only: [
            { type: 'job', name: 'stream' },
            { type: 'job', name: 'paused' },
          ],
        }),
      )[1],
    ).toBe('job paused');
    const alone = plan({
      canary: true,
      only: [
        { type: 'job', name: 'loads' },
        { type: 'job', name: 'quiet' },
      ],
    });
    expect(JSON.stringify(alone.steps)).not.toContain('"canary":true');
  });

  test('an identical twin of an earlier attempt is used again; another one’s name is not taken', () => {
    const earlier = { ...rawConfiguration(replacement, 'CSE-KMS') };
    const again = plan({}, finding, { ...world, configurations: [std, earlier] });
    expect(again.configuration).toMatchObject({ name: replacement, reused: true });
    expect(again.configuration).not.toHaveProperty('create');
    expect(stepNames(again)[0]).toBe('job loads');
    const other = rawConfiguration(replacement, 'CSE-KMS', {
      CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key },
    });
    expect(plan({}, finding, { ...world, configurations: [std, other] }).configuration).toMatchObject({
      name: `${replacement}-2`,
      reused: false,
    });
  });

  test('a name that another plan of the same request is going to create is not taken, in any case of letters', () => {
    const { plan: beside } = made(planOf(world, finding, { reserved: [replacement.toUpperCase()] }));
    expect(beside.configuration).toMatchObject({ name: `${replacement}-2`, reused: false });
    expect(stepNames(beside)[0]).toBe(`create ${replacement}-2`);
  });

  test('what cannot be switched is manual work, with a command that is safe to paste', () => {
    expect(plan().manual.map(({ command }) => command)).toEqual([
      `aws glue stop-session --region=eu-west-1 --id=-s`,
      `aws glue create-dev-endpoint --region=eu-west-1 --security-configuration=${replacement} --endpoint-name=NEW-NAME --role-arn=ROLE`,
      `aws glue create-ml-transform --region=eu-west-1 --transform-encryption=TaskRunSecurityConfigurationName=${replacement} --name=NEW-NAME --role=ROLE --input-record-tables=TABLES --parameters=PARAMETERS`,
    ]);
    const alone = made(planOf({ configurations: [std], sessions: ["it's; rm -rf ~"] }, finding)).plan;
    expect(alone.manual[0]?.command).toBe(`aws glue stop-session --region=eu-west-1 '--id=it'\\''s; rm -rf ~'`);
  });
});

describe('a plan for a job', () => {
  test('a bare one gets an existing configuration, or a new one', () => {
    const bare = { kind: 'unprotected-job', name: 'bare' } as const;
    const result = planOf(world, bare, { choice: { ...without('key'), attach: 'good' } });
    expect(stepNames(made(result).plan)).toEqual(['job bare']);
    expect(made(result).plan.steps[0]).toMatchObject({ from: null, to: 'good' });
    expect(made(result).plan.notes.join()).toContain('--encryption-type');
    const fresh = plan({}, bare);
    expect(stepNames(fresh)).toEqual(['create bare-encrypted-bookmarks', 'job bare']);
    expect(fresh.configuration.create).toMatchObject({ S3Encryption: [{ S3EncryptionMode: 'DISABLED' }] });
  });

  test('a dangling one is moved with the actions that start it with the missing configuration', () => {
    const result = plan({}, { kind: 'dangling-reference', name: 'lost' });
    expect(stepNames(result)).toEqual(['create gone-encrypted-bookmarks', 'job lost', 'trigger nightly']);
    expect(result.steps[2]).toMatchObject({ actions: [{ index: 2, from: 'gone' }] });
  });
});

test('an unusable key gets a twin with a working one', () => {
  const logs = { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key } };
  const fixed = { ...world, configurations: [std, rawConfiguration('good', 'CSE-KMS', logs)] };
  const broken = {
    ...inventoryOf(world),
    keys: new Map([[key, { state: 'unusable', reason: 'key-disabled' } as const]]),
  };
  const about = { kind: 'unusable-key', name: 'good' } as const;
  const other = key.replace('1111aaaa', '2222bbbb');
  const { plan } = made(planOf(fixed, about, { inventory: broken, choice: { ...choice, key: other } }));
  expect(stepNames(plan)).toEqual(['create good-encrypted-bookmarks', 'job elsewhere']);
  expect(plan.configuration.create).toMatchObject({ CloudWatchEncryption: { KmsKeyArn: other } });
  expect(JSON.stringify(plan.configuration.create)).not.toContain(key);
});

test('a dependent that changed, cannot be read or cannot be sent is left alone, and the others go on', () => {
  const jobs = [rawJob('ok'), rawJob('moved'), rawJob('gone'), rawJob('denied'), rawJob('odd')];
  const small = { configurations: [std], jobs };
  const read = new Map<string, { definition: JsonObject } | { error: string }>([
    ['ok', { definition: rawJob('ok') }],
    ['moved', { definition: rawJob('moved', { SecurityConfiguration: 'good' }) }],
    ['denied', { error: 'AccessDeniedException' }],
    ['odd', { definition: rawJob('odd', { Future: 'S3CR3T' }) }],
  ]);
  const definitions = {
    configurations: new Map([['std', { definition: std }]]),
    dependents: new Map([['job' as const, read]]),
  };
  const { plan } = made(planOf(small, finding, { definitions }));
  expect(stepNames(plan)).toEqual([`create ${replacement}`, 'job ok']);
  expect(plan.leftOut).toEqual([
    { type: 'job', name: 'denied', reason: 'unreadable', error: 'AccessDeniedException' },
    { type: 'job', name: 'gone', reason: 'changed' },
    { type: 'job', name: 'moved', reason: 'changed' },
    { type: 'job', name: 'odd', reason: 'unsendable', paths: ['Future'] },
  ]);
});

test('traits of jobs that need a look are warnings', () => {
  const jobs = [
    rawJob('p', { ProfileName: 'x' }),
    rawJob('u', { AutoUpgradeMetadata: {} }),
    rawJob('g', { SourceControlDetails: { AuthToken: 'S3CR3T' } }),
    rawJob('s', { Command: { Name: 'gluestreaming' } }),
  ];
  const warnings = plan({}, finding, { configurations: [std], jobs }).checks.filter(
    ({ outcome }) => outcome === 'warning',
  );
  expect(warnings.map(({ check, detail }) => `${check}: ${detail.slice(0, 2)}`)).toEqual([
    'usage profile: p:',
    'automatic upgrade: u:',
    'source control: g:',
    'streaming: s:',
  ]);
});

test('no argument value and no token is in a plan or a refusal', () => {
  const jobs = fc.uniqueArray(anyJob, { minLength: 1, maxLength: 4, selector: ({ Name }) => Name });
  const places = fc.constantFrom('', 'Command', 'DefaultArguments', 'SourceControlDetails');
  fc.assert(
    fc.property(
      jobs,
      anyTrigger,
      places,
      unknownName,
      secret,
      fc.boolean(),
      (some, trigger, place, name, value, visualJobs) => {
        const used = some.map((job) => ({ ...job, SecurityConfiguration: 'std' }));
        const [first, ...rest] = used;
        const strange = plant(first ?? {}, place, name, value) ?? first ?? {};
        const of = { configurations: [std], jobs: [strange, ...rest], triggers: [trigger] };
        const result = planOf(of, finding, { choice: { ...choice, visualJobs } });
        const shown = 'plan' in result ? result.plan : result;
        expect(JSON.stringify(shown)).not.toContain(secretMark);
        if ('plan' in result)
          expect(
            result.plan.steps.length + result.plan.leftOut.length + result.plan.manual.length,
          ).toBeGreaterThanOrEqual(used.length);
      },
    ),
  );
});
