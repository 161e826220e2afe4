import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSqlite } from '../../../src/store/database/sqlite-database.ts';
import { temporaryFolder } from '../harness.ts';

const open = () => openSqlite({ kind: 'memory' });

describe('parameters', () => {
  test.each([
    ['a Date', new Date(0)],
    ['a boolean', true],
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['an object', {}],
    ['a list', []],
  ])('%s is refused, instead of being stored as NULL', async (_, value) => {
    const database = await open();
    database.prepare('create table t (x text)').run([]);
    expect(() => database.prepare('insert into t values (?)').run([value])).toThrow(TypeError);
    expect(database.prepare('select * from t').all([])).toEqual([]);
  });

  test.each([['text'], ['null\0byte'], [1.5], [1_790_000_000_000], [null]])(
    '%j comes back as it was',
    async (value) => {
      expect((await open()).prepare('select ? as x').all([value])).toEqual([{ x: value }]);
    },
  );

  test('bytes and big integers are taken', async () => {
    const [row] = (await open()).prepare('select ? as bytes, ? as big').all([new Uint8Array([1, 2]), 5n]);
    expect(row).toEqual({ bytes: new Uint8Array([1, 2]), big: 5 });
  });
});

describe('statements', () => {
  test('only one with columns is a reader', async () => {
    const database = await open();
    expect(database.prepare('create table t (x text)').reader).toBe(false);
    database.prepare('create table t (x text)').run([]);
    expect(database.prepare('insert into t values (1)').reader).toBe(false);
    expect(database.prepare('insert into t values (1) returning x').reader).toBe(true);
    expect(database.prepare('select 1').reader).toBe(true);
  });

  test('iterate gives the rows one by one', async () => {
    expect([...(await open()).prepare('select 1 as x union select 2').iterate([])]).toEqual([{ x: 1 }, { x: 2 }]);
  });

  test('wrong SQL is a StoreError', async () => {
    const database = await open();
    expect(() => database.prepare('select from nowhere')).toThrow(expect.objectContaining({ code: 'failed' }));
  });

  test('a transaction takes the write lock at its beginning', async () => {
    const location = { kind: 'file', path: join(temporaryFolder(), 'x.db') } as const;
    const [first, second] = [await openSqlite(location), await openSqlite(location)];
    second.prepare('pragma busy_timeout = 0').all([]);
    first.prepare('begin').run([]);
    expect(() => second.prepare('begin').run([])).toThrow(expect.objectContaining({ code: 'busy' }));
    first.prepare('rollback').run([]);
    second.prepare('begin').run([]);
    second.close();
    first.close();
  });

  test('on a full disk the change is not made, and the next one can be', async () => {
    const database = await open();
    const run = (sql: string, ...values: unknown[]) => database.prepare(sql).run(values);
    run('create table t (x text)');
    database.prepare('pragma max_page_count = 20').all([]);
    run('begin');
    expect(() => run('insert into t values (?)', 'x'.repeat(200_000))).toThrow(
      expect.objectContaining({ code: 'disk-full', message: expect.stringContaining('Free some space') }),
    );
    database.prepare('rollback').all([]);
    run('insert into t values (?)', 'small');
    expect(database.prepare('select * from t').all([])).toEqual([{ x: 'small' }]);
  });

  test('a rollback without a transaction is quiet: SQLite may have rolled back by itself', async () => {
    const database = await open();
    expect(() => database.prepare('rollback').all([])).not.toThrow();
  });
});

describe('settings', () => {
  test('a file is in WAL mode, fully synchronous, with foreign keys and a busy time-out', async () => {
    const database = await openSqlite({ kind: 'file', path: join(temporaryFolder(), 'x.db') });
    const pragma = (name: string) => database.prepare(`pragma ${name}`).all([]);
    expect(pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(pragma('busy_timeout')).toEqual([{ timeout: 5_000 }]);
    database.close();
    database.close();
  });
});
