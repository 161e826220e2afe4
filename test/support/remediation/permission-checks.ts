import { expect } from 'vitest';
import type { PlanCheck } from '../../../src/domain/plan/plan.ts';
import { type Fakes, fakes, world } from '../fakes/fake-plan-reads.ts';
import { key, rawJob, without } from './plans.ts';

export const arn = 'arn:aws:iam::111122223333:role/';
export const remediationRoleArn = `${arn}fix`;
const account = { id: '111122223333', regions: ['eu-west-1'], remediationRoleArn };
export const etl = `${arn}etl`;
export const old = `${arn}old`;
export const two = { ...world, jobs: [rawJob('a'), rawJob('b', { Role: old })] };
export const jobArn = 'arn:aws:glue:eu-west-1:111122223333:job/a';
export const alias = 'arn:aws:kms:eu-west-1:111122223333:alias/data';

/** The checks of a plan that need questions to AWS, by their names. */
export async function checks(
  options: Fakes = {},
  more: { key?: string; mode?: 'full'; bare?: true; databases?: string[]; attach?: string; crawlers?: true } = {},
) {
  const { propose, calls } = fakes({ world: two, ...options });
  const { remediationRoleArn: _role, ...bare } = account;
  const proposal = await propose({
    account: more.bare ? bare : account,
    region: 'eu-west-1',
    name: more.attach === undefined ? 'std' : 'bare',
    choice: {
      ...without('key'),
      mode: more.mode ?? 'bookmarks-only',
      databases: more.databases ?? [],
      crawlers: more.crawlers ?? false,
      ...(more.attach === undefined ? { key: more.key ?? key } : { attach: more.attach }),
    },
  });
  if ('refusals' in proposal) throw new Error(JSON.stringify(proposal.refusals));
  const of = (name: string): PlanCheck[] => proposal.plan.checks.filter(({ check }) => check === name);
  return {
    roles: of('job roles'),
    policy: of('key policy'),
    pass: of('PassRole'),
    state: of('key state'),
    logs: of('encrypted logs'),
    proposal,
    calls,
  };
}

export const says = (outcome: PlanCheck['outcome'], ...words: readonly string[]) => ({
  outcome,
  detail: expect.stringMatching(new RegExp(words.map((word) => word.replace(/[()*.]/g, '\\$&')).join('.*'))),
});
export const unset = { Name: 'std', EncryptionConfiguration: {} };
export const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const root = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'kms:*',
  Resource: '*',
};
const logsService = { ...root, Principal: { Service: 'logs.eu-west-1.amazonaws.com' } };
export const policyOfAll = policy(root, logsService);
