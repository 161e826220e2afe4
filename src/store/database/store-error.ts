export type StoreErrorCode =
  /** DATABASE_URL is not one that this version can open. */
  | 'bad-url'
  | 'cannot-open'
  | 'not-writable'
  /** The file is no SQLite database, or what holds the rows is damaged. */
  | 'corrupt'
  /** It is a healthy database of another program. */
  | 'foreign'
  /** The schema is of an older version, and nothing may be changed here. */
  | 'older-schema'
  /** A newer version of Gluewarden has changed the schema. */
  | 'newer-schema'
  /** Its rows were copied to another database, or are being copied: that one counts. */
  | 'moved'
  /** Rows are still being copied into it. */
  | 'half-copied'
  | 'migration-failed'
  /** Others held the write lock, or a row, for longer than anything waits: nothing was done. */
  | 'busy'
  | 'disk-full'
  /** A unique or not-null rule of the schema refused a row. */
  | 'conflict'
  /** A stored row does not have the shape that this version knows. */
  | 'damaged-row'
  /** The outer store was used inside a transaction, which would wait for itself for ever. */
  | 'inside-transaction'
  | 'closed'
  /** The server cannot be reached, or the connection was lost before anything was kept: nothing was done. */
  | 'unavailable'
  /** The connection was lost while a change was being kept. */
  | 'outcome-unknown'
  /** The thread that kept the database ended: this process cannot go on. */
  | 'lost'
  | 'failed';

/** Whatever goes wrong with the database. The message is a sentence for the operator and says what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** SQLite's primary result codes, from https://sqlite.org/rescode.html; the low byte of an extended code. */
const sqliteCodes = new Map<number, StoreErrorCode>([
  [5, 'busy'],
  [6, 'busy'],
  [8, 'not-writable'],
  [10, 'failed'],
  [11, 'corrupt'],
  [13, 'disk-full'],
  [14, 'cannot-open'],
  [19, 'conflict'],
  [26, 'corrupt'],
]);

function advice(code: StoreErrorCode, file: string): string {
  switch (code) {
    case 'busy':
      return `Another process keeps ${file} locked. Is a second Gluewarden, a backup or a database tool using it?`;
    case 'not-writable':
      return `Gluewarden may not write to ${file}. Make the file and its folder belong to the user that runs Gluewarden, on a file system that is not read-only.`;
    case 'cannot-open':
      return `Cannot open ${file}. Check that DATABASE_URL names a file, and that the user that runs Gluewarden may create files in its folder.`;
    case 'corrupt':
      return `${file} is damaged or is not a SQLite database. Restore it from a backup, or move it away (with its -wal and -shm files) to start with an empty one.`;
    case 'disk-full':
      return `The disk that holds ${file} is full. Free some space: nothing was lost, the last change was not made.`;
    case 'conflict':
      return `${file} refused a row.`;
    default:
      return `The database ${file} failed.`;
  }
}

function codeOf(error: unknown): StoreErrorCode | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return sqliteCodes.get(error.errcode & 0xff) ?? 'failed';
}

/** True for node:sqlite's error about a lock that another connection holds. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === 'busy';
}

/** Turns an error of node:sqlite into a StoreError; anything else stays as it is. */
export function fromSqlite(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (code === undefined || !(error instanceof Error)) return error;
  return new StoreError(code, `${advice(code, file)} (SQLite: ${error.message})`, { cause: error });
}
