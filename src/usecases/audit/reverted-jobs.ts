import { type FindingIdentity, findingKey, targetKey } from '../../domain/model.ts';
import { type MovedJob, type Reverted, revertedJobs } from '../../domain/remediation/reverted.ts';
import type { FindingRow } from '../ports/finding-records.ts';
import type { MoveRow } from '../ports/move-records.ts';
import type { ExecutionRow } from '../ports/remediation-records.ts';
import type { Records } from '../ports/store.ts';
import type { FleetResult } from './scan-fleet.ts';

/** A move that was made, of a job that points back. */
export type RevertedMove = Reverted<MoveRow & MovedJob>;

export interface RevertedNow {
  readonly reverted: readonly RevertedMove[];
  /** True for an open finding that says nothing now: something of its plan is under way. */
  readonly isUndecided: (open: FindingIdentity) => boolean;
}

/** What the records and this look say together: which moved jobs point back. */
export async function findReverted(
  { remediation }: Pick<Records, 'remediation'>,
  results: readonly FleetResult[],
  at: number,
): Promise<RevertedNow> {
  const looks = results.map((result) => ({ ...result, lookedAt: result.lookedAt ?? at }));
  const scanned = looks.filter(({ outcome }) => outcome === 'scanned');
  const moves = (await remediation.movedIn(scanned)).flatMap((move) =>
    move.movedAt === undefined ? [] : [{ ...move, movedAt: move.movedAt }],
  );
  const candidates = revertedJobs(scanned, moves);
  const executions = new Map<string, readonly ExecutionRow[]>();
  for (const requestId of new Set(candidates.map(({ move }) => move.requestId)))
    executions.set(requestId, await remediation.executions(requestId));
  const stateOf = ({ move }: RevertedMove) => moveState(move, executions.get(move.requestId) ?? []);
  const undecided = new Set(
    candidates.filter((each) => stateOf(each) === 'under-way').map(({ finding }) => findingKey(finding)),
  );
  return {
    reverted: candidates.filter((each) => stateOf(each) === 'made'),
    isUndecided: (open) => undecided.has(findingKey(open)),
  };
}

/** `not-made`: a change was sent, and nobody saw that it was made. */
function moveState(
  { planId, stepId, executionId }: MoveRow,
  executions: readonly ExecutionRow[],
): 'made' | 'not-made' | 'under-way' {
  if (executions.some((each) => each.planId === planId && each.state !== 'ended')) return 'under-way';
  const outcomes = executions.find(({ id }) => id === executionId)?.outcomes ?? [];
  return outcomes.find((outcome) => outcome.stepId === stepId)?.state === 'done' ? 'made' : 'not-made';
}

/** The results with what points back among their findings. */
export function withReverted(results: readonly FleetResult[], reverted: readonly RevertedMove[]): FleetResult[] {
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
  reverted: readonly RevertedMove[],
  opened: readonly FindingRow[],
): { readonly move: RevertedMove['move']; readonly row: FindingRow }[] {
  const rows = new Map(opened.map((row) => [findingKey(row), row]));
  return reverted.flatMap(({ move, finding }) => {
    const row = rows.get(findingKey(finding));
    return row ? [{ move, row }] : [];
  });
}
