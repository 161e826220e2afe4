import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { binary, freshData, unprivileged } from './fresh-data.ts';

/** A server of this process, with nobody else's data. It ends with the process, however that ends. */
export interface Cluster {
  readonly port: number;
  /** Of the superuser `postgres`. */
  readonly password: string;
  readonly folder: string;
  /** The URL of a database of it. */
  url(database: string): string;
  /** Runs SQL as the superuser. */
  sql(text: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  /** Stops it as an administrator would: sessions are ended at once. Resolves when nothing listens any more. */
  stop(): Promise<void>;
  /** Starts it again, on the same port. */
  start(): Promise<void>;
  /** Ends it, and clears its folder away. */
  end(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Nothing survives a crash of the machine, and nothing has to. */
const settings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'autovacuum=off',
  'max_connections=200',
];

/**
 * Its input ends when this process does, however that ends: then it ends what it keeps, and clears the folder away, unless
 * it was told to keep it. In the foreground, since a shell gives what is behind no input.
 */
const keeper = `"$@" & child=$!; read how; kill -INT $child; wait $child; [ "$how" = keep ] || rm -rf "$0"`;

let shared: Promise<Cluster> | undefined;

/** The one server of this process, started when it is first asked for. */
export function cluster(): Promise<Cluster> {
  shared ??= startCluster();
  return shared;
}

/** One more server, with TLS where a certificate and its key are given, as files. Whoever starts it ends it. */
export async function startCluster(tls?: { readonly certificate: string; readonly key: string }): Promise<Cluster> {
  const user = unprivileged();
  const { folder, password } = await freshData();
  const data = join(folder, 'data');
  const port = await freePort();
  const ofTls =
    tls === undefined ? [] : ['ssl=on', `ssl_cert_file=${tls.certificate}`, `ssl_key_file=${join(folder, 'key')}`];
  if (tls !== undefined) {
    // The server takes no key that others may read.
    copyFileSync(tls.key, join(folder, 'key'));
    chmodSync(join(folder, 'key'), 0o600);
    if (user !== undefined) chownSync(join(folder, 'key'), user.uid, user.gid);
  }
  const options = [
    ...settings,
    ...ofTls,
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
  ];
  const command = [binary('postgres'), '-D', data, ...options.flatMap((option) => ['-c', option])];
  let running: ChildProcess | undefined;

  const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
  const sql: Cluster['sql'] = async (text, database = 'postgres') => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database });
    // Whoever ends all sessions ends this one too: what was asked rejects.
    client.on('error', () => undefined);
    await client.connect();
    try {
      const result = await client.query(text);
      return Array.isArray(result) ? [] : result.rows;
    } finally {
      await client.end();
    }
  };
  const start = async () => {
    const child = spawn('sh', ['-c', keeper, folder, ...command], {
      ...user,
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    running = child;
    child.unref();
    for (const handle of [child.stdin, child.stderr]) if (handle && 'unref' in handle) Object(handle).unref();
    for (let tried = 1; ; tried += 1) {
      try {
        await sql('select 1');
        return;
      } catch (error) {
        if (child.exitCode !== null || tried === 200)
          throw new Error(`PostgreSQL did not start: ${said}`, { cause: error });
        await setTimeout(50);
      }
    }
  };
  const finish = async (how: string) => {
    const child = running;
    if (child === undefined || child.exitCode !== null) return;
    // Whoever ends it waits for that.
    child.ref();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end(`${how}\n`);
    await ended;
  };
  await start();
  return { port, password, folder, url, sql, start, stop: () => finish('keep'), end: () => finish('') };
}
