import { describe, expect, test } from 'vitest';
import type { Scope } from '../../../src/domain/fleet.ts';
import { targetKey } from '../../../src/domain/model.ts';
import { giveBack } from '../../../src/usecases/bot/recover-work.ts';
import { mostAttempts } from '../../../src/usecases/ports/records/part-records.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import type { ScanProgress } from '../../../src/usecases/running/tally.ts';
import { byHand, databases, openAt, urlOf } from '../../store/harness.ts';
import { scan } from '../../store/samples.ts';
import { type FakeAccount, FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { disabled, job } from '../../support/inventory.ts';
import { fleetOf, sharer } from '../../support/sharing.ts';

const [here, there] = ['eu-west-1', 'us-east-1'];
const scope = fleetOf(12, [here, there]);
const ids = scope.accounts.flatMap(({ id }) => id ?? []);

/** Each account has a finding in each region; `gate` holds back all that is read. */
function cloudOf(gate?: Promise<void>, name = 'bad', { accounts }: Scope = scope): FakeCloud {
  const region = () => ({ configurations: [disabled(name)], jobs: [job('bare')], ...(gate && { gate }) });
  const account = (): FakeAccount => ({ regions: { [here]: region(), [there]: region() } });
  return new FakeCloud(Object.fromEntries(accounts.map(({ id = '' }) => [id, account()])));
}

function closedGate(): { readonly gate: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { gate: promise, open: resolve };
}

const listsOf = ({ calls }: FakeCloud) => calls.filter((call) => call.endsWith('GetJobs'));
const named = (results: readonly { readonly account: string; readonly region: string }[]) => results.map(targetKey);
const targetsOf = ({ accounts }: Scope) =>
  accounts.flatMap(({ id = '' }) => [here, there].map((region) => targetKey({ account: id, region })));
const everything = targetsOf(scope);

/** PostgreSQL where there is one: two connections, as two processes have them. */
const database = databases.at(-1) ?? 'memory';

async function two(first: FakeCloud, second: FakeCloud, of: Scope = scope) {
  const url = await urlOf(database === 'postgres' ? 'postgres' : 'file');
  const stores = [await openAt(url), await openAt(url)] as const;
  await stores[0].scans.begin(scan('s', { processId: 'a' }));
  const a = sharer('a', stores[0], first, of);
  const b = sharer('b', stores[1], second, of);
  return { a, b, store: stores[0], url };
}

/** Until it is so: what is waited for is written by a worker. */
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  await expect.poll(isSo, { interval: 5 }).toBe(true);
}

const published = (store: Store) => store.transaction(({ staged }) => staged.publish('s', 5_000));

describe('of two processes', () => {
  test('each scans accounts of the other’s scan: no account-region twice, none missing, and all counted', async () => {
    const gate = closedGate();
    const large = fleetOf(40, [here, there]);
    const clouds = [cloudOf(gate.gate, 'bad', large), cloudOf(gate.gate, 'bad', large)] as const;
    const { a, b, store } = await two(...clouds, large);
    a.start();
    b.start();
    const seen: ScanProgress[] = [];
    const shared = a.share('s', large, { onProgress: (progress) => seen.push(progress) });
    await until(() => clouds.every((cloud) => cloud.reading > 0));
    gate.open();
    const results = (await shared) ?? [];
    expect(named(results)).toEqual(targetsOf(large));
    const lists = [...listsOf(clouds[0]), ...listsOf(clouds[1])];
    expect([lists.length, new Set(lists).size]).toEqual([80, 80]);
    expect(results.every(({ outcome, found }) => outcome === 'scanned' && found.total === 2)).toBe(true);
    expect(seen.at(-1)).toMatchObject({ done: 80, total: 80, found: 160, unknown: 0, exposed: expect.any(Number) });
    expect(seen[0]).toMatchObject({ total: 80 });
    expect(await published(store)).toEqual({ opened: 160, resolved: 0 });
    expect(b.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('whoever lost an account stages nothing of it, whatever it saw', async () => {
    const gate = closedGate();
    const { a, b, url, store } = await two(cloudOf(undefined, 'as seen last'), cloudOf(gate.gate, 'too late'));
    const shared = a.share('s', scope, {});
    await until(async () => (await store.parts.standing('s')).left === 12);
    await b.worker.check();
    await byHand(url, "update scan_parts set lease_until = 1 where process_id = 'b'");
    a.start();
    await shared;
    gate.open();
    await until(() => b.log.lines.some(({ text }) => text.includes('was lost to others')));
    expect(
      (await store.staged.findingsIn('s', [{ account: ids[0] ?? '', region: here }])).map(({ name }) => name),
    ).toEqual(expect.arrayContaining(['as seen last', 'bare']));
    expect(await byHand(url, "select name from staged_findings where name = 'too late'")).toEqual([]);
  });

  test('what a process had that was killed is done by others, at once or when its lease ends', async () => {
    const { a, store, url } = await two(cloudOf(), cloudOf());
    const shared = a.share('s', scope, {});
    await until(async () => (await store.parts.standing('s')).left === 12);
    const now = await store.now();
    const by = { isKnown: () => true, now, leaseUntil: now + 60_000, limit: 3 };
    expect(await store.parts.take({ ...by, processId: 'killed' })).toHaveLength(3);
    expect(await store.parts.take({ ...by, processId: 'late' })).toHaveLength(3);
    a.start();
    await until(async () => (await store.parts.standing('s')).left === 6);
    await giveBack({ ...a, clock: { ...Date, now: Date.now } as never, newId: () => 'x', schedules: [] }, 'killed');
    await until(async () => (await store.parts.standing('s')).left === 3);
    await byHand(url, "update scan_parts set lease_until = 1 where process_id = 'late'");
    expect(named((await shared) ?? [])).toEqual(everything);
  });

  test('the scan of a process that is taken for dead ends for all: nothing more of it is staged, and nobody waits', async () => {
    const gate = closedGate();
    const { a, b, store, url } = await two(cloudOf(gate.gate), cloudOf(gate.gate));
    b.start();
    const shared = a.share('s', scope, {});
    await until(async () => (await byHand(url, "select account from scan_parts where process_id = 'b'")).length > 0);
    await store.scans.interrupt('a', 2_000);
    await shared;
    gate.open();
    await b.worker.stop();
    expect(await byHand(url, "select account from staged_targets where outcome = 'scanned'")).toEqual([]);
    await store.staged.prune();
    expect(await byHand(url, 'select account from scan_parts')).toEqual([]);
  });

  test('a wish to end, whoever takes it down, ends it in both: what was not read is said, and never unknown', async () => {
    const gate = closedGate();
    const open = cloudOf();
    const { a, b, store, url } = await two(open, cloudOf(gate.gate));
    const ending = new AbortController();
    const shared = a.share('s', scope, { signal: ending.signal });
    await until(async () => (await store.parts.standing('s')).left === 12);
    await b.worker.check();
    await until(async () => (await byHand(url, "select account from scan_parts where process_id = 'b'")).length > 0);
    await b.store.scans.cancel('s', 'U1', 2_000);
    ending.abort();
    b.start();
    const results = (await shared) ?? [];
    expect(named(results)).toEqual(everything);
    expect(results.every(({ reason }) => reason === 'Cancelled')).toBe(true);
    expect(await published(store)).toEqual({ opened: 0, resolved: 0 });
  });

  test('an account that nobody could bring to an end is unknown, with why', async () => {
    const { a, store, url } = await two(cloudOf(), cloudOf());
    const shared = a.share('s', scope, {});
    await until(async () => (await store.parts.standing('s')).left === 12);
    await byHand(url, `update scan_parts set attempt = ${mostAttempts} where account = '${ids[3]}'`);
    a.start();
    const results = (await shared) ?? [];
    expect(named(results)).toEqual(everything);
    const unknown = results.filter(({ outcome }) => outcome === 'unknown');
    expect(unknown.map(({ account, reason }) => [account, reason])).toEqual([
      [ids[3], 'ScanCutOff'],
      [ids[3], 'ScanCutOff'],
    ]);
    expect(await published(store)).toEqual({ opened: 44, resolved: 0 });
  });
});

test('a process that has another configuration of an account leaves it to the one that scans', async () => {
  const other = scope.accounts.map((account) => ({ ...account, externalId: 'another' }));
  const clouds = [cloudOf(), cloudOf()] as const;
  const { a, store } = await two(...clouds);
  const b = sharer('b2', store, clouds[1], { accounts: other });
  b.start();
  a.start();
  expect(named((await a.share('s', scope, {})) ?? [])).toEqual(everything);
  expect(listsOf(clouds[1])).toEqual([]);
});

test('a scan is not shared with nobody, of few accounts, or by credentials that may be others elsewhere', async () => {
  const { a, store } = await two(cloudOf(), cloudOf());
  const alone = sharer('c', store, cloudOf(), { ...scope, processes: 1 });
  expect(await alone.share('s', scope, {})).toBeUndefined();
  expect(await a.share('s', { accounts: scope.accounts.slice(0, 3) }, {})).toBeUndefined();
  expect(await a.share('s', { accounts: [...scope.accounts, { regions: [here] }] }, {})).toBeUndefined();
});
