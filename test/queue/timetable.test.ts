import { createTask, type ScheduledTask } from 'node-cron';
import { afterEach, expect, test, vi } from 'vitest';
import { createTimetable } from '../../src/queue/timetable.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';
import { fakeLog } from '../support/fakes/kit.ts';
import fc from '../support/fast-check.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

function latest(cron: string, timezone: string, now: number, from: number) {
  return createTimetable({ clock: new FakeClock(now), log: fakeLog() }).latest(cron, timezone, from);
}

/** What it must give: a walk over every minute. */
function walked(cron: string, timezone: string, now: number, from: number): number {
  const task = createTask(cron, () => undefined, { timezone });
  for (let at = Math.floor(now / minute) * minute; at > from; at -= minute) if (task.match(new Date(at))) return at;
  return from;
}

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'];
/** Around changes of an hour, of half an hour, and of a day that Samoa left out. */
const instants = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-04-04T15:00Z',
  '2026-11-01T06:00Z',
  '2011-12-30T10:00Z',
];

test('the latest instant is the one that a walk over every minute finds', () => {
  const field = (...values: string[]) => fc.constantFrom('*', ...values);
  const anyCron = fc
    .tuple(
      fc.constantFrom('0', '17', '59', '*/20', '*'),
      field('0', '2', '3', '1-4', '*/6', '23'),
      field('1', '29', '30', '*/7'),
      field('3', '4', '10-12'),
      field('1', '0', '5-7'),
    )
    .map((fields) => fields.join(' '));
  fc.assert(
    fc.property(
      anyCron,
      fc.constantFrom(...zones),
      fc.constantFrom(...instants),
      fc.integer({ min: -day, max: 2 * day }),
      fc.integer({ min: 0, max: 3 * day }),
      (cron, zone, instant, offset, back) => {
        const now = Date.parse(instant) + offset;
        expect(latest(cron, zone, now, now - back)).toBe(walked(cron, zone, now, now - back));
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

afterEach(() => {
  vi.restoreAllMocks();
});

test('a yearly one is found without asking every minute', () => {
  const asked = vi.fn<(at: Date) => void>();
  const prototype: ScheduledTask = Object.getPrototypeOf(createTask('* * * * *', () => undefined));
  const match = prototype.match;
  vi.spyOn(prototype, 'match').mockImplementation(function (this: ScheduledTask, at: Date) {
    asked(at);
    return match.call(this, at);
  });
  const now = Date.parse('2026-06-15T12:00:00Z');
  expect(latest('30 4 20 5 *', 'Europe/Berlin', now, now - 34 * day)).toBe(Date.parse('2026-05-20T02:30:00Z'));
  expect(asked.mock.calls.length).toBeLessThan(700);
  asked.mockClear();
  expect(latest('30 4 1 1 *', 'Europe/Berlin', now, now - 300 * day)).toBe(now - 300 * day);
  expect(asked.mock.calls.length).toBeLessThan(400);
});

test.each([-10, -1, 0, 1, 10, 90])(
  'a machine that is %d minutes ahead knows the next instant of the clock of all',
  (ahead) => {
    const machine = new FakeClock('2026-03-02T08:00:20Z');
    vi.useFakeTimers({ now: machine.now(), toFake: ['Date'] });
    try {
      const clock = new FakeClock(machine.now() - ahead * minute);
      const timetable = createTimetable({ clock, machine, log: fakeLog() });
      for (const cron of ['* * * * *', '0 * * * *', '0 8 * * *', '5 8 * * *', '50 7 * * *']) {
        let expected = Math.floor(clock.now() / minute) * minute + minute;
        const task = createTask(cron, () => undefined, { timezone: 'UTC' });
        while (!task.match(new Date(expected))) expected += minute;
        expect([cron, timetable.next(cron, 'UTC')]).toEqual([cron, expected]);
      }
    } finally {
      vi.useRealTimers();
    }
  },
);
