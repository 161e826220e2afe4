import { describe, expect, test } from 'vitest';
import type { FindingFilter } from '../../../src/usecases/messages/finding-messages.ts';
import { byHand, databases, openAt, openTestStore, quoted, sharedDatabases, urlOf } from '../harness.ts';

const filter: FindingFilter = {
  rules: ['Glue-005', 'one of a later version'],
  accounts: ['111111111111'],
  regions: ['eu-west-1', `o'brien "x" %_`],
  exposures: ['exposed', 'latent'],
  kinds: ['unusable-key'],
  firstSeenSince: 1_000,
};

describe.each(databases)('queries (%s)', (database) => {
  test('a filter comes back as it was saved', async () => {
    const { queries } = await openTestStore(database);
    await queries.save('q1', filter, 1_000);
    await queries.save('q2', {}, 1_000);
    expect(await queries.get('q1')).toStrictEqual(filter);
    expect(await queries.get('q2')).toStrictEqual({});
    expect(await queries.get('q3')).toBeUndefined();
  });

  test('many are saved like one each, also again', async () => {
    const { queries } = await openTestStore(database);
    await queries.save('q1', {}, 1_000);
    await queries.saveAll(
      [
        { id: 'q1', filter },
        { id: 'q2', filter: { kinds: ['configuration'] } },
      ],
      5_000,
    );
    await queries.saveAll([], 5_000);
    expect([await queries.get('q1'), await queries.get('q2')]).toStrictEqual([filter, { kinds: ['configuration'] }]);
    expect(await queries.prune(5_000)).toBe(0);
  });

  test('saving again overwrites, and makes it young', async () => {
    const { queries } = await openTestStore(database);
    await queries.save('q1', filter, 1_000);
    await queries.save('q1', { kinds: ['configuration'] }, 5_000);
    expect(await queries.prune(5_000)).toBe(0);
    expect(await queries.get('q1')).toStrictEqual({ kinds: ['configuration'] });
  });

  test('prune deletes the old ones', async () => {
    const { queries } = await openTestStore(database);
    await queries.save('old', filter, 4_999);
    await queries.save('new', filter, 5_000);
    expect(await queries.prune(5_000)).toBe(1);
    expect(await queries.get('old')).toBeUndefined();
    expect(await queries.get('new')).toBeDefined();
  });
});

test.each(['not JSON', 'null', '{"accounts":"x"}', '{"kinds":["future"]}', '{"owners":["x"]}'])(
  'a stored filter that this version does not know (%s) is as good as gone, never a wider one',
  async (stored) => {
    for (const database of sharedDatabases) {
      const url = await urlOf(database);
      const { queries } = await openAt(url);
      await queries.save('q1', filter, 1_000);
      await byHand(url, `update queries set filter_json = ${quoted(stored)}`);
      expect(await queries.get('q1')).toBeUndefined();
    }
  },
);
