import { expect, test } from 'vitest';
import { assertStopped } from '../../../src/usecases/bot/stopped.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

const clock = new FakeClock();
const row = { id: 'p', host: 'there', machine: 'that', pid: 7, startedAt: 0, heartbeatAt: clock.now() };
const stopped = (...rows: readonly (typeof row)[]) =>
  assertStopped(
    { all: async () => rows, now: async () => clock.now() },
    { machine: 'this', host: 'here', pid: 1, isAlive: (pid) => pid === 8 },
  );

test('a bot that lives is named, with since when and what to do', async () => {
  await expect(stopped(row, { ...row, host: 'here', machine: 'this', pid: 8 })).rejects.toThrow(
    /process 7 on there, since 1970-01-01T00:00:00\.000Z, last heard of at .*; process 8 on here.*Stop it.*30 seconds/,
  );
});

test('the dead are no hindrance: ended on this machine, or silent on another', async () => {
  await expect(
    stopped({ ...row, host: 'here', machine: 'this', pid: 9 }, { ...row, heartbeatAt: clock.now() - 30_001 }),
  ).resolves.toBeUndefined();
});
