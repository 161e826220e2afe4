import { describe, expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { databases, openAt, openTestStore } from '../harness.ts';

const listing = {
  members: [
    { id: '111122223333', name: 'data', partition: 'aws' },
    { id: '333344445555', name: 'web', partition: 'aws', ownerTags: { channel: 'C0WEB' } },
  ],
  inactive: [{ id: '222233334444', name: 'old "one"', partition: 'aws', state: 'SUSPENDED' }],
};
const denied = { call: 'ListAccounts', error: 'AccessDeniedException', message: 'no' };
const throttled = { call: 'ListAccounts', error: 'TooManyRequestsException' };

describe.each(databases)('the organization (%s)', (database) => {
  test('nothing is known of it at first, and a failure alone is known as one', async () => {
    const { organization } = await openTestStore(database);
    expect(await organization.get()).toEqual({});
    await organization.fail(denied, 5);
    expect(await organization.get()).toEqual({ failing: { since: 5, at: 5, error: denied } });
  });

  test('a failed listing takes nothing away from the last complete one, and lasts since the first in a row', async () => {
    const { organization } = await openTestStore(database);
    await organization.save(listing, 1);
    await organization.fail(denied, 2);
    await organization.fail(throttled, 3);
    expect(await organization.get()).toEqual({
      listed: { listing, at: 1 },
      failing: { since: 2, at: 3, error: throttled },
    });
    const next = { members: [], inactive: [] };
    await organization.save(next, 4);
    expect(await organization.get()).toEqual({ listed: { listing: next, at: 4 } });
    await organization.fail(denied, 5);
    expect((await organization.get()).failing?.since).toBe(5);
  });
});

test('a database of the version before knows no organization, and goes on', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0019');
  const { organization } = await openAt(await earlierDatabase(before, () => undefined));
  expect(await organization.get()).toEqual({});
  await organization.save(listing, 1);
  expect((await organization.get()).listed?.listing).toEqual(listing);
});

test('a row that cannot be read is as good as never listed', async () => {
  const url = await earlierDatabase(Object.keys(migrations), (hand) => {
    hand.exec(`insert into organizations (id, listing_json, listed_at) values ('organization', '{"members":[{}]}', 1)`);
  });
  expect(await (await openAt(url)).organization.get()).toEqual({});
});
