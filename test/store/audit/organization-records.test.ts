import { createHash } from 'node:crypto';
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
    expect(await organization.get('all')).toEqual({});
    await organization.fail('all', denied, 5);
    expect(await organization.get('all')).toEqual({ failing: { since: 5, at: 5, error: denied } });
  });

  test('a failed listing takes nothing away from the last complete one, and lasts since the first in a row', async () => {
    const { organization } = await openTestStore(database);
    await organization.save('all', listing, 1);
    await organization.fail('all', denied, 2);
    await organization.fail('all', throttled, 3);
    expect(await organization.get('all')).toEqual({
      listed: { listing, at: 1 },
      failing: { since: 2, at: 3, error: throttled },
    });
    const next = { members: [], inactive: [] };
    await organization.save('all', next, 4);
    expect(await organization.get('all')).toEqual({ listed: { listing: next, at: 4 } });
    await organization.fail('all', denied, 5);
    expect((await organization.get('all')).failing?.since).toBe(5);
  });
});

describe.each(databases)('its filters (%s)', (database) => {
  test('are each known by themselves, and forgotten a week after their last use', async () => {
    const { organization } = await openTestStore(database);
    const day = 86_400_000;
    const next = { members: [], inactive: [] };
    await organization.save('narrow', next, day);
    await organization.fail('never listed', denied, day);
    await organization.save('still tried', next, day);
    await organization.fail('still tried', denied, 8 * day);
    await organization.save('all', listing, 8 * day);
    expect(await organization.get('all')).toEqual({ listed: { listing, at: 8 * day } });
    expect(await organization.get('narrow')).toEqual({ listed: { listing: next, at: day } });
    await organization.save('all', listing, 8 * day + 1);
    expect([await organization.get('narrow'), await organization.get('never listed')]).toEqual([{}, {}]);
    expect(await organization.get('still tried')).toMatchObject({ listed: { at: day }, failing: { since: 8 * day } });
  });

  test('may be long', async () => {
    const { organization } = await openTestStore(database);
    await organization.save('1'.repeat(100_000), listing, 1);
    expect((await organization.get('1'.repeat(100_000))).listed?.at).toBe(1);
  });

  test('have not failed where a listing that was begun later is complete, unless that is dated later than now', async () => {
    const { organization } = await openTestStore(database);
    await organization.save('all', listing, 10);
    await organization.fail('all', denied, 20, 9);
    expect(await organization.get('all')).toEqual({ listed: { listing, at: 10 } });
    await organization.fail('all', denied, 8);
    expect((await organization.get('all')).failing).toEqual({ since: 8, at: 8, error: denied });
  });
});

test('a database of the version before knows no organization, and goes on', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0019');
  const { organization } = await openAt(await earlierDatabase(before, () => undefined));
  expect(await organization.get('all')).toEqual({});
  await organization.save('all', listing, 1);
  expect((await organization.get('all')).listed?.listing).toEqual(listing);
});

test('a row that cannot be read is as good as never listed', async () => {
  const url = await earlierDatabase(Object.keys(migrations), (hand) => {
    hand.exec(
      `insert into organizations (id, listing_json, listed_at) values ('${createHash('sha256').update('all').digest('hex')}', '{"members":[{}]}', 1)`,
    );
  });
  expect(await (await openAt(url)).organization.get('all')).toEqual({});
});
