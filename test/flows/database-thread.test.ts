import { expect, test } from 'vitest';
import { createWorld } from '../support/processes/bot.ts';

/** Kills the bot's first thread when it is told to: the one that writes. */
const killer = `
  const workers = [];
  process.on('worker', (worker) => workers.push(worker));
  process.on('SIGUSR2', () => workers[0].terminate());
`;

test('the thread of the database is killed: the process ends with one sentence, and the next one goes on', async () => {
  const world = await createWorld();
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(killer)}`;
  const bot = await world.start({ NODE_OPTIONS });
  expect(await bot.end('SIGUSR2')).toBe(1);
  const printed = bot.output().split('\n');
  expect(
    printed.filter((line) => /^The thread that keeps the database .* ended\..*start Gluewarden again\.$/.test(line)),
  ).toHaveLength(1);
  const after = bot.lines.slice(bot.lines.findIndex(({ msg }) => msg === 'ready') + 1);
  expect(after.filter(({ level }) => level === 'error')).toMatchObject([{ msg: 'stopping' }]);

  const next = await world.start();
  expect((await next.page('readyz')).status).toBe(200);
});
