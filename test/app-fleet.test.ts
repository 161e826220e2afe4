import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { seedNamed } from '../sandbox/aws/seed/index.ts';
import { startAws } from '../sandbox/aws/server.ts';
import {
  configuredPartition,
  createFleetWatch,
  doctorFleet,
  listedConfig,
  organizationRoles,
} from '../src/app-fleet.ts';
import type { Config } from '../src/config/model.ts';
import { parseConfig } from '../src/config/parse.ts';
import { StoreError } from '../src/store/database/store-error.ts';
import { isolatedAws, silentLog } from './support/aws/aws.ts';
import { kit } from './support/fakes/kit.ts';

isolatedAws();
beforeEach(() => {
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
});

const list = 'arn:aws:iam::710000000001:role/GluewardenOrganization';
const organization = `
organization:
  roleArn: ${list}
  externalId: gluewarden-{accountId}
  scanRoleName: GluewardenScan
  remediationRoleName: Fix-{accountId}
`;
const settings = { awsRegion: 'us-east-1' };

function configOf(text: string): Config {
  return parseConfig(text, 'test.yaml');
}

/** The local AWS with its organization, in the environment of this process. */
async function aws() {
  const local = await startAws({ seed: seedNamed('organization', { now: Date.now() }) });
  onTestFinished(() => local.close());
  for (const [name, value] of Object.entries(local.environment())) vi.stubEnv(name, value);
  return local;
}

async function watchOf(config: Config, earlier?: Awaited<ReturnType<typeof kit>>) {
  const base = earlier ?? (await kit());
  if (earlier === undefined) onTestFinished(() => base.store.close());
  const onAnnounced = vi.fn();
  const onChanged = vi.fn();
  const watch = await createFleetWatch({
    ...base,
    config,
    env: {},
    settings,
    onAnnounced,
    onChanged,
  });
  onTestFinished(() => watch.close());
  return { ...base, watch, ids: () => watch.config.accounts.map(({ id }) => id), onAnnounced };
}

describe('the fleet that is watched', () => {
  test('is the configuration itself where there is no organization', async () => {
    const config = configOf('accounts: [{ id: "111122223333" }]');
    const { watch } = await watchOf(config);
    expect(watch.config).toBe(config);
    expect(watch.refresh).toBeUndefined();
    await watch.newest();
    expect(await watch.mayDecide('111122223333')).toBe(true);
  });

  test('is those by hand, and after a listing the members that are not', async () => {
    await aws();
    const hand = 'accounts: [{ id: "700000000011", name: mine, regions: [eu-west-1] }]';
    const { watch, ids } = await watchOf(configOf(`${hand}\n${organization}`));
    expect(ids()).toEqual(['700000000011']);
    const before = watch.config.accounts;
    await watch.refresh?.();
    expect(ids()).toEqual(['700000000011', '710000000001', '720000000002', '700000000012', '700000000013']);
    expect(before).toHaveLength(1);
    expect(watch.config.accounts[0]).toMatchObject({ name: 'mine', regions: ['eu-west-1'] });
    expect(watch.config.accounts.find(({ id }) => id === '700000000012')).toEqual({
      id: '700000000012',
      name: 'billing',
      scanRoleArn: 'arn:aws:iam::700000000012:role/GluewardenScan',
      remediationRoleArn: 'arn:aws:iam::700000000012:role/Fix-700000000012',
      externalId: 'gluewarden-700000000012',
      regions: 'enabled',
    });
  });

  test('knows a member that is called like a command, or like another one, by its id alone', async () => {
    const { state } = await aws();
    const rename = (id: string, name: string) =>
      state.organization?.accounts.put(id, { id, name, state: 'ACTIVE', parent: 'r-ab12' });
    rename('700000000011', 'status');
    rename('700000000012', 'Playground');
    const { watch } = await watchOf(configOf(organization));
    await watch.refresh?.();
    const named = watch.config.accounts.flatMap(({ name }) => name ?? []);
    expect(named).toEqual(['management', 'tooling']);
  });

  test('is without an account that the file excludes since the last start, before anything is listed again', async () => {
    const local = await aws();
    const first = await watchOf(configOf(organization));
    await first.watch.refresh?.();
    local.faults.add({ service: 'organizations', effect: { kind: 'deny' } });
    const excluding = configOf(`${organization}  accounts: { exclude: ["700000000012"] }\n`);
    const second = await watchOf(excluding, first);
    expect(second.ids()).not.toContain('700000000012');
    await second.watch.refresh?.();
    expect(second.ids()).not.toContain('700000000012');
  });

  test('is read at a start while the database is away for a moment', async () => {
    await aws();
    const first = await watchOf(configOf(organization));
    await first.watch.refresh?.();
    vi.spyOn(first.store.organization, 'get').mockRejectedValueOnce(new StoreError('unavailable', 'It restarts.'));
    const second = await watchOf(configOf(organization), first);
    expect(second.ids()).toContain('700000000012');
  });

  test('has an account that a schedule names by its id, whatever is listed', async () => {
    const local = await aws();
    local.faults.add({ service: 'organizations', effect: { kind: 'deny' } });
    const schedules = 'schedules: [{ name: d, cron: "0 8 * * *", channel: C0123ABCDEF, accounts: ["700000000099"] }]';
    const { watch, ids, log } = await watchOf(configOf(`${organization}${schedules}`));
    await watch.refresh?.();
    expect(ids()).toEqual(['700000000099']);
    // Whether it may be changed is said by a listing alone.
    expect(watch.config.accounts[0]).toEqual({
      id: '700000000099',
      scanRoleArn: 'arn:aws:iam::700000000099:role/GluewardenScan',
      externalId: 'gluewarden-700000000099',
      regions: 'enabled',
    });
    expect(log.lines.map(({ text }) => text)).toContain(
      'the organization could not be listed: what was listed last stays',
    );
  });

  test('may change what a schedule names while it is a member, and no more once it left, which is said', async () => {
    const local = await aws();
    const schedules = 'schedules: [{ name: d, cron: "0 8 * * *", channel: C0123ABCDEF, accounts: ["700000000012"] }]';
    const { watch, clock, store } = await watchOf(configOf(`${organization}${schedules}`));
    const roles = () =>
      watch.config.accounts.flatMap((one) => (one.id === '700000000012' ? [one.remediationRoleArn] : []));
    expect(roles()).toEqual([undefined]);
    local.faults.add({ service: 'organizations', effect: { kind: 'deny' }, times: 1 });
    expect(await watch.mayDecide('700000000012')).toBe(false);
    await clock.advance(60_000);
    await watch.refresh?.();
    expect(roles()).toEqual(['arn:aws:iam::700000000012:role/Fix-700000000012']);
    expect(await watch.mayDecide('700000000012')).toBe(true);
    local.state.organization?.accounts.delete('700000000012');
    await clock.advance(6 * 60_000);
    await watch.refresh?.();
    expect(roles()).toEqual([undefined]);
    const [said] = await store.outbox.claimDue(clock.now(), 0, 'p', 5);
    expect(JSON.stringify(said?.message)).toContain('billing (700000000012)');
    expect(said?.message).toMatchObject({
      next: expect.stringMatching(/A schedule still names billing \(700000000012\): .* never changed\.$/),
    });
  });

  test('tells what joined in the operations channel, else in that of the first schedule', async () => {
    const local = await aws();
    const schedules = 'schedules: [{ name: d, cron: "0 8 * * *", channel: C0123ABCDEF }]\n';
    const said: string[] = [];
    for (const more of [schedules, `${schedules}operations: { channel: C0OPERATIONS }`]) {
      const { watch, clock, store, onAnnounced } = await watchOf(configOf(`${organization}${more}`));
      await watch.refresh?.();
      const joined = { name: `joined-${said.length}`, state: 'ACTIVE', parent: 'r-ab12' } as const;
      local.state.organization?.accounts.put(`70000000003${said.length}`, {
        id: `70000000003${said.length}`,
        ...joined,
      });
      await clock.advance(6 * 60_000);
      await watch.refresh?.();
      said.push(...(await store.outbox.claimDue(clock.now(), 0, 'p', 5)).map(({ channel }) => channel));
      expect(onAnnounced).toHaveBeenCalledOnce();
    }
    expect(said).toEqual(['C0123ABCDEF', 'C0OPERATIONS']);
  });
});

describe('commands of the terminal', () => {
  test('list the accounts now, and fail with the listing', async () => {
    const local = await aws();
    const config = configOf(organization);
    expect((await listedConfig(config, {}, silentLog, settings)).accounts).toHaveLength(5);
    local.faults.add({ service: 'organizations', effect: { kind: 'deny' } });
    await expect(listedConfig(config, {}, silentLog, settings)).rejects.toMatchObject({ call: 'ListAccounts' });
  });

  test('doctor has what could be listed, each permission that was tried, and what makes the roles', async () => {
    const local = await aws();
    const config = configOf(`${organization}  organizationalUnits: { include: [ou-ab12-11111111] }\n`);
    const found = await doctorFleet(config, {}, silentLog, settings);
    expect(found.config.accounts.map(({ name }) => name)).toEqual(['orders', 'billing']);
    expect(found.checks.map(({ check, outcome }) => `${check}: ${outcome}`)).toEqual([
      'Role: ok',
      'organizations:ListAccounts: ok',
      'organizations:ListAccountsForParent: ok',
      'organizations:ListOrganizationalUnitsForParent: ok',
      'organizations:ListParents: not-checked',
      'Accounts: ok',
    ]);
    const [member] = found.config.accounts;
    expect(member && found.roleCommands?.(member).join()).toMatch(/--format cloudformation.*JobRoles=/);
    const scanRoleArn = 'arn:aws:iam::111122223333:role/Own';
    expect(found.roleCommands?.({ id: '111122223333', scanRoleArn, regions: 'enabled' })).toEqual([]);
    local.faults.add({ operation: 'ListAccountsForParent', effect: { kind: 'deny' } });
    const denied = await doctorFleet(config, {}, silentLog, settings);
    expect(denied.config.accounts).toEqual([]);
    expect(denied.checks.find(({ outcome }) => outcome === 'problem')).toMatchObject({
      check: 'organizations:ListAccountsForParent',
      fix: expect.stringContaining('"Action": [\n    "organizations:ListAccountsForParent"'),
    });
  });

  test('without an organization there is nothing of it', async () => {
    const config = configOf('accounts: [{ id: "111122223333" }]');
    expect(await listedConfig(config, {}, silentLog, settings)).toBe(config);
    expect(await doctorFleet(config, {}, silentLog, settings)).toEqual({ config, checks: [] });
  });
});

test('what makes the roles is for the partition of the organization', async () => {
  await aws();
  const found = await doctorFleet(
    configOf(organization.replace('arn:aws:', 'arn:aws-us-gov:')),
    {},
    silentLog,
    settings,
  );
  const scanRoleArn = 'arn:aws-us-gov:iam::111122223333:role/GluewardenScan';
  const remediationRoleArn = 'arn:aws-us-gov:iam::111122223333:role/Fix-111122223333';
  const account = { id: '111122223333', scanRoleArn, remediationRoleArn, externalId: 'gluewarden-111122223333' };
  const commands = found.roleCommands?.({ ...account, regions: 'enabled' }).join();
  expect(commands).toContain('BotRoleArn=arn:aws-us-gov:iam::BOT-ACCOUNT-ID:role/BOT-ROLE');
});

test('the roles of every account are a pattern, beside the one that lists', () => {
  const config = configOf(organization);
  expect(organizationRoles(config, 'scan', 'aws')).toEqual([list, 'arn:aws:iam::*:role/GluewardenScan']);
  expect(organizationRoles(config, 'remediation', 'aws')).toEqual(['arn:aws:iam::*:role/Fix-*']);
  expect(organizationRoles(configOf(''), 'scan', 'aws')).toEqual([]);
});

test.each([
  ['the role that lists', organization.replaceAll('arn:aws:', 'arn:aws-us-gov:'), 'aws-us-gov'],
  ['the regions', 'organization: { scanRoleName: Scan, regions: [cn-north-1] }', 'aws-cn'],
  ['the own region', 'organization: { scanRoleName: Scan }', 'aws'],
])('the partition is that of %s', async (_, text, partition) => {
  expect(await configuredPartition(configOf(text), settings)).toBe(partition);
});
