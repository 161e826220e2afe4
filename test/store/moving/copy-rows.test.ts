import { describe, expect, test } from 'vitest';
import { verifyTable } from '../../../src/store/moving/copy-rows.ts';
import { tables } from '../../../src/store/moving/tables.ts';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { byHand, openAt, sharedDatabases, urlOf } from '../harness.ts';
import { finding } from '../samples.ts';
import { copy, everyRow, opened } from './databases.ts';

async function filled(sql?: string) {
  const url = await urlOf('file');
  const store = await openAt(url);
  await store.findings.insert([finding('f1'), finding('f2'), finding('f3')]);
  if (sql !== undefined) await byHand(url, sql);
  return { url, from: await opened(url) };
}

describe.skipIf(!hasPostgres)('what PostgreSQL does not take', () => {
  test('U+0000 in a text: U+FFFD, as the store writes it there, and told by row and column', async () => {
    const { from } = await filled(`update findings set detail = 'a' || char(0) || 'b' where id = 'f2'`);
    const to = await opened(await urlOf('postgres'));
    expect(await copy(from, to)).toMatchObject({ replaced: [{ row: 'findings f2', column: 'detail' }] });
    expect((await everyRow(to)).findings?.map(({ detail }) => detail)).toContain('a\uFFFDb');
  });

  test('U+0000 in a key, which would become another one', async () => {
    const { from } = await filled(`update findings set id = 'f' || char(0) where id = 'f2'`);
    await expect(copy(from, await opened(await urlOf('postgres')))).rejects.toMatchObject({
      code: 'row-refused',
      message: expect.stringMatching(/findings f\uFFFD .*its key \(id\)/),
    });
  });

  test('an instant with a fraction, as versions before wrote some: the nearest whole one', async () => {
    const { from } = await filled(`update findings set last_seen_at = 1795984863129.375 where id = 'f2'`);
    const to = await opened(await urlOf('postgres'));
    expect(await copy(from, to)).toMatchObject({ rows: 3, replaced: [] });
    expect((await everyRow(to)).findings?.map((row) => row.last_seen_at)).toContain(1_795_984_863_129);
  });

  test('text in a column of numbers: the row is named, and once it is mended the copy goes on', async () => {
    const { url, from } = await filled(`update findings set last_seen_at = 'yesterday' where id = 'f2'`);
    const to = await opened(await urlOf('postgres'));
    await expect(copy(from, to)).rejects.toMatchObject({
      code: 'row-refused',
      message: expect.stringContaining('The row findings f2 was not taken'),
    });
    await byHand(url, 'drop trigger moved_findings_update');
    await byHand(url, `update findings set last_seen_at = 5 where id = 'f2'`);
    await expect(copy(from, to)).resolves.toMatchObject({ rows: 3 });
  });
});

describe.each(sharedDatabases)('what was written to a copy before it was held against the rows (%s)', (database) => {
  test.each([
    ['changed', `update findings set reason = 'other' where id = 'f2'`, 'f2'],
    ['gone', `delete from findings where id = 'f2'`, 'f2'],
    ['the last one gone', `delete from findings where id = 'f3'`, 'f3'],
    ['one more', `update findings set id = 'f4' where id = 'f3'`, 'f3'],
  ])('%s', async (_what, sql, row) => {
    const { from } = await filled();
    const url = await urlOf(database);
    const to = await opened(url);
    await copy(from, to);
    const findings = tables.filter(({ name }) => name === 'findings');
    const verify = () => Promise.all(findings.map((table) => verifyTable({ from: from.db, to: to.db }, table)));
    expect(await verify()).toMatchObject([{ rows: 3, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    await byHand(url, sql);
    await expect(verify()).rejects.toMatchObject({
      code: 'differs',
      message: expect.stringContaining(`findings ${row} `),
    });
  });
});
