import { expect, test } from 'vitest';
import { listingFilters, type Organization } from '../../../src/domain/organization/organization.ts';
import { readMeasurements } from '../../../src/usecases/bot/measurements.ts';
import { kit } from '../../support/fakes/kit.ts';
import { noMeasurements } from '../../support/measurements.ts';
import { everything } from '../../support/organization.ts';

const account = { id: '111122223333', regions: ['eu-west-1'] };

test('an empty database has one account-region that was never scanned', async () => {
  const { store } = await kit();
  const now = await readMeasurements({ store, fleet: { accounts: [account], schedules: [] } });
  expect(now).toMatchObject({ ...noMeasurements, blind: [{ account: '111122223333', region: 'eu-west-1' }] });
});

test('an organization that cannot be listed is measured by since when, and only while one is configured', async () => {
  const { store } = await kit();
  const fleet = { accounts: [account], schedules: [] };
  const measured = async (organization?: Organization) =>
    (await readMeasurements({ store, fleet: { ...fleet, ...(organization && { organization }) } })).unlistedSince;
  expect(await measured(everything)).toBe(0);
  await store.organization.fail(
    listingFilters(everything),
    { call: 'ListAccounts', error: 'AccessDeniedException' },
    5_000,
  );
  await store.organization.fail(
    listingFilters(everything),
    { call: 'ListAccounts', error: 'AccessDeniedException' },
    6_000,
  );
  expect(await measured(everything)).toBe(5_000);
  expect(await measured()).toBe(0);
});
