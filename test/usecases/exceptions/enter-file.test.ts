import { expect, test } from 'vitest';
import { enterFile } from '../../../src/usecases/exceptions/enter-file.ts';
import { exception, now, until } from '../../domain/exceptions/samples.ts';
import { finding } from '../../store/samples.ts';
import { memoryStore } from '../../support/memory-store.ts';

const inFile = (id: string, changes: Parameters<typeof exception>[0] = {}) =>
  exception({ id, from: 'file', ...changes });

async function world() {
  const store = await memoryStore(() => clock.at);
  const clock = { at: now };
  let ids = 0;
  const dependencies = {
    store,
    clock: { now: () => clock.at, monotonic: () => clock.at, sleep: async () => {} },
    newId: () => `id-${ids++}`,
  };
  await store.findings.insert([finding('a', { name: 'orders-etl', exposure: 'latent' })]);
  const entries = async (id: string) => (await store.remediation.auditTrail(id)).map(({ action }) => action);
  return { store, clock, entries, enter: (...list: ReturnType<typeof inFile>[]) => enterFile(dependencies, list) };
}

test('what is new in the file holds, what is not in it any more is taken back, and both leave an entry', async () => {
  const { store, enter, clock, entries } = await world();
  await enter(inFile('one'));
  await enter(inFile('one'));
  expect(await store.findings.counts({})).toMatchObject({ total: 1, latent: 0, accepted: 1 });
  expect(await store.exceptions.get('one')).toMatchObject({ state: 'accepted', from: 'file', since: now });
  clock.at += 60_000;
  await enter(inFile('two', { until: until('2027-01-31') }));
  expect((await store.findings.byId('a'))?.accepted).toMatchObject({ id: 'two', until: '2027-01-31' });
  expect(await store.findings.byId('a')).not.toHaveProperty('newsAt');
  expect(await store.exceptions.get('one')).toMatchObject({ state: 'revoked', closedAt: clock.at });
  clock.at += 60_000;
  await enter();
  expect(await store.findings.byId('a')).toMatchObject({ newsAt: clock.at });
  await enter(inFile('one'));
  expect(await store.exceptions.get('one')).toMatchObject({ state: 'accepted', since: clock.at });
  expect((await store.findings.byId('a'))?.accepted).toMatchObject({ id: 'one' });
  expect(await entries('one')).toEqual(['exception.entered', 'exception.removed', 'exception.entered']);
});

test('one that ended stays ended for as long as it stands in the file, and holds for its neighbours', async () => {
  const { store, enter, clock } = await world();
  await enter(inFile('short', { until: until('2026-11-30') }), inFile('long'));
  clock.at = until('2026-11-30').at;
  await store.exceptions.move('short', { from: 'accepted', to: 'ended', at: clock.at });
  await enter(inFile('short', { until: until('2026-11-30') }), inFile('long'));
  expect(await store.exceptions.get('short')).toMatchObject({ state: 'ended' });
  expect(await store.findings.counts({})).toMatchObject({ latent: 1 });
  await enter(inFile('long'));
  expect(await store.findings.counts({})).toMatchObject({ latent: 0, accepted: 1 });
});

test('what was asked for in Slack is left alone', async () => {
  const { store, enter } = await world();
  await store.exceptions.add({ ...exception({ id: 'slack' }), state: 'accepted', askedAt: now, since: now });
  await enter();
  expect(await store.exceptions.get('slack')).toMatchObject({ state: 'accepted' });
  expect(await store.findings.counts({})).toMatchObject({ accepted: 1 });
});

test('one that was taken out and put back is reminded of again before its end', async () => {
  const { store, enter, clock } = await world();
  await enter(inFile('one'));
  expect(await store.exceptions.remind('one', clock.at)).toBe(true);
  await enter();
  await enter(inFile('one'));
  expect(await store.exceptions.get('one')).not.toHaveProperty('remindedAt');
  expect(await store.exceptions.remind('one', clock.at)).toBe(true);
});
