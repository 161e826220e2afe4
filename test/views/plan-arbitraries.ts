import type { JsonObject } from '../../src/domain/json.ts';
import type {
  LeftOut,
  LogGroupChange,
  Plan,
  PlanCheck,
  PlanChoice,
  PlannedConfiguration,
} from '../../src/domain/plan/plan.ts';
import { dependentTypes } from '../../src/domain/steps/step-kinds.ts';
import fc from '../support/fast-check.ts';
import { stepSamples } from '../support/remediation/step-samples.ts';
import { aboutFinding, manual } from './afterwards-arbitraries.ts';
import { account, anyOf, count, id, instant, name, region, upTo, yes } from './arbitrary-parts.ts';

export const check: fc.Arbitrary<PlanCheck> = fc.record({
  check: name,
  outcome: fc.constantFrom('passed', 'failed', 'warning', 'not-checked'),
  detail: name,
});
export const mode = fc.constantFrom('bookmarks-only' as const, 'full' as const);

const encryption: fc.Arbitrary<JsonObject> = fc
  .record({ bookmarks: name, key: name, s3: name })
  .map(({ bookmarks, key, s3 }) => ({
    JobBookmarksEncryption: { JobBookmarksEncryptionMode: bookmarks, KmsKeyArn: key },
    S3Encryption: [{ S3EncryptionMode: s3 }],
  }));

const choice = anyOf<PlanChoice>(
  { mode, crawlers: fc.boolean(), visualJobs: fc.boolean(), canary: fc.boolean() },
  {
    key: name,
    attach: name,
    only: upTo(20, fc.record({ type: fc.constantFrom(...dependentTypes), name })),
    databases: upTo(5, name),
    retire: yes,
  },
);

const configuration = anyOf<PlannedConfiguration>(
  { name, reused: fc.boolean() },
  {
    before: fc.record({ name, encryption }),
    after: encryption,
    create: encryption,
    keyArn: name,
    keyArns: fc.dictionary(name, name, { maxKeys: 4 }),
  },
);

const step = fc
  .tuple(fc.constantFrom(...Object.values(stepSamples)), name)
  .map(([sample, other]): Plan['steps'][number] => ({ ...sample.step, name: other }));

const leftOut = anyOf<LeftOut>(
  {
    type: fc.constantFrom('job', 'trigger', 'crawler', 'column-statistics', 'database'),
    name,
    reason: fc.constantFrom(
      'not-chosen',
      'visual',
      'crawler',
      'unsendable',
      'changed',
      'unreadable',
      'catalog',
      'together',
    ),
  },
  { with: upTo(20, name), paths: upTo(20, name), error: name },
);

const logGroup = anyOf<LogGroupChange>(
  { to: name, type: fc.constantFrom('job', 'crawler'), runs: count },
  { from: name, roles: upTo(10, name), rolesTotal: count },
);

export const plan = anyOf<Plan>(
  {
    id,
    target: fc.record({ account, region }),
    finding: aboutFinding,
    createdAt: instant,
    choice,
    configuration,
    steps: upTo(60, step),
    manual: upTo(30, manual),
    leftOut: upTo(30, leftOut),
    checks: upTo(30, check),
    notes: upTo(8, name),
  },
  { accountName: name, logGroups: upTo(20, logGroup) },
);
