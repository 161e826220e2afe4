import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { GetJobsCommand, GlueClient } from '@aws-sdk/client-glue';
import { afterEach, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../../sandbox/aws/main.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(...words: string[]) {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

test('prints where it is in one line, answers the SDK, and ends on SIGTERM', async () => {
  const child = run('--seed', 'clean', '--regions', '2', '--latency', '1');
  const [line] = await once(child.stdout, 'data');
  const said = JSON.parse(String(line));
  expect(said.fleet[0].regions).toEqual(['us-east-1', 'us-east-2']);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = said.environment;
  const credentials = { accessKeyId, secretAccessKey };
  const glue = new GlueClient({ endpoint: said.environment.AWS_ENDPOINT_URL, region: 'us-east-2', credentials });
  expect((await glue.send(new GetJobsCommand({ MaxResults: 1000 }))).Jobs).toHaveLength(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  glue.destroy();
});

test.each([['--seed', 'nothing'], ['--port', 'x'], ['--what']])('refuses %s %s', async (...words) => {
  const child = run(...words);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(said).toContain('usage:');
});
