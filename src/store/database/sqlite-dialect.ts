import { type Driver, SqliteAdapter, SqliteDialect } from 'kysely';
import { NodeSqliteDriver, type SqliteDriverOptions } from './sqlite-driver.ts';

class NodeSqliteAdapter extends SqliteAdapter {
  /** SQLite's DDL is transactional, which Kysely's own adapter denies: with it a migration is all or nothing. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver keeps transactions apart: a read need not wait for one. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Kysely's SQLite dialect over node:sqlite. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #options: SqliteDriverOptions;

  constructor(options: SqliteDriverOptions) {
    super({ database: neverAsked });
    this.#options = options;
  }

  override createDriver(): Driver {
    return new NodeSqliteDriver(this.#options);
  }

  override createAdapter(): SqliteAdapter {
    return new NodeSqliteAdapter();
  }
}

const neverAsked = () => Promise.reject(new Error('The driver has its own connections'));
