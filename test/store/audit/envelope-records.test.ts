import { describe, expect, test } from 'vitest';
import { databases, openAt, openTestStore, sharedDatabases, urlOf } from '../harness.ts';

describe.each(databases)('envelopes (%s)', (database) => {
  test('a payload is the first of its kind once, by each of its ids', async () => {
    const { envelopes } = await openTestStore(database);
    expect(await envelopes.isFirst(['envelope e1', 'trigger t1'], 1)).toBe(true);
    expect(await envelopes.isFirst(['envelope e1', 'trigger t1'], 2)).toBe(false);
    expect(await envelopes.isFirst(['envelope e2', 'trigger t1'], 2)).toBe(false);
    expect(await envelopes.isFirst(['envelope e2', 'trigger t2'], 2)).toBe(false);
    expect(await envelopes.isFirst(['envelope e3', 'trigger t3'], 2)).toBe(true);
    expect(await envelopes.isFirst(['one', 'one'], 3)).toBe(true);
    expect(await envelopes.isFirst([], 3)).toBe(true);
    expect(await envelopes.isFirst([], 3)).toBe(true);
  });

  test('what was seen long ago is forgotten', async () => {
    const { envelopes } = await openTestStore(database);
    await envelopes.isFirst(['old'], 1);
    await envelopes.isFirst(['new'], 2);
    expect(await envelopes.prune(2)).toBe(1);
    expect(await envelopes.isFirst(['old'], 3)).toBe(true);
    expect(await envelopes.isFirst(['new'], 3)).toBe(false);
  });
});

test.each(sharedDatabases)('of two connections that ask at once, one is the first (%s)', async (database) => {
  const url = await urlOf(database);
  const stores = [await openAt(url), await openAt(url)];
  const answers = await Promise.all(stores.map(({ envelopes }) => envelopes.isFirst(['e', 't'], 1)));
  expect(answers.filter((first) => first)).toHaveLength(1);
});
