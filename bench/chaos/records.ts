import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Cluster, startCluster } from '../../test/support/postgres/cluster.ts';
import { Line } from './line.ts';

export type Row = Readonly<Record<string, unknown>>;

/** What can happen to a database that is not in the processes. */
export interface Troubled {
  /** Stops it, and starts it again after so long. */
  restart(awayMs: number): Promise<void>;
  /** Ends every session of the bots at the server. */
  endSessions(): Promise<void>;
  /** What lies between a process and the server. */
  line(process: string): Line;
}

/** The database that all processes of a run share. */
export interface Records {
  /** Present: a server, and each process reaches it over a line of its own. */
  readonly troubled?: Troubled;
  /** The DATABASE_URL of this process. */
  url(process: string): string;
  /** Reads it past all troubles of the processes. Counts of a server are text. */
  query(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export function fileRecords(folder: string): Records {
  const file = join(folder, 'gluewarden.db');
  return {
    url: () => `sqlite:${file}`,
    async query(sql) {
      const database = new DatabaseSync(file, { readOnly: true });
      try {
        return database.prepare(sql).all();
      } finally {
        database.close();
      }
    },
    async close() {},
  };
}

const database = 'chaos';

/** A PostgreSQL of this run alone, on which a commit that was answered survives whatever ends the server. */
export async function serverRecords(processes: readonly string[]): Promise<Records> {
  const server = await startCluster();
  await server.sql(`create database ${database}`);
  await server.sql(`alter database ${database} set synchronous_commit = on`);
  const lines = new Map<string, Line>();
  for (const name of processes) lines.set(name, await Line.open(server.port));
  const line = (process: string) => {
    const found = lines.get(process);
    if (found === undefined) throw new Error(`${process} has no line to the database`);
    return found;
  };
  return {
    troubled: { line, restart: (awayMs) => restart(server, awayMs), endSessions: () => endSessions(server) },
    url: (process) => server.url(database).replace(`:${server.port}/`, `:${line(process).port}/`),
    query: (sql) => server.sql(sql, database),
    async close() {
      for (const each of lines.values()) each.close();
      // The server keeps no process alive, and neither would the wait for its end.
      const waiting = setInterval(() => undefined, 1_000);
      await server.end();
      clearInterval(waiting);
    },
  };
}

async function restart(server: Cluster, awayMs: number): Promise<void> {
  await server.stop();
  await new Promise((resolve) => setTimeout(resolve, awayMs));
  await server.start();
}

async function endSessions(server: Cluster): Promise<void> {
  await server.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}' and pid <> pg_backend_pid()`,
  );
}
