import { expect, test } from 'vitest';
import { countLiveProcesses } from '../../../src/usecases/bot/live-processes.ts';
import { kit } from '../../support/fakes/kit.ts';

test('counts this process, and others by their heartbeat or their pid', async () => {
  const { store, clock } = await kit();
  const now = clock.now();
  const self = { id: 'self', host: 'here', pid: 1, startedAt: now };
  const count = () => countLiveProcesses({ store, self, isAlive: (pid) => pid === 2 });
  expect(await count()).toBe(1);
  for (const row of [
    { ...self },
    { id: 'lives', host: 'here', pid: 2, startedAt: now },
    { id: 'killed', host: 'here', pid: 3, startedAt: now },
    { id: 'elsewhere', host: 'there', pid: 3, startedAt: now },
  ])
    await store.processes.beat({ ...row, heartbeatAt: now });
  expect(await count()).toBe(3);
  await clock.advance(61_000);
  expect(await count()).toBe(1);
});
