import { expect, test } from 'vitest';
import { type Exposure, exposures, targetKey } from '../../../src/domain/model.ts';
import { readFindingGroups } from '../../../src/usecases/audit/read-finding-group.ts';
import { groupFindings } from '../../../src/usecases/audit/views.ts';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import fc from '../../support/fast-check.ts';
import { memoryStore } from '../../support/memory-store.ts';

const seen = fc.record({
  account: fc.constantFrom('111111111111', '222222222222', '333333333333'),
  region: fc.constantFrom('eu-west-1', 'us-east-1', 'us-west-2'),
  kind: fc.constantFrom('configuration' as const, 'unprotected-job' as const),
  exposure: fc.constantFrom(...exposures),
  firstSeenAt: fc.integer({ min: 1, max: 4 }),
  state: fc.constantFrom('open', 'fixed', 'resolved'),
  references: fc.constantFrom(0, 1, 30),
});

function row({ references, state, ...finding }: typeof seen extends fc.Arbitrary<infer T> ? T : never, n: number) {
  const base = { rule: 'Glue-005', reason: 'disabled', name: `n${n}`, id: `id${n}`, lastSeenAt: 9 } as const;
  return {
    ...base,
    ...finding,
    references: Array.from({ length: references }, (_, index) => ({ type: 'job', name: `job${index}` }) as const),
    ...(state === 'fixed' && { fixedAt: 3 }),
    ...(state === 'resolved' && { resolvedAt: finding.firstSeenAt + 1 }),
  } satisfies FindingRow;
}

const named = fc.constantFrom<readonly Exposure[]>(['exposed'], exposures);
const span = fc.record(
  { state: fc.constantFrom('open' as const, 'resolved' as const), since: fc.nat(4), before: fc.nat(5) },
  { requiredKeys: ['state'] },
);

test('what is read a few at a time is what all of it would be made into', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(seen, { maxLength: 40 }), named, span, fc.nat(12), async (given, names, when, most) => {
      const store = await memoryStore();
      try {
        const rows = given.map(row);
        await store.findings.insert(rows.map(({ resolvedAt: _, ...open }: FindingRow) => open));
        for (const { id, resolvedAt } of rows as FindingRow[])
          if (resolvedAt !== undefined) await store.findings.resolve([id], resolvedAt);
        const fixed = rows.filter((each: FindingRow) => each.fixedAt !== undefined);
        for (const each of fixed) await store.findings.setFixed(each, 3);
        const parts = [() => true, ({ region }: { region: string }) => region !== 'us-west-2'];
        const { state, since = 0, before = 99 } = when;
        const chosen = (rows as FindingRow[]).filter((each) => {
          const at = state === 'open' ? each.firstSeenAt : (each.resolvedAt ?? 0);
          return (each.resolvedAt === undefined) === (state === 'open') && at >= since && at < before;
        });
        const all = parts.map((among, index) =>
          groupFindings(chosen.filter(among), most + index, ({ exposure }) => names.includes(exposure)),
        );
        const counts = await store.findings.countByTarget(when);
        const read = await readFindingGroups(
          store.findings,
          { span: when, named: names },
          parts.map((among, index) => ({ counts: counts.filter(among), most: most + index })),
        );
        expect(read).toEqual(all);
        for (const { places } of read) expect(places?.length).toBe(new Set(places?.map(targetKey)).size);
      } finally {
        await store.close();
      }
    }),
    { numRuns: 60 },
  );
});
