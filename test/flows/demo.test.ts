import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { bareEnvironment, tempFolder } from '../support/run.ts';

const script = new URL('../../sandbox/demo.ts', import.meta.url).pathname;

test('the demo shows a digest and an answered command, and ends by itself', async () => {
  const folder = tempFolder();
  const child = spawn(process.execPath, [script, '--once'], {
    cwd: folder,
    env: bareEnvironment(folder, { TMPDIR: folder }),
    stdio: 'pipe',
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  // The first scheduled scan starts at a full minute, between 8 and 68 seconds from now.
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code, output).toBe(0);
  expect(output).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
  expect(output).toMatch(/#data-platform, only for whoever asked.*: Audit of us-east-1 in 3 accounts: 17 findings/);
  expect(output).toMatch(/#data-alerts: Glue digest "every-hour": 35 findings open/);
  expect(output).not.toContain('[Slack refuses]');
}, 120_000);
