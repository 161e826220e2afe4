import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { createWorld } from '../support/processes/bot.ts';
import { run, tempFolder, writeConfig } from '../support/processes/run.ts';

test('without tokens: one screen that says what is missing, how to get it, and that the demo exists', async () => {
  const { code, stdout, stderr } = await run(['start'], tempFolder(), {});
  expect([code, stdout]).toEqual([1, '']);
  for (const words of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'npm run -s manifest', 'npm run demo', 'npm run -s audit'])
    expect(stderr).toContain(words);
  expect(stderr.split('\n').length).toBeLessThan(25);
});

test('a wrong configuration: every problem at once, with its path', async () => {
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(
    folder,
    `accounts:
  - { id: 123, regions: [eu-wset-1] }
schedules:
  - { name: a, cron: "61 * * * *", timezone: Europe/Berln, channel: "#alerts" }
acess: {}
`,
  );
  const tokens = { SLACK_BOT_TOKEN: 'xoxb-1234567', SLACK_APP_TOKEN: 'xapp-1234567' };
  const { code, stdout, stderr } = await run(['start'], folder, { ...tokens, GLUEWARDEN_CONFIG });
  expect([code, stdout]).toEqual([1, '']);
  const paths = ['accounts[0].id', 'accounts[0].regions[0]', 'schedules[0].cron', 'schedules[0].timezone'];
  for (const path of [...paths, 'schedules[0].channel', 'acess']) expect(stderr).toContain(path);
  expect(stderr).not.toContain('    at ');
});

test('no configuration and no AWS credentials: the bot runs, and the audit says what is missing', async () => {
  const { environment, folder, slack, start } = await createWorld();
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = environment;
  expect(Object.keys(rest)).not.toContain('AWS_ACCESS_KEY_ID');
  const GLUEWARDEN_CONFIG = writeConfig(folder, '');
  const bot = await start({ GLUEWARDEN_CONFIG, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
  await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit us-east-1');
  await slack.waitFor(() => JSON.stringify(slack.messages('data-platform')).includes('CredentialsMissing'), 40_000);
  expect(await bot.end('SIGTERM')).toBe(0);
});

test('a database that a newer version has written, or that cannot be written: exit 1 and what to do', async () => {
  const { databaseUrl, environment, folder } = await createWorld();
  await (await openStore({ databaseUrl })).close();
  const database = new DatabaseSync(databaseUrl.replace('sqlite:', ''));
  database.exec(`insert into kysely_migration values ('9999-from-the-future', '2030-01-01T00:00:00.000Z')`);
  database.close();
  const newer = await run(['start'], folder, environment);
  expect(newer.code).toBe(1);
  // One sentence for a person, beside the line with the stack.
  expect(newer.stderr).toMatch(/^Gluewarden could not start: .*9999-from-the-future.*\.\n$/);
  expect(newer.stdout).toMatch(/the bot could not start: .*9999-from-the-future/);

  mkdirSync(join(folder, 'taken.db'));
  for (const path of [join(folder, 'taken.db'), join(folder, 'gluewarden.yaml', 'no.db')]) {
    const { code, stdout, stderr } = await run(['start'], folder, { ...environment, DATABASE_URL: `sqlite:${path}` });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Gluewarden could not start: .*Check DATABASE_URL.*\.\n$/);
    expect(stdout).toMatch(/"the bot could not start: [^"]*Check DATABASE_URL/);
  }
});

test('a port in use: exit 1, and the line says which', async () => {
  const { environment, folder } = await createWorld();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const { code, stdout } = await run(['start'], folder, { ...environment, PORT: port });
  expect(code).toBe(1);
  expect(stdout).toContain(`the bot could not start: 127.0.0.1:${port} is already in use`);
});
