import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { fromSqlite } from '../../../src/store/database/store-error.ts';
import { temporaryFolder } from '../harness.ts';

function failureOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('fromSqlite', () => {
  test.each([
    [5, 'busy'],
    [261, 'busy'],
    [8, 'not-writable'],
    [1544, 'not-writable'],
    [10, 'failed'],
    [11, 'corrupt'],
    [13, 'disk-full'],
    [14, 'cannot-open'],
    [2067, 'conflict'],
    [26, 'corrupt'],
    [1, 'failed'],
  ])('result code %i is "%s"', (errcode, code) => {
    const cause = Object.assign(new Error('its words'), { code: 'ERR_SQLITE_ERROR', errcode });
    const error = fromSqlite(cause, '/data/x.db');
    expect(error).toMatchObject({ name: 'StoreError', code, cause });
    expect(error).toHaveProperty('message', expect.stringContaining('/data/x.db'));
    expect(error).toHaveProperty('message', expect.stringContaining('its words'));
  });

  test('understands what node:sqlite really throws', () => {
    const path = join(temporaryFolder(), 'x.db');
    const first = new DatabaseSync(path);
    const second = new DatabaseSync(path);
    first.exec('create table t (x text primary key); insert into t values (1); begin immediate');
    expect(
      fromSqlite(
        failureOf(() => second.exec('begin immediate')),
        path,
      ),
    ).toHaveProperty('code', 'busy');
    expect(
      fromSqlite(
        failureOf(() => first.exec('insert into t values (1)')),
        path,
      ),
    ).toHaveProperty('code', 'conflict');
    second.close();
    first.close();
    const reader = new DatabaseSync(path, { readOnly: true });
    expect(
      fromSqlite(
        failureOf(() => reader.exec('delete from t')),
        path,
      ),
    ).toHaveProperty('code', 'not-writable');
    reader.close();
  });

  test('leaves any other error alone', () => {
    const other = new TypeError('not a database error');
    expect(fromSqlite(other, 'x')).toBe(other);
    expect(fromSqlite('text', 'x')).toBe('text');
  });
});
