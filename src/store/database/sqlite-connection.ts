/** What one statement gave: rows, or how many it changed. */
export interface StatementResult {
  readonly rows?: readonly unknown[];
  readonly changes?: number | bigint;
  readonly lastInsertRowid?: number | bigint;
}

/** One connection to a SQLite database. Its statements run one after the other. */
export interface SqliteConnection {
  /** @throws {StoreError} what SQLite says */
  execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult>;
  close(): Promise<void>;
}

/** One that writes, and one that reads what was committed. In memory both are the same. */
export interface SqliteConnections {
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
}
