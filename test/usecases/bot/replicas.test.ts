import { expect, test } from 'vitest';
import { createDifferenceLog, differsElsewhere, readReplicas } from '../../../src/usecases/bot/replicas.ts';
import { kit } from '../../support/fakes/kit.ts';

const runs = { version: '1.0.0', configuration: 'aaaa' };

async function setUp() {
  const base = await kit();
  const now = base.clock.now();
  const self = { id: 'self', host: 'here', pid: 1, startedAt: now, ...runs };
  const beat = (id: string, given: object = {}) =>
    base.store.processes.beat({ ...self, id, host: id, heartbeatAt: base.clock.now(), ...given });
  return { ...base, self, beat, parts: { ...base, self, isAlive: () => true } };
}

test('those that live, this one first, each with what it runs and how long ago it was heard of', async () => {
  const { clock, parts, self, beat } = await setUp();
  await beat('dead', { startedAt: 0 });
  await clock.advance(30_000);
  await beat('other', { startedAt: 0 });
  await clock.advance(4_000);
  const [first, ...others] = await readReplicas(parts);
  expect(first).toMatchObject({ ...self, silentMs: 0 });
  expect(others).toMatchObject([{ id: 'other', ...runs, silentMs: 4_000 }]);
});

test('a difference is said once in the log, and again when it comes again', async () => {
  const { log, parts, beat, store } = await setUp();
  const tell = createDifferenceLog(parts);
  const said = async () => {
    await tell();
    await tell();
    return log.lines.splice(0).map(({ level, text }) => [level, /differ in ([^:]*)/.exec(text)?.[1]]);
  };
  await beat('same');
  expect(await said()).toEqual([]);
  await beat('newer', { version: '1.1.0' });
  expect(await said()).toEqual([['warn', 'version']]);
  await beat('other', { configuration: 'bbbb' });
  expect(await said()).toEqual([['warn', 'version and configuration']]);
  for (const id of ['newer', 'other']) await store.processes.remove(id);
  expect(await said()).toEqual([]);
  await beat('newer', { version: '1.1.0' });
  expect(await said()).toEqual([['warn', 'version']]);
});

test('others have other accounts where the first part of the hash is another one, or is not known', async () => {
  const { parts, beat, store } = await setUp();
  const self = { ...parts.self, configuration: 'aaaa-1111' };
  const differs = () => differsElsewhere({ ...parts, self });
  for (const [given, expected] of [
    [{ configuration: 'aaaa-1111' }, false],
    [{ configuration: 'aaaa-2222' }, false],
    [{ version: '9.0.0', configuration: 'aaaa-1111' }, false],
    [{ configuration: 'bbbb-1111' }, true],
    [{ configuration: 'aaaa' }, false],
    [{ configuration: undefined }, true],
  ] as const) {
    await store.processes.remove('other');
    await beat('other', given);
    expect([given, await differs()]).toEqual([given, expected]);
  }
});
