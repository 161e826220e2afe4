import {
  ColumnDefinitionNode,
  type DataTypeNode,
  type Driver,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  type QueryCompiler,
} from 'kysely';
import { type PostgresDriverOptions, PostgresStoreDriver } from './postgres-driver.ts';

/** The migrator runs in a transaction of ours, which holds the write lock: another lock has nothing to keep apart. */
class StoreAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

/** Text is ordered by its bytes, as in SQLite, whatever the language of the server. */
class StoreQueryCompiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node);
    const isColumn = this.parentNode !== undefined && ColumnDefinitionNode.is(this.parentNode);
    if (isColumn && node.dataType === 'text') this.append(' collate "C"');
  }
}

/** Kysely's PostgreSQL dialect over a pool of ours. */
export class StorePostgresDialect extends PostgresDialect {
  readonly #options: PostgresDriverOptions;

  constructor(options: PostgresDriverOptions) {
    super({ pool: neverAsked });
    this.#options = options;
  }

  override createDriver(): Driver {
    return new PostgresStoreDriver(this.#options);
  }

  override createAdapter(): PostgresAdapter {
    return new StoreAdapter();
  }

  override createQueryCompiler(): QueryCompiler {
    return new StoreQueryCompiler();
  }
}

const neverAsked = () => Promise.reject(new Error('The driver has its own connections'));
