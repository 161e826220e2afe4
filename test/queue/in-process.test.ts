import { describe, expect, test } from 'vitest';
import { createQueue } from '../../src/queue/in-process.ts';
import type { Clock } from '../../src/usecases/ports/runtime.ts';
import { countingIds } from '../support/fakes/kit.ts';

interface Sleeper {
  readonly ms: number;
  readonly end: () => void;
}

/** A clock whose sleeps end when the test says so. */
function manualClock(): Clock & { readonly sleepers: Sleeper[] } {
  const sleepers: Sleeper[] = [];
  return {
    sleepers,
    now: () => 0,
    monotonic: () => 0,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper = { ms, end: resolve };
      const leave = () => sleepers.splice(sleepers.indexOf(sleeper), 1);
      sleepers.push(sleeper);
      signal?.addEventListener('abort', () => reject(signal.reason));
      return promise.finally(leave);
    },
  };
}

/** Lets everything run that waits for nothing from outside. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function setUp() {
  const clock = manualClock();
  const errors: object[] = [];
  const warnings: object[] = [];
  const queue = createQueue({
    clock,
    newId: countingIds(),
    log: {
      debug: () => {},
      info: () => {},
      warn: (fields) => void warnings.push(fields),
      error: (fields) => void errors.push(fields),
    },
  });
  return { clock, errors, warnings, queue };
}

/** A look that counts itself and ends when told. */
function gatedCheck() {
  const ends: (() => void)[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const check = async () => {
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
  };
  return {
    look: check,
    started: () => ends.length,
    mostAtOnce: () => mostAtOnce,
    endLast: async () => {
      ends.at(-1)?.();
      await settle();
    },
  };
}

describe('watch', () => {
  test('looks at the start, not before the caller is done, and then after each pause', async () => {
    const { queue, clock } = setUp();
    let checks = 0;
    queue.watch('w', 30_000, async () => {
      checks += 1;
    });
    expect(checks).toBe(0);
    for (const expected of [1, 2, 3]) {
      await settle();
      expect(checks).toBe(expected);
      expect(clock.sleepers.map((sleeper) => sleeper.ms)).toEqual([30_000]);
      clock.sleepers[0]?.end();
    }
    await queue.drain();
  });

  test('the pause begins when the look has ended', async () => {
    const { queue, clock } = setUp();
    const gated = gatedCheck();
    queue.watch('w', 1_000, gated.look);
    await settle();
    expect(clock.sleepers).toEqual([]);
    await gated.endLast();
    expect(clock.sleepers).toHaveLength(1);
    await queue.drain();
  });

  test('a look that fails, even at once, is logged and tried again', async () => {
    const { queue, clock, errors } = setUp();
    const failure = new Error('no database');
    let checks = 0;
    queue.watch('w', 1_000, () => {
      checks += 1;
      if (checks === 1) throw failure;
      return Promise.reject(failure);
    });
    await settle();
    clock.sleepers[0]?.end();
    await settle();
    expect(errors).toEqual([
      { action: 'w', reference: 'id1', err: failure },
      { action: 'w', reference: 'id2', err: failure },
    ]);
    expect(clock.sleepers).toHaveLength(1);
    await queue.drain();
  });

  test('one name is one watcher', async () => {
    const { queue } = setUp();
    queue.watch('w', 1_000, async () => {});
    expect(() => queue.watch('w', 1_000, async () => {})).toThrow('"w"');
    await queue.drain();
  });
});

describe('nudge', () => {
  test('ends the pause of its own watcher only', async () => {
    const { queue, clock } = setUp();
    const checks = { a: 0, b: 0 };
    queue.watch('a', 1_000, async () => {
      checks.a += 1;
    });
    queue.watch('b', 1_000, async () => {
      checks.b += 1;
    });
    await settle();
    queue.nudge('a');
    await settle();
    expect(checks).toEqual({ a: 2, b: 1 });
    expect(clock.sleepers).toHaveLength(2);
    await queue.drain();
  });

  test('during a look: one more look afterwards, however often, and never two at once', async () => {
    const { queue, clock } = setUp();
    const gated = gatedCheck();
    queue.watch('w', 1_000, gated.look);
    await settle();
    for (let time = 0; time < 5; time += 1) queue.nudge('w');
    await settle();
    expect(gated.started()).toBe(1);
    await gated.endLast();
    expect(gated.started()).toBe(2);
    await gated.endLast();
    expect(gated.started()).toBe(2);
    expect(clock.sleepers).toHaveLength(1);
    expect(gated.mostAtOnce()).toBe(1);
    await queue.drain();
  });

  test('right after watch: the first look answers it', async () => {
    const { queue } = setUp();
    let checks = 0;
    queue.watch('w', 1_000, async () => {
      checks += 1;
    });
    queue.nudge('w');
    await settle();
    expect(checks).toBe(1);
    await queue.drain();
  });

  test('from inside the look: it looks again', async () => {
    const { queue } = setUp();
    let checks = 0;
    queue.watch('w', 1_000, async () => {
      checks += 1;
      if (checks < 3) queue.nudge('w');
    });
    await settle();
    expect(checks).toBe(3);
    await queue.drain();
  });

  test('of nobody is logged', async () => {
    const { queue, warnings } = setUp();
    queue.nudge('nobody');
    expect(warnings).toEqual([{ watcher: 'nobody' }]);
  });
});

describe('drain', () => {
  test('waits for the running look, starts no other, and leaves no timer', async () => {
    const { queue, clock } = setUp();
    const gated = gatedCheck();
    let idleChecks = 0;
    queue.watch('busy', 1_000, gated.look);
    queue.watch('idle', 1_000, async () => {
      idleChecks += 1;
    });
    await settle();
    queue.nudge('busy');
    let drained = false;
    const draining = queue.drain().then(() => {
      drained = true;
    });
    await settle();
    expect(drained).toBe(false);
    expect(clock.sleepers).toEqual([]);
    await gated.endLast();
    await draining;
    expect([gated.started(), idleChecks]).toEqual([1, 1]);
  });

  test('afterwards nothing looks any more', async () => {
    const { queue, clock, warnings } = setUp();
    let checks = 0;
    const check = async () => {
      checks += 1;
    };
    queue.watch('before', 1_000, check);
    await queue.drain();
    queue.watch('after', 1_000, check);
    queue.nudge('before');
    queue.nudge('after');
    await settle();
    expect(checks).toBe(0);
    expect([clock.sleepers, warnings]).toEqual([[], []]);
    await queue.drain();
  });
});

describe('several processes', () => {
  /** What is sent, and how the other process wakes this one. */
  function linked() {
    const sent: string[] = [];
    let wake: (name: string | undefined) => void = () => {};
    const nudges = {
      send: (name: string) => void sent.push(name),
      listen: (onNudge: (name: string | undefined) => void) => {
        wake = onNudge;
      },
      close: async () => {},
    };
    const looks: string[] = [];
    const warnings: string[] = [];
    const queue = createQueue({
      clock: manualClock(),
      newId: countingIds(),
      log: { debug() {}, info() {}, warn: (_fields, text) => void warnings.push(text), error() {} },
      nudges,
    });
    for (const name of ['runs', 'progress']) queue.watch(name, 1_000, async () => void looks.push(name));
    return { queue, sent, looks, warnings, wake: (name?: string) => wake(name) };
  }

  test('a nudge reaches this one and the others; what wakes this one alone does not', async () => {
    const { queue, sent, looks } = linked();
    await settle();
    queue.nudge('runs');
    queue.wake('progress');
    await settle();
    expect(sent).toEqual(['runs']);
    expect(looks.toSorted()).toEqual(['progress', 'progress', 'runs', 'runs']);
  });

  test('a nudge of another process is a look, is not sent on, and may be for what is not watched here', async () => {
    const { sent, looks, warnings, wake } = linked();
    await settle();
    wake('runs');
    wake('fleet');
    await settle();
    expect(looks).toEqual(['runs', 'progress', 'runs']);
    wake();
    await settle();
    expect(looks).toEqual(['runs', 'progress', 'runs', 'runs', 'progress']);
    expect([sent, warnings]).toEqual([[], []]);
  });
});
