import { describe, expect, onTestFinished, test } from 'vitest';
import { truth } from '../../sandbox/aws/seed/truth.ts';
import { startAws } from '../../sandbox/aws/server.ts';
import { demoAccounts, demoFindings, story } from '../../sandbox/demo-story.ts';
import { demoWorkspace } from '../../sandbox/slack/workspace.ts';

async function startDemo() {
  const aws = await startAws({ seed: 'demo' });
  onTestFinished(() => aws.close());
  return aws;
}

describe('what the demo tells people to click', () => {
  const text = story('http://127.0.0.1:4000');

  test('names people and channels that are there, and who may do it', () => {
    const { users, channels, userGroups } = demoWorkspace();
    const addresses = [...text.matchAll(/http:\/\/127\.0\.0\.1:4000\/\?as=([a-z]+)&channel=([a-z-]+)/g)];
    expect(addresses.map(([, person, channel]) => `${person} ${channel}`)).toEqual([
      'nina data-alerts',
      'nina data-platform',
      'amir glue-approvals',
    ]);
    for (const [, person, name] of addresses) {
      const id = users.find((user) => user.name === person)?.id;
      expect(channels.find((channel) => channel.name === name)?.members).toContain(id);
    }
    const approvers = userGroups.find(({ id }) => id === 'SDATALEADS')?.users;
    expect(approvers).toContain('UAMIR');
    expect(approvers).not.toContain('UNINA');
  });

  test('names exposed findings with several jobs, in accounts that may be changed', async () => {
    const { state, fleet } = await startDemo();
    const { findings } = truth(state.snapshot());
    for (const { name, account, region } of Object.values(demoFindings)) {
      expect(text).toContain(`/glue-audit show "${name}" ${account} ${region}`);
      const found = fleet.find((one) => one.name === account);
      expect(found).toHaveProperty('remediationRoleArn');
      expect(findings).toContainEqual(
        expect.objectContaining({ account: found?.id, region, name, kind: 'configuration', exposure: 'exposed' }),
      );
      const jobs = state.region(found?.id ?? '', region).jobs.list();
      expect(jobs.filter((job) => job.SecurityConfiguration === name).length).toBeGreaterThan(1);
    }
  });
});

test('each Region of an account that may be changed has a key that can be used; the others have none', async () => {
  const aws = await startDemo();
  const accounts = demoAccounts(aws);
  expect(accounts.map((account) => Object.keys(Reflect.get(account, 'kmsKeys') ?? {}))).toEqual([
    ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-southeast-2'],
    [],
    ['us-east-1', 'eu-west-1', 'ap-northeast-1', 'eu-central-2'],
  ]);
  for (const account of accounts) {
    const keys: Record<string, string> = Reflect.get(account, 'kmsKeys') ?? {};
    for (const [region, arn] of Object.entries(keys)) {
      const [, , , ofRegion, owner = '', key = ''] = arn.split(':');
      expect(ofRegion).toBe(region);
      expect(aws.state.region(owner, region).keys.get(key.replace('key/', ''))?.metadata).toMatchObject({
        KeyState: 'Enabled',
        KeySpec: 'SYMMETRIC_DEFAULT',
      });
    }
  }
});
