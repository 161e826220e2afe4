import { afterEach, beforeEach, vi } from 'vitest';
import {
  botPolicy,
  makeRemediationRole,
  makeRole,
  makeUser,
  scanPolicy,
} from '../../../sandbox/aws/seed/identities.ts';
import { jobRoles } from '../../../sandbox/aws/seed/job-roles.ts';
import { keyArnOf } from '../../../sandbox/aws/seed/keys.ts';
import { roleArn, type Seed } from '../../../sandbox/aws/seed/model.ts';
import { RegionBuilder } from '../../../sandbox/aws/seed/region-builder.ts';
import { type AwsSandbox, startAws } from '../../../sandbox/aws/server.ts';
import type { Account } from '../../../src/domain/fleet.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { isolatedAws } from '../aws/aws.ts';
import { closeRemediationClouds, testRemediationCloud } from '../aws/remediation-cloud.ts';

const home = '111111111111';
export const owner = '222222222222';
export const region = 'us-east-1';
const target = { account: owner, region, partition: 'aws' };
export const plan = { id: 'plan-7', target };
export const account = {
  id: owner,
  scanRoleArn: roleArn(owner, 'Scan'),
  remediationRoleArn: roleArn(owner, 'Fix'),
  externalId: 'word',
  regions: [region],
} as const satisfies Account;
export const etl = `arn:aws:iam::${owner}:role/service-role/AWSGlueServiceRole-etl`;
export const many = Array.from({ length: 40 }, (_, index) => `job-${index}`);
export const keyArn = keyArnOf(owner, region, 'data');
export const encryption: JsonObject = {
  S3Encryption: [],
  JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: keyArn },
};

function seed(trustsIdentity: boolean): Seed {
  const builder = new RegionBuilder(owner, region, Date.now())
    .disabled('std')
    .jobs(['a', 'b', ...many], { configuration: 'std' })
    .trigger('t', [{ job: 'a', configuration: 'std' }])
    .crawler('c', 'std')
    .table('sales', 'orders', { configuration: 'std' })
    .table('sales', 'regions')
    .tag('job/a', { team: 'data' });
  builder.key('data', { alias: 'data' });
  const role = makeRemediationRole('Fix', owner, home, 'word');
  return {
    name: 'remediation',
    home,
    accounts: [
      {
        id: home,
        name: 'home',
        users: [makeUser(home, 'bot', botPolicy([account.scanRoleArn], [account.remediationRoleArn]))],
        roles: [],
        regions: [{ name: region, status: 'ENABLED_BY_DEFAULT' }],
      },
      {
        id: owner,
        name: 'owner',
        users: [],
        roles: [
          makeRole('Scan', home, 'word', scanPolicy),
          trustsIdentity ? role : { ...role, trustedActions: [] },
          ...jobRoles(),
        ],
        regions: [builder.build()],
      },
    ],
  };
}

/** A local AWS that ends with each test of the file, and the bot's way into it. */
export function remediationSandbox() {
  isolatedAws();
  const running: AwsSandbox[] = [];
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', region);
  });
  afterEach(async () => {
    closeRemediationClouds();
    for (const aws of running.splice(0)) await aws.close();
  });
  return async ({ trustsIdentity = true } = {}) => {
    const aws = await startAws({ seed: seed(trustsIdentity) });
    running.push(aws);
    for (const [name, value] of Object.entries(aws.environment())) vi.stubEnv(name, value);
    return { aws, cloud: testRemediationCloud(), state: aws.state.region(owner, region) };
  };
}
