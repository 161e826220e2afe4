import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../src/store/migrations/index.ts';
import { openToRead } from '../../src/store/open-to-read.ts';
import { earlierDatabase } from './earlier-database.ts';
import { byHand, openAt, sharedDatabases, temporaryUrl, urlOf } from './harness.ts';

const entry = { id: 'a', at: 1, actor: 'U1', action: 'x', subject: 'r1', detail: {}, awsRequestIds: [] };

describe.each(sharedDatabases)('a database that is read (%s)', (database) => {
  test('while a bot works on it, and not changed', async () => {
    const url = await urlOf(database);
    const bot = await openAt(url);
    await bot.remediation.audit(entry);
    const { store } = await openToRead({ databaseUrl: url });
    try {
      expect(await store.auditLog.page(0, 9)).toMatchObject([{ id: 'a', place: 1 }]);
      await bot.remediation.audit({ ...entry, id: 'b' });
      expect(await store.auditLog.head()).toMatchObject({ place: 2 });
      if (database === 'file')
        await expect(store.remediation.audit({ ...entry, id: 'c' })).rejects.toMatchObject({ name: 'StoreError' });
    } finally {
      await store.close();
    }
  });
});

test('one that is not there is not made', async () => {
  const url = temporaryUrl();
  await expect(openToRead({ databaseUrl: url })).rejects.toMatchObject({ code: 'cannot-open' });
  expect(existsSync(url.slice('sqlite:'.length))).toBe(false);
});

test('one of an older version says who brings it up to date, and stays as it is', async () => {
  const url = await earlierDatabase(Object.keys(migrations).slice(0, -1), () => {});
  await expect(openToRead({ databaseUrl: url })).rejects.toMatchObject({
    code: 'older-schema',
    message: expect.stringContaining('Start the bot of this version'),
  });
  expect(await byHand(url, 'select name from kysely_migration')).toHaveLength(Object.keys(migrations).length - 1);
});

test('one of a newer version is not read', async () => {
  const url = temporaryUrl();
  await openAt(url);
  await byHand(url, `insert into kysely_migration (name, timestamp) values ('9999-new', 'x')`);
  await expect(openToRead({ databaseUrl: url })).rejects.toMatchObject({ code: 'newer-schema' });
});
