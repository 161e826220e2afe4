import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { SqliteConnection, StatementResult } from './sqlite-connection.ts';
import { toParameter } from './sqlite-database.ts';
import { fromSqlite, StoreError } from './store-error.ts';

export interface SqliteThreadOptions {
  readonly file: string;
  /** How long one try waits for a lock, in milliseconds: the thread does nothing else meanwhile. */
  readonly busyMs: number;
  /** Set when it opens, as `name = value`. */
  readonly pragmas: readonly string[];
  /** True: it also cannot move what a WAL holds into the file, as the last one that closes does. */
  readonly readOnly?: boolean;
  /** Told once when the thread ends without having been asked to: whatever waited is rejected. */
  onLost?(error: StoreError): void;
  readonly resourceLimits?: ResourceLimits;
}

interface Answer extends StatementResult {
  readonly id: number;
  /** With rows that are lists of values, in this order. */
  readonly columns?: readonly string[];
  readonly more?: boolean;
  readonly error?: { readonly message: string; readonly errcode?: number };
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** Statements and rows live for a moment. V8 lets a thread's young objects grow to 128 MB before it looks at them. */
const fewObjects = { maxYoungGenerationSizeMb: 16 };

function named(columns: readonly string[], values: unknown): object {
  const row: Record<string, unknown> = {};
  if (!Array.isArray(values)) return row;
  let index = 0;
  for (const name of columns) row[name] = values[index++];
  return row;
}

/** One connection of node:sqlite in a thread of its own, so that what it waits for stops nobody else. */
export class SqliteThread implements SqliteConnection {
  readonly #worker: Worker;
  readonly #options: SqliteThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #closing = false;
  #lost: StoreError | undefined;

  /** @throws {StoreError} what SQLite says when the file cannot be opened */
  static async open(options: SqliteThreadOptions): Promise<SqliteThread> {
    const thread = new SqliteThread(options);
    try {
      await thread.#ask('open');
      return thread;
    } catch (error) {
      await thread.end();
      throw error;
    }
  }

  private constructor(options: SqliteThreadOptions) {
    this.#options = options;
    const { file, busyMs, pragmas, readOnly = false, resourceLimits } = options;
    this.#worker = new Worker(new URL('./sqlite-worker.mjs', import.meta.url), {
      workerData: { file, busyMs, pragmas, readOnly },
      // Neither the loaders of this process nor its secrets are needed there.
      execArgv: [],
      env: {},
      resourceLimits: { ...fewObjects, ...resourceLimits },
    });
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#ended(error));
    this.#worker.on('exit', () => this.#ended(undefined));
    // Only what somebody waits for keeps the process alive.
    this.#worker.unref();
  }

  /** @throws {StoreError} and {TypeError} for a parameter that SQLite does not take */
  async execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    const checked = parameters.map(toParameter);
    const first = await this.#ask('execute', { sql, parameters: checked });
    if (first.columns === undefined) return first;
    const rows: object[] = [];
    for (let answer = first; ; ) {
      // The thread reads the next ones while these get their names.
      const next = answer.more === true ? this.#ask('piece') : undefined;
      for (const values of answer.rows ?? []) rows.push(named(first.columns, values));
      if (next === undefined) return { rows };
      answer = await next;
    }
  }

  async close(): Promise<void> {
    if (this.#closing || this.#lost) return;
    const closed = this.#ask('close');
    this.#closing = true;
    await closed;
    await this.end();
  }

  /** Ends the thread as a crash would: what is not committed is rolled back by SQLite. */
  async end(): Promise<void> {
    this.#closing = true;
    await this.#worker.terminate();
  }

  #ask(ask: string, what: object = {}): Promise<Answer> {
    if (this.#lost) return Promise.reject(this.#lost);
    if (this.#closing)
      return Promise.reject(new StoreError('closed', 'The database is closed: Gluewarden is stopping.'));
    return new Promise((resolve, reject) => {
      this.#asked += 1;
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(this.#asked, { resolve, reject });
      this.#worker.postMessage({ id: this.#asked, ask, ...what });
    });
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (answer.error === undefined) waiting?.resolve(answer);
    else {
      const { message, errcode } = answer.error;
      waiting?.reject(fromSqlite(Object.assign(new Error(message), { errcode }), this.#options.file));
    }
  }

  #ended(cause: unknown): void {
    if (this.#lost) return;
    const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    this.#lost = new StoreError(
      'lost',
      `The thread that keeps the database ${this.#options.file} ended${why}. Nothing was recorded by halves: start Gluewarden again.`,
      { cause },
    );
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
    if (!this.#closing) this.#options.onLost?.(this.#lost);
  }
}
