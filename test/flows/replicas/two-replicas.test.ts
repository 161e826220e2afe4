import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { secretFiles } from '../../../src/config/secret-files.ts';
import { hasPostgres, migratedUrl, postgresSql } from '../../support/postgres/databases.ts';
import { createWorld, type World } from '../../support/processes/bot.ts';
import { ask } from '../../support/processes/people.ts';

const service = z.object({ environment: z.record(z.string(), z.string()) });
const { services } = z
  .object({ services: z.object({ 'gluewarden-1': service, 'gluewarden-2': service }) })
  .parse(parse(readFileSync('deploy/compose.postgres.yml', 'utf8'), { merge: true }));

/** The environment of a service of the file: each secret in a file, and in no variable. */
function asDeployed({ environment, folder }: World, { environment: deployed }: z.infer<typeof service>) {
  const files = Object.entries(deployed).filter(([name]) => name.endsWith('_FILE'));
  const secrets = files.map(([fileName, path]) => {
    const [name, moved] = [fileName.replace(/_FILE$/, ''), join(folder, basename(path))];
    const value = Object.entries(environment).find(([each]) => each === name)?.[1];
    if (value === undefined) throw new Error(`nothing is known of ${name}`);
    writeFileSync(moved, `${value}\n`);
    return { [fileName]: moved };
  });
  const unset = Object.values(secretFiles).map((name) => ({ [name]: '' }));
  return Object.assign({}, ...unset, ...secrets);
}

describe.skipIf(!hasPostgres)('two replicas as the deploy files start them', () => {
  test('both are ready, a missed slot is run once, and one goes on when the other is asked to stop', async () => {
    const databaseUrl = await migratedUrl();
    const world = await createWorld({ databaseUrl });
    const { slack } = world;
    await world.missSlot();
    const [first, second] = await Promise.all(
      Object.values(services).map((each) => world.start(asDeployed(world, each))),
    );
    if (first === undefined || second === undefined) throw new Error('two replicas were to start');
    const ready = await Promise.all([first, second].map(async (bot) => (await bot.page('readyz')).status));
    expect(ready).toEqual([200, 200]);
    await slack.waitFor(() => slack.messages('data-alerts').length > 0, 60_000);

    expect(await first.end('SIGTERM')).toBe(0);
    expect((await second.page('readyz')).status).toBe(200);
    const { message } = await ask(slack, 'us-east-1');
    expect(message.text).toContain('17 findings');

    expect(slack.messages('data-alerts')).toHaveLength(1);
    expect(await postgresSql(databaseUrl, 'select state from slots')).toEqual([{ state: 'done' }]);
    expect((await postgresSql(databaseUrl, 'select id from processes')).length).toBe(1);
    expect(await second.end('SIGTERM')).toBe(0);
    for (const bot of [first, second])
      for (const secret of [slack.app.botToken, world.environment.GLUEWARDEN_KEY ?? '-'])
        expect(bot.output()).not.toContain(secret);
    expect(slack.problems).toEqual([]);
  });
});
