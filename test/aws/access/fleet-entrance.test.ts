import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClients } from '../../../src/aws/access/clients.ts';
import { defaultConnections } from '../../../src/aws/access/connections.ts';
import { createEntrances } from '../../../src/aws/access/entrances.ts';
import { readRetries } from '../../../src/aws/access/retries.ts';
import { accessKey, secretKey } from '../../support/aws/aws.ts';
import { type FakeSts, fakeSts } from '../../support/aws/fake-sts.ts';
import { passUntil } from '../../support/aws/limited-service.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKey);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretKey);
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', 'AWS_MAX_ATTEMPTS', 'AWS_RETRY_MODE'])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const accountId = (index: number) => String(100_000_000_000 + index);

function setUp(sts: FakeSts, clock: FakeClock) {
  const clients = createClients({
    clock,
    connections: defaultConnections,
    pool: sts.handler,
    retries: readRetries({}),
  });
  const entrances = createEntrances(clients, clock, 'gluewarden-scan');
  /** The codes of those that could not be entered. */
  return async (count: number, signal?: AbortSignal): Promise<string[]> => {
    const entering = Array.from({ length: count }, async (_, index) => {
      const id = accountId(index);
      const account = { id, regions: ['eu-west-1'], scanRoleArn: `arn:aws:iam::${id}:role/scan` };
      try {
        const { entrance } = await entrances.of(account);
        const identity = await entrance.identify(signal);
        return identity.account === id ? [] : ['mixed up'];
      } catch (error) {
        return [error instanceof Error && 'code' in error ? String(error.code) : String(error)];
      }
    });
    return (await Promise.all(entering)).flat();
  };
}

test('1,000 roles are entered at the pace that STS allows: none is lost, within 1.3 of the ideal time', async () => {
  const clock = new FakeClock();
  const sts = fakeSts(clock, { perSecond: 300, roundTripMs: 60 });
  const entering = setUp(sts, clock)(1_000);
  const took = await passUntil(clock, entering, 10);
  expect(await entering).toEqual([]);
  expect(took).toBeLessThan(1.3 * (1_000 / 300) * 1_000);
  expect(sts.refused / sts.asked).toBeLessThan(0.15);
});

test('so are they when STS allows a third of that', async () => {
  const clock = new FakeClock();
  const sts = fakeSts(clock, { perSecond: 300, roundTripMs: 60 });
  const enter = setUp(sts, clock);
  await passUntil(clock, enter(400), 10);
  sts.perSecond = 100;
  await clock.advance(3_600_000);
  const entering = enter(1_000);
  const took = await passUntil(clock, entering, 10);
  expect(await entering).toEqual([]);
  expect(took).toBeLessThan(1.3 * 10_000);
});

test('one account that is refused for its rate, always, costs the others no retry', async () => {
  const clock = new FakeClock();
  const sts = fakeSts(clock, { perSecond: 300, roundTripMs: 60 });
  const refused = new Set(Array.from({ length: 60 }, (_, index) => accountId(index)));
  sts.throttles = (account) => refused.has(account);
  const entering = setUp(sts, clock)(200);
  await passUntil(clock, entering, 10);
  expect(await entering).toEqual(Array.from({ length: 60 }, () => 'Throttling'));
});

test('a role that denies is asked once; a slow STS loses nobody', async () => {
  const clock = new FakeClock();
  const sts = fakeSts(clock, { perSecond: 300, roundTripMs: 10_000 });
  sts.denies = (account) => account === accountId(7);
  const entering = setUp(sts, clock)(300);
  await passUntil(clock, entering, 10);
  expect(await entering).toEqual(['AccessDenied']);
  expect(sts.mostAtOnce).toBeLessThanOrEqual(128);
  expect(sts.asked).toBe(300);
});

test('5,000 accounts are entered once, and not anew by the next scan', async () => {
  const count = 5_000;
  const clock = new FakeClock();
  const sts = fakeSts(clock, { perSecond: 3_000, roundTripMs: 60 });
  const enter = setUp(sts, clock);
  await passUntil(clock, enter(count), 2);
  const entered = sts.asked - sts.refused;
  expect(entered).toBe(count);
  await passUntil(clock, enter(count), 2);
  expect(sts.asked - sts.refused).toBe(count);
});

test('a fleet’s credentials are renewed ahead, spread and once each; nobody waits for it', async () => {
  const clock = new FakeClock();
  const sts = fakeSts(clock, { perSecond: 300, roundTripMs: 60 });
  const enter = setUp(sts, clock);
  await passUntil(clock, enter(200), 10);
  const renewed: number[] = [];
  for (let minute = 0; minute < 49; minute++) {
    const before = sts.asked - sts.refused;
    await clock.advance(60_000);
    const asking = Promise.all([enter(200), enter(200)]);
    const waited = await passUntil(clock, asking, 10);
    expect(await asking).toEqual([[], []]);
    expect(waited).toBe(0);
    await clock.advance(5_000);
    renewed.push(sts.asked - sts.refused - before);
  }
  expect(renewed.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(200);
  expect(Math.max(...renewed)).toBeLessThan(100);
});

test('who is cancelled leaves the queue at once: STS is asked nothing more, unless somebody else waits', async () => {
  const clock = new FakeClock();
  const sts = fakeSts(clock, { perSecond: 20, roundTripMs: 60 });
  const enter = setUp(sts, clock);
  const cancel = new AbortController();
  const cancelled = enter(1_000, cancel.signal);
  const others = enter(40);
  await clock.advance(200);
  const before = sts.asked;
  expect(before).toBeLessThan(40);
  cancel.abort(new Error('cancelled'));
  expect(new Set(await cancelled)).toEqual(new Set(['Error: cancelled']));
  await passUntil(clock, others, 10);
  expect(await others).toEqual([]);
  await clock.advance(60_000);
  expect(sts.asked - sts.refused).toBe(40);
  // What nobody wanted is asked for anew, and not remembered as a failure.
  const again = enter(50);
  await passUntil(clock, again, 10);
  expect(await again).toEqual([]);
});
