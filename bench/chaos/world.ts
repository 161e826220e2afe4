import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminPolicy, makeRemediationRole, makeUser } from '../../sandbox/aws/seed/identities.ts';
import { jobRoles } from '../../sandbox/aws/seed/job-roles.ts';
import type { Seed } from '../../sandbox/aws/seed/model.ts';
import { RegionBuilder } from '../../sandbox/aws/seed/region-builder.ts';
import { type AwsSandbox, startAws } from '../../sandbox/aws/server.ts';
import { type SlackSandbox, startSlack } from '../../sandbox/slack/server.ts';
import { Acks } from './acks.ts';
import { Troubles } from './troubles.ts';

export const account = '123456789012';
export const regions = ['us-east-1', 'eu-west-1'] as const;
export const approvalsChannel = 'CGLUEAPPROVALS';
const configurationsEach = 60;
const jobsEach = 3;

/** Long enough that only what never comes is never acknowledged: Slack itself waits 3 s. */
const ackTimeoutMs = 45_000;

export interface ChaosWorld {
  readonly seed: number;
  readonly folder: string;
  readonly aws: AwsSandbox;
  readonly slack: SlackSandbox;
  readonly environment: Readonly<Record<string, string>>;
  readonly troubles: Troubles;
  readonly acks: Acks;
  close(): Promise<void>;
}

export function configurationNames(region: string): readonly string[] {
  return Array.from({ length: configurationsEach }, (_, index) => `${region}-etl-${index + 1}`);
}

function seedOf(): Seed {
  const now = Date.now();
  const built = regions.map((region) => {
    const builder = new RegionBuilder(account, region, now);
    builder.key('data', { alias: 'data' });
    for (const name of configurationNames(region)) {
      builder.disabled(name);
      for (let job = 1; job <= jobsEach; job += 1)
        builder.job(`${name}-job-${job}`, { configuration: name, bookmark: 'enable' });
    }
    return builder.build();
  });
  return {
    name: 'chaos',
    home: account,
    accounts: [
      {
        id: account,
        name: 'pipelines',
        users: [makeUser(account, 'gluewarden', adminPolicy)],
        roles: [makeRemediationRole('GluewardenRemediation', account, account, 'chaos'), ...jobRoles()],
        regions: built,
        audited: { remediationRole: 'GluewardenRemediation', externalId: 'chaos' },
      },
    ],
  };
}

export async function createChaosWorld(seed: number): Promise<ChaosWorld> {
  const aws = await startAws({ seed: seedOf(), latencyMs: 20 });
  Object.assign(aws.settings, { runAfterUpdateMs: 3_000, runMs: 2_000 });
  const slack = await startSlack({ ackTimeoutMs });
  const folder = mkdtempSync(join(tmpdir(), `gluewarden-chaos-${seed}-`));
  const GLUEWARDEN_CONFIG = join(folder, 'gluewarden.yaml');
  const approvals = { channel: approvalsChannel, approvers: { users: ['UAMIR', 'UJUN'] } };
  const schedules = [{ name: 'often', cron: '*/3 * * * *', timezone: 'UTC', channel: 'CDATAALERTS' }];
  writeFileSync(GLUEWARDEN_CONFIG, JSON.stringify({ accounts: aws.fleet, schedules, approvals }));
  return {
    ...{ seed, folder, aws, slack },
    environment: {
      ...aws.environment(),
      ...slack.environment(),
      GLUEWARDEN_CONFIG,
      GLUEWARDEN_KEY: randomBytes(32).toString('base64'),
      DATABASE_URL: `sqlite:${join(folder, 'gluewarden.db')}`,
      PORT: '0',
    },
    troubles: new Troubles(),
    acks: new Acks(),
    async close() {
      await Promise.all([slack.close(), aws.close()]);
    },
  };
}
