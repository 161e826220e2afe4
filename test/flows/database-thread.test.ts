import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { type Bot, createWorld } from '../support/processes/bot.ts';

const preloaded = (script: string) => `--import=data:text/javascript,${encodeURIComponent(script)}`;

/** Kills the bot's first thread when it is told to: the one that writes. */
const killer = `
  const workers = [];
  process.on('worker', (worker) => workers.push(worker));
  process.on('SIGUSR2', () => workers[0].terminate());
`;

/** Behind the first finding that is written, in its transaction, comes a statement of which one piece is 400 MB. */
const glutton = `
  const sql = 'with recursive n(i) as (select 1 union all select i + 1 from n) select hex(zeroblob(200000)) from n';
  process.once('worker', (worker) => {
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (asked) => {
      post(asked);
      if (!/^\\s*insert into findings/.test(asked.sql)) return;
      worker.postMessage = post;
      post({ id: 0, ask: 'execute', sql, parameters: [] });
    };
  });
`;

function expectOneSentence(bot: Bot): void {
  const printed = bot.output().split('\n');
  expect(
    printed.filter((line) =>
      /^The thread that keeps the database .* ended( \(\w+\))?\. .*start Gluewarden again\.$/.test(line),
    ),
  ).toHaveLength(1);
}

test('the thread of the database is killed: the process ends with one sentence', async () => {
  const world = await createWorld();
  const bot = await world.start({ NODE_OPTIONS: preloaded(killer) });
  expect(await bot.end('SIGUSR2')).toBe(1);
  expectOneSentence(bot);
  const after = bot.lines.slice(bot.lines.findIndex(({ msg }) => msg === 'ready') + 1);
  expect(after.filter(({ level }) => level === 'error')).toMatchObject([{ msg: 'stopping' }]);
});

test('it runs out of memory while a scan is recorded: one sentence, nothing by halves, the next one goes on', async () => {
  const world = await createWorld();
  await world.missSlot();
  const bot = await world.start({ NODE_OPTIONS: `--max-old-space-size=96 ${preloaded(glutton)}` });
  expect(await bot.ended).toBe(1);
  expectOneSentence(bot);
  expect(bot.output()).toContain('ERR_WORKER_OUT_OF_MEMORY');
  const database = new DatabaseSync(join(world.folder, 'gluewarden.db'));
  onTestFinished(() => database.close());
  const recorded = (table: string) => database.prepare(`select count(*) as n from ${table}`).get()?.n;
  expect(['findings', 'targets', 'outgoing'].map(recorded)).toEqual([0, 0, 0]);

  const next = await world.start();
  const { opened } = await next.logged(({ msg }) => msg === 'scheduled scan finished');
  expect(recorded('findings')).toBe(opened);
  expect((await next.page('readyz')).status).toBe(200);
});
