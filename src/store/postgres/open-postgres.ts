import { Kysely, sql } from 'kysely';
import type { ClientConfig, Pool, PoolConfig } from 'pg';
import { type SignIn, SignInError } from '../../usecases/ports/records/sign-in.ts';
import type { Log } from '../../usecases/ports/runtime.ts';
import type { Database } from '../database/schema.ts';
import { StoreError } from '../database/store-error.ts';
import { StorePostgresDialect } from './postgres-dialect.ts';
import { type PostgresLocation, parsePostgresUrl, shownLocation } from './postgres-url.ts';

/** One writes, the others read. */
const mostConnections = 10;
/** Less than anybody waits for the write lock: a process that was suspended while it held it is not waited for in vain. */
const idleInTransactionMs = 4_000;
/** Longer than any statement of ours over 100,000 findings. */
const statementMs = 30_000;
/** Of who only reads: a check goes through everything there is, and holds no lock that anybody waits for. */
const readingMs = 15 * 60_000;
/** The server's own limit comes first, unless nothing comes from it any more. */
const answerMs = 2_000;

const bigint = 20;
const numeric = 1700;
const oldest = 150_000;

/** An open database: what it is reached by, and where it is in words. */
export interface OpenPostgres {
  readonly db: Kysely<Database>;
  readonly where: string;
  /** In which the tables are, or will be. */
  readonly schema: string;
}

/**
 * A token is asked for by each connection that is made, and its end is no matter to those that are open. Where none can be
 * had, that is not a password which the server refused.
 */
function passwordOf(location: PostgresLocation, signIn: SignIn | undefined): ClientConfig['password'] {
  const { auth, host, port, user = '', password } = location;
  if (auth === undefined) return password;
  const where = shownLocation(location);
  return async () => {
    if (signIn === undefined) throw new StoreError('bad-url', `Cannot sign in to ${where} with IAM from here.`);
    try {
      return await signIn({ host, port, user });
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      const code = error.code === 'no-region' ? 'bad-url' : 'unavailable';
      throw new StoreError(code, `Cannot sign in to ${where} with IAM: ${error.message}.`, { cause: error });
    }
  };
}

/** How a connection is made, whatever for. */
export function entryOf(location: PostgresLocation, signIn: SignIn | undefined): ClientConfig {
  const { host, port, database, user, ssl } = location;
  const password = passwordOf(location, signIn);
  return {
    host,
    port,
    database,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ssl,
    application_name: 'gluewarden',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

function poolConfig(location: PostgresLocation, options: PostgresOptions): Omit<PoolConfig, 'types'> {
  const { waitMs, signIn, readOnly = false } = options;
  const longest = readOnly ? readingMs : statementMs;
  return {
    ...entryOf(location, signIn),
    max: mostConnections,
    connectionTimeoutMillis: waitMs,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
    statement_timeout: longest,
    query_timeout: longest + answerMs,
    lock_timeout: waitMs,
    idle_in_transaction_session_timeout: readOnly ? readingMs : idleInTransactionMs,
  };
}

/** Instants and counts are numbers: as text they come because not every bigint fits, and every one of ours does. */
async function openPool(location: PostgresLocation, options: PostgresOptions): Promise<Pool> {
  // Only who uses PostgreSQL pays for it.
  const [{ Pool, types }, { EndingClient }] = await Promise.all([import('pg'), import('./ending-client.ts')]);
  const getTypeParser: typeof types.getTypeParser = (id: number, format?: 'text' | 'binary') =>
    id === bigint || id === numeric ? Number : types.getTypeParser(id, format ?? 'text');
  const pool = new Pool({ ...poolConfig(location, options), types: { getTypeParser }, Client: EndingClient });
  // Without a listener a connection that ends by itself would end the process. The pool replaces it.
  const where = shownLocation(location);
  const onError = (error: Error) =>
    options.log?.warn({ where, err: error.message }, 'a connection to the database was lost');
  pool.on('connect', (client) => client.on('error', onError));
  pool.on('error', () => {});
  return pool;
}

interface Server {
  readonly version: number;
  readonly shown: string;
  readonly encoding: string;
  readonly schema: string | null;
}

/** @throws {StoreError} `cannot-open` */
async function assertUsable(db: Kysely<Database>, where: string): Promise<string> {
  const { rows } = await sql<Server>`
    select current_setting('server_version_num')::integer as version, current_setting('server_version') as shown,
      current_setting('server_encoding') as encoding, current_schema() as schema`.execute(db);
  const [server] = rows;
  if (server === undefined) throw new StoreError('failed', `${where} says nothing of itself.`);
  const { version, shown, encoding, schema } = server;
  const refuse = (what: string) => new StoreError('cannot-open', `Cannot use ${where}: ${what}.`);
  if (version < oldest) throw refuse(`it is version ${shown}, and Gluewarden needs PostgreSQL 15 or later`);
  if (encoding !== 'UTF8') throw refuse(`its encoding is ${encoding}. Create one with encoding UTF8`);
  if (schema === null)
    throw refuse('its user has no schema to create tables in. Create one, and set search_path for the user');
  return schema;
}

export interface PostgresOptions {
  /** How long a statement waits for a connection, its turn and locks, in milliseconds. */
  readonly waitMs: number;
  readonly log?: Log | undefined;
  /** For `auth=iam`. */
  readonly signIn?: SignIn | undefined;
  /** True: its statements have 15 minutes, and there are none that write. */
  readonly readOnly?: boolean | undefined;
}

/**
 * Reaches and checks a PostgreSQL database.
 * @throws {StoreError} `bad-url`, `unavailable`, `cannot-open`
 */
export async function openPostgres(databaseUrl: string, options: PostgresOptions): Promise<OpenPostgres> {
  const location = parsePostgresUrl(databaseUrl);
  const where = shownLocation(location);
  const { waitMs } = options;
  const pool = await openPool(location, options);
  const entered = { where, ...(location.auth && { auth: location.auth }) };
  const db = new Kysely<Database>({ dialect: new StorePostgresDialect({ pool, waitMs, ...entered }) });
  try {
    return { db, where, schema: await assertUsable(db, where) };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
