import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/ops/system-clock.ts';
import { openVault } from '../../../src/ops/vault.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { assertSameKey } from '../../../src/usecases/bot/same-key.ts';
import { silentLog } from '../../support/aws/aws.ts';
import { hasPostgres, migratedUrl } from '../../support/postgres/databases.ts';
import { run, tempFolder, writeConfig } from '../../support/processes/run.ts';
import { loadOldDatabase, oldKey } from '../../support/processes/upgrade.ts';

const otherKey = randomBytes(32).toString('base64');
const account = { id: '111122223333', scanRoleArn: 'arn:aws:iam::111122223333:role/GluewardenScan' };
const remediationRoleArn = 'arn:aws:iam::111122223333:role/GluewardenRemediation';
const approvals = { channel: 'C0APPROVERS', approvers: { users: ['U0APPROVER'] } };

/** The program with a configuration that remediates; nothing of it reaches Slack. */
function program(databaseUrl: string, config: object = { accounts: [{ ...account, remediationRoleArn }], approvals }) {
  const folder = tempFolder();
  const base = {
    GLUEWARDEN_CONFIG: writeConfig(folder, config),
    DATABASE_URL: databaseUrl,
    SLACK_BOT_TOKEN: 'xoxb-1-2-3',
    SLACK_APP_TOKEN: 'xapp-1-2-3',
    SLACK_API_URL: 'http://127.0.0.1:1/api/',
    PORT: '0',
  };
  return (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    run(words, folder, { ...base, ...env });
}

test('a database of 0.1.0 without its key file is no reason for a new one; with another key it stays closed', async () => {
  const folder = tempFolder();
  const database = join(folder, 'gluewarden.db');
  loadOldDatabase(database);
  const start = program(`sqlite:${database}`);
  const [lost, other] = [await start(['start']), await start(['start'], { GLUEWARDEN_KEY: otherKey })];
  expect([lost.code, other.code]).toEqual([1, 1]);
  expect(lost.stderr).toMatch(/could not start: The key file .*gluewarden\.key is not there.*store accept-key/);
  expect(existsSync(join(folder, 'gluewarden.key'))).toBe(false);
  expect(other.stderr).toMatch(/could not start: This is not the key.*GLUEWARDEN_KEY.*store accept-key/);
  expect(other.stdout + other.stderr).not.toContain(otherKey);

  const accepted = await start(['store', 'accept-key']);
  expect([accepted.code, accepted.stderr]).toEqual([0, '']);
  expect(accepted.stdout).toMatch(/^The key is taken/);
  expect(existsSync(join(folder, 'gluewarden.key'))).toBe(true);
});

describe.skipIf(!hasPostgres)('on PostgreSQL', () => {
  test('a process with another key does not start, also where it remediates nothing', async () => {
    const url = await migratedUrl();
    const store = await openStore({ databaseUrl: url });
    const vault = openVault({ key: oldKey, log: silentLog });
    await assertSameKey({ store, vault, clock: systemClock, newId: randomUUID });
    await store.close();
    const start = program(url, { accounts: [account] });
    const { code, stderr } = await start(['start'], { GLUEWARDEN_KEY: otherKey });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/could not start: This is not the key/)]);
  });

  test('no key is taken while a bot lives', async () => {
    const url = await migratedUrl();
    const store = await openStore({ databaseUrl: url });
    const bot = { id: 'p1', host: 'another', pid: 7, startedAt: Date.now(), heartbeatAt: Date.now() };
    await store.processes.beat(bot);
    await store.close();
    const { code, stderr } = await program(url)(['store', 'accept-key'], { GLUEWARDEN_KEY: oldKey });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/still runs on this database: process 7 on another/)]);
  });
});
