import { expect, onTestFinished, test, vi } from 'vitest';
import { organizationRoles } from '../../../sandbox/aws/seed/organization.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { listingFilters } from '../../../src/domain/organization/organization.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { createWorld } from '../../support/processes/bot.ts';

const organization = {
  roleArn: `arn:aws:iam::710000000001:role/${organizationRoles.list}`,
  externalId: 'gluewarden-{accountId}',
  scanRoleName: organizationRoles.scan,
  regions: ['us-east-1'],
};

test('a listing that goes on ends with the bot: a stop does not wait for it, and it says nothing', async () => {
  const world = await createWorld({ aws: { seed: 'organization' }, config: { accounts: undefined, organization } });
  const { aws, databaseUrl } = world;
  // Answered before a stop would wait no longer.
  aws.faults.add({ service: 'organizations', effect: { kind: 'latency', ms: 3_000 } });
  const bot = await world.start();
  await vi.waitFor(() => expect(aws.faults.list()[0]?.struck).toBeGreaterThan(0), 40_000);
  expect(await bot.end('SIGTERM')).toBe(0);

  const store = await openStore({ databaseUrl });
  onTestFinished(() => store.close());
  const { organization: configured } = parseConfig(JSON.stringify({ organization }), 'organization.yaml');
  if (configured === undefined) throw new Error('there is no organization');
  expect(await store.organization.get(listingFilters(configured))).toEqual({});
}, 30_000);
