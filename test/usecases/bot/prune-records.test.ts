import { expect, test } from 'vitest';
import { dayMs, dayOf, defaultRetention, type Retention } from '../../../src/domain/retention.ts';
import { type PruneDependencies, pruneRecords } from '../../../src/usecases/bot/prune-records.ts';
import { composeRequest } from '../../../src/usecases/remediation/messages/compose-request.ts';
import { requestOf } from '../../store/remediation-samples.ts';
import { finding, scan } from '../../store/samples.ts';
import { kit } from '../../support/fakes/kit.ts';
import { memoryStore } from '../../support/memory-store.ts';

const hour = 3_600_000;
const message = { kind: 'interrupted', scope: 's', startedAt: 0, again: 'a' } as const;
const daily = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C' };

async function setUp(retention: Partial<Retention> = {}, parts: Partial<PruneDependencies> = {}) {
  const base = await kit();
  const dependencies = { ...base, retention: { ...defaultRetention, ...retention }, schedules: [], ...parts };
  const prune = () => pruneRecords(dependencies);
  /** As the bot does it, which runs without a gap. */
  const pruneDaily = async (days: number) => {
    for (let day = 0; day < days; day += 1) {
      await base.clock.advance(dayMs);
      await prune();
    }
  };
  return { ...base, dependencies, prune, pruneDaily };
}

async function addResolved(store: PruneDependencies['store'], id: string, resolvedAt: number) {
  await store.findings.insert([finding(id, { firstSeenAt: resolvedAt - hour, resolvedAt })]);
}

test('what is over is deleted after its time; what waits is kept', async () => {
  const { store, clock, prune, pruneDaily } = await setUp();
  const now = clock.now();
  await store.outbox.add([
    { id: 'sent', channel: 'C', createdAt: now, message },
    { id: 'waits', channel: 'D', createdAt: now, message },
    { id: 'ended', channel: 'E', createdAt: now, message },
  ]);
  await store.outbox.end('ended', 'user_disabled', now, 'not-posted');
  await store.outbox.sent('sent', 'C', '1', now);
  await store.queries.save('q', {}, now);
  await store.envelopes.isFirst(['e'], now);
  await prune();
  expect(await store.queries.get('q')).toEqual({});
  await clock.advance(59 * 60_000);
  await prune();
  expect(await store.envelopes.isFirst(['e'], now)).toBe(false);
  await clock.advance(2 * 60_000);
  await prune();
  expect(await store.envelopes.isFirst(['e'], clock.now())).toBe(true);
  await pruneDaily(89);
  expect(await store.outbox.get('sent')).toBeDefined();
  await pruneDaily(2);
  expect(await store.queries.get('q')).toBeUndefined();
  expect(await store.outbox.get('sent')).toBeUndefined();
  expect(await store.outbox.get('ended')).toBeUndefined();
  expect(await store.outbox.get('waits')).toMatchObject({ state: 'waiting' });
});

test('findings, scans, slots and requests go after their own time, and their numbers stay', async () => {
  const { store, clock, log, pruneDaily } = await setUp({ findings: 30 * dayMs, scans: 30 * dayMs, slots: 7 * dayMs });
  const now = clock.now();
  await addResolved(store, 'resolved', now);
  await store.findings.insert([finding('open', { firstSeenAt: now })]);
  for (let index = 0; index < 16; index += 1) {
    await store.scans.begin(scan(`s${index}`, { startedAt: now + index }));
    await store.scans.fail(`s${index}`, now + index);
  }
  await store.schedules.claim('daily', now, 'p', now);
  await store.schedules.finish('daily', now, 'p', now);
  await store.schedules.claim('daily', now + 1, 'p', now);
  await store.remediation.openRequest(requestOf('r', 'one'), []);
  await store.remediation.close('r', 'withdrawn', now);
  await pruneDaily(8);
  expect(await store.schedules.claim('daily', now, 'p', now)).toBe(true);
  expect(await store.schedules.claim('daily', now + 1, 'p', now)).toBe(false);
  expect(await store.findings.byId('resolved')).toBeDefined();
  await pruneDaily(23);
  expect(await store.findings.byId('resolved')).toBeUndefined();
  expect(await store.findings.byId('open')).toBeDefined();
  expect(await store.scans.get('s0')).toBeUndefined();
  expect(await store.scans.get('s1')).toBeDefined();
  expect(await store.remediation.request('r')).toBeDefined();
  await pruneDaily(370);
  expect(await store.remediation.request('r')).toBeUndefined();
  expect(await store.summaries.findingDays(0)).toMatchObject([{ day: dayOf(now), open: 1, opened: 2, resolved: 1 }]);
  expect((await store.summaries.counts(0)).map(({ what, count }) => `${what} ${count}`)).toEqual(
    expect.arrayContaining(['request.withdrawn 1', 'scan.failed 16', 'slot.done 1']),
  );
  expect(log.lines.filter(({ text }) => text === 'old records were removed')).toHaveLength(3);
});

test('of a database from before, what goes is counted as well, also where there never was a finding', async () => {
  const { store, clock, pruneDaily } = await setUp();
  const long = clock.now();
  for (let index = 0; index < 16; index += 1) {
    await store.scans.begin(scan(`s${index}`, { startedAt: long + index }));
    await store.scans.fail(`s${index}`, long + index);
  }
  await store.outbox.add([
    { id: 'sent', channel: 'C', createdAt: long, message },
    { id: 'ended', channel: 'E', createdAt: long, message },
  ]);
  await store.outbox.sent('sent', 'C', '1', long);
  await store.outbox.end('ended', 'user_disabled', long, 'not-posted');
  await store.schedules.claim('daily', long, 'p', long);
  await store.schedules.finish('daily', long, 'p', long);
  await store.remediation.openRequest(requestOf('r', 'one'), []);
  await store.remediation.close('r', 'withdrawn', long);
  await clock.advance(500 * dayMs);
  await pruneDaily(3);
  expect(await store.outbox.get('sent')).toBeUndefined();
  expect((await store.summaries.counts(0)).map(({ day, what, count }) => [day, `${what} ${count}`])).toEqual(
    ['message.given-up 1', 'message.sent 1', 'request.withdrawn 1', 'scan.failed 16', 'slot.done 1'].map((each) => [
      dayOf(long),
      each,
    ]),
  );
});

test('of two processes whose clocks differ by seconds each removes what is over', async () => {
  const { store, clock, dependencies } = await setUp();
  const now = clock.now();
  await store.outbox.add([{ id: 'sent', channel: 'C', createdAt: now, message }]);
  await store.outbox.sent('sent', 'C', '1', now);
  const behind = { ...store, now: async () => clock.now() - 2_000 };
  await clock.advance(91 * dayMs);
  for (let hours = 0; hours < 26; hours += 1) {
    await clock.advance(hour);
    await pruneRecords(dependencies);
    await pruneRecords({ ...dependencies, processId: 'other', store: behind });
  }
  expect(await store.outbox.get('sent')).toBeUndefined();
});

test('what is kept for ever stays, and what a digest has not told yet', async () => {
  const forever = await setUp({ findings: 'forever' });
  await addResolved(forever.store, 'f', forever.clock.now());
  await forever.pruneDaily(2);
  await forever.clock.advance(3_000 * dayMs);
  await forever.pruneDaily(3);
  expect(await forever.store.findings.byId('f')).toBeDefined();

  const yearly = await setUp({ findings: 30 * dayMs }, { schedules: [daily] });
  const { store, clock } = yearly;
  await store.schedules.setLastDigest('daily', clock.now() - dayMs);
  await store.schedules.setLastDigest('a schedule that was removed', 1);
  await addResolved(store, 'told', clock.now() - 2 * dayMs);
  await addResolved(store, 'not told', clock.now());
  await yearly.pruneDaily(60);
  expect([await store.findings.byId('told'), await store.findings.byId('not told')]).toMatchObject([
    undefined,
    { id: 'not told' },
  ]);
  await store.schedules.setLastDigest('daily', clock.now());
  await yearly.pruneDaily(1);
  expect(await store.findings.byId('not told')).toBeUndefined();
});

test('the messages of a request stay until it is over; others do not wait for them', async () => {
  const { store, clock, pruneDaily } = await setUp({ messages: 30 * dayMs });
  const now = clock.now();
  const request = { ...requestOf('r', 'one'), createdAt: now };
  await store.remediation.openRequest(request, []);
  const about = composeRequest(request, []);
  await store.outbox.add([
    { id: 'ask-r', channel: 'C', createdAt: now, message: about },
    { id: 'ask-earlier', channel: 'C', createdAt: now - 1, message: about },
    { id: 'digest', channel: 'C', createdAt: now, message },
  ]);
  for (const id of ['ask-r', 'ask-earlier', 'digest']) {
    await store.outbox.sent(id, 'C', '1', now);
    await store.outbox.unfollow(id);
  }
  await pruneDaily(40);
  const left = await Promise.all(['ask-r', 'ask-earlier', 'digest'].map((id) => store.outbox.get(id)));
  expect(left.map((row) => row?.id)).toEqual(['ask-r', undefined, undefined]);
  await store.remediation.close('r', 'withdrawn', now);
  await pruneDaily(1);
  expect(await store.outbox.get('ask-r')).toBeUndefined();
});

test('a message whose buttons are still to be taken off stays a year longer, and then nobody presses them', async () => {
  const { store, clock, pruneDaily } = await setUp({ messages: 30 * dayMs });
  const now = clock.now();
  const message = composeRequest({ ...requestOf('over', 'one'), state: 'withdrawn' }, []);
  await store.outbox.add([{ id: 'ask-over', channel: 'C', createdAt: now, message: { ...message, state: 'open' } }]);
  await store.outbox.sent('ask-over', 'C', '1', now);
  expect(await store.outbox.followed()).toHaveLength(1);
  await pruneDaily(394);
  expect(await store.outbox.get('ask-over')).toBeDefined();
  await pruneDaily(3);
  expect(await store.outbox.get('ask-over')).toBeUndefined();
});

test('after a gap nothing is removed for a day: the clock may be wrong', async () => {
  const { store, clock, prune, pruneDaily } = await setUp();
  await addResolved(store, 'f', clock.now());
  await pruneDaily(3);
  await clock.advance(5_000 * dayMs);
  await prune();
  await clock.advance(23 * hour);
  await prune();
  expect(await store.findings.byId('f')).toBeDefined();
  await clock.advance(-5_000 * dayMs);
  await pruneDaily(30);
  expect(await store.findings.byId('f')).toBeDefined();
  const [first, ...others] = await store.summaries.findingDays(0);
  expect([first, others]).toMatchObject([{ opened: 1, resolved: 1, open: 0 }, []]);
});

test('a process that has the claim does it alone, and one that is about to stop leaves the rest', async () => {
  const { store, clock, dependencies, prune, pruneDaily } = await setUp();
  await pruneDaily(2);
  const now = clock.now();
  await addResolved(store, 'f', now - 401 * dayMs);
  await store.summaries.claim({ processId: 'other', now, until: now + hour, gapMs: dayMs, behindMs: 0 });
  await prune();
  expect(await store.findings.byId('f')).toBeDefined();
  await store.summaries.release('other');
  await pruneRecords({ ...dependencies, isStopping: () => true });
  expect(await store.findings.byId('f')).toBeDefined();
  await prune();
  expect(await store.findings.byId('f')).toBeUndefined();
});

test('many go in pieces, between which others write', async () => {
  const { store, clock, prune, pruneDaily } = await setUp();
  await pruneDaily(2);
  const old = clock.now() - 401 * dayMs;
  await store.findings.insert(
    Array.from({ length: 1_200 }, (_, index) => finding(`f${index}`, { firstSeenAt: old, resolvedAt: old })),
  );
  const pieces: number[] = [];
  const remove = store.findings.prune;
  store.findings.prune = async (before, limit) => {
    pieces.push(await remove(before, limit));
    return pieces.at(-1) ?? 0;
  };
  await prune();
  expect(pieces).toEqual([500, 500, 200]);
});

test('while the database is busy it says so once, and nothing else is wrong', async () => {
  const { dependencies, log, store } = await setUp();
  const busy = Object.assign(new Error('busy'), { name: 'StoreError', code: 'busy' });
  const failing = { ...store, summaries: { ...store.summaries, claim: () => Promise.reject(busy) } };
  await pruneRecords({ ...dependencies, store: failing });
  expect(log.lines).toMatchObject([{ level: 'warn', text: expect.stringContaining('busy') }]);
  const full = Object.assign(new Error('full'), { name: 'StoreError', code: 'disk-full' });
  failing.summaries.claim = () => Promise.reject(full);
  await expect(pruneRecords({ ...dependencies, store: failing })).rejects.toThrow('full');
});

test('a database of its own: the first turn counts what was there before', async () => {
  const store = await memoryStore();
  const { prune, clock } = await setUp({}, { store });
  await addResolved(store, 'f', clock.now() - 3 * dayMs);
  await prune();
  expect(await store.summaries.findingDays(0)).toMatchObject([
    { day: dayOf(clock.now() - 3 * dayMs), opened: 1, resolved: 1 },
  ]);
  await store.close();
});
