import { expect, test } from 'vitest';
import { endOfDay } from '../../../src/domain/exceptions/end-day.ts';
import { endExceptions } from '../../../src/usecases/exceptions/end-exceptions.ts';
import { now, until } from '../../domain/exceptions/samples.ts';
import { exceptionRow } from '../../store/exceptions/samples.ts';
import { exceptionWorld, identity } from './world.ts';

const day = 86_400_000;

async function accepted(given: Parameters<typeof exceptionRow>[1] = {}) {
  const world = await exceptionWorld();
  const row = {
    scope: { finding: identity },
    askedBy: 'UASKER',
    owner: 'UOWNER',
    ownerIs: 'person' as const,
    since: now,
    until: until('2026-12-31'),
  };
  await world.store.exceptions.add(exceptionRow('one', { ...row, ...given }));
  await world.store.exceptions.markFindings(now);
  const ends = { ...world.dependencies, remindBefore: 7 * day, fallbackChannel: 'COPS' };
  return { ...world, ends, look: () => endExceptions(ends) };
}

test('the day it ends the finding is back, as news, and whom it concerns is told once', async () => {
  const { store, clock, look, sent, trail } = await accepted();
  clock.at = until('2026-12-31').at - 1;
  await store.exceptions.remind('one', clock.at);
  expect(await look()).toBe(0);
  clock.at += 1;
  expect(await look()).toBe(1);
  expect(await look()).toBe(0);
  expect(await store.exceptions.get('one')).toMatchObject({ state: 'ended', closedAt: clock.at });
  expect(await store.findings.byId('latent')).toMatchObject({ newsAt: clock.at });
  const news = { kind: 'exception-notice', event: 'ended', findings: 1 };
  expect(await sent()).toMatchObject([
    ['CAPPROVALS', news],
    ['UOWNER', news],
    ['UASKER', news],
  ]);
  expect(await trail('one')).toEqual(['exception.ended']);
});

test('one reminder comes before the end', async () => {
  const { clock, look, sent, trail } = await accepted();
  clock.at = until('2026-12-31').at - 7 * day - 1;
  expect(await look()).toBe(0);
  clock.at += 1;
  expect(await look()).toBe(1);
  expect(await look()).toBe(0);
  expect((await sent())[0]).toMatchObject(['CAPPROVALS', { event: 'reminder', findings: 1 }]);
  expect(await trail('one')).toEqual(['exception.reminded']);
});

test('what is accepted for a short time is reminded of in its second half', async () => {
  const { clock, look } = await accepted({ until: until('2026-11-25') });
  clock.at = now + day;
  expect(await look()).toBe(0);
  clock.at = until('2026-11-25').at - day;
  expect(await look()).toBe(1);
});

test('what nobody decided lapses, and nothing comes back', async () => {
  const { store, clock, look, sent } = await accepted({ state: 'asked' });
  clock.at = until('2026-12-31').at;
  expect(await look()).toBe(1);
  expect(await store.exceptions.get('one')).toMatchObject({ state: 'lapsed' });
  expect((await sent())[0]).toMatchObject(['CAPPROVALS', { event: 'lapsed', findings: 0 }]);
});

test('an end on the day on which clocks change is at midnight there', async () => {
  const berlin = endOfDay('2027-03-28', 'Europe/Berlin');
  if (berlin === undefined) throw new Error('no day');
  const { store, clock, look } = await accepted({ until: berlin, remindedAt: 1 });
  clock.at = Date.UTC(2027, 2, 28, 22) - 1;
  expect(await look()).toBe(0);
  expect(await store.findings.counts({})).toMatchObject({ accepted: 1 });
  clock.at += 1;
  // Though nobody wrote it down yet.
  expect(await store.findings.counts({})).toMatchObject({ latent: 1 });
  expect(await look()).toBe(1);
});

test('what stands in the file is told where the approvers read, or else the operators', async () => {
  const {
    askedBy: _by,
    askedIn: _in,
    ...bare
  } = exceptionRow('two', {
    from: 'file',
    scope: { name: 'orders-*' },
    owner: 'data team',
    since: now,
    until: until('2026-12-31'),
    remindedAt: 1,
  });
  const { store, clock, look, sent } = await accepted({ until: until('2027-01-31') });
  await store.exceptions.add(bare);
  clock.at = until('2026-12-31').at;
  await look();
  expect((await sent()).map(([channel]) => channel)).toEqual(['COPS']);
});

test('each of those that end on one day says how many of its own came back, a scan in between or not', async () => {
  const { store, clock, look, sent } = await accepted({ remindedAt: 1 });
  await store.exceptions.add(
    exceptionRow('two', {
      scope: { finding: { ...identity, name: 'orders-old', kind: 'configuration' } },
      covers: 'all',
      askedBy: 'UASKER',
      since: now,
      until: until('2026-12-31'),
      remindedAt: 1,
    }),
  );
  await store.exceptions.markFindings(now);
  expect(await store.findings.counts({})).toMatchObject({ accepted: 2 });
  clock.at = until('2026-12-31').at;
  await store.exceptions.markFindings(clock.at);
  expect(await look()).toBe(2);
  const told = (await sent()).map(([, message]) => message.kind === 'exception-notice' && message.findings);
  expect(new Set(told)).toEqual(new Set([1]));
});

test('what another still covers does not come back', async () => {
  const { store, clock, look, sent } = await accepted({ remindedAt: 1 });
  clock.at = until('2026-12-31').at;
  const later = { scope: { finding: identity }, until: until('2027-01-31'), remindedAt: 1 };
  await store.exceptions.add(exceptionRow('two', { ...later, since: clock.at }));
  expect(await look()).toBe(1);
  expect((await sent())[0]).toMatchObject(['CAPPROVALS', { event: 'ended', findings: 0 }]);
});
