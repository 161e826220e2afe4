import { resolve } from 'node:path';
import { StoreError } from './store-error.ts';

/** Of SQLite. */
export type DatabaseLocation = { readonly kind: 'memory' } | { readonly kind: 'file'; readonly path: string };

const examples =
  'Use sqlite:<path of a file>, for example sqlite:./data/gluewarden.db, or sqlite::memory: for a trial, or postgres://';

/**
 * Understands `sqlite:./relative.db`, `sqlite:/absolute.db`, `sqlite:///absolute.db` and `sqlite::memory:`.
 * @throws {StoreError} `bad-url`; the message never repeats the address, which may hold a password
 */
export function parseDatabaseUrl(databaseUrl: string): DatabaseLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(databaseUrl)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new StoreError('bad-url', `DATABASE_URL has no scheme. ${examples}.`);
  if (scheme !== 'sqlite') {
    throw new StoreError('bad-url', `DATABASE_URL has the scheme "${scheme}:", which is not supported. ${examples}.`);
  }
  const rest = databaseUrl.slice('sqlite:'.length);
  if (rest === ':memory:') return { kind: 'memory' };
  if (rest === '' || rest.includes('\0')) {
    throw new StoreError('bad-url', `DATABASE_URL names no file. ${examples}.`);
  }
  // "sqlite://data/x.db" would silently mean the folder /data of the root.
  if (/^\/\/(?!\/)/.test(rest)) {
    throw new StoreError('bad-url', `DATABASE_URL must not name a host. ${examples}, or sqlite:///absolute/path.db.`);
  }
  return { kind: 'file', path: resolve(rest) };
}
