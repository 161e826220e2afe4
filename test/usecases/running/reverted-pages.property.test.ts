import { expect, test } from 'vitest';
import { unknownTarget } from '../../../src/domain/audit/assess.ts';
import { type Finding, type Target, targetKey } from '../../../src/domain/model.ts';
import { revertedJobs } from '../../../src/domain/remediation/reverted.ts';
import { findReverted } from '../../../src/usecases/audit/reverted-jobs.ts';
import { seenTarget } from '../../../src/usecases/running/fleet-result.ts';
import fc from '../../support/fast-check.ts';

const at = 100;
const names = ['job-a', 'job-b', 'job-c'];
const name = fc.constantFrom(...names);
const configuration = fc.constantFrom('old', 'new', 'newer');

const seenFinding = fc.oneof(
  fc.record({ kind: fc.constant('dangling-reference' as const), name, detail: configuration }),
  fc.record({ kind: fc.constant('unprotected-job' as const), name, detail: fc.constant('none') }),
  fc.record({
    kind: fc.constant('configuration' as const),
    name: configuration,
    detail: fc.constant('none'),
    job: name,
  }),
);
const fleet = fc.array(
  fc.record({
    outcome: fc.constantFrom('scanned' as const, 'scanned' as const, 'unknown' as const),
    scannedAt: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    findings: fc.array(seenFinding, { maxLength: 4 }),
    switches: fc.array(fc.record({ job: name, to: configuration, movedAt: fc.integer({ min: 1, max: 9 }) }), {
      maxLength: 2,
    }),
  }),
  { minLength: 1, maxLength: 20 },
);

type Seen = typeof fleet extends fc.Arbitrary<(infer T)[]> ? T : never;

/** The scan of such a fleet, with what the records say. */
function worldOf(targets: readonly Seen[]) {
  const why = { rule: 'Glue-005', reason: 'disabled', exposure: 'exposed' } as const;
  const results = targets.map(({ outcome, scannedAt, findings }, index) => {
    const target = { account: String(index), region: 'eu-west-1' };
    const all = findings.map((finding): Finding => {
      const references = 'job' in finding ? [{ type: 'job' as const, name: finding.job }] : [];
      return { ...why, ...target, kind: finding.kind, name: finding.name, detail: finding.detail, references };
    });
    const read = { ...unknownTarget(target.account, target.region, { call: 'x', error: 'x' }), outcome };
    return { ...read, findings: all, ...(scannedAt !== undefined && { scannedAt }) };
  });
  const switches = targets.flatMap((target, index) =>
    target.switches.map((made, step) => {
      const id = { planId: `${index}`, stepId: `${step}`, requestId: 'r', executionId: `${index}/${step}` };
      return { ...made, ...id, rule: 'Glue-005', account: String(index), region: 'eu-west-1' };
    }),
  );
  return { results, switches };
}

test('jobs that were reverted are the same page by page as from all findings at once, of which few are held', async () => {
  await fc.assert(
    fc.asyncProperty(fleet, async (some) => {
      // More than are read at once, however few there are of a kind.
      const targets = Array.from({ length: 250 }, (_, index) => some[index % some.length] ?? []).flat();
      const { results, switches } = worldOf(targets);
      const asked: (readonly Target[])[] = [];
      const records = {
        remediation: {
          switchedIn: async (where: readonly Target[]) => {
            const keys = new Set(where.map(targetKey));
            return switches.filter((each) => keys.has(targetKey(each)));
          },
          executions: async () =>
            switches.map(({ planId, stepId, executionId: id }) => {
              return { id, planId, state: 'ended', outcomes: [{ stepId, state: 'done' }] };
            }),
        },
        staged: {
          findingsIn: async (_scanId: string, where: readonly Target[]) => {
            asked.push(where);
            const keys = new Set(where.map(targetKey));
            return results.filter((result) => keys.has(targetKey(result))).flatMap(({ findings }) => findings);
          },
        },
      };
      const scan = { scanId: 's', results: results.map(seenTarget), at };
      const { reverted } = await findReverted(records as never, scan);
      const whole = results.map((result) => ({ ...result, scannedAt: result.scannedAt ?? at }));
      expect(reverted).toEqual(revertedJobs(whole, switches));
      const switched = new Set(switches.map(targetKey));
      for (const where of asked) {
        expect(where.length).toBeLessThanOrEqual(100);
        expect(where.filter((target) => !switched.has(targetKey(target)))).toEqual([]);
      }
    }),
    { numRuns: 15 },
  );
});
