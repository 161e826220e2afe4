// The thread that holds one connection. Plain JavaScript that imports nothing of ours: it starts in half the time, and an
// image that copies `src` has it.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** A row costs the event loop time when it arrives: 66,000 in one message stop it for 120 ms. */
const rowsPerMessage = 1_000;

const { file, busyMs, pragmas, readOnly } = workerData;

/** @type {DatabaseSync | undefined} */
let database;
/**
 * The statement whose rows are being sent. They are read as they are sent: few are in memory, and a thread that has no
 * more of it ends in JavaScript, where it can be ended.
 * @type {Iterator<unknown> | undefined}
 */
let reading;

function open() {
  database = new DatabaseSync(file, { timeout: busyMs, readOnly });
  for (const pragma of pragmas) database.exec(`pragma ${pragma}`);
  return {};
}

/**
 * Kysely issues a plain `begin`: a read followed by a write then fails at once against another writer, whatever the busy
 * time-out. And after a full disk SQLite has rolled back by itself: a second rollback would hide that error.
 */
function adapted(sql) {
  if (sql === 'begin') return 'begin immediate';
  if (sql === 'rollback' && !database.isTransaction) return 'select 1';
  return sql;
}

function execute({ sql, parameters }) {
  const statement = database.prepare(adapted(sql));
  if (statement.columns().length > 0) {
    // What writes is run to its end at once, and gives few rows.
    if (!/^select|^with/i.test(sql)) return { rows: statement.all(...parameters) };
    // With their names, rows take three times as long to get to the other thread.
    statement.setReturnArrays(true);
    reading = statement.iterate(...parameters);
    return { ...piece(), columns: statement.columns().map(({ name }) => name) };
  }
  const { changes, lastInsertRowid } = statement.run(...parameters);
  return { changes, lastInsertRowid };
}

function piece() {
  const rows = [];
  while (rows.length < rowsPerMessage) {
    const { done, value } = reading.next();
    if (done) return { rows, more: false };
    rows.push(value);
  }
  return { rows, more: true };
}

function close() {
  if (database?.isOpen) database.close();
  return {};
}

const work = { open, execute, piece, close };

parentPort.on('message', ({ id, ask, ...what }) => {
  try {
    parentPort.postMessage({ id, ...work[ask](what) });
  } catch (error) {
    // A statement that is left in the middle keeps its view of the database, and its transaction from being committed.
    reading?.return?.();
    reading = undefined;
    // The class of an error, and SQLite's code on it, do not survive the way to the other thread.
    parentPort.postMessage({ id, error: { message: String(error?.message ?? error), errcode: error?.errcode } });
  }
  if (ask === 'close') parentPort.close();
});
