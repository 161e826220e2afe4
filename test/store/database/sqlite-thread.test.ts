import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SqliteThread, type SqliteThreadOptions } from '../../../src/store/database/sqlite-thread.ts';
import { temporaryFolder } from '../harness.ts';

const upTo = (count: number) =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) select i, hex(randomblob(40)) as text from n`;

async function openThread(options: Partial<SqliteThreadOptions> = {}) {
  const file = join(temporaryFolder(), 'x.db');
  let worker: Worker | undefined;
  const keep = (started: Worker) => {
    worker = started;
  };
  process.once('worker', keep);
  const thread = await SqliteThread.open({ file, busyMs: 10, pragmas: [], ...options });
  onTestFinished(() => thread.end());
  return { thread, file, kill: async () => void (await worker?.terminate()) };
}

test('rows, changes and errors of SQLite come as they are in this thread', async () => {
  const { thread } = await openThread();
  await thread.execute('create table t (x text not null)', []);
  expect(await thread.execute('insert into t values (?), (?)', ['a', 'b'])).toMatchObject({ changes: 2 });
  expect(await thread.execute('select * from t', [])).toMatchObject({ rows: [{ x: 'a' }, { x: 'b' }] });
  await expect(thread.execute('insert into t values (?)', [null])).rejects.toMatchObject({
    name: 'StoreError',
    code: 'conflict',
  });
  await expect(thread.execute('select from nowhere', [])).rejects.toMatchObject({ code: 'failed' });
});

test('a parameter that SQLite would store as NULL does not leave this thread', async () => {
  const { thread } = await openThread();
  await expect(thread.execute('select ?', [new Date(0)])).rejects.toThrow(TypeError);
  await expect(thread.execute('select ?', [() => 1])).rejects.toThrow(TypeError);
});

test('many rows come in pieces, between which other work has its turn', async () => {
  const { thread } = await openThread();
  let turns = 0;
  const count = setInterval(() => {
    turns += 1;
  });
  const { rows = [] } = await thread.execute(upTo(20_500), []);
  clearInterval(count);
  expect(rows.map((row) => (row as { i: number }).i)).toEqual(Array.from({ length: 20_500 }, (_, index) => index + 1));
  expect(turns).toBeGreaterThan(1);
});

test.each([
  "select 1 as a, null as b, 2.5 as c, x'00ff' as d, 'ü' as e, 3 as a",
  'with t (x) as (values (1), (2)) select x, count(*) over () as n from t order by x',
  'select 1 as a where 1 = 0',
])('rows are as one thread has them: %s', async (query) => {
  const { thread } = await openThread();
  const here = new DatabaseSync(':memory:');
  onTestFinished(() => here.close());
  const expected = here.prepare(query).all();
  expect((await thread.execute(query, [])).rows).toEqual(expected.map((row) => ({ ...row })));
});

test('a statement that met a lock is over: what comes after it can be committed', async () => {
  const { thread, file } = await openThread();
  await thread.execute('create table t (x text)', []);
  const holder = new DatabaseSync(file);
  onTestFinished(() => holder.close());
  holder.exec('begin immediate');
  const asked = thread.execute('insert into t values (1) returning x', []);
  await expect(asked).rejects.toMatchObject({ code: 'busy' });
  holder.exec('rollback');
  await thread.execute('begin', []);
  expect(await thread.execute('insert into t values (2) returning x', [])).toMatchObject({ rows: [{ x: '2' }] });
  await thread.execute('commit', []);
  expect(holder.prepare('select x from t').all()).toEqual([{ x: '2' }]);
});

test('a file that cannot be opened is a StoreError', async () => {
  await expect(openThread({ file: join(temporaryFolder(), 'no', 'folder', 'x.db') })).rejects.toMatchObject({
    code: 'cannot-open',
  });
});

test('on a full disk the change is not made, and the rollback that follows is quiet', async () => {
  const { thread } = await openThread();
  await thread.execute('create table t (x text)', []);
  await thread.execute('pragma max_page_count = 20', []);
  await thread.execute('begin', []);
  await expect(thread.execute('insert into t values (?)', ['x'.repeat(200_000)])).rejects.toMatchObject({
    code: 'disk-full',
  });
  await thread.execute('rollback', []);
  await thread.execute('insert into t values (?)', ['small']);
  expect(await thread.execute('select * from t', [])).toMatchObject({ rows: [{ x: 'small' }] });
});

test('a thread that is killed: what waits is rejected, and nothing of its transaction stays', async () => {
  const onLost = vi.fn();
  const { thread, file, kill } = await openThread({ onLost });
  await thread.execute('create table t (x text)', []);
  await thread.execute('begin', []);
  await thread.execute('insert into t values (1)', []);
  const waiting = expect(thread.execute(upTo(3_000_000), [])).rejects.toMatchObject({
    code: 'lost',
    message: expect.stringContaining('start Gluewarden again'),
  });
  await kill();
  await waiting;
  await expect(thread.execute('commit', [])).rejects.toMatchObject({ code: 'lost' });
  await thread.close();
  expect(onLost).toHaveBeenCalledOnce();
  const { thread: next } = await openThread({ file });
  expect(await next.execute('select * from t', [])).toMatchObject({ rows: [] });
});

test('a thread that runs out of memory ends alone, and says why', async () => {
  const onLost = vi.fn();
  const { thread } = await openThread({ onLost, resourceLimits: { maxOldGenerationSizeMb: 16 } });
  const wide = 'with recursive n(i) as (select 1 union all select i + 1 from n) select hex(randomblob(100000)) from n';
  await expect(thread.execute(wide, [])).rejects.toMatchObject({
    code: 'lost',
    message: expect.stringContaining('ERR_WORKER_OUT_OF_MEMORY'),
  });
  expect(onLost).toHaveBeenCalledOnce();
});

test('after close everything is refused, closing again is quiet, and nobody is told of a loss', async () => {
  const onLost = vi.fn();
  const { thread } = await openThread({ onLost });
  await thread.close();
  await thread.close();
  await expect(thread.execute('select 1', [])).rejects.toMatchObject({ code: expect.stringMatching(/closed|lost/) });
  expect(onLost).not.toHaveBeenCalled();
});
