import { expect, test } from 'vitest';
import { busyBetween } from '../../../bench/fleet/replicas.ts';

test('how busy all cores were is told of the time between, whatever they did before', () => {
  expect(busyBetween({ busy: 1_000, idle: 9_000 }, { busy: 1_090, idle: 9_010 })).toBe(0.9);
  expect(busyBetween({ busy: 0, idle: 0 }, { busy: 0, idle: 50 })).toBe(0);
});
