import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import { finding } from '../../store/samples.ts';
import { hasPostgres, postgresUrl } from '../../support/postgres/databases.ts';
import { launch, run, tempFolder } from '../../support/processes/run.ts';

test.skipIf(!hasPostgres)(
  'a copy that is killed goes on where it was, by itself, and its password is in no word of it',
  async () => {
    const folder = tempFolder();
    const [url, to] = [`sqlite:${join(folder, 'gluewarden.db')}`, await postgresUrl()];
    const store = await openStore({ databaseUrl: url });
    await store.findings.insert(Array.from({ length: 12_000 }, (_, at) => finding(`f${at}`)));
    await store.close();
    writeFileSync(join(folder, 'to'), to);
    const words = ['store', 'copy', '--to-file', 'to'];
    const env = { DATABASE_URL: url };

    const first = launch(words, folder, env);
    await new Promise<void>((resolve, reject) => {
      first.stdout?.on('data', (chunk) => String(chunk).includes('10,000 rows copied') && resolve());
      first.once('exit', () => reject(new Error('It ended before it could be killed')));
    });
    const killed = new Promise((resolve) => first.once('exit', resolve));
    first.kill('SIGKILL');
    await killed;

    const { code, stdout, stderr } = await run(words, folder, env);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Going on with what was copied before, at findings, row 1[012],\d00\./);
    expect(stdout).toContain('findings: 12,000 rows, the same in both');
    expect(stdout).toMatch(/Next: start the bot/);
    expect(stdout).not.toContain(new URL(to).password);
    const copy = await openStore({ databaseUrl: to });
    expect((await copy.findings.page({}, 0, 1)).counts.total).toBe(12_000);
    await copy.close();
  },
);

test('a database that is not there is not made', async () => {
  const folder = tempFolder();
  const env = { DATABASE_URL: `sqlite:${join(folder, 'typo.db')}` };
  const { code, stderr } = await run(['store', 'copy', '--to', 'sqlite:other.db'], folder, env);
  expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
    1,
    expect.stringMatching(/no file .*typo\.db.*DATABASE_URL/),
  ]);
});
