import { expect, test } from 'vitest';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import { memoryStore } from '../../support/memory-store.ts';

test('leaving out thousands of targets costs no search of all of them for each finding', async () => {
  const store = await memoryStore();
  const targets = Array.from({ length: 6_000 }, (_, n) => ({
    account: String(100_000_000_000 + (n % 500)),
    region: `eu-west-${Math.floor(n / 500)}`,
  }));
  const rows = targets.flatMap((target, place) =>
    ['a', 'b', 'c', 'd', 'e'].map((name): FindingRow => {
      const what = { rule: 'Glue-005', kind: 'unprotected-job', name, reason: 'no-configuration' } as const;
      const life = { id: `${place}${name}`, firstSeenAt: 1, lastSeenAt: 1 };
      return { ...what, ...target, ...life, exposure: 'exposed', references: [] };
    }),
  );
  await store.findings.insert(rows);
  const except = { accounts: [], targets: targets.slice(1) };
  const began = performance.now();
  expect(await store.findings.counts({ except })).toMatchObject({ total: 5 });
  expect((await store.findings.page({ except }, 0, 10)).items.map(({ region }) => region)).toEqual(
    Array(5).fill('eu-west-0'),
  );
  expect((await store.findings.choices({ except })).regions).toEqual(['eu-west-0']);
  expect(performance.now() - began).toBeLessThan(5_000);
  await store.close();
});
