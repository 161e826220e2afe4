import { expect, test } from 'vitest';
import { createHolderLanes } from '../../../src/aws/access/holder-lanes.ts';
import { LeapingClock } from '../../support/fakes/fake-clock.ts';

const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
const roundTripMs = 100;

function setUp() {
  const clock = new LeapingClock();
  const inLane = createHolderLanes(clock);
  const answer = async () => void (await clock.sleep(roundTripMs));
  /** Pages of a list, one after another. */
  async function read(holder: object, name: string, pages: number): Promise<void> {
    for (let page = 0; page < pages; page += 1) await inLane(holder, name, answer);
  }
  /** Milliseconds that a page takes after this one was refused. */
  async function nextAfterRefusal(holder: object, name: string): Promise<number> {
    await inLane(holder, name, () => Promise.reject(throttled)).catch(() => undefined);
    const before = clock.monotonic();
    await read(holder, name, 1);
    return clock.monotonic() - before;
  }
  return { read, nextAfterRefusal };
}

test('a list that is read page by page slows down to what it was given, not to the slowest pace', async () => {
  const { read, nextAfterRefusal } = setUp();
  const holder = {};
  await read(holder, 'eu-west-1/GetJobs', 30);
  // Ten pages a second were answered.
  expect(await nextAfterRefusal(holder, 'eu-west-1/GetJobs')).toBeLessThanOrEqual(2 * roundTripMs + 20);
});

test('another account, Region or operation has its own pace', async () => {
  const { read, nextAfterRefusal } = setUp();
  const holder = {};
  await read(holder, 'eu-west-1/GetJobs', 30);
  for (const [whose, name] of [
    [{}, 'eu-west-1/GetJobs'],
    [holder, 'eu-west-2/GetJobs'],
    [holder, 'eu-west-1/GetTriggers'],
  ] as const)
    expect(await nextAfterRefusal(whose, name)).toBeGreaterThan(1_000);
});

test('of lanes in which nothing runs only the last few are kept', async () => {
  const { read, nextAfterRefusal } = setUp();
  const holder = {};
  await read(holder, 'eu-west-1/GetJobs', 30);
  for (let other = 0; other < 300; other += 1) await read(holder, `other-${other}/GetJobs`, 1);
  expect(await nextAfterRefusal(holder, 'eu-west-1/GetJobs')).toBeGreaterThan(1_000);
});
