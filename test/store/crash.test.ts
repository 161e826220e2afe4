import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { startChild } from './children/process.ts';
import { openAt, temporaryUrl } from './harness.ts';

/** How many scans there are; fails when one is there by halves. */
async function wholeScans(url: string): Promise<number> {
  const database = new DatabaseSync(url.slice('sqlite:'.length));
  expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  database.close();
  const store = await openAt(url);
  const scans = await store.scans.latest(10_000);
  const findings = await store.findings.page({}, 0, 100_000);
  expect(findings.items.map((row) => row.id).sort()).toEqual(
    scans.flatMap((row) => Array.from({ length: 10 }, (_, index) => `${row.id}-${index}`)).sort(),
  );
  expect((await store.outbox.waiting()).count).toBe(scans.length);
  await store.scans.begin({ id: 'next', processId: 'p2', startedAt: 1, scope: '', caughtUp: false });
  return scans.length;
}

describe('kill -9 of a writer', () => {
  test('in the middle of a transaction: nothing of it stays, all before it does', async () => {
    const url = temporaryUrl();
    const writer = startChild('writer.ts', url, 'stuck');
    for (const number of [0, 1, 2, 3, 4]) expect(await writer.next()).toBe(number);
    expect(await writer.next()).toBe('inside');
    await writer.kill();
    expect(await wholeScans(url)).toBe(5);
  });

  test.each([1, 2, 7])('at any instant after %i scans: each scan is there as a whole or not at all', async (count) => {
    const url = temporaryUrl();
    const writer = startChild('writer.ts', url, 'endless');
    for (let number = 0; number < count; number += 1) expect(await writer.next()).toBe(number);
    await writer.kill();
    expect(await wholeScans(url)).toBeGreaterThanOrEqual(count);
  });
});
