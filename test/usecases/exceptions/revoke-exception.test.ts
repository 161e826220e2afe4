import { expect, test } from 'vitest';
import { revokeException } from '../../../src/usecases/exceptions/revoke-exception.ts';
import { exceptionRow } from '../../store/exceptions/samples.ts';
import { exceptionWorld, identity } from './world.ts';

async function accepted(given: Parameters<typeof exceptionRow>[1] = {}) {
  const world = await exceptionWorld();
  await world.store.exceptions.add(exceptionRow('one', { scope: { finding: identity }, askedBy: 'UASKER', ...given }));
  await world.store.exceptions.markFindings(world.clock.at);
  return { ...world, revoke: (by: string, id = 'one') => revokeException(world.dependencies, by, id) };
}

test('who asked takes it back, and what it covered counts again, as news', async () => {
  const { store, clock, revoke, sent, trail } = await accepted();
  expect(await store.findings.counts({})).toMatchObject({ accepted: 1 });
  clock.at += 1_000;
  expect(await revoke('UASKER')).toMatchObject({ notice: { event: 'revoked', findings: 1 } });
  expect(await store.exceptions.get('one')).toMatchObject({ state: 'revoked', closedBy: 'UASKER' });
  expect(await store.findings.byId('latent')).toMatchObject({ newsAt: clock.at });
  expect(await store.findings.byId('latent')).not.toHaveProperty('accepted');
  expect(await sent()).toEqual([]);
  expect(await trail('one')).toEqual(['exception.revoked']);
});

test('its owner takes it back', async () => {
  const { revoke } = await accepted({ owner: 'UOWNER' });
  expect(await revoke('UOWNER')).toMatchObject({ notice: { event: 'revoked' } });
});

test('an approver takes it back, and who asked is told', async () => {
  const { revoke, sent } = await accepted();
  expect(await revoke('UAPPROVER')).toHaveProperty('notice');
  expect(await sent()).toMatchObject([['UASKER', { event: 'revoked', risk: { closedBy: 'UAPPROVER' } }]]);
});

test('what is asked for can be taken back too', async () => {
  const { store, revoke } = await accepted({ state: 'asked' });
  expect(await revoke('UASKER')).toMatchObject({ notice: { findings: 0 } });
  expect(await store.exceptions.get('one')).toMatchObject({ state: 'revoked' });
});

test.each([
  [{}, 'USTRANGER', 'not-yours'],
  [{ state: 'ended' }, 'UASKER', 'not-in-force'],
  [{ from: 'file' }, 'UAPPROVER', 'of-the-file'],
] as const)('%j by %s is refused: %s', async (given, by, refused) => {
  const { store, revoke, trail } = await accepted(given);
  expect(await revoke(by)).toMatchObject({ refused });
  expect((await store.exceptions.get('one'))?.state).toBe('state' in given ? given.state : 'accepted');
  expect(await trail('one')).toEqual(['exception.revoke-refused']);
});

test('what does not exist is refused, and who tried is written down', async () => {
  const { revoke, trail } = await accepted();
  expect(await revoke('UASKER', 'nothing')).toEqual({ refused: 'unknown' });
  expect(await trail('nothing')).toEqual(['exception.revoke-refused']);
});

test('what another still covers does not count again', async () => {
  const { store, clock, revoke } = await accepted();
  const end = (await store.exceptions.get('one'))?.until;
  if (end === undefined) throw new Error('no end');
  const later = { ...end, day: '2027-04-30', at: end.at + 1_000 };
  await store.exceptions.add(exceptionRow('two', { scope: { finding: identity }, until: later }));
  await store.exceptions.markFindings(clock.at);
  expect(await revoke('UASKER')).toMatchObject({ notice: { event: 'revoked', findings: 0 } });
  expect(await store.findings.counts({})).toMatchObject({ accepted: 1 });
});
