import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openAt } from '../../store/harness.ts';
import { hasPostgres, migratedUrl } from '../../support/postgres/databases.ts';
import { run, tempFolder } from '../../support/processes/run.ts';
import { loadOldDatabase, oldKey } from '../../support/processes/upgrade.ts';

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

/** Runs a command on a database, from a folder in which nothing else is. */
async function on(databaseUrl: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await run(['store', ...words], tempFolder(), { DATABASE_URL: databaseUrl, ...env });
  return { code, stdout: flat(stdout), stderr: flat(stderr) };
}

test('a database file: 0 when everything holds, 2 when it does not, 1 when it could not be checked', async () => {
  const file = join(tempFolder(), 'gluewarden.db');
  loadOldDatabase(file);
  const url = `sqlite:${file}`;
  await openAt(url);
  const sound = await on(url, ['check'], { GLUEWARDEN_KEY: oldKey });
  expect([sound.code, sound.stderr]).toEqual([0, '']);
  expect(sound.stdout).toMatch(
    /^Checking \S+gluewarden\.db: nothing of it is changed\. database: ok.*seals: ok \(\d+ requests/,
  );
  expect(sound.stdout).toMatch(/Everything holds: 9 checks\. $/);
  const keyless = await on(url, ['check']);
  expect([keyless.code, keyless.stdout]).toEqual([1, expect.stringMatching(/key: not checked.*Not everything was/)]);
  expect(existsSync(join(file, '..', 'gluewarden.key'))).toBe(false);
  const hand = new DatabaseSync(file);
  hand.exec(`update requests set reason = 's3cret'`);
  hand.close();
  const tampered = await on(url, ['check'], { GLUEWARDEN_KEY: oldKey });
  expect([tampered.code, tampered.stdout]).toEqual([
    2,
    expect.stringMatching(/- requests \S+ has a seal that does not/),
  ]);
  expect(tampered.stdout).not.toContain('s3cret');
});

test('a file that is not there is neither checked nor given a key, and is not made', async () => {
  const file = join(tempFolder(), 'typo.db');
  for (const action of ['check', 'accept-key']) {
    const { code, stderr } = await on(`sqlite:${file}`, [action], { GLUEWARDEN_KEY: oldKey });
    expect([action, code, stderr]).toEqual([action, 1, expect.stringMatching(/no file .*typo\.db.*DATABASE_URL/)]);
  }
  expect(existsSync(file)).toBe(false);
});

test.skipIf(!hasPostgres)('a PostgreSQL database; a key is taken only where there is one', async () => {
  const url = await migratedUrl();
  const { code, stdout } = await on(url, ['check'], { GLUEWARDEN_KEY: oldKey });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Checking PostgreSQL database.*Everything holds/)]);
  expect(stdout).not.toContain(new URL(url).password);
  const accept = await on(url, ['accept-key']);
  expect([accept.code, accept.stderr]).toEqual([1, expect.stringMatching(/set GLUEWARDEN_KEY/)]);
});
