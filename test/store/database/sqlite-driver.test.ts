import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import type { SqliteConnection } from '../../../src/store/database/sqlite-connection.ts';
import { NodeSqliteDialect } from '../../../src/store/database/sqlite-dialect.ts';
import { StoreError } from '../../../src/store/database/store-error.ts';

interface Tables {
  t: { x: string };
}

/** A connection that writes down what it is asked, and answers as it is told. */
function double(name: string, asked: string[], answer: (statement: string) => Promise<void> = async () => {}) {
  return {
    async execute(statement: string) {
      asked.push(`${name}: ${statement}`);
      await answer(statement);
      return { rows: [] };
    },
    async close() {
      asked.push(`${name}: closed`);
    },
  } satisfies SqliteConnection;
}

function openWith(answers: { writer?: (statement: string) => Promise<void> } = {}) {
  const asked: string[] = [];
  const late = new AbortController();
  const open = { writer: double('writer', asked, answers.writer), reader: double('reader', asked) };
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect({ open, deadline: () => late.signal }) });
  return { db, asked, late };
}

const locked = () => Promise.reject(new StoreError('busy', 'locked'));

test('reads go to the connection that reads, everything else to the one that writes', async () => {
  const { db, asked } = openWith();
  await db.selectFrom('t').select('x').execute();
  await db.insertInto('t').values({ x: 'a' }).execute();
  await sql`select 1`.execute(db);
  expect(asked.map((line) => line.split(' ', 2).join(' '))).toEqual([
    'reader: select',
    'writer: insert',
    'writer: select',
  ]);
});

test('a read-only transaction reads on one connection and takes no write lock; another one does', async () => {
  const { db, asked } = openWith();
  await db
    .transaction()
    .setAccessMode('read only')
    .execute((inside) => inside.selectFrom('t').select('x').execute());
  await db.transaction().execute((inside) => inside.selectFrom('t').select('x').execute());
  expect(asked).toEqual([
    'reader: begin deferred',
    'reader: select "x" from "t"',
    'reader: commit',
    'writer: begin',
    'writer: select "x" from "t"',
    'writer: commit',
  ]);
});

test('a read waits for nobody who writes', async () => {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const { db } = openWith({ writer: () => over });
  const write = db.insertInto('t').values({ x: 'a' }).execute();
  await expect(db.selectFrom('t').select('x').execute()).resolves.toEqual([]);
  end();
  await write;
});

test('a lock is tried again until the time is over that began with the ask', async () => {
  let tries = 0;
  const { db, late } = openWith({
    async writer() {
      tries += 1;
      if (tries === 5) late.abort();
      await locked();
    },
  });
  const all = await Promise.allSettled([1, 2, 3].map(() => db.insertInto('t').values({ x: 'a' }).execute()));
  // The two behind had waited as long when their turn had not come: they do not begin to wait anew.
  expect(all.map((each) => each.status === 'rejected' && each.reason.code)).toEqual(['busy', 'busy', 'busy']);
  expect(tries).toBe(5);
});

test('a lock that is given back in time is no error', async () => {
  let tries = 0;
  const { db } = openWith({
    async writer() {
      tries += 1;
      if (tries < 3) await locked();
    },
  });
  await db.transaction().execute(async () => {});
  expect(tries).toBe(4);
});

test('after a failure the next one has its turn', async () => {
  let isBroken = true;
  const { db } = openWith({
    async writer() {
      if (isBroken) throw new StoreError('disk-full', 'full');
    },
  });
  await expect(db.transaction().execute(async () => {})).rejects.toMatchObject({ code: 'disk-full' });
  isBroken = false;
  await db.transaction().execute(async () => {});
  await db.insertInto('t').values({ x: 'a' }).execute();
});

test('a transaction whose commit and rollback fail holds nobody up', async () => {
  let isBroken = true;
  const { db } = openWith({
    async writer(statement) {
      if (isBroken && statement !== 'begin') throw new StoreError('lost', 'gone');
    },
  });
  await expect(db.transaction().execute(async () => {})).rejects.toMatchObject({ code: 'lost' });
  isBroken = false;
  await db.insertInto('t').values({ x: 'a' }).execute();
});

test('closing waits for what was asked for before', async () => {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const { db, asked } = openWith({ writer: (statement) => (statement === 'begin' ? over : Promise.resolve()) });
  const work = db.transaction().execute(async () => {});
  await expect.poll(() => asked).toEqual(['writer: begin']);
  const closed = db.destroy();
  end();
  await Promise.all([work, closed]);
  expect(asked).toEqual(['writer: begin', 'writer: commit', 'reader: closed', 'writer: closed']);
});
