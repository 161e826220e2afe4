import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const MAIN = new URL('../../../sandbox/slack/main.ts', import.meta.url).pathname;

test.each(['SIGTERM', 'SIGINT'] as const)('runs as a process of its own until %s', async (signal) => {
  const child = spawn(process.execPath, [MAIN, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const said: { url: string; apiUrl: string; environment: Record<string, string> } = JSON.parse(String(line));
  expect(said.environment).toMatchObject({
    SLACK_API_URL: said.apiUrl,
    SLACK_BOT_TOKEN: expect.stringMatching(/^xoxb-/),
  });
  expect((await fetch(said.url)).status).toBe(200);
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('wrong usage is told', async () => {
  const child = spawn(process.execPath, [MAIN, '--port', 'x'], { stdio: 'ignore' });
  expect(await once(child, 'exit')).toEqual([1, null]);
});
