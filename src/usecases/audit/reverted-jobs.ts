import { type FindingIdentity, findingKey, targetKey } from '../../domain/model.ts';
import { type Reverted, revertedJobs, type SwitchedJob } from '../../domain/remediation/reverted.ts';
import { createLimiter } from '../concurrency.ts';
import type { FindingRow } from '../ports/finding-records.ts';
import type { ExecutionRow } from '../ports/remediation-records.ts';
import type { Records, Store } from '../ports/store.ts';
import type { SwitchRow } from '../ports/switch-records.ts';
import type { SeenTarget } from '../running/fleet-result.ts';
import type { JobsNow } from './read-jobs-now.ts';

/** A move that was made, of a job that was reverted by a deploy. */
export type RevertedSwitch = Reverted<SwitchRow & SwitchedJob>;

export interface RevertedNow {
  readonly reverted: readonly RevertedSwitch[];
  /** True for an open finding that says nothing now: something of its plan is under way. */
  readonly isUndecided: (open: FindingIdentity) => boolean;
}

/** A scan whose findings are staged. */
export interface StagedScan {
  readonly scanId: string;
  readonly results: readonly SeenTarget[];
  /** For what does not say when it was scanned. */
  readonly at: number;
}

/** Account-regions whose findings are read at once. */
const pageSize = 100;

/** Findings are read from the tables, only where jobs were switched, and a page at a time: a few of them are suspects. */
async function findCandidates(
  { remediation, staged }: Pick<Records, 'remediation' | 'staged'>,
  { scanId, results, at }: StagedScan,
): Promise<RevertedSwitch[]> {
  const scanned = results.filter(({ outcome }) => outcome === 'scanned');
  const switches = (await remediation.switchedIn(scanned)).flatMap((jobSwitch) =>
    jobSwitch.movedAt === undefined ? [] : [{ ...jobSwitch, movedAt: jobSwitch.movedAt }],
  );
  const switchesIn = Map.groupBy(switches, targetKey);
  const asked = scanned.filter((result) => switchesIn.has(targetKey(result)));
  const candidates: RevertedSwitch[] = [];
  for (let begin = 0; begin < asked.length; begin += pageSize) {
    const page = asked.slice(begin, begin + pageSize);
    const findings = Map.groupBy(await staged.findingsIn(scanId, page), targetKey);
    const scans = page.map((result) => ({
      ...result,
      scannedAt: result.scannedAt ?? at,
      findings: findings.get(targetKey(result)) ?? [],
    }));
    const own = page.flatMap((result) => switchesIn.get(targetKey(result)) ?? []);
    candidates.push(...revertedJobs(scans, own));
  }
  return candidates;
}

/** What the records and this scan say together: which switched jobs were reverted by a deploy. */
export async function findReverted(
  records: Pick<Records, 'remediation' | 'staged'>,
  scan: StagedScan,
): Promise<RevertedNow> {
  const { remediation } = records;
  const candidates = await findCandidates(records, scan);
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

/** The results with what was reverted by a deploy among what is judged. */
export function withReverted(results: readonly SeenTarget[], reverted: readonly RevertedSwitch[]): SeenTarget[] {
  const byTarget = Map.groupBy(
    reverted.map(({ finding }) => finding),
    targetKey,
  );
  return results.map((result) => {
    const own = byTarget.get(targetKey(result));
    return own === undefined ? result : { ...result, judged: [...result.judged, ...own] };
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
  scan: StagedScan,
  jobsNow: JobsNow | undefined,
): Promise<ReadonlySet<string>> {
  const { reverted } = await findReverted(store, scan);
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
