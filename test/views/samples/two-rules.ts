import { glue005 } from '../../../src/domain/rules/glue-005.ts';
import type { FindingView } from '../../../src/usecases/messages/audit-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { s3Rule } from '../../support/encryption-rule.ts';
import { bareJobs, days, finding, group, isExposed, now, regions } from '../sample-parts.ts';
import { digestSamples } from './digests.ts';
import { listSamples } from './lists.ts';

const seen = { firstSeenAt: now - 4 * days };
const other = { ...seen, rule: s3Rule.id };
const both: readonly FindingView[] = [
  finding(seen),
  finding(other),
  ...bareJobs(2, seen),
  ...bareJobs(2, { ...other, region: 'us-east-1' }),
];
const about = ({ id, riskLevel, standards }: typeof glue005) => ({ id, riskLevel, standards });

/** One configuration that two rules find something in, and what one of them found alone. */
export const twoRulesSamples = {
  'digest-two-rules': {
    ...digestSamples['digest-typical'],
    fresh: group(both, 10, isExposed),
    open: group([], 10, isExposed),
    resolved: group([finding({ ...other, name: 'clickstream' }), finding({ ...seen, name: 'payments' })]),
  },
  'findings-two-rules': {
    ...listSamples['findings-1'],
    counts: { total: 6, exposed: 6, latent: 0, unused: 0 },
    items: both,
    choices: { accounts: [], regions, rules: [glue005.id, s3Rule.id] },
  },
  'configuration-two-rules': {
    ...listSamples['configuration-exposed'],
    findings: both.slice(0, 2),
    rules: [glue005, s3Rule].map(about),
  },
} satisfies Record<string, Message>;
