import { describe, expect, test } from 'vitest';
import { CloudError } from '../../../src/domain/errors.ts';
import type { OrganizationListing } from '../../../src/domain/organization/members.ts';
import { listingFilters } from '../../../src/domain/organization/organization.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { base, filters, fleet, hand, id, listing, minutes, withOneStore } from '../../support/known-fleet.ts';
import { everything } from '../../support/organization.ts';

withOneStore();

const without = (...digits: number[]) => ({ ...everything, excludedAccounts: digits.map(id) });

test('what was listed with other filters is not known, and one that is excluded is no member whatever is stored', async () => {
  await fleet([listing(1, 2)]).known.refresh();
  const narrow = fleet([listing(1)], [], without(2));
  await narrow.known.load();
  expect(narrow.ids()).toEqual([hand.id]);
  await narrow.known.refresh();
  expect(narrow.ids()).toEqual([hand.id, id(1)]);
  await base.store.organization.save(listingFilters(without(2)), listing(1, 2, 3), base.clock.now() + 1);
  await base.clock.advance(5_000);
  await narrow.known.newest();
  expect(narrow.ids()).toEqual([hand.id, id(1), id(3)]);
});

test('processes with different filters keep each their own members, and nothing is announced of the difference', async () => {
  const wide = fleet([listing(1, 2), listing(1, 2), listing(1, 2, 3)]);
  const narrow = fleet([listing(1), listing(1), listing(1, 3)], [], without(2));
  for (const last of [[], [], [id(3)]]) {
    await wide.known.refresh();
    await minutes(3);
    await narrow.known.newest();
    await narrow.known.refresh();
    await minutes(3);
    await wide.known.newest();
    expect(wide.ids()).toEqual([hand.id, id(1), id(2), ...last]);
    expect(narrow.ids()).toEqual([hand.id, id(1), ...last]);
  }
  // Of who really joined, each says it once.
  expect((await base.store.outbox.waiting()).count).toBe(2);
});

test.each([
  ['a listing', () => base.store.organization.save(filters, listing(1, 2), base.clock.now() + 86_400_000)],
  [
    'a failure',
    () => base.store.organization.fail(filters, { call: 'ListAccounts', error: 'No' }, base.clock.now() + 86_400_000),
  ],
])('%s of a clock that ran ahead keeps nobody from listing', async (_, write) => {
  await write();
  const { known, ids, asked } = fleet([listing(1)]);
  await known.load();
  await known.refresh();
  expect(asked).toHaveLength(1);
  expect(ids()).toEqual([hand.id, id(1)]);
  expect(await base.store.organization.get(filters)).toEqual({
    listed: { listing: listing(1), at: base.clock.now() },
  });
});

test('of an account that was not tried, since others had listed meanwhile, it is not said that its roles work', async () => {
  const { organization, outbox } = base.store;
  const at = base.clock.now() - 20 * 60_000;
  await organization.save(filters, listing(1, 2), at + 1);
  const before = { ...organization, get: async () => ({ listed: { listing: listing(1, 2, 3), at } }) };
  const { known } = fleet([listing(1, 2, 3)], [], everything, { ...base.store, organization: before });
  await known.refresh();
  const [said] = await outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'p', 5);
  expect(said?.message).toMatchObject({ next: '"npm run -s doctor" tries their roles.' });
});

test('a listing that was read before the latest one was is not gone back to', async () => {
  const { organization } = base.store;
  let answer: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let reads = 0;
  const slow = {
    ...organization,
    async get(of: string) {
      reads += 1;
      const isFirst = reads === 1;
      const known = await organization.get(of);
      if (isFirst) await late;
      return known;
    },
  };
  await organization.save(filters, listing(1, 2), base.clock.now() - 60_000);
  const { known, ids } = fleet([], [], everything, { ...base.store, organization: slow });
  const first = known.load();
  await settle();
  await organization.save(filters, listing(1), base.clock.now());
  await known.newest();
  answer();
  await first;
  expect(ids()).toEqual([hand.id, id(1)]);
});

test('a listing that fails after another process has completed a later one is no failure', async () => {
  let fail: (error: Error) => void = () => undefined;
  const hanging = new Promise<OrganizationListing>((_, reject) => {
    fail = reject;
  });
  const slow = fleet([hanging]);
  const first = slow.known.refresh();
  await settle();
  await minutes(1);
  await first;
  const other = fleet([listing(1)]);
  await other.known.refresh();
  fail(new CloudError('ListAccounts', 'TimeoutError', 'too long'));
  await settle();
  expect(await base.store.organization.get(filters)).toEqual({
    listed: { listing: listing(1), at: base.clock.now() },
  });
});

test('a failure is dated at its end: it is not tried again at once', async () => {
  let fail: (error: Error) => void = () => undefined;
  const hanging = new Promise<OrganizationListing>((_, reject) => {
    fail = reject;
  });
  const { known, asked } = fleet([hanging]);
  const waiting = known.refresh();
  await settle();
  await minutes(2);
  await waiting;
  fail(new CloudError('ListAccounts', 'TimeoutError', 'too long'));
  await settle();
  await known.refresh();
  expect(asked).toHaveLength(1);
  expect((await base.store.organization.get(filters)).failing?.at).toBe(base.clock.now());
});

test.each([
  ['aborted', new CloudError('ListAccounts', 'AbortError', 'aborted')],
  ['complete all the same', listing(1)],
])('a listing that a stop meets, and that ends as %s, says nothing, and none begins afterwards', async (_, end) => {
  let answer: (end: OrganizationListing | Promise<never>) => void = () => undefined;
  const hanging = new Promise<OrganizationListing>((resolve) => {
    answer = resolve;
  });
  const { known, asked } = fleet([hanging]);
  const waiting = known.refresh();
  await settle();
  known.stop();
  answer(end instanceof Error ? Promise.reject(end) : end);
  await waiting;
  await known.refresh();
  expect(asked).toHaveLength(1);
  expect(await base.store.organization.get(filters)).toEqual({});
});

/** Rejects as the reader does when it is given up. */
function whenAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new CloudError('ListTagsForResource', 'TimeoutError', 'no answer')));
  });
}

test('a listing of thousands of answers may take hours, and one without an answer for five minutes is given up', async () => {
  const slow = async (signal: AbortSignal | undefined, onAnswer: () => void) => {
    const aborted = whenAborted(signal);
    for (let answer = 0; answer < 40; answer += 1) {
      await Promise.race([aborted, base.clock.sleep(4 * 60_000)]);
      onAnswer();
    }
    return listing(1);
  };
  const { known, ids } = fleet([slow, whenAborted]);
  const first = known.refresh();
  await settle();
  await minutes(160);
  await first;
  expect(ids()).toEqual([hand.id, id(1)]);
  const second = known.refresh();
  await settle();
  await minutes(5);
  await second;
  expect((await base.store.organization.get(filters)).failing).toMatchObject({
    at: base.clock.now(),
    error: { error: 'TimeoutError' },
  });
});

describe('whether what is known may decide about a change', () => {
  const hours = (count: number) => minutes(count * 60);
  const denial = () => new CloudError('ListAccounts', 'AccessDeniedException', 'no');

  test('it may of an account by hand whatever is listed, and of no other before anything is', async () => {
    const { known, asked } = fleet([denial()]);
    expect(await known.mayDecide(hand.id ?? '')).toBe(true);
    expect(asked).toHaveLength(0);
    expect(await known.mayDecide(id(1))).toBe(false);
    expect(asked).toHaveLength(1);
  });

  test('it may while the listing is a few minutes old, and later it is listed again first', async () => {
    const { known, asked, ids } = fleet([listing(1, 2), listing(1)]);
    await known.refresh();
    await minutes(14);
    expect(await known.mayDecide(id(2))).toBe(true);
    expect(asked).toHaveLength(1);
    await minutes(1);
    expect(await known.mayDecide(id(2))).toBe(true);
    expect(ids()).toEqual([hand.id, id(1)]);
  });

  test('it may for a day while each listing fails, and no longer', async () => {
    const { known } = fleet([listing(1), denial(), denial(), listing(1)]);
    await known.refresh();
    await hours(23);
    expect(await known.mayDecide(id(1))).toBe(true);
    await hours(1);
    expect(await known.mayDecide(id(1))).toBe(false);
    await minutes(1);
    expect(await known.mayDecide(id(1))).toBe(true);
  });

  test('it may for two hours while a listing goes on', async () => {
    await base.store.organization.save(filters, listing(1), base.clock.now());
    await minutes(110);
    const { known } = fleet([whenAborted]);
    const asked = known.mayDecide(id(1));
    await settle();
    await base.clock.advance(10_000);
    expect(await asked).toBe(true);
    known.stop();
  });

  test('it may not while a listing goes on that is waited for once, a short time, and may when that is complete', async () => {
    let answer: (found: OrganizationListing) => void = () => undefined;
    const hanging = new Promise<OrganizationListing>((resolve) => {
      answer = resolve;
    });
    await base.store.organization.save(filters, listing(1), base.clock.now());
    await hours(2);
    const { known, asked } = fleet([hanging]);
    const first = known.mayDecide(id(1));
    await settle();
    await base.clock.advance(10_000);
    expect(await first).toBe(false);
    expect(await known.mayDecide(id(1))).toBe(false);
    answer(listing(1));
    await settle();
    expect(await known.mayDecide(id(1))).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('it may not of a listing that is dated later than now', async () => {
    await base.store.organization.save(filters, listing(1), base.clock.now() + 1);
    const { known } = fleet([denial()]);
    expect(await known.mayDecide(id(1))).toBe(false);
  });
});
