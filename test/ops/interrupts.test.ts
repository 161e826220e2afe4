import { expect, test } from 'vitest';
import { cancelByInterrupt } from '../../src/ops/interrupts.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';

test('one press, which npm passes on a second time, ends in good order; another one ends at once', async () => {
  const clock = new FakeClock();
  const listeners = new Set<() => void>();
  const calls: (string | number)[] = [];
  const press = () => {
    for (const listener of listeners) listener();
  };
  const { signal, stop } = cancelByInterrupt({
    interrupts: {
      onInterrupt(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      exit: (code) => calls.push(code),
    },
    clock,
    onCancel: () => calls.push('cancelled'),
  });
  expect(signal.aborted).toBe(false);
  press();
  await clock.advance(20);
  press();
  expect([calls, signal.aborted]).toEqual([['cancelled'], true]);
  await clock.advance(1_000);
  press();
  expect(calls).toEqual(['cancelled', 130]);
  stop();
  expect(listeners.size).toBe(0);
});

test('where nobody listens to Ctrl-C, nothing is cancelled', () => {
  const { signal, stop } = cancelByInterrupt({ interrupts: undefined, clock: new FakeClock(), onCancel: () => {} });
  stop();
  expect(signal.aborted).toBe(false);
});
