import { expect, test } from 'vitest';
import { createSlots } from '../../src/usecases/region-slots.ts';
import { passUntil } from '../support/aws/limited-service.ts';
import { FakeClock, settle } from '../support/fakes/fake-clock.ts';

type Result = 'answer' | 'silence' | 'skipped';

const silenceMs = 45_000;

/** Targets that take `ms`, and how many of which region are read at once. */
function setUp(limit: number, timeOf: (account: string, region: string) => number) {
  const clock = new FakeClock();
  const slots = createSlots<Result>({ limit, clock });
  const read: string[] = [];
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  const count = (key: string, by: number) => {
    running.set(key, (running.get(key) ?? 0) + by);
    most.set(key, Math.max(most.get(key) ?? 0, running.get(key) ?? 0));
  };
  const scan = (account: string, region: string) =>
    slots({
      target: { account, region },
      async read() {
        read.push(`${account}/${region}`);
        for (const key of [account, region, '']) count(key, 1);
        const ms = timeOf(account, region);
        await clock.sleep(ms);
        for (const key of [account, region, '']) count(key, -1);
        return ms >= silenceMs ? 'silence' : 'answer';
      },
      isHung: (result) => result === 'silence',
      skip: () => 'skipped',
    });
  return { clock, scan, read, most };
}

const regions = Array.from({ length: 17 }, (_, index) => `region-${index}`);
const accounts = Array.from({ length: 300 }, (_, index) => `account-${index}`);

/** The other regions' time. */
async function timeOfOthers(hanging: string | undefined) {
  const world = setUp(32, (_account, region) => (region === hanging ? silenceMs : 120));
  const targets = accounts.flatMap((account) => regions.map((region) => ({ account, region })));
  const scans = targets.map(({ account, region }) => ({ region, result: world.scan(account, region) }));
  const others = scans.filter(({ region }) => region !== 'region-3').map(({ result }) => result);
  const took = await passUntil(world.clock, Promise.all(others));
  await passUntil(world.clock, Promise.all(scans.map(({ result }) => result)));
  return { took, all: world.clock.now(), ...world, results: await Promise.all(scans.map(({ result }) => result)) };
}

test('one region hangs: the others are done within 1.3 of the time without it, and it is tried a few times', async () => {
  const well = await timeOfOthers(undefined);
  const ill = await timeOfOthers('region-3');
  expect(ill.took).toBeLessThan(1.3 * well.took);
  const tried = ill.read.filter((target) => target.endsWith('/region-3')).length;
  expect(tried).toBeLessThanOrEqual(8);
  expect(ill.results.filter((result) => result === 'silence')).toHaveLength(tried);
  expect(ill.results.filter((result) => result === 'skipped')).toHaveLength(300 - tried);
  expect(ill.results.filter((result) => result === 'answer')).toHaveLength(300 * 16);
});

test('the limit holds, and a region alone has all of it', async () => {
  const { clock, scan, most } = setUp(32, () => 120);
  const took = await passUntil(clock, Promise.all(accounts.map((account) => scan(account, 'eu-west-1'))));
  expect(most.get('')).toBe(32);
  expect(took).toBe(Math.ceil(300 / 32) * 120);
});

test('an account that hangs holds its share while others wait, and all when it is alone', async () => {
  const { clock, scan, most } = setUp(16, (account) => (account === 'ill' ? silenceMs : 120));
  const ill = regions.map((region) => scan('ill', region));
  expect(most.get('ill')).toBe(16);
  const others = accounts.slice(0, 50).flatMap((account) => regions.map((region) => scan(account, region)));
  const took = await passUntil(clock, Promise.all(others));
  expect(took).toBeLessThan(silenceMs);
  await passUntil(clock, Promise.all(ill));
});

test('accounts that hang together in a region that answers everybody else cost nobody else a scan', async () => {
  const ill = new Set(['ill-0', 'ill-1', 'ill-2', 'ill-3', 'ill-4']);
  const { clock, scan } = setUp(8, (account) => (ill.has(account) ? silenceMs : 120));
  const many = [...ill, ...Array.from({ length: 4_000 }, (_, index) => `well-${index}`)];
  const scans = Promise.all(many.map((account) => scan(account, 'eu-west-1')));
  await passUntil(clock, scans);
  const results = await scans;
  expect(results.filter((result) => result === 'silence')).toHaveLength(ill.size);
  expect(results.filter((result) => result === 'skipped')).toHaveLength(0);
});

test('a region that was given up is tried again after a minute, and read as ever once it answers', async () => {
  let ms = silenceMs;
  const { clock, scan } = setUp(8, () => ms);
  const first = Promise.all(accounts.slice(0, 8).map((account) => scan(account, 'eu-west-1')));
  await passUntil(clock, first);
  expect(await scan('late', 'eu-west-1')).toBe('skipped');
  await clock.advance(60_000);
  ms = 120;
  const again = scan('later', 'eu-west-1');
  await passUntil(clock, again);
  expect(await again).toBe('answer');
});

test('the same account waiting in vain is no region that hangs', async () => {
  const { clock, scan } = setUp(8, (account) => (account === 'ill' ? silenceMs : 120));
  for (let look = 0; look < 5; look++) await passUntil(clock, scan('ill', 'eu-west-1'));
  const other = scan('well', 'eu-west-1');
  await passUntil(clock, other);
  expect(await other).toBe('answer');
});

test('a defect is its own job’s, and gives the slot back', async () => {
  const slots = createSlots<Result>({ limit: 1, clock: new FakeClock() });
  const job = { target: { account: 'a', region: 'r' }, isHung: () => false, skip: () => 'skipped' as const };
  const broken = slots({ ...job, read: () => Promise.reject(new Error('a bug')) });
  const next = slots({ ...job, read: async () => 'answer' as const });
  await expect(broken).rejects.toThrow('a bug');
  await settle();
  expect(await next).toBe('answer');
});
