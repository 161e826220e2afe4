import { expect, test } from 'vitest';
import { diffFindings } from '../../src/domain/audit/diff.ts';
import { type Finding, findingKey, findingKinds, type TargetResult, targetKey } from '../../src/domain/model.ts';
import type { FindingRow } from '../../src/usecases/ports/finding-records.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import fc from '../support/fast-check.ts';
import { memoryStore } from '../support/memory-store.ts';

const target = fc.record({
  account: fc.constantFrom('111111111111', '222222222222'),
  region: fc.constantFrom('eu-west-1', 'us-east-1'),
});

const ruleIds = ['Glue-005', 'Glue-006'] as const;

const seen = fc.uniqueArray(
  fc.record({
    rule: fc.constantFrom(...ruleIds),
    kind: fc.constantFrom(...findingKinds),
    name: fc.constantFrom('a', 'A', 'a\0', '%', "o'brien"),
    exposure: fc.constantFrom('exposed', 'latent', 'unused'),
  }),
  { selector: ({ rule, kind, name }) => `${rule} ${kind} ${name}`, maxLength: 12 },
);

const result = fc.record({ target, seen, looked: fc.boolean(), both: fc.boolean(), keysChecked: fc.boolean() }).map(
  ({ target: { account, region }, seen, looked, both, keysChecked }): TargetResult => ({
    account,
    region,
    outcome: looked ? 'scanned' : 'unknown',
    configurations: 1,
    jobs: 1,
    rules: both ? ruleIds : ruleIds.slice(0, 1),
    keysNotChecked: [],
    keysChecked,
    findings: seen
      .filter(({ rule }) => both || rule === 'Glue-005')
      .map((one): Finding => ({ account, region, reason: 'disabled', references: [], ...one })),
  }),
);

const scans = fc.array(fc.uniqueArray(result, { selector: targetKey, maxLength: 4 }), { maxLength: 12 });

async function record(store: Store, results: readonly TargetResult[], at: number, newId: () => string): Promise<void> {
  await store.transaction(async ({ findings }) => {
    const { opened, seenAgain, resolved } = diffFindings(await findings.openIn(results), results);
    await findings.insert(opened.map((one) => ({ ...one, id: newId(), firstSeenAt: at, lastSeenAt: at })));
    await findings.update(seenAgain.map(({ stored, finding }) => ({ ...stored, ...finding, lastSeenAt: at })));
    await findings.resolve(
      resolved.map((row) => row.id),
      at,
    );
  });
}

/** What must be open after each scan, without any database. */
function expectedAfter(open: Map<string, Finding>, results: readonly TargetResult[]): void {
  for (const one of results) {
    const now = new Set(one.findings.map(findingKey));
    for (const [key, finding] of open) {
      const looked = one.outcome === 'scanned' && one.rules.includes(finding.rule);
      const gone = targetKey(finding) === targetKey(one) && looked && !now.has(key);
      if (gone && (finding.kind !== 'unusable-key' || one.keysChecked)) open.delete(key);
    }
    for (const finding of one.findings) open.set(findingKey(finding), finding);
  }
}

const asFinding = ({ rule, account, region, kind, name, reason, exposure, references }: FindingRow): Finding => ({
  rule,
  account,
  region,
  kind,
  name,
  reason,
  exposure,
  references,
});

test('whatever is scanned in whatever order: at most one open row a key, and exactly the open ones', async () => {
  await fc.assert(
    fc.asyncProperty(scans, async (sequence) => {
      const store = await memoryStore();
      try {
        const expected = new Map<string, Finding>();
        let ids = 0;
        for (const [index, results] of sequence.entries()) {
          await record(store, results, index + 1, () => `f${ids++}`);
          expectedAfter(expected, results);
          const { items } = await store.findings.page({}, 0, 1_000);
          expect(new Set(items.map(findingKey)).size).toBe(items.length);
          expect(new Map(items.map((row) => [findingKey(row), asFinding(row)]))).toEqual(expected);
        }
      } finally {
        await store.close();
      }
    }),
    { numRuns: 60, seed: 20_050_505 },
  );
});
