import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Nudges } from '../../usecases/ports/queue.ts';
import type { SignIn } from '../../usecases/ports/records/sign-in.ts';
import type { Log } from '../../usecases/ports/runtime.ts';
import { entryOf } from './open-postgres.ts';
import { parsePostgresUrl } from './postgres-url.ts';

const channel = 'gluewarden';
/** Between two tries to reach a server that is away. */
const pauseMs = 500;
/** A connection of which nothing is left at the other end looks like one on which nobody says anything: it is asked. */
const askEveryMs = 20_000;
const waitMs = 5_000;

/** Kept open to listen, and to send on: a server says who sent, so that nobody is woken by themselves. */
interface Line {
  readonly client: Client;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/**
 * Wakes the other processes of a PostgreSQL database, by NOTIFY on one connection of its own. What is sent while the server
 * is away is sent when it is back; what was missed meanwhile, each finds by looking at everything then. Through a pooler
 * that gives a connection for one transaction nothing is heard, and work is found at its intervals.
 */
export function createNudges(databaseUrl: string, log: Log, signIn?: SignIn): Nudges {
  const location = parsePostgresUrl(databaseUrl);
  const waiting = new Set<string>();
  const closing = new AbortController();
  let line: Line | undefined;
  let isSending = false;
  let listening: Promise<void> | undefined;

  async function connect(onNudge: (name: string | undefined) => void): Promise<Line> {
    const { EndingClient } = await import('./ending-client.ts');
    const timeouts = { connectionTimeoutMillis: waitMs, query_timeout: waitMs };
    const client = new EndingClient({ ...entryOf(location, signIn), ...timeouts });
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    // Without a listener it would end the process.
    client.on('error', () => resolve());
    client.on('end', () => resolve());
    await client.connect();
    try {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const pid = rows[0]?.pid;
      client.on('notification', ({ processId, payload }) => {
        if (processId !== pid && payload !== undefined) onNudge(payload);
      });
      await client.query(`listen ${channel}`);
      return { client, ended };
    } catch (error) {
      // Nobody else knows of it: each try would leave one more at the server.
      void client.end().catch(() => undefined);
      throw error;
    }
  }

  /** Until it is lost, or closed. */
  async function hold({ client, ended }: Line): Promise<void> {
    const over = ended.then(() => true);
    const asked = () => setTimeout(askEveryMs, false, { signal: closing.signal }).catch(() => true);
    while (!(await Promise.race([over, asked()]))) await client.query('select 1');
  }

  async function listen(onNudge: (name: string | undefined) => void): Promise<void> {
    let isTold = false;
    while (!closing.signal.aborted) {
      let opened: Line | undefined;
      try {
        opened = await connect(onNudge);
        if (isTold) log.info({}, 'wake-ups of other processes are heard again');
        isTold = false;
        line = opened;
        onNudge(undefined);
        void flush();
        await hold(opened);
      } catch {
        // It is away, as the others who ask the database say.
      }
      line = undefined;
      // Ends without a word to a server that may not answer.
      void opened?.client.end().catch(() => undefined);
      if (closing.signal.aborted) return;
      if (!isTold) log.warn({}, 'wake-ups of other processes are not heard: work is found at its intervals');
      isTold = true;
      await setTimeout(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  async function flush(): Promise<void> {
    if (isSending) return;
    isSending = true;
    // What is asked for in one go is sent in one.
    await Promise.resolve();
    while (line !== undefined && waiting.size > 0) {
      const names = [...waiting];
      waiting.clear();
      const isSent = await line.client
        .query('select pg_notify($1, name) from unnest($2::text[]) name', [channel, names])
        .then(
          () => true,
          () => false,
        );
      if (isSent) continue;
      for (const name of names) waiting.add(name);
      break;
    }
    isSending = false;
  }

  return {
    send(name) {
      waiting.add(name);
      void flush();
    },
    listen(onNudge) {
      listening ??= listen(onNudge);
    },
    async close() {
      closing.abort();
      await listening;
    },
  };
}
