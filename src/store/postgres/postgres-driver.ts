import { setTimeout } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type RootOperationNode,
  SelectQueryNode,
  type TransactionSettings,
} from 'kysely';
import type { QueryResult as PgResult, Pool, PoolClient } from 'pg';
import { storedText } from '../../domain/remediation/stored-text.ts';
import { toParameter } from '../database/sqlite-database.ts';
import { StoreError } from '../database/store-error.ts';
import { createPresence, createTurns, type EndTurn } from '../database/turns.ts';
import { fromPostgres } from './postgres-error.ts';

export interface PostgresDriverOptions {
  readonly pool: Pool;
  /** As `shownLocation` says it. */
  readonly where: string;
  readonly auth?: 'iam';
  /** How long what was asked for waits for its turn, for the write lock and for a connection, in milliseconds. */
  readonly waitMs: number;
}

/** Any number that nobody else takes: "glue". Locks of this kind belong to one database. */
const writeLock = 0x676c7565;
/** Between two tries to reach a server that restarts. */
const pauseMs = 100;

/** When what was asked for has waited too long. */
interface Patience {
  readonly signal: AbortSignal;
  leftMs(): number;
}

function patience(waitMs: number): Patience {
  const until = performance.now() + waitMs;
  return { signal: AbortSignal.timeout(waitMs), leftMs: () => Math.max(1, Math.ceil(until - performance.now())) };
}

/** Statements of ours that only read are built by Kysely, or begin with the word. */
function isRead(sql: string, query: RootOperationNode): boolean {
  return SelectQueryNode.is(query) || /^\s*select\b/i.test(sql);
}

/** PostgreSQL refuses whatever U+0000 stands in, and an instant with a fraction, which SQLite keeps. */
function toValue(value: unknown): unknown {
  // Kysely asks for the tables with booleans.
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return Math.round(value);
  return typeof value === 'string' ? storedText(value) : toParameter(value);
}

function isUnavailable(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'unavailable';
}

/** The connection ended, before what was asked for was sent or after. */
function isGone(error: unknown): boolean {
  return isUnavailable(error) || (error instanceof StoreError && error.code === 'outcome-unknown');
}

/**
 * What Kysely takes for a connection. It has a client of the pool from its first statement on. Whatever writes takes the
 * write lock first: what is read then stays true until the end, as SQLite's `begin immediate` has it.
 */
class Route implements DatabaseConnection {
  readonly #driver: PostgresStoreDriver;
  #client: PoolClient | undefined;
  #isInTransaction = false;
  #isReading = false;
  /** Why the transaction that was open is no more. */
  #lost: unknown;
  #isOver = false;
  #end: EndTurn | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(driver: PostgresStoreDriver) {
    this.#driver = driver;
  }

  async executeQuery<R>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<R>> {
    const values = parameters.map(toValue);
    return this.#inOrder(async () => {
      if (this.#isOver) throw new StoreError('failed', lateWords);
      if (this.#isInTransaction) return toResult<R>(await this.#run(sql, values));
      if (isRead(sql, query)) return toResult<R>(await this.#reached(() => this.#run(sql, values)));
      return toResult<R>(await this.#alone(sql, values));
    });
  }

  // biome-ignore lint/correctness/useYield: nothing of ours streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Statements are not streamed: ask for pages');
  }

  async begin({ accessMode }: TransactionSettings): Promise<void> {
    this.#isReading = accessMode === 'read only';
    if (this.#isReading) await this.#reached(() => this.#run(beginSnapshot));
    else await this.#beginWrite();
    this.#isInTransaction = true;
  }

  /**
   * Work that fails may leave statements behind: those that wait for their turn must not run by themselves once the others
   * are rolled back.
   */
  async finish(how: 'commit' | 'rollback'): Promise<void> {
    this.#isOver = true;
    await this.#last;
    try {
      const { command } = await this.#run(how);
      // So ends a transaction in which a statement was refused, and that went on.
      if (how === 'commit' && command === 'ROLLBACK') throw new StoreError('failed', abortedWords);
    } catch (error) {
      // A connection that is gone has rolled back, and the error that led here says more. What was read was read.
      if (!isGone(error) || (how === 'commit' && !this.#isReading)) throw error;
    } finally {
      this.#isInTransaction = false;
      this.#endTurn();
    }
  }

  release(): void {
    this.#endTurn();
    this.#client?.release();
    this.#client = undefined;
  }

  /** Of what fails: the error that led here says more than that its connection is gone, which has rolled back by itself. */
  async #rollback(): Promise<void> {
    if (this.#client) await this.#run('rollback').catch(() => undefined);
  }

  #endTurn(): void {
    this.#end?.();
    this.#end = undefined;
  }

  /** One after the other: pg does not like to be asked before it has answered. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #run(sql: string, values: readonly unknown[] = []): Promise<PgResult> {
    if (this.#lost !== undefined) throw this.#lost;
    // Of a connection that was gone before, nothing is sent.
    const isSent = this.#client !== undefined && !this.#driver.gone.has(this.#client);
    try {
      this.#client ??= await this.#driver.connect();
      const result: PgResult | PgResult[] = await this.#client.query(sql, [...values]);
      return Array.isArray(result) ? (result.at(-1) ?? noResult) : result;
    } catch (error) {
      const known = fromPostgres(error, this.#driver);
      if (known.code !== 'unavailable') throw known;
      this.#drop(known);
      throw sql === 'commit' && isSent ? outcomeUnknown(known, this.#driver.where) : known;
    }
  }

  /** What comes next would run outside of the transaction that was lost. */
  #drop(why: StoreError): void {
    this.#client?.release(true);
    this.#client = undefined;
    if (this.#isInTransaction) this.#lost = why;
  }

  /** Asks again, over another connection, until it has waited too long: for what did nothing when it failed. */
  async #reached<T>(work: () => Promise<T>, late = patience(this.#driver.waitMs)): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isUnavailable(error) || late.signal.aborted) throw error;
        await setTimeout(pauseMs);
      }
    }
  }

  async #beginWrite(): Promise<void> {
    const late = patience(this.#driver.waitMs);
    this.#end = await this.#driver.turns.take(late.signal);
    if (this.#end === undefined) throw new StoreError('busy', busyWords);
    try {
      await this.#reached(() => this.#run(beginWrite(late.leftMs(), this.#driver.waitMs)), late);
    } catch (error) {
      await this.#rollback();
      this.#endTurn();
      throw error;
    }
  }

  /** A statement that writes, in a transaction of its own. */
  async #alone(sql: string, values: readonly unknown[]): Promise<PgResult> {
    await this.#beginWrite();
    this.#isInTransaction = true;
    try {
      const result = await this.#run(sql, values);
      await this.#run('commit');
      return result;
    } catch (error) {
      await this.#rollback();
      throw error;
    } finally {
      this.#isInTransaction = false;
      this.#lost = undefined;
      this.#endTurn();
    }
  }
}

const beginSnapshot = 'start transaction isolation level repeatable read read only';

/** One message to the server. Waits for the lock as long as is left, and for rows and tables as ever. */
function beginWrite(leftMs: number, waitMs: number): string {
  return `begin; set local lock_timeout = ${leftMs}; select pg_advisory_xact_lock(${writeLock}); set local lock_timeout = ${waitMs}`;
}

function outcomeUnknown(cause: StoreError, where: string): StoreError {
  const what = `The connection to ${where} was lost while a change was being kept: it was made, or it was not. Look before it is asked for again.`;
  return new StoreError('outcome-unknown', what, { cause });
}

const noResult: PgResult = { command: '', rowCount: null, oid: 0, fields: [], rows: [] };

function toResult<R>({ command, rowCount, rows }: PgResult): QueryResult<R> {
  const changes = /^(INSERT|UPDATE|DELETE)$/.test(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {};
  return { rows, ...changes };
}

/** Kysely's driver over a pool of connections, of which one at a time writes. */
export class PostgresStoreDriver implements Driver {
  readonly where: string;
  readonly auth?: 'iam';
  readonly waitMs: number;
  /** One writer of this process waits at the server; more would take the connections of those who read. */
  readonly turns = createTurns();
  /** Clients whose connection has ended. */
  readonly gone = new WeakSet<PoolClient>();
  readonly #pool: Pool;
  readonly #routes = createPresence<Route>();

  constructor({ pool, where, auth, waitMs }: PostgresDriverOptions) {
    this.#pool = pool;
    pool.on('connect', (client) => client.on('error', () => this.gone.add(client)));
    this.where = where;
    if (auth !== undefined) this.auth = auth;
    this.waitMs = waitMs;
  }

  connect(): Promise<PoolClient> {
    return this.#pool.connect();
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Route> {
    return this.#routes.enter(new Route(this));
  }

  beginTransaction(route: Route, settings: TransactionSettings): Promise<void> {
    return route.begin(settings);
  }

  commitTransaction(route: Route): Promise<void> {
    return route.finish('commit');
  }

  rollbackTransaction(route: Route): Promise<void> {
    return route.finish('rollback');
  }

  async releaseConnection(route: Route): Promise<void> {
    route.release();
    this.#routes.leave(route);
  }

  /** After everything that was asked for before. */
  async destroy(): Promise<void> {
    await this.#routes.empty();
    await this.#pool.end();
  }
}

const lateWords = 'A statement was asked for after the end of its transaction: it was not done.';
const busyWords = 'The database is busy: what was asked for before is not over yet. Try again in a minute.';
const abortedWords = 'A statement of this transaction was refused, so nothing of it was done.';
