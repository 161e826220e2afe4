import { describe, expect, test } from 'vitest';
import { byHand, databases, openAt, openTestStore, sharedDatabases, urlOf } from '../harness.ts';
import { requestOf } from '../remediation-samples.ts';

const check = (salt: string) => ({ salt, check: `check of ${salt}` });

describe.each(databases)('key records (%s)', (database) => {
  test('the first check stands until it is replaced', async () => {
    const { key } = await openTestStore(database);
    expect(await key.check()).toBeUndefined();
    expect(await key.keep(check('one'), 1)).toEqual(check('one'));
    expect(await key.keep(check('two'), 2)).toEqual(check('one'));
    await key.replace(check('three'), 3);
    expect(await key.check()).toEqual(check('three'));
  });

  test('the latest plans, newest first, whatever became of their requests', async () => {
    const { key, remediation } = await openTestStore(database);
    expect(await key.latestPlans(2)).toEqual([]);
    for (const [at, id] of ['a', 'c', 'b'].entries())
      await remediation.openRequest({ ...requestOf(id, `of ${id}`), createdAt: at }, []);
    await remediation.close('b', 'expired', 9);
    expect((await key.latestPlans(2)).map(({ plan, seal }) => [plan.id, seal])).toEqual([
      ['plan of b', 'seal'],
      ['plan of c', 'seal'],
    ]);
  });
});

test.each(sharedDatabases)('a check that was edited by hand is no check (%s)', async (database) => {
  const url = await urlOf(database);
  const { key } = await openAt(url);
  await key.keep(check('one'), 1);
  await byHand(url, `update properties set value_json = '{}'`);
  await expect(key.check()).rejects.toMatchObject({ code: 'damaged-row' });
});
