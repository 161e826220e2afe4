import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { StoreError } from '../database/store-error.ts';

/** Where a PostgreSQL database is, and as whom and how it is entered. */
export interface PostgresLocation {
  /** A name or address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user?: string;
  readonly password?: string;
  /** Who enters by IAM has no password: one is made for each connection. */
  readonly auth?: 'iam';
  /** False: in clear text. A Unix socket has no TLS. */
  readonly ssl: false | ConnectionOptions;
}

const example = 'postgres://user:password@db.example.com:5432/gluewarden';

function badUrl(problem: string, cause?: unknown): StoreError {
  return new StoreError('bad-url', `DATABASE_URL ${problem}. Write it like ${example}.`, { cause });
}

/** True for what `parsePostgresUrl` understands, or says what is wrong with. */
export function isPostgresUrl(databaseUrl: string): boolean {
  return /^postgres(ql)?:/i.test(databaseUrl);
}

const known = ['sslmode', 'sslrootcert', 'host', 'auth'];

/** Nothing of the address is repeated: a password with a special character ends up in any part of it. */
function toUrl(databaseUrl: string): URL {
  if (!/^postgres(ql)?:\/\//i.test(databaseUrl)) throw badUrl('must begin with postgres://');
  const cannotBeRead = 'cannot be read: percent-encode special characters of user and password (%40 for @, %2F for /)';
  // Other schemes than http(s) may have no host, which a socket needs.
  const url = URL.parse(databaseUrl);
  if (url === null || /[/@]/.test(url.pathname.slice(1)) || url.hash !== '') throw badUrl(cannotBeRead);
  if ([...url.searchParams.keys()].some((name) => !known.includes(name)))
    throw badUrl(`may have the parameters ${known.join(', ')} and no other`);
  return url;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUrl('has a % that encodes nothing: write %25 for it');
  }
}

function certificatesOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw badUrl(`names certificates with sslrootcert that cannot be read (${code})`, error);
  }
}

/** As libpq names them, but that nothing goes unverified: `require` is taken for `verify-full`. */
function sslOf(params: URLSearchParams): false | ConnectionOptions {
  const mode = params.get('sslmode') ?? 'verify-full';
  if (mode === 'disable') return false;
  const path = params.get('sslrootcert');
  const ca = path === null ? {} : { ca: certificatesOf(path) };
  if (mode === 'verify-full' || mode === 'require') return { rejectUnauthorized: true, ...ca };
  if (mode === 'verify-ca') return { rejectUnauthorized: true, checkServerIdentity: () => undefined, ...ca };
  throw badUrl('must have sslmode=verify-full, verify-ca or disable, or none, which is verify-full');
}

/** A token is as good as a password for 15 minutes: it goes through TLS alone, and to whom it is for. */
function authOf({ username, password, searchParams }: URL, ssl: PostgresLocation['ssl']): { readonly auth?: 'iam' } {
  const auth = searchParams.get('auth');
  if (auth === null) return {};
  if (auth !== 'iam') throw badUrl('must have auth=iam, or no auth at all, which is by password');
  if (username === '') throw badUrl('names no user, which auth=iam needs');
  if (password !== '') throw badUrl('has a password, which auth=iam makes by itself: leave it away');
  if (ssl === false) throw badUrl('goes without TLS, which auth=iam needs: leave sslmode=disable or the socket away');
  if (searchParams.get('sslmode') === 'verify-ca')
    throw badUrl('does not verify the host name, which auth=iam needs: leave sslmode=verify-ca away');
  return { auth };
}

/**
 * Understands `postgres://user:password@host:port/database`, with `?sslmode=`, `sslrootcert=` (a file), `host=` (the folder
 * of a Unix socket) and `auth=iam`.
 * @throws {StoreError} `bad-url`; the message repeats nothing of the address
 */
export function parsePostgresUrl(databaseUrl: string): PostgresLocation {
  const url = toUrl(databaseUrl);
  const host = url.searchParams.get('host') ?? decoded(url.hostname).replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw badUrl('names no host');
  const database = decoded(url.pathname.slice(1));
  if (database === '') throw badUrl('names no database');
  const ssl = host.startsWith('/') ? false : sslOf(url.searchParams);
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    database,
    ...(url.username !== '' && { user: decoded(url.username) }),
    ...(url.password !== '' && { password: decoded(url.password) }),
    ...authOf(url, ssl),
    ssl,
  };
}

/** For logs and errors, also to begin a sentence: neither user nor password. */
export function shownLocation({ host, port, database }: PostgresLocation): string {
  return `PostgreSQL database "${database}" on ${host}:${port}`;
}
