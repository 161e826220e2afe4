import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { assertSameKey } from '../../../src/usecases/bot/same-key.ts';
import { hasPostgres, postgresUrl } from '../../support/postgres/databases.ts';
import { postgresBin } from '../../support/postgres/postgres-bin.ts';
import { planOf, remediationKit, smallGlue } from '../../support/remediation/remediation.ts';
import { byHand, openAt, temporaryFolder, urlOf } from '../harness.ts';
import { finding } from '../samples.ts';
import { troubleWith } from './trouble.ts';

const run = promisify(execFile);

/** As README.md and docs/operations.md have them. Resolves with the URL of what was restored. */
type BackUp = (url: string) => Promise<string>;

const vacuumInto: BackUp = async (url) => {
  const copy = join(temporaryFolder(), 'backup.db');
  const [file, to] = [url.slice('sqlite:'.length), JSON.stringify(`vacuum into '${copy}'`)];
  // Of another process, as in a container.
  await run(process.execPath, ['-e', `new (require('node:sqlite').DatabaseSync)('${file}').exec(${to})`]);
  return `sqlite:${copy}`;
};

/** What the sqlite3 program does with ".backup". */
const online: BackUp = async (url) => {
  const copy = join(temporaryFolder(), 'backup.db');
  const source = new DatabaseSync(url.slice('sqlite:'.length), { readOnly: true });
  try {
    await backup(source, copy);
  } finally {
    source.close();
  }
  return `sqlite:${copy}`;
};

/** Without libpq's own idea of a password file. */
const dump: BackUp = async (url) => {
  const bin = postgresBin() ?? '';
  const [file, restored] = [join(temporaryFolder(), 'gluewarden.dump'), await postgresUrl()];
  await run(join(bin, 'pg_dump'), ['--format=custom', `--file=${file}`, url]);
  await run(join(bin, 'pg_restore'), ['--no-owner', '--exit-on-error', `--dbname=${restored}`, file]);
  return restored;
};

const ways: readonly (readonly [name: string, url: () => Promise<string>, backUp: BackUp])[] = [
  ['vacuum into', () => urlOf('file'), vacuumInto],
  ['an online backup', () => urlOf('file'), online],
  ...(hasPostgres ? [['pg_dump and pg_restore', () => urlOf('postgres'), dump] as const] : []),
];

test.each(ways)('what is backed up by %s while the bot works is whole, and goes on', async (_, newUrl, backUp) => {
  const url = await newUrl();
  const glue = smallGlue(['a']);
  const kit = await remediationKit(glue, url);
  const { store, vault, newId } = kit;
  await assertSameKey(kit);
  let [isOver, asked] = [false, 0];
  const writing = (async () => {
    while (!isOver) {
      asked += 1;
      const about = { kind: 'configuration', name: `std-${asked}` } as const;
      const request = await kit.ask(planOf(glue, { id: `plan-${asked}`, finding: about }));
      await store.findings.insert([finding(`f${asked}`)]);
      if (asked % 3 !== 0) await kit.decide({ requestId: request.id, ...(asked % 2 === 0 && no) });
    }
  })();
  onTestFinished(async () => {
    isOver = true;
    await writing;
  });
  const found: unknown[] = [];
  const requests: number[] = [];
  for (let at = 1; at <= 2; at += 1) {
    const until = asked + 20;
    await expect.poll(() => asked, { interval: 5, timeout: 10_000 }).toBeGreaterThan(until);
    const restored = await backUp(url);
    found.push(await troubleWith(restored, vault));
    const [row] = await byHand(restored, 'select count(*) as it from requests');
    requests.push(Number(row?.it));
    if (at < 2) continue;
    // A bot starts on it, with the same key, and works.
    const next = await openAt(restored);
    await assertSameKey({ store: next, vault, clock: kit.clock, newId });
    expect(await next.remediation.openRequests()).not.toEqual([]);
  }
  isOver = true;
  await writing;
  expect(found).toEqual([{}, {}]);
  expect(requests[0]).toBeGreaterThan(15);
  expect(requests[1]).toBeGreaterThan(requests[0] ?? 0);
  // What goes on is whole as well, after everything that was read from it.
  expect(await troubleWith(url, vault)).toEqual({});
});

const no = { decision: 'reject', reason: 'not now' } as const;
