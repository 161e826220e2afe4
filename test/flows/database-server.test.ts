import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { cluster } from '../support/postgres/cluster.ts';
import { hasPostgres, migratedUrl, postgresSql } from '../support/postgres/databases.ts';
import { createWorld } from '../support/processes/bot.ts';
import { said } from '../support/processes/people.ts';
import { launch } from '../support/processes/run.ts';

const away = 12_000;
const everything = '/glue-audit all';

describe.skipIf(!hasPostgres)('a bot on PostgreSQL', () => {
  test('the server is away for 12 s in the middle of a scan: all is acknowledged and said, and nothing is lost', async () => {
    const server = await cluster();
    const databaseUrl = await migratedUrl();
    const world = await createWorld({ databaseUrl, slack: { ackTimeoutMs: 4_000 } });
    await world.missSlot();
    world.aws.faults.add({ service: 'glue', effect: { kind: 'latency', ms: 1_500 } });
    const bot = await world.start();
    const { slack } = world;
    const audit = slack.as('UNINA').type('CDATAPLATFORM', everything);
    await slack.waitFor(() => said(slack).some(({ text }) => /Auditing/.test(text)), 40_000);

    await server.stop();
    const health = await bot.page('healthz');
    const asked = await slack.as('UJUN').type('CDATAPLATFORM', '/glue-audit findings');
    await slack.waitFor(
      () =>
        said(slack, { user: 'UJUN' }).some(({ text }) => text.includes('The database is busy; this is tried again')),
      40_000,
    );
    const ready = await bot.page('readyz');
    await sleep(away);
    await server.start();

    expect([asked.acked, (await audit).acked, health.status, ready.status]).toEqual([true, true, 200, 503]);
    // Both answers come by themselves, and the digest of the slot is posted, once.
    const listed = /Nothing was scanned yet|findings/;
    await slack.waitFor(() => said(slack, { user: 'UJUN' }).some(({ text }) => listed.test(text)), 60_000);
    await slack.waitFor(() => said(slack).some(({ text }) => /^Audit of 3 accounts: 35 findings/.test(text)), 60_000);
    await slack.waitFor(() => slack.messages('data-alerts').length > 0, 60_000);
    await expect.poll(async () => (await bot.page('readyz')).status).toBe(200);
    await expect
      .poll(() => postgresSql(databaseUrl, `select state from slots where state <> 'done'`), { timeout: 60_000 })
      .toEqual([]);
    expect(slack.messages('data-alerts')).toHaveLength(1);
    expect(await postgresSql(databaseUrl, `select state from outgoing where state <> 'sent'`)).toEqual([]);
    expect(bot.output()).not.toContain(server.password);
    expect(slack.problems).toEqual([]);
  }, 180_000);

  test('started before its server, it waits for it; stopped without one, it ends', async () => {
    const server = await cluster();
    const world = await createWorld({ databaseUrl: await migratedUrl() });
    await server.stop();
    const child = launch(['start'], world.folder, world.environment);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const says = (words: string) => expect.poll(() => output, { timeout: 60_000 }).toContain(words);
    await says('the database cannot be reached: the start waits for it');
    await server.start();
    await says('"msg":"ready"');
    // And stopped while its server is away, it does not wait for it for ever.
    await server.stop();
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    const asked = performance.now();
    child.kill('SIGTERM');
    // With an error: it could not give back what it had claimed, which the next start does.
    expect(await ended).toBe(1);
    expect(performance.now() - asked).toBeLessThan(30_000);
    await server.start();
    expect(output).not.toContain(server.password);
  });
});
