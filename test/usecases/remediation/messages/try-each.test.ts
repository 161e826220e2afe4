import { expect, test } from 'vitest';
import { createTryEach, type Wait } from '../../../../src/usecases/remediation/messages/try-each.ts';

function setUp(waits: Record<string, Wait | undefined>) {
  const clock = { time: 1_000, now: () => clock.time };
  const tried: string[] = [];
  const look = createTryEach({
    clock,
    list: async () => Object.keys(waits),
    idOf: (name) => name,
    async tryOne(name) {
      tried.push(name);
      return waits[name];
    },
  });
  const tries = async () => {
    tried.length = 0;
    await look();
    return tried.join('');
  };
  return { clock, tries };
}

const alone = { ms: 10, isGeneral: false };
const forAll = { ms: 10, isGeneral: true };

test('what has to wait keeps no other waiting', async () => {
  const { clock, tries } = setUp({ a: alone, b: undefined });
  expect(await tries()).toBe('ab');
  clock.time += 9;
  expect(await tries()).toBe('b');
  clock.time += 1;
  expect(await tries()).toBe('ba');
});

test('what all would meet lets all wait, and then comes last', async () => {
  const { clock, tries } = setUp({ a: forAll, b: undefined });
  expect(await tries()).toBe('a');
  clock.time += 9;
  expect(await tries()).toBe('');
  clock.time += 1;
  expect(await tries()).toBe('ba');
});

test.each([alone, forAll])('a clock that was put back keeps nothing waiting: %j', async (wait) => {
  const { clock, tries } = setUp({ a: wait });
  await tries();
  clock.time -= 500;
  expect(await tries()).toBe('a');
});
