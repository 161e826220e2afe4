import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createLogging, silentLog } from '../../src/ops/logging.ts';

test('one JSON line each, from the level on, without secrets', async () => {
  const lines: string[] = [];
  const { log, flush } = await createLogging({ level: 'info', to: { write: (line) => void lines.push(line) } });
  log.debug({ no: 1 }, 'too quiet');
  log.warn({ channel: 'C1', botToken: 'secret', err: new Error('boom') }, 'posting with xoxb-123-456-abc failed');
  flush();
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    channel: 'C1',
    botToken: '[redacted]',
    err: { type: 'Error', message: 'boom', stack: expect.stringContaining('boom') },
    msg: 'posting with [redacted] failed',
  });
});

test('silent writes nothing', async () => {
  const lines: string[] = [];
  const { log } = await createLogging({ level: 'silent', to: { write: (line) => void lines.push(line) } });
  log.error({}, 'x');
  silentLog.error({}, 'x');
  expect(lines).toEqual([]);
});

test.each(['stdout', 'stderr'] as const)('%s: the last line before an exit is written', async (to) => {
  const script = `
    const { createLogging } = await import('./src/ops/logging.ts');
    const { log, flush } = await createLogging({ level: 'info', to: '${to}' });
    log.info({ a: 1 }, 'last words');
    flush();
    process.exit(0);`;
  const result = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(result[to]).toContain('last words');
  expect(result[to === 'stdout' ? 'stderr' : 'stdout']).not.toContain('last words');
});
