import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { postgresBin } from './postgres-bin.ts';

const run = promisify(execFile);

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL does not run as root: as Debian's user for it, or as nobody. */
export function unprivileged(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

/** The path of a program of PostgreSQL. */
export function binary(name: string): string {
  const bin = postgresBin();
  if (bin === undefined) throw new Error('There is no PostgreSQL here');
  return join(bin, name);
}

/** Text is not ordered by its bytes, as on most servers. */
const initdb = ['--auth=scram-sha-256', '--username=postgres', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
const icu = ['--locale-provider=icu', '--icu-locale=en-US'];

/** Of the superuser `postgres`. */
const passwordIn = (folder: string) => readFileSync(join(folder, 'password'), 'utf8');

function ownedBy(user: User | undefined, folder: string): string {
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

async function make(folder: string, user: User | undefined): Promise<void> {
  writeFileSync(join(folder, 'password'), randomBytes(12).toString('hex'), { mode: 0o644 });
  const words = [...initdb, ...icu, `--pwfile=${join(folder, 'password')}`, join(folder, 'data')];
  await run(binary('initdb'), words, { ...user, cwd: folder });
}

/** What initdb makes, once in a run of the tests: whoever comes first makes it, and the other workers wait for it. */
async function madeOnce(ours: string, user: User | undefined): Promise<string> {
  const folder = join(ours, 'postgres');
  mkdirSync(ours, { recursive: true });
  if (isFirst(`${folder}.lock`)) {
    mkdirSync(`${folder}.new`);
    await make(ownedBy(user, `${folder}.new`), user);
    renameSync(`${folder}.new`, folder);
  }
  for (let tried = 0; !existsSync(folder); tried += 1) {
    if (tried === 600) throw new Error('Another worker was to make the data of PostgreSQL, and did not');
    await setTimeout(50);
  }
  return folder;
}

function isFirst(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** A folder of its own with data in `data` that nobody has used. */
export async function freshData(): Promise<{ readonly folder: string; readonly password: string }> {
  const user = unprivileged();
  const folder = ownedBy(user, mkdtempSync(join(tmpdir(), 'gluewarden-postgres-')));
  // vitest.config.ts names it, and removes it when the run ends. The bench has one server and none to share.
  const ours = process.env.GLUEWARDEN_TEST_RUN;
  if (ours === undefined) {
    await make(folder, user);
    return { folder, password: passwordIn(folder) };
  }
  const from = await madeOnce(ours, user);
  // A tenth of what initdb takes.
  await run('cp', ['-R', join(from, 'data'), folder], { ...user, cwd: folder });
  return { folder, password: passwordIn(from) };
}
