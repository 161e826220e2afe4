import { sessionPolicy } from '../../../src/aws/policies/session-policy.ts';
import { createRemediationCloud } from '../../../src/aws/remediation-cloud.ts';
import type { Account } from '../../../src/domain/fleet.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import type { Log } from '../../../src/usecases/ports/runtime.ts';
import { LeapingClock } from '../fakes/fake-clock.ts';
import { assumedXml, expectSts, ownAccount, silentLog } from './aws.ts';
import type { strictNock } from './nock.ts';

type Nock = ReturnType<typeof strictNock>;

export const region = 'eu-west-1';
export const target = { account: ownAccount, region, partition: 'aws' };
export const plan = { id: 'plan-1', target };
export const roleArn = `arn:aws:iam::${ownAccount}:role/fix`;
export const account: Account = { id: ownAccount, remediationRoleArn: roleArn, externalId: 'ext-1', regions: [region] };
export const keyArn = `arn:aws:kms:${region}:${ownAccount}:key/1111aaaa-11aa-11aa-11aa-111111111111`;
export const expires = new Date('2100-01-01T00:00:00Z');

const opened: { close(): void }[] = [];

export function testRemediationCloud(log: Log = silentLog, retries = { maxAttempts: 1 }) {
  const cloud = createRemediationCloud({ clock: new LeapingClock(), log, env: {}, retries });
  opened.push(cloud);
  return cloud;
}

export function closeRemediationClouds(): void {
  for (const cloud of opened.splice(0)) cloud.close();
}

const encryption: JsonObject = {
  JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: keyArn },
};

export const create = (name = 'twin', more: JsonObject = encryption): Step => ({
  id: `create ${name}`,
  type: 'create-configuration',
  name,
  encryption: more,
});
export const deletion = (name = 'old'): Step => ({
  id: `delete ${name}`,
  type: 'delete-configuration',
  name,
  encryption,
});
export const switchJob = (name: string, role = `arn:aws:iam::${ownAccount}:role/etl`): Step => ({
  id: `job ${name}`,
  type: 'repoint-job',
  name,
  from: 'std',
  to: 'twin',
  saw: '',
  graph: null,
  role,
  streaming: false,
  canary: false,
});
export const switchTrigger = (name: string): Step => ({
  id: `trigger ${name}`,
  type: 'repoint-trigger',
  name,
  actions: [{ index: 0, from: 'std' }],
  to: 'twin',
  saw: '',
});
export const switchCrawler = (name: string): Step => ({
  id: `crawler ${name}`,
  type: 'repoint-crawler',
  name,
  from: 'std',
  to: 'twin',
  saw: '',
});

export const switchStatistics = (
  database: string,
  table: string,
  role = `arn:aws:iam::${ownAccount}:role/etl`,
): Step => ({
  id: `statistics ${database} ${table}`,
  type: 'repoint-column-statistics',
  name: `${database}.${table}`,
  database,
  table,
  from: 'std',
  to: 'twin',
  saw: '',
  role,
});

const usual = { RoleArn: roleArn, ExternalId: 'ext-1', RoleSessionName: 'gluewarden-plan-1' };

/** Expects the AssumeRole of a session for exactly these steps. */
export function expectSession(
  nock: Nock,
  steps: readonly Step[],
  options: { sourceIdentity?: boolean; answer?: { xml: string; status?: number } } = {},
): void {
  const { sourceIdentity = true, answer = assumedXml(ownAccount, expires) } = options;
  const parameters = {
    ...usual,
    Policy: sessionPolicy(target, steps),
    DurationSeconds: '900',
    ...(sourceIdentity && { SourceIdentity: usual.RoleSessionName }),
  };
  expectSts(nock, 'AssumeRole', parameters, answer);
}

/** Opens a session for these steps. */
export function openTestSession(nock: Nock, steps: readonly Step[], log?: Log) {
  expectSession(nock, steps);
  return testRemediationCloud(log).session(account, plan, steps);
}
