import { type FindingIdentity, findingKey, targetKey } from '../../domain/model.ts';
import { type Reverted, revertedJobs, type SwitchedJob } from '../../domain/remediation/reverted.ts';
import { createLimiter } from '../concurrency.ts';
import type { FindingRow } from '../ports/finding-records.ts';
import type { ExecutionRow } from '../ports/remediation-records.ts';
import type { Records, Store } from '../ports/store.ts';
import type { SwitchRow } from '../ports/switch-records.ts';
import type { JobsNow } from './read-jobs-now.ts';
import type { FleetResult } from './scan-fleet.ts';

/** A move that was made, of a job that was reverted by a deploy. */
export type RevertedSwitch = Reverted<SwitchRow & SwitchedJob>;

export interface RevertedNow {
  readonly reverted: readonly RevertedSwitch[];
  /** True for an open finding that says nothing now: something of its plan is under way. */
  readonly isUndecided: (open: FindingIdentity) => boolean;
}

/** What the records and this scan say together: which switched jobs were reverted by a deploy. */
export async function findReverted(
  { remediation }: Pick<Records, 'remediation'>,
  results: readonly FleetResult[],
  at: number,
): Promise<RevertedNow> {
  const scans = results.map((result) => ({ ...result, scannedAt: result.scannedAt ?? at }));
  const scanned = scans.filter(({ outcome }) => outcome === 'scanned');
  const switches = (await remediation.switchedIn(scanned)).flatMap((jobSwitch) =>
    jobSwitch.movedAt === undefined ? [] : [{ ...jobSwitch, movedAt: jobSwitch.movedAt }],
  );
  const candidates = revertedJobs(scanned, switches);
  const executions = new Map<string, readonly ExecutionRow[]>();
  for (const requestId of new Set(candidates.map(({ jobSwitch }) => jobSwitch.requestId)))
    executions.set(requestId, await remediation.executions(requestId));
  const stateOf = ({ jobSwitch }: RevertedSwitch) => switchState(jobSwitch, executions.get(jobSwitch.requestId) ?? []);
  const undecided = new Set(
    candidates.filter((each) => stateOf(each) === 'under-way').map(({ finding }) => findingKey(finding)),
  );
  return {
    reverted: candidates.filter((each) => stateOf(each) === 'made'),
    isUndecided: (open) => undecided.has(findingKey(open)),
  };
}

/** `not-made`: a change was sent, and nobody saw that it was made. */
function switchState(
  { planId, stepId, executionId }: SwitchRow,
  executions: readonly ExecutionRow[],
): 'made' | 'not-made' | 'under-way' {
  if (executions.some((each) => each.planId === planId && each.state !== 'ended')) return 'under-way';
  const outcomes = executions.find(({ id }) => id === executionId)?.outcomes ?? [];
  return outcomes.find((outcome) => outcome.stepId === stepId)?.state === 'done' ? 'made' : 'not-made';
}

/** The results with what was reverted by a deploy among their findings. */
export function withReverted(results: readonly FleetResult[], reverted: readonly RevertedSwitch[]): FleetResult[] {
  const byTarget = Map.groupBy(
    reverted.map(({ finding }) => finding),
    targetKey,
  );
  return results.map((result) => {
    const own = byTarget.get(targetKey(result));
    return own === undefined ? result : { ...result, findings: [...result.findings, ...own] };
  });
}

/** Those whose finding was opened just now, with the row. */
export function openedReverts(
  reverted: readonly RevertedSwitch[],
  opened: readonly FindingRow[],
): { readonly jobSwitch: RevertedSwitch['jobSwitch']; readonly row: FindingRow }[] {
  const rows = new Map(opened.map((row) => [findingKey(row), row]));
  return reverted.flatMap(({ jobSwitch, finding }) => {
    const row = rows.get(findingKey(finding));
    return row ? [{ jobSwitch, row }] : [];
  });
}

/** A deploy can revert jobs in hundreds of targets at once, and nothing is recorded before each was read. */
const readAtOnce = 8;

/**
 * The keys of the `reverted` findings that may be opened: a list can show what a job was, so each is read once more, and
 * only when both agree is it told. What is open already needs no second look. `jobsNow` absent: none.
 */
export async function confirmReverted(
  store: Store,
  results: readonly FleetResult[],
  at: number,
  jobsNow: JobsNow | undefined,
): Promise<ReadonlySet<string>> {
  const { reverted } = await findReverted(store, results, at);
  if (reverted.length === 0) return new Set();
  const findings = reverted.map(({ finding }) => finding);
  const confirmed = new Set((await store.findings.openIn(findings)).map(findingKey));
  const fresh = findings.filter((finding) => !confirmed.has(findingKey(finding)));
  const limit = createLimiter(readAtOnce);
  const reads = [...Map.groupBy(fresh, targetKey).values()].map((own) =>
    limit(async () => {
      const [first] = own;
      const now = first && (await jobsNow?.(first, [...new Set(own.map(({ name }) => name))]));
      for (const finding of own)
        if (now?.has(finding.name) && now.get(finding.name) === (finding.detail ?? null))
          confirmed.add(findingKey(finding));
    }),
  );
  await Promise.all(reads);
  return confirmed;
}
