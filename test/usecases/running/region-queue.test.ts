import { expect, test } from 'vitest';
import { createRegionQueue } from '../../../src/usecases/running/region-queue.ts';
import { settle } from '../../support/fakes/fake-clock.ts';

/** A queue, and what was begun in it, in that order; each ends when it is told to. */
function setUp(most: number) {
  const queue = createRegionQueue(most);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const asker = (who: string) => (region: string) => {
    begun.push(`${who} ${region}`);
    return new Promise<void>((resolve) => ends.set(`${who} ${region}`, resolve));
  };
  const end = async (what: string) => {
    ends.get(what)?.();
    await settle();
  };
  return { queue, begun, asker, end };
}

test('of each region a few are begun, and the next as soon as one is done, in their order', async () => {
  const { queue, begun, asker, end } = setUp(2);
  for (const who of ['a', 'b', 'c', 'd']) queue.add('eu-west-1', who, asker(who));
  queue.add('us-east-1', 'a', asker('a'));
  expect(begun).toEqual(['a eu-west-1', 'b eu-west-1', 'a us-east-1']);
  await end('b eu-west-1');
  expect(begun.slice(3)).toEqual(['c eu-west-1']);
  await end('a eu-west-1');
  await end('c eu-west-1');
  expect(begun.slice(4)).toEqual(['d eu-west-1']);
  await end('d eu-west-1');
  queue.add('eu-west-1', 'e', asker('e'));
  expect(begun.slice(5)).toEqual(['e eu-west-1']);
});

test('who waits for the same has the same turn, which ends when all are done', async () => {
  const { queue, begun, asker, end } = setUp(1);
  queue.add('r', 'first', asker('x'));
  queue.add('r', 'same', asker('y'));
  queue.add('r', 'same', asker('z'));
  queue.add('r', 'last', asker('w'));
  await end('x r');
  expect(begun).toEqual(['x r', 'y r', 'z r']);
  await end('y r');
  expect(begun).toHaveLength(3);
  await end('z r');
  expect(begun.slice(3)).toEqual(['w r']);
});

test('what is begun already is joined at once, and is done when all who joined are', async () => {
  const { queue, begun, asker, end } = setUp(1);
  queue.add('r', 'same', asker('x'));
  queue.add('r', 'next', asker('z'));
  queue.add('r', 'same', asker('y'));
  expect(begun).toEqual(['x r', 'y r']);
  await end('x r');
  expect(begun).toHaveLength(2);
  await end('y r');
  expect(begun).toEqual(['x r', 'y r', 'z r']);
});

test('what is taken back is not begun, and takes nobody else’s turn', async () => {
  const { queue, begun, asker, end } = setUp(1);
  const [x, y] = [asker('x'), asker('y')];
  queue.add('r', 'running', asker('first'));
  for (const each of [x, y, y]) queue.add('r', 'same', each);
  queue.add('r', 'alone', y);
  expect(queue.remove('r', 'running', x)).toBe(0);
  expect(queue.remove('r', 'same', y)).toBe(2);
  expect(queue.remove('r', 'alone', y)).toBe(1);
  expect(queue.remove('elsewhere', 'same', y)).toBe(0);
  await end('first r');
  expect(begun).toEqual(['first r', 'x r']);
});
