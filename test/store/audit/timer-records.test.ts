import { describe, expect, test } from 'vitest';
import { byHand, databases, openAt, openTestStore, sharedDatabases, urlOf } from '../harness.ts';

const minute = 60_000;

describe.each(databases)('timers (%s)', (database) => {
  test('one process has a timer, until it lets go of it', async () => {
    const { timers } = await openTestStore(database);
    expect(await timers.claim('runs', 'one', minute)).toBe(true);
    expect(await timers.claim('runs', 'other', minute)).toBe(false);
    expect(await timers.claim('runs', 'one', minute)).toBe(true);
    expect(await timers.claim('progress', 'other', minute)).toBe(true);
    await timers.release('other', 'runs');
    expect(await timers.claim('runs', 'other', minute)).toBe(false);
    await timers.release('one', 'runs');
    expect(await timers.claim('runs', 'other', minute)).toBe(true);
    await timers.release('other');
    for (const name of ['runs', 'progress']) expect(await timers.claim(name, 'one', minute)).toBe(true);
  });

  test('only what one has is renewed', async () => {
    const { timers } = await openTestStore(database);
    await timers.claim('runs', 'one', minute);
    await timers.claim('progress', 'other', minute);
    expect(await timers.renew(['runs', 'progress', 'never'], 'one', minute)).toEqual(['runs']);
    expect(await timers.renew([], 'one', minute)).toEqual([]);
    expect(await timers.claim('progress', 'one', minute)).toBe(false);
  });
});

describe.each(sharedDatabases)('timers (%s)', (database) => {
  test.each([
    ['is over', -1, true],
    ['goes on', 30_000, false],
    ['ends later than any does: a clock ran ahead', 3_600_000, true],
  ])('a claim that %s', async (_case, fromNow, isFree) => {
    const url = await urlOf(database);
    const { timers, now } = await openAt(url);
    await timers.claim('runs', 'one', minute);
    await byHand(url, `update timers set until = ${(await now()) + fromNow} where name = 'runs'`);
    expect(await timers.claim('runs', 'other', minute)).toBe(isFree);
    expect(await timers.renew(['runs'], 'one', minute)).toEqual(isFree ? [] : ['runs']);
  });
});
