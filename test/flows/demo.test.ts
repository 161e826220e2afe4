import { spawn, spawnSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { bareEnvironment, tempFolder } from '../support/processes/run.ts';

const script = new URL('../../sandbox/demo.ts', import.meta.url).pathname;

/**
 * Node's options for a demo whose clock, and its bot's, says that a full minute is 20 s away: the first scheduled scan
 * starts at one, which is up to 68 s from now by the real clock.
 */
function shortlyBeforeTheMinute(): string {
  const ahead = (100_000 - (Date.now() % 60_000)) % 60_000;
  const code = `const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length > 0 ? given : [Real.now() + ${ahead}])); }
    static now() { return Real.now() + ${ahead}; }
  };`;
  return `--import data:text/javascript,${encodeURIComponent(code)}`;
}

test.each(['--hlep', 'nope', '--port=x', '--fleet=3', '--fleet=many'])(
  'a wrong word (%s) is answered with the right ones',
  (word) => {
    const { status, stderr } = spawnSync(process.execPath, [script, word], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('npm run demo -- [--once] [--port N]');
  },
);

test('the demo shows a digest and an answered command, and ends by itself', async () => {
  const folder = tempFolder();
  const child = spawn(process.execPath, [script, '--once'], {
    cwd: folder,
    env: bareEnvironment(folder, { TMPDIR: folder, NODE_OPTIONS: shortlyBeforeTheMinute() }),
    stdio: 'pipe',
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code, output).toBe(0);
  expect(output).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
  expect(output).toMatch(/#data-platform, only for the requester.*: Audit of us-east-1 in 3 accounts: 17 findings/);
  expect(output).toMatch(/#data-alerts: Glue digest "every-hour": 35 Glue findings open/);
  expect(output).not.toContain('[Slack refuses]');
}, 120_000);
