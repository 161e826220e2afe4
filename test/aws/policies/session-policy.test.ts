import { describe, expect, it } from 'vitest';
import { longestPolicy, planningPolicy, sessionPolicy, splitSteps } from '../../../src/aws/policies/session-policy.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import { stepsBack } from '../../../src/domain/remediation/rollback-steps.ts';
import {
  create,
  deletion,
  keyArn,
  switchCrawler,
  switchJob,
  switchStatistics,
  switchTrigger,
  target,
} from '../../support/aws/remediation-cloud.ts';
import fc from '../../support/fast-check.ts';
import { planOf, smallGlue } from '../../support/remediation/remediation-samples.ts';

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

function statements(policy: string): Statement[] {
  return JSON.parse(policy).Statement;
}

function resources(policy: string): string[] {
  return statements(policy).flatMap(({ Resource }) => Resource);
}

/** As IAM reads a name in a policy: its own variables stand for the characters. */
const unescaped = (resource: string): string => resource.replace(/\$\{([*?$])\}/g, '$1');

describe('sessionPolicy', () => {
  it('names exactly what the steps need', () => {
    const steps = [create(), switchJob('orders'), switchJob('returns'), switchTrigger('nightly'), switchCrawler('raw')];
    expect(JSON.parse(sessionPolicy(target, steps))).toMatchInlineSnapshot(`
      {
        "Statement": [
          {
            "Action": [
              "glue:GetSecurityConfiguration",
              "glue:CreateSecurityConfiguration",
              "glue:GetJobBookmark",
            ],
            "Effect": "Allow",
            "Resource": "*",
          },
          {
            "Action": [
              "kms:DescribeKey",
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:kms:eu-west-1:111122223333:key/1111aaaa-11aa-11aa-11aa-111111111111",
            ],
          },
          {
            "Action": [
              "glue:GetJob",
              "glue:UpdateJob",
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:glue:eu-west-1:111122223333:job/orders",
              "arn:aws:glue:eu-west-1:111122223333:job/returns",
            ],
          },
          {
            "Action": [
              "iam:PassRole",
            ],
            "Condition": {
              "StringEquals": {
                "iam:PassedToService": "glue.amazonaws.com",
              },
            },
            "Effect": "Allow",
            "Resource": [
              "arn:aws:iam::111122223333:role/etl",
            ],
          },
          {
            "Action": [
              "glue:GetTrigger",
              "glue:UpdateTrigger",
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:glue:eu-west-1:111122223333:trigger/nightly",
            ],
          },
          {
            "Action": [
              "glue:GetCrawler",
              "glue:UpdateCrawler",
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:glue:eu-west-1:111122223333:crawler/raw",
            ],
          },
        ],
        "Version": "2012-10-17",
      }
    `);
  });

  it('lets a session without a creation create nothing, and no session delete', () => {
    const actions = (steps: readonly Step[]) =>
      statements(sessionPolicy(target, steps)).flatMap(({ Action }) => Action);
    expect(actions([switchTrigger('t')])).toEqual([
      'glue:GetSecurityConfiguration',
      'glue:GetTrigger',
      'glue:UpdateTrigger',
    ]);
    expect(actions([create(), switchJob('j'), switchCrawler('c')]).filter((action) => /Delete/.test(action))).toEqual(
      [],
    );
  });

  it('lets only a session that deletes delete, and that one create and describe nothing', () => {
    expect(statements(sessionPolicy(target, [deletion('old'), deletion('older')]))).toEqual([
      {
        Effect: 'Allow',
        Action: ['glue:GetSecurityConfiguration', 'glue:DeleteSecurityConfiguration'],
        Resource: '*',
      },
    ]);
  });

  it('has for a way back what the plan had, and deletes in place of creating', () => {
    const forward = [create(), switchJob('orders'), switchTrigger('nightly'), switchCrawler('raw')];
    const plan = { ...planOf(smallGlue()).plan, steps: forward };
    const done = new Map(forward.map(({ id }) => [id, { stepId: id, state: 'done', awsRequestIds: [] } as const]));
    const back = statements(sessionPolicy(target, stepsBack(plan, done)));
    const there = statements(sessionPolicy(target, forward.slice(1)));
    expect(back).toEqual([
      {
        ...there[0],
        Action: ['glue:GetSecurityConfiguration', 'glue:DeleteSecurityConfiguration', 'glue:GetJobBookmark'],
      },
      ...there.slice(1),
    ]);
  });

  it('splits a long way back so that only its last session may delete', () => {
    const forward = [create(), ...Array.from({ length: 100 }, (_, index) => switchJob(`job-${index}`))];
    const plan = { ...planOf(smallGlue()).plan, steps: forward };
    const done = new Map(forward.map(({ id }) => [id, { stepId: id, state: 'done', awsRequestIds: [] } as const]));
    const runs = splitSteps(target, stepsBack(plan, done)).map((run) => sessionPolicy(target, run));
    expect(runs.length).toBeGreaterThan(2);
    expect(runs.map((policy) => policy.includes('DeleteSecurityConfiguration'))).toEqual(
      runs.map((_, index) => index === runs.length - 1),
    );
  });

  it('takes names that look like patterns or variables to the letter', () => {
    expect(resources(sessionPolicy(target, [switchTrigger(`a*b?c\${aws:username}$d`)]))).toEqual([
      '*',
      `arn:aws:glue:eu-west-1:111122223333:trigger/a\${*}b\${?}c\${$}{aws:username}$d`,
    ]);
    expect(resources(sessionPolicy(target, [switchJob('j', 'arn:aws:iam::111122223333:role/*')]))).toContain(
      `arn:aws:iam::111122223333:role/\${*}`,
    );
  });

  it('writes what is not Latin-1 as escapes, which STS refuses otherwise', () => {
    const policy = sessionPolicy(target, [switchJob('żółw 🐢')]);
    expect(policy).toMatch(/^[\x20-\xff]+$/);
    expect(resources(policy)).toContain('arn:aws:glue:eu-west-1:111122223333:job/żółw 🐢');
  });

  it('names a role that the job names without its path, wherever its path is', () => {
    expect(resources(sessionPolicy(target, [switchJob('j', 'etl')])).filter((arn) => arn.includes(':role/'))).toEqual([
      'arn:aws:iam::111122223333:role/etl',
      'arn:aws:iam::111122223333:role/*/etl',
    ]);
    expect(resources(sessionPolicy(target, [switchJob('j', 'service-role/etl')]))).toContain(
      'arn:aws:iam::111122223333:role/service-role/etl',
    );
  });

  it('passes no role without a job', () => {
    expect(sessionPolicy(target, [create(), switchTrigger('t'), switchCrawler('c')])).not.toContain('PassRole');
  });

  it('describes the keys of an alias’s account and region, because an alias is no resource', () => {
    const KmsKeyArn = 'arn:aws:kms:eu-west-1:444455556666:alias/central';
    const encryption = {
      S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn }],
      JobBookmarksEncryption: { KmsKeyArn: keyArn },
    };
    expect(resources(sessionPolicy(target, [create('twin', encryption)]))).toEqual([
      '*',
      'arn:aws:kms:eu-west-1:444455556666:key/*',
      keyArn,
    ]);
  });

  it('names each table whose column statistics are moved, and what a table is in', () => {
    const both = statements(sessionPolicy(target, [switchStatistics('sales', 'a*'), switchStatistics('sales', 'b')]));
    const glue = 'arn:aws:glue:eu-west-1:111122223333';
    expect(both.find(({ Action }) => Action.includes('glue:UpdateColumnStatisticsTaskSettings'))).toEqual({
      Effect: 'Allow',
      Action: ['glue:UpdateColumnStatisticsTaskSettings'],
      Resource: [`${glue}:catalog`, `${glue}:database/sales`, `${glue}:table/sales/a\${*}`, `${glue}:table/sales/b`],
    });
    expect(both[0]?.Action).toEqual(['glue:GetSecurityConfiguration', 'glue:GetColumnStatisticsTaskSettings']);
    expect(sessionPolicy(target, [switchJob('j')])).not.toContain('ColumnStatistics');
  });

  it('is of the partition of the region', () => {
    const europe = { account: '111122223333', region: 'eusc-de-east-1', partition: 'aws-eusc' };
    expect(resources(sessionPolicy(europe, [switchJob('j', 'etl')]))).toEqual([
      '*',
      'arn:aws-eusc:glue:eusc-de-east-1:111122223333:job/j',
      'arn:aws-eusc:iam::111122223333:role/etl',
      'arn:aws-eusc:iam::111122223333:role/*/etl',
    ]);
  });
});

describe('planningPolicy', () => {
  it('only reads', () => {
    for (const { Action } of statements(planningPolicy))
      for (const action of Action) expect(action).toMatch(/^(glue|kms):(Get|List|Describe)|^iam:Simulate/);
    expect(planningPolicy.length).toBeLessThan(longestPolicy);
  });
});

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme-ascii' }),
  fc.string({ minLength: 1, maxLength: 120, unit: 'binary' }),
  fc.stringMatching(/^[a-z*?${}-]{1,60}$/),
);
const roleName = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
const role = fc.oneof(
  roleName,
  fc.tuple(fc.constant('arn:aws:iam::111122223333:role/x/'), roleName).map((parts) => parts.join('')),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(name, role).map(([job, of]) => switchJob(job, of)),
  name.map(switchTrigger),
  name.map(switchCrawler),
  fc.tuple(name, name, role).map(([database, table, of]) => switchStatistics(database, table, of)),
);
const steps = fc
  .tuple(fc.boolean(), fc.array(step, { maxLength: 60 }))
  .map(([creates, rest]): Step[] => (creates ? [create(), ...rest] : rest));

/** What a policy of these steps may name, written out without the code's help. */
function mayName(run: readonly Step[]): ReadonlySet<string> {
  return new Set(
    run.flatMap((one) => {
      const glue = 'arn:aws:glue:eu-west-1:111122223333';
      if (one.type === 'create-configuration') return ['*', keyArn];
      if (one.type === 'delete-configuration') return ['*'];
      if (one.type === 'repoint-trigger') return ['*', `${glue}:trigger/${one.name}`];
      if (one.type === 'repoint-crawler') return ['*', `${glue}:crawler/${one.name}`];
      const isTable = one.type === 'repoint-column-statistics';
      if (one.type !== 'repoint-job' && !isTable) throw new Error('is not made here');
      const { role: of = '' } = one;
      const things = isTable
        ? [`${glue}:catalog`, `${glue}:database/${one.database}`, `${glue}:table/${one.database}/${one.table}`]
        : [`${glue}:job/${one.name}`];
      const roles = of.startsWith('arn:')
        ? [of]
        : [of, `*/${of}`].map((path) => `arn:aws:iam::111122223333:role/${path}`);
      return ['*', ...things, ...roles];
    }),
  );
}

describe('splitSteps', () => {
  it('has every step once, in order, each policy within the limit and naming nothing else', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const runs = splitSteps(target, all);
        expect(runs.flat()).toEqual(all);
        for (const run of runs) {
          const policy = sessionPolicy(target, run);
          expect(policy).toMatch(/^[\x20-\xff]+$/);
          if (run.length > 1) expect(policy.length).toBeLessThanOrEqual(longestPolicy);
          expect(new Set(resources(policy).map(unescaped))).toEqual(mayName(run));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has room for every single step with a readable name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 255, maxLength: 255, unit: 'grapheme-ascii' }), roleName, (long, of) => {
        expect(sessionPolicy(target, [switchJob(long, of)]).length).toBeLessThanOrEqual(longestPolicy);
        expect(sessionPolicy(target, [switchStatistics(long, long, of)]).length).toBeLessThanOrEqual(longestPolicy);
      }),
    );
  });

  it('does not cut a job from the trigger that overrides it', () => {
    const names = Array.from({ length: 60 }, (_, index) => `orders-nightly-${index}`);
    const pairs = names.flatMap((name): Step[] => {
      const trigger = switchTrigger(name);
      return [
        switchJob(name),
        trigger.type === 'repoint-trigger' ? { ...trigger, actions: [{ index: 0, from: 'std', job: name }] } : trigger,
      ];
    });
    const runs = splitSteps(target, pairs);
    expect(runs.flat()).toEqual(pairs);
    expect(runs.length).toBeGreaterThan(3);
    expect(runs.map((run) => run.length % 2)).toEqual(runs.map(() => 0));
  });

  it('puts some twenty jobs of one role into a session', () => {
    const jobs = Array.from({ length: 200 }, (_, index) => switchJob(`orders-nightly-${index}`));
    const runs = splitSteps(target, jobs);
    expect(Math.max(...runs.map(({ length }) => length))).toBeGreaterThanOrEqual(15);
    expect(runs.length).toBeLessThan(14);
    expect(splitSteps(target, [])).toEqual([]);
  });
});
