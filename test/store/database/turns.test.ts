import { expect, test } from 'vitest';
import { createPresence, createTurns } from '../../../src/store/database/turns.ts';

const { signal: never } = new AbortController();

test('one after the other, in the order of asking', async () => {
  const turns = createTurns();
  const order: string[] = [];
  const first = await turns.take(never);
  const others = ['second', 'third'].map(async (name) => {
    const end = await turns.take(never);
    order.push(name);
    end?.();
  });
  order.push('first');
  first?.();
  await Promise.all(others);
  expect(order).toEqual(['first', 'second', 'third']);
});

test('who waits too long leaves, and those behind keep their places', async () => {
  const turns = createTurns();
  const first = await turns.take(never);
  const late = new AbortController();
  const [second, third] = [turns.take(late.signal), turns.take(never)];
  late.abort();
  expect(await second).toBeUndefined();
  first?.();
  expect(await third).toBeTypeOf('function');
});

test('a wait that is over when it begins is none', async () => {
  const turns = createTurns();
  const first = await turns.take(never);
  expect(await turns.take(AbortSignal.abort())).toBeUndefined();
  first?.();
  expect(await turns.take(AbortSignal.abort())).toBeTypeOf('function');
});

test('a turn ends once, however often that is said', async () => {
  const turns = createTurns();
  const first = await turns.take(never);
  const [second, third] = [turns.take(never), turns.take(never)];
  first?.();
  first?.();
  await second;
  let came = false;
  void third.then(() => {
    came = true;
  });
  await Promise.resolve();
  expect(came).toBe(false);
});

test('who waits for everybody to leave waits for the last one, and not at all where nobody is', async () => {
  const presence = createPresence<string>();
  await presence.empty();
  presence.enter('one');
  presence.enter('other');
  const order: string[] = [];
  const empty = presence.empty().then(() => order.push('empty'));
  presence.leave('one');
  await Promise.resolve();
  order.push('one left');
  presence.leave('other');
  await empty;
  expect(order).toEqual(['one left', 'empty']);
});
