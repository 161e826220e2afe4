import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import { createNudges } from '../../../src/store/postgres/nudges.ts';
import { type SignIn, type SignInAs, SignInError } from '../../../src/usecases/ports/records/sign-in.ts';
import { type Cluster, startCluster } from '../../support/postgres/cluster.ts';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { recordingLog } from '../harness.ts';

const fixture = (name: string) => new URL(`../../fixtures/tls/${name}`, import.meta.url).pathname;

/** On the way to a server: knows which connections are open, whatever became of them at either end. */
interface Gate {
  readonly port: number;
  readonly open: ReadonlySet<Socket>;
  close(): void;
}

async function gateTo(server: Cluster): Promise<Gate> {
  const open = new Set<Socket>();
  const gate = createServer((socket) => {
    open.add(socket);
    const inside = connect(server.port, '127.0.0.1');
    socket.pipe(inside).pipe(socket);
    for (const [end, other] of [
      [socket, inside],
      [inside, socket],
    ] as const) {
      end.on('error', () => undefined);
      end.on('close', () => other.destroy());
    }
    socket.on('close', () => open.delete(socket));
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  return { port: Object(gate.address()).port, open, close: () => gate.close() };
}

/** Signs in as nobody else, and gives what it is told to, the last one again and again. */
function signer({ port }: Gate, ...answers: readonly (string | SignInError)[]): SignIn & { asked: SignInAs[] } {
  const asked: SignInAs[] = [];
  const signIn = async (as: SignInAs) => {
    expect(as).toEqual({ host: 'localhost', port, user: 'postgres' });
    asked.push(as);
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (typeof answer !== 'string') throw answer;
    return answer;
  };
  return Object.assign(signIn, { asked });
}

const none = new SignInError('no-credentials', 'there are no AWS credentials to sign with (CredentialsMissing: none)');

describe.skipIf(!hasPostgres)('a database that is entered with IAM', () => {
  let server: Cluster;
  let gate: Gate;
  let databaseUrl: string;

  beforeAll(async () => {
    server = await startCluster({ certificate: fixture('server.pem'), key: fixture('server-key.pem') });
    // As RDS does it: the token is asked for as it is, and only over TLS.
    const rules = join(server.folder, 'data', 'pg_hba.conf');
    writeFileSync(rules, `hostssl all all 127.0.0.1/32 password\n${readFileSync(rules, 'utf8')}`);
    await server.sql('select pg_reload_conf()');
    const root = `sslrootcert=${fixture('ca.pem')}`;
    gate = await gateTo(server);
    databaseUrl = `postgres://postgres@localhost:${gate.port}/postgres?auth=iam&${root}`;
  });
  afterAll(async () => {
    gate?.close();
    await server?.end();
  });

  const refusal = (signIn?: SignIn, waitMs = 5_000) =>
    openStore({ databaseUrl, waitMs, ...(signIn && { signIn }) }).then(
      async (store) => {
        await store.close();
        return 'opened';
      },
      (error: unknown) => error,
    );

  test('asks for a token with each connection that it makes, and tells nobody', async () => {
    const signIn = signer(gate, server.password);
    const log = recordingLog();
    const store = await openStore({ databaseUrl, signIn, log });
    onTestFinished(() => store.close());
    const before = signIn.asked.length;
    expect(before).toBeGreaterThan(0);
    await store.ping();
    expect(signIn.asked).toHaveLength(before);
    await server.sql(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gluewarden'`);
    await store.ping();
    expect(signIn.asked.length).toBeGreaterThan(before);
    expect(
      await server.sql(`select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid)
      where application_name = 'gluewarden'`),
    ).toEqual([{ ssl: true }]);
    expect(JSON.stringify(log.lines)).not.toContain(server.password);
  });

  test('a token that is refused is no wrong password, and is not told', async () => {
    const error = await refusal(signer(gate, 'host:5432/?Action=connect&X-Amz-Signature=s3cret'));
    expect(error).toMatchObject({ code: 'cannot-open', message: expect.stringMatching(/with IAM\..*rds-db:connect/) });
    expect(JSON.stringify([String(error), error])).not.toContain('s3cret');
  });

  test('without credentials that is what is said, and what is there again is used', async () => {
    await expect.poll(() => gate.open.size).toBe(0);
    expect(await refusal(signer(gate, none), 500)).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        /^Cannot sign in to PostgreSQL database .* with IAM: there are no AWS credentials/,
      ),
    });
    // Each try was a connection, for which the server would wait a minute.
    await expect.poll(() => gate.open.size).toBe(0);
    expect(await refusal(signer(gate, none, none, server.password))).toBe('opened');
  });

  test('what no time mends is said at once', async () => {
    const signIn = signer(gate, new SignInError('no-region', 'it is not one of RDS'));
    expect(await refusal(signIn)).toMatchObject({
      code: 'bad-url',
      message: expect.stringMatching(/not one of RDS\.$/),
    });
    expect(signIn.asked).toHaveLength(1);
    expect(await refusal()).toMatchObject({ code: 'bad-url' });
  });

  test('wake-ups go the same way', async () => {
    await expect.poll(() => gate.open.size).toBe(0);
    const signIn = signer(gate, none, server.password);
    const log = recordingLog();
    const nudges = createNudges(databaseUrl, log, signIn);
    onTestFinished(() => nudges.close());
    const heard: unknown[] = [];
    nudges.listen((name) => heard.push(name));
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual([undefined]);
    expect(signIn.asked).toHaveLength(2);
    // Who had no token left no connection behind that waits for one.
    expect(gate.open.size).toBe(1);
    expect(JSON.stringify(log.lines)).not.toContain(server.password);
  });
});
