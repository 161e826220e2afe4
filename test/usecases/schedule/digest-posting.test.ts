import { describe, expect, test } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import { daily, daysOf } from '../../support/days.ts';
import { disabled, job } from '../../support/inventory.ts';

const day = 86_400_000;
const hour = 3_600_000;
const whole = { regions: ['eu-west-1'], id: '111122223333' } as const;

describe('when it is posted', () => {
  test.each([
    ['always', [1, 1, 1, 1]],
    ['changes', [1, 0, 1, 0]],
    // The first day of the simulation is a Monday, the fourth scan is of the next one.
    ['weekly', [1, 0, 1, 1]],
  ] as const)('%s', async (post, posted) => {
    const bot = await daysOf({ ...daily, post }, [whole]);
    bot.region('eu-west-1').configurations = [disabled('a')];
    const counts = [(await bot.scan()).length];
    await bot.clock.advance(day);
    counts.push((await bot.scan()).length);
    bot.region('eu-west-1').configurations = [disabled('a'), disabled('b')];
    await bot.clock.advance(day);
    counts.push((await bot.scan()).length);
    await bot.clock.advance(7 * day);
    counts.push((await bot.scan()).length);
    expect(counts).toEqual(posted);
  });

  test('what is for the better is a change too', async () => {
    const bot = await daysOf({ ...daily, post: 'changes' }, [whole]);
    bot.region('eu-west-1').configurations = [disabled('a')];
    await bot.scan();
    bot.region('eu-west-1').fails = { GetJobs: 'AccessDeniedException' };
    await bot.clock.advance(day);
    expect(await bot.scan()).toMatchObject([{ unknown: [{ region: 'eu-west-1' }] }]);
    await bot.clock.advance(day);
    expect(await bot.scan()).toEqual([]);
    bot.region('eu-west-1').fails = {};
    await bot.clock.advance(day);
    expect(await bot.scan()).toMatchObject([{ seenAgain: 1 }]);
    bot.region('eu-west-1').configurations = [];
    await bot.clock.advance(day);
    expect(await bot.scan()).toMatchObject([{ resolved: { total: 1 } }]);
  });
});

describe('an account that leaves with open findings', () => {
  const other = { id: '444455556666', regions: ['eu-west-1'] } as const;

  async function watching(post: 'changes' | 'always' = 'changes') {
    const bot = await daysOf({ ...daily, post }, [whole, other]);
    bot.region('eu-west-1', other.id).configurations = [disabled('theirs')];
    expect(await bot.scan()).toHaveLength(1);
    await bot.clock.advance(day);
    return bot;
  }

  test('is a change, told once', async () => {
    const bot = await watching();
    expect(await bot.scan([whole])).toMatchObject([{ unwatched: { total: 1, targets: 1, since: 1 } }]);
    await bot.clock.advance(day);
    expect(await bot.scan([whole])).toEqual([]);
  });

  test('also after it could not be scanned, and where the region is recorded no more', async () => {
    const bot = await watching();
    bot.region('eu-west-1', other.id).fails = { GetJobs: 'AccessDeniedException' };
    expect(await bot.scan()).toHaveLength(1);
    await bot.clock.advance(day);
    expect(await bot.scan([whole])).toMatchObject([{ unwatched: { since: 1 } }]);
    const again = await watching();
    await again.store.targets.forget([{ account: other.id, region: 'eu-west-1' }]);
    expect(await again.scan([whole])).toMatchObject([{ unwatched: { since: 1 } }]);
    await again.clock.advance(day);
    expect(await again.scan([whole])).toEqual([]);
  });

  test('is said to be new in one digest alone', async () => {
    const bot = await watching('always');
    expect(await bot.scan([whole])).toMatchObject([{ unwatched: { since: 1 } }]);
    await bot.clock.advance(day);
    const [next] = await bot.scan([whole]);
    expect(next?.unwatched).toMatchObject({ total: 1 });
    expect(next?.unwatched).not.toHaveProperty('since');
  });
});

describe('quiet hours', () => {
  /** From an hour after the simulation's start on, for ten hours. */
  async function quiet(post: 'always' | 'changes') {
    const probe = await daysOf(daily, [whole]);
    const start = new Date(probe.clock.now());
    const minute = start.getUTCHours() * 60 + start.getUTCMinutes();
    const at = (hours: number) => (minute + hours * 60) % (24 * 60);
    return daysOf({ ...daily, post, quietHours: { from: at(1), to: at(11), timezone: 'UTC' } }, [whole]);
  }

  test('one digest with all that came follows at their end, and the next one does not repeat it', async () => {
    const bot = await quiet('always');
    expect(await bot.scan()).toHaveLength(1);
    await bot.clock.advance(2 * hour);
    bot.region('eu-west-1').configurations = [disabled('a')];
    expect(await bot.scan()).toEqual([]);
    await bot.clock.advance(2 * hour);
    bot.region('eu-west-1').configurations = [disabled('a'), disabled('b')];
    expect(await bot.scan()).toEqual([]);
    await bot.clock.advance(6 * hour);
    expect(await bot.post()).toEqual([]);
    await bot.clock.advance(hour);
    expect(await bot.post()).toMatchObject([{ fresh: { total: 2 } }]);
    expect(await bot.post()).toEqual([]);
    expect(await bot.scan()).toMatchObject([{ fresh: { total: 0 }, open: { total: 2 } }]);
  });

  test('what is over before anybody was told is told as resolved alone', async () => {
    const bot = await quiet('changes');
    await bot.scan();
    await bot.clock.advance(2 * hour);
    bot.region('eu-west-1').configurations = [disabled('a')];
    await bot.scan();
    await bot.clock.advance(2 * hour);
    bot.region('eu-west-1').configurations = [];
    await bot.scan();
    await bot.clock.advance(12 * hour);
    expect(await bot.post()).toMatchObject([{ fresh: { total: 0 }, resolved: { total: 1 } }]);
  });
});

test('what was raised in quiet hours is raised by the digest that replaces the held one', async () => {
  const probe = await daysOf(daily, [whole]);
  const start = new Date(probe.clock.now());
  const minute = start.getUTCHours() * 60 + start.getUTCMinutes();
  const at = (hours: number) => (minute + hours * 60) % (24 * 60);
  const bot = await daysOf({ ...daily, quietHours: { from: at(1), to: at(11), timezone: 'UTC' } }, [whole]);
  bot.region('eu-west-1').jobs = [job('late', { defaultBookmark: 'job-bookmark-enable' })];
  await bot.scan();
  await bot.clock.advance(31 * day + 2 * hour);
  expect(await bot.scan()).toEqual([]);
  await bot.clock.advance(hour);
  expect(await bot.scan()).toEqual([]);
  await bot.clock.advance(10 * hour);
  expect(await bot.post()).toMatchObject([{ overdue: { total: 1, named: [{ name: 'late' }] } }]);
  await bot.clock.advance(hour);
  expect((await bot.scan())[0]?.overdue).toBeUndefined();
});

test('an exposed finding that is open for 30 days is raised once, to its owner', async () => {
  const owned = { ...whole, owner: { channel: 'C0TEAMDATA' } };
  const other = { id: '444455556666', regions: ['eu-west-1'] };
  const bot = await daysOf(daily, [owned, other]);
  bot.region('eu-west-1').jobs = [job('late', { defaultBookmark: 'job-bookmark-enable' }), job('latent')];
  bot.region('eu-west-1', '444455556666').jobs = [job('other', { defaultBookmark: 'job-bookmark-enable' })];
  await bot.scan();
  await bot.clock.advance(29 * day);
  const before = await bot.scan();
  expect(before.map(({ overdue }) => overdue)).toEqual([undefined, undefined]);
  await bot.clock.advance(2 * day);
  const [all, owners] = await bot.scan();
  expect(all?.overdue).toMatchObject({ total: 1, days: 30, named: [{ name: 'other' }] });
  expect(owners?.overdue).toMatchObject({ total: 1, named: [{ name: 'late' }] });
  await bot.clock.advance(day);
  expect((await bot.scan()).map(({ overdue }) => overdue)).toEqual([undefined, undefined]);
});

test('what cannot be scanned is named when it begins, then counted with its age, and named again after a week', async () => {
  const bot = await daysOf(daily, [whole]);
  await bot.scan();
  bot.region('eu-west-1').fails = { GetJobs: 'AccessDeniedException' };
  const days: unknown[] = [];
  for (let n = 0; n < 9; n += 1) {
    await bot.clock.advance(day);
    const [digest] = await bot.scan();
    days.push([digest?.unknown.length, digest?.stillUnknown?.targets]);
  }
  const named = [1, undefined];
  const counted = [0, 1];
  expect(days).toEqual([named, ...Array(6).fill(counted), named, counted]);
});

test('the first digest of a week tells how many were open on each day, as the records have it', async () => {
  const bot = await daysOf(daily, [whole]);
  bot.region('eu-west-1').configurations = [disabled('a'), disabled('b')];
  // The simulation begins on a Monday.
  expect((await bot.scan())[0]?.trend).toBeUndefined();
  const openOn: number[] = [2];
  for (const names of [['a'], ['a'], ['a', 'b', 'c'], ['a', 'b', 'c'], ['a', 'c'], ['a', 'c']]) {
    await bot.clock.advance(day);
    bot.region('eu-west-1').configurations = names.map(disabled);
    expect((await bot.scan())[0]?.trend).toBeUndefined();
    openOn.push(names.length);
  }
  for (let at = bot.clock.now() - 7 * day; at < bot.clock.now(); at += day)
    await bot.store.summaries.summarise(at - (at % day), 'past');
  await bot.clock.advance(day);
  bot.region('eu-west-1').configurations = ['a', 'c', 'd'].map(disabled);
  const [monday] = await bot.scan();
  expect(monday?.trend?.map(({ open }) => open)).toEqual([...Array(6).fill(0), ...openOn, 3]);
  await bot.clock.advance(day);
  expect((await bot.scan())[0]?.trend).toBeUndefined();
});

describe('owners by name and tag', () => {
  const rules = [
    { tag: { team: 'finance' }, owner: { channel: 'C0FINANCE' } },
    { name: 'orders-*', owner: { channel: 'C0ORDERS0', usergroup: 'S0ORDERS0' } },
    { name: 'group-*', owner: { usergroup: 'S0GROUP00' } },
  ];
  const owned = { ...whole, owner: { channel: 'C0TEAMDATA' } };
  const enabled = { defaultBookmark: 'job-bookmark-enable' };
  const jobs = ['late', 'orders-etl', 'group-etl', 'rest'].map((name) => job(name, enabled));

  async function world(accounts: readonly Account[] = [owned]) {
    const bot = await daysOf(daily, accounts, { tags: ['team'], owners: rules });
    const region = bot.region('eu-west-1');
    region.jobs = jobs;
    region.tags = { late: { team: 'finance' } };
    return { bot, region };
  }
  const byChannel = (digests: Awaited<ReturnType<Awaited<ReturnType<typeof daysOf>>['scan']>>) =>
    Object.fromEntries(
      digests.map(({ owner, fresh, open, resolved }) => [
        owner?.channel ?? 'all',
        [fresh.total, open.total, resolved.total, fresh.named.map(({ name }) => name).toSorted()],
      ]),
    );

  test('each is told what is its own, the account’s owner the rest, and the schedule’s channel all', async () => {
    const { bot } = await world();
    const digests = await bot.scan();
    expect(byChannel(digests)).toEqual({
      all: [4, 0, 0, ['group-etl', 'late', 'orders-etl', 'rest']],
      C0TEAMDATA: [1, 0, 0, ['rest']],
      C0FINANCE: [1, 0, 0, ['late']],
      C0ORDERS0: [1, 0, 0, ['orders-etl']],
    });
    expect(digests[0]?.fresh.named.map(({ name, owner }) => [name, owner])).toEqual([
      ['group-etl', { usergroup: 'S0GROUP00' }],
      ['late', { channel: 'C0FINANCE' }],
      ['orders-etl', { channel: 'C0ORDERS0', usergroup: 'S0ORDERS0' }],
      ['rest', undefined],
    ]);
    expect(digests.map(({ owner }) => [owner?.channel, owner?.accounts, owner?.divided])).toEqual([
      [undefined, undefined, undefined],
      ['C0TEAMDATA', 1, true],
      ['C0FINANCE', 0, true],
      ['C0ORDERS0', 0, true],
    ]);
    // What its list shows is what it counted.
    for (const { queryId = '', fresh } of digests) {
      const filter = await bot.store.queries.get(queryId);
      expect((await bot.store.findings.page(filter ?? {}, 0, 10)).counts.total).toBe(fresh.total);
    }
  });

  test('a tag that changes makes it news to another channel alone, and what is resolved is told to whom it was last', async () => {
    const { bot, region } = await world();
    await bot.scan();
    region.tags = { late: { team: 'sales' }, rest: { team: 'finance' } };
    region.jobs = jobs.filter(({ name }) => name !== 'orders-etl');
    await bot.clock.advance(day);
    expect(byChannel(await bot.scan())).toEqual({
      all: [0, 3, 1, []],
      C0TEAMDATA: [1, 0, 0, ['late']],
      C0FINANCE: [1, 0, 0, ['rest']],
      C0ORDERS0: [0, 0, 1, []],
    });
    await bot.clock.advance(day);
    // Whoever owns nothing any more is told nothing.
    expect(Object.keys(byChannel(await bot.scan()))).toEqual(['all', 'C0TEAMDATA', 'C0FINANCE']);
  });

  test('where the tags cannot be read those of before decide, and it is said', async () => {
    const { bot, region } = await world();
    await bot.scan();
    region.fails = { GetResources: 'AccessDeniedException' };
    region.jobs = [...jobs, job('new', enabled)];
    region.tags = { new: { team: 'finance' } };
    await bot.clock.advance(day);
    const digests = await bot.scan();
    expect(byChannel(digests)).toMatchObject({ C0FINANCE: [0, 1, 0, []], C0TEAMDATA: [1, 1, 0, ['new']] });
    const notRead = { targets: 1, call: 'GetResources', error: 'AccessDeniedException' };
    expect(digests.map(({ tagsNotRead }) => tagsNotRead)).toEqual(Array(4).fill(notRead));
    expect(digests.every(({ unknown }) => unknown.length === 0)).toBe(true);
  });

  test('what is open for long is raised once, to its owner', async () => {
    const { bot } = await world();
    await bot.scan();
    await bot.clock.advance(31 * day);
    const raised = (await bot.scan()).map(({ owner, overdue }) => [
      owner?.channel ?? 'all',
      overdue?.named.map(({ name }) => name),
    ]);
    expect(raised).toEqual([
      ['all', ['group-etl']],
      ['C0TEAMDATA', ['rest']],
      ['C0FINANCE', ['late']],
      ['C0ORDERS0', ['orders-etl']],
    ]);
    await bot.clock.advance(day);
    expect((await bot.scan()).every(({ overdue }) => overdue === undefined)).toBe(true);
  });

  test('an account-region that cannot be scanned concerns its account’s owner, and who has findings there', async () => {
    const { bot, region } = await world([owned, { id: '444455556666', regions: ['eu-west-1'] }]);
    await bot.scan();
    region.fails = { GetJobs: 'AccessDeniedException' };
    await bot.clock.advance(day);
    const said = (await bot.scan()).map(({ owner, unknown, scanned }) => [
      owner?.channel ?? 'all',
      unknown.length,
      scanned,
    ]);
    expect(said).toEqual([
      ['all', 1, 1],
      ['C0TEAMDATA', 1, 0],
      ['C0FINANCE', 1, 0],
      ['C0ORDERS0', 1, 0],
    ]);
  });

  test('the schedule’s own channel gets no second digest, and rules that are taken away count at the next scan', async () => {
    const own = [{ name: 'orders-*', owner: { channel: daily.channel } }];
    const bot = await daysOf(daily, [whole], { owners: own });
    bot.region('eu-west-1').jobs = jobs;
    expect(byChannel(await bot.scan())).toEqual({ all: [4, 0, 0, expect.anything()] });
    await bot.store.findings.assignOwners([], [], 0);
    expect(
      (await bot.store.findings.openIn([{ account: whole.id, region: 'eu-west-1' }])).map(({ owner }) => owner),
    ).toEqual(Array(4).fill(undefined));
  });
});
