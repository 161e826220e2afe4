import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  type TransactionSettings,
} from 'kysely';
import type { SqliteConnection, SqliteConnections } from './sqlite-connection.ts';
import { StoreError } from './store-error.ts';
import { createPresence, createTurns, type EndTurn, type Turns } from './turns.ts';

export interface SqliteDriverOptions {
  readonly open: SqliteConnections;
  /** Asked when something is asked for: aborts when it has waited too long for its turn and the write lock. */
  readonly deadline: () => AbortSignal;
}

interface Lane {
  readonly connection: SqliteConnection;
  readonly turns: Turns;
}

/** What Kysely takes for a connection: it goes where its statements belong, and stays there during a transaction. */
class Route implements DatabaseConnection {
  readonly #driver: NodeSqliteDriver;
  /** Of the transaction that is open. */
  #lane: Lane | undefined;
  #end: EndTurn | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #isOver = false;

  constructor(driver: NodeSqliteDriver) {
    this.#driver = driver;
  }

  async executeQuery<R>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#isOver) throw new StoreError('failed', lateWords);
    if (this.#lane) {
      const running = this.#lane.connection.execute(sql, parameters);
      this.#running = running;
      return toResult(await running);
    }
    const lane = SelectQueryNode.is(query) ? this.#driver.reads : this.#driver.writes;
    const { end, result } = await this.#driver.start(lane, sql, parameters);
    end();
    return toResult(result);
  }

  // biome-ignore lint/correctness/useYield: nothing of ours streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Statements are not streamed: ask for pages');
  }

  async begin(lane: Lane, sql: string): Promise<void> {
    const { end } = await this.#driver.start(lane, sql, []);
    this.#lane = lane;
    this.#end = end;
  }

  /**
   * Work that fails may leave statements behind: what waits for its turn must not run by itself once the others are rolled
   * back, and of what runs the rows are read to their end, or they would be taken from whoever reads next.
   */
  async finish(sql: string): Promise<void> {
    this.#isOver = true;
    await this.#running.catch(() => undefined);
    await this.#lane?.connection.execute(sql, []);
    this.release();
  }

  release(): void {
    this.#lane = undefined;
    this.#end?.();
    this.#end = undefined;
  }
}

function toResult<R>({ rows, changes, lastInsertRowid }: Awaited<ReturnType<SqliteConnection['execute']>>) {
  return {
    rows: (rows ?? []) as R[],
    ...(changes !== undefined && { numAffectedRows: BigInt(changes) }),
    ...(lastInsertRowid !== undefined && { insertId: BigInt(lastInsertRowid) }),
  };
}

/** Kysely's driver over one connection that writes and one that reads. */
export class NodeSqliteDriver implements Driver {
  readonly reads: Lane;
  readonly writes: Lane;
  readonly #options: SqliteDriverOptions;
  readonly #routes = createPresence<Route>();

  constructor(options: SqliteDriverOptions) {
    this.#options = options;
    const { writer, reader } = options.open;
    this.writes = { connection: writer, turns: createTurns() };
    this.reads = writer === reader ? this.writes : { connection: reader, turns: createTurns() };
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Route> {
    return this.#routes.enter(new Route(this));
  }

  /** Of a read-only transaction every statement sees the same state, and no lock is taken. */
  async beginTransaction(route: Route, { accessMode }: TransactionSettings): Promise<void> {
    if (accessMode === 'read only') await route.begin(this.reads, 'begin deferred');
    else await route.begin(this.writes, 'begin');
  }

  async commitTransaction(route: Route): Promise<void> {
    await route.finish('commit');
  }

  async rollbackTransaction(route: Route): Promise<void> {
    await route.finish('rollback');
  }

  async releaseConnection(route: Route): Promise<void> {
    route.release();
    this.#routes.leave(route);
  }

  /** After everything that was asked for before. */
  async destroy(): Promise<void> {
    await this.#routes.empty();
    await this.reads.connection.close();
    await this.writes.connection.close();
  }

  /**
   * Takes the turn and runs a statement that may meet the write lock. A try waits for the lock a short while; tries go on
   * until the time is over that began with the ask: who waits behind others waits no longer than they do.
   * @throws {StoreError} `busy`
   */
  async start({ connection, turns }: Lane, sql: string, parameters: readonly unknown[]) {
    const late = this.#options.deadline();
    const end = await turns.take(late);
    if (end === undefined) throw new StoreError('busy', busyWords);
    for (;;) {
      try {
        return { end, result: await connection.execute(sql, parameters) };
      } catch (error) {
        if (error instanceof StoreError && error.code === 'busy' && !late.aborted) continue;
        end();
        throw error;
      }
    }
  }
}

const lateWords = 'A statement was asked for after the end of its transaction: it was not done.';
const busyWords = 'The database is busy: what was asked for before is not over yet. Try again in a minute.';
