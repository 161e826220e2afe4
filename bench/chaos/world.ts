import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsSandbox, startAws } from '../../sandbox/aws/server.ts';
import { type SlackSandbox, startSlack } from '../../sandbox/slack/server.ts';
import { Acks } from './acks.ts';
import { fileRecords, type Records, serverRecords } from './records.ts';
import { chaosSeed } from './seed.ts';
import { Troubles } from './troubles.ts';

export const approvalsChannel = 'CGLUEAPPROVALS';

/** Long enough that only what never comes is never acknowledged: Slack itself waits 3 s. */
const ackTimeoutMs = 45_000;

export interface ChaosWorld {
  readonly seed: number;
  readonly folder: string;
  readonly aws: AwsSandbox;
  readonly slack: SlackSandbox;
  readonly records: Records;
  /** Of each process, but for its DATABASE_URL. */
  readonly environment: Readonly<Record<string, string>>;
  readonly troubles: Troubles;
  readonly acks: Acks;
  close(): Promise<void>;
}

/** `onServer`: the processes share a PostgreSQL, and scan more accounts than one. */
export async function createChaosWorld(
  seed: number,
  processes: readonly string[],
  onServer: boolean,
): Promise<ChaosWorld> {
  const aws = await startAws({ seed: chaosSeed(onServer), latencyMs: 20 });
  Object.assign(aws.settings, { runAfterUpdateMs: 3_000, runMs: 2_000 });
  const slack = await startSlack({ ackTimeoutMs });
  const folder = mkdtempSync(join(tmpdir(), `gluewarden-chaos-${seed}-`));
  const records = onServer ? await serverRecords(processes) : fileRecords(folder);
  const GLUEWARDEN_CONFIG = join(folder, 'gluewarden.yaml');
  const approvals = { channel: approvalsChannel, approvers: { users: ['UAMIR', 'UJUN'] } };
  const schedules = [{ name: 'often', cron: '*/3 * * * *', timezone: 'UTC', channel: 'CDATAALERTS' }];
  writeFileSync(GLUEWARDEN_CONFIG, JSON.stringify({ accounts: aws.fleet, schedules, approvals }));
  return {
    ...{ seed, folder, aws, slack, records },
    environment: {
      ...aws.environment(),
      ...slack.environment(),
      GLUEWARDEN_CONFIG,
      GLUEWARDEN_KEY: randomBytes(32).toString('base64'),
      PORT: '0',
    },
    troubles: new Troubles(),
    acks: new Acks(),
    async close() {
      await Promise.all([slack.close(), aws.close(), records.close()]);
    },
  };
}
