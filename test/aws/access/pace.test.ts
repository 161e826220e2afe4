import { expect, test } from 'vitest';
import { laneOfSts } from '../../../src/aws/access/lanes.ts';
import { createPace, type PaceSettings } from '../../../src/aws/access/pace.ts';
import { limitedService, passUntil } from '../../support/aws/limited-service.ts';
import { FakeClock, settle } from '../../support/fakes/fake-clock.ts';

const isRefusal = (error: unknown) => error instanceof Error && error.message === 'refused';

function setUp(settings: PaceSettings, perSecond: number) {
  const clock = new FakeClock();
  const service = limitedService(clock, { perSecond, roundTripMs: 60 });
  const pace = createPace(settings, clock, isRefusal);
  /** As a retry does: until it is answered. */
  async function call(): Promise<void> {
    try {
      await pace.run(service.send);
    } catch {
      await call();
    }
  }
  return { clock, service, pace, call };
}

test.each([
  [50, 1.05],
  [100, 1.05],
  [300, 1.1],
  [600, 1.35],
])(
  '1,000 requests find a limit of %d a second, in %d times the shortest time and with few refusals',
  async (limit, most) => {
    const { clock, service, call } = setUp(laneOfSts('AssumeRole'), limit);
    const work = Promise.all(Array.from({ length: 1_000 }, call));
    const took = await passUntil(clock, work);
    expect(took).toBeLessThan(most * (1_000 / limit) * 1_000);
    expect(service.refused / service.asked).toBeLessThan(0.12);
  },
);

/** Whose timers ring at every 70th millisecond only, as in a process that is busy in between. */
class BusyClock extends FakeClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const late = -(this.monotonic() + ms) % 70;
    return super.sleep(ms + (late === 0 ? 0 : 70 + late), signal);
  }
}

test('a process that is busy keeps the pace nonetheless', async () => {
  const clock = new BusyClock(0);
  const pace = createPace({ start: 300, least: 5 }, clock, isRefusal);
  let sent = 0;
  const send = async () => {
    sent += 1;
  };
  const hanging = Array.from({ length: 8 }, () => pace.run(() => new Promise<void>(() => undefined)));
  expect(hanging).toHaveLength(8);
  const calls = Promise.all(Array.from({ length: 300 }, () => pace.run(send)));
  await clock.advance(700);
  expect(sent).toBeGreaterThan(0.9 * 0.7 * 300);
  await passUntil(clock, calls);
});

test('a lower limit is found by the same pace', async () => {
  const { clock, service, pace, call } = setUp({ start: 40, least: 5 }, 300);
  await passUntil(clock, Promise.all(Array.from({ length: 600 }, call)));
  service.perSecond = 100;
  const took = await passUntil(clock, Promise.all(Array.from({ length: 1_000 }, call)));
  expect(took).toBeLessThan(1.3 * 10_000);
  expect(pace.perSecond).toBeLessThan(110);
});

test.each([5, 1])('a lane of %d a second has no bound until it is refused, and then settles', async (limit) => {
  const { clock, service, pace, call } = setUp({ least: 0.5 }, limit);
  expect(pace.perSecond).toBe(Number.POSITIVE_INFINITY);
  await passUntil(clock, Promise.all(Array.from({ length: 40 }, call)));
  service.forget();
  const took = await passUntil(clock, Promise.all(Array.from({ length: 100 }, call)));
  expect(service.refused / service.asked).toBeLessThanOrEqual(0.1);
  expect(took).toBeLessThan(1.5 * (100 / limit) * 1_000);
});

test('a service that refuses at random is still asked, at the least pace', async () => {
  const clock = new FakeClock();
  const pace = createPace({ start: 40, least: 5 }, clock, isRefusal);
  let sent = 0;
  const send = async () => {
    sent += 1;
    if (sent % 3 === 0) throw new Error('refused');
  };
  await passUntil(clock, Promise.all(Array.from({ length: 200 }, () => pace.run(send).catch(() => undefined))));
  expect(sent).toBe(200);
  expect(pace.perSecond).toBeGreaterThanOrEqual(5);
});

test('refusals of one round trip cut once', async () => {
  const clock = new FakeClock();
  const pace = createPace({ start: 100, least: 1 }, clock, isRefusal);
  const { promise, reject } = Promise.withResolvers<void>();
  const calls = Array.from({ length: 10 }, () => pace.run(() => promise).catch(() => undefined));
  await clock.advance(1_000);
  reject(new Error('refused'));
  await Promise.all(calls);
  expect(pace.perSecond).toBe(50);
});

test('other failures are answers; no more than `atOnce` wait for theirs', async () => {
  const clock = new FakeClock();
  const pace = createPace({ start: 1_000, least: 1, atOnce: 3 }, clock, isRefusal);
  const { promise, reject } = Promise.withResolvers<void>();
  let sent = 0;
  const send = () => {
    sent += 1;
    return promise;
  };
  const calls = Array.from({ length: 10 }, () => pace.run(send).catch(() => undefined));
  await clock.advance(1_000);
  expect(sent).toBe(3);
  reject(new Error('denied'));
  await passUntil(clock, Promise.all(calls));
  expect(pace.perSecond).toBeGreaterThan(1_000);
});

test('a signal ends the wait for the turn, and nobody else’s', async () => {
  const clock = new FakeClock();
  const pace = createPace({ start: 1, least: 1 }, clock, isRefusal);
  const sent: string[] = [];
  const send = (name: string) => async () => void sent.push(name);
  const leaver = new AbortController();
  const hanging = Array.from({ length: 7 }, () => pace.run(() => new Promise<void>(() => undefined)));
  expect(hanging).toHaveLength(7);
  const first = pace.run(send('first'));
  const second = pace.run(send('second'), leaver.signal);
  const third = pace.run(send('third'));
  await settle();
  leaver.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  await expect(pace.run(send('late'), leaver.signal)).rejects.toThrow('left');
  await passUntil(clock, Promise.all([first, third]));
  expect(sent).toEqual(['first', 'third']);
});
