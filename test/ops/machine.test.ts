import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isAlive, machineId } from '../../src/ops/machine.ts';

test.skipIf(process.platform !== 'linux')('two processes of one container are on one machine', () => {
  const url = new URL('../../src/ops/machine.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(url)}).then(({ machineId }) => console.log(machineId()))`;
  const { stdout } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
  expect(stdout.trim()).toBe(machineId());
  expect(machineId()).toMatch(/^[0-9a-f-]{36} pid:\[\d+\]$/);
});

test('a process that ended is not alive; one of somebody else is', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect([isAlive(process.pid), isAlive(1), isAlive(pid)]).toEqual([true, true, false]);
});
