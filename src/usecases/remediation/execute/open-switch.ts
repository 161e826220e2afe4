import { faultOf } from '../../../domain/aws-fault.ts';
import { CloudError } from '../../../domain/errors.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import type { BookmarkObservation } from '../../../domain/remediation/first-run.ts';
import type { WatchedJob } from '../../../domain/steps/step-groups.ts';
import type { ExecutionRow } from '../../ports/remediation-records.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import type { ApprovedWork } from '../state/approved-work.ts';
import type { StepContext } from './execute-step.ts';

export interface OpenSwitchInput {
  readonly work: Pick<ApprovedWork, 'plan' | 'request'>;
  readonly execution: Pick<ExecutionRow, 'id'>;
  readonly watched: WatchedJob;
  readonly context: StepContext;
  /** Its bookmark, where that was read just now. */
  readonly early?: () => Promise<BookmarkObservation | undefined>;
}

/**
 * Records, just before the runs of a job change, what its bookmark is: what its first run is compared with. Once: after a restart
 * the change may have been made, and a bookmark read then would prove nothing.
 */
export async function openSwitch(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { work: { plan, request }, execution, watched, context, early }: OpenSwitchInput,
): Promise<void> {
  const { id: stepId, to, bookmarks, trigger, ...job } = watched;
  const id = { planId: plan.id, stepId };
  if (to === null || (await store.remediation.jobSwitch(id)) !== undefined) return;
  const before = (await early?.()) ?? (await readBookmark(watched, context));
  await store.remediation.openSwitch({
    ...id,
    ...plan.target,
    rule: findingOfPlan(plan).rule,
    requestId: request.id,
    executionId: execution.id,
    ...job,
    to,
    ...(bookmarks !== undefined && { bookmarks }),
    ...(trigger !== undefined && { trigger }),
    before,
    openedAt: clock.now(),
  });
}

/** Whether the runs of a job keep a bookmark that can be compared. */
export function hasBookmark({ bookmarks, streaming }: Pick<WatchedJob, 'bookmarks' | 'streaming'>): boolean {
  return !streaming && bookmarks !== undefined && bookmarks !== 'job-bookmark-disable';
}

const mostReads = 3;

/** A bookmark that cannot be read stops nothing: the first run is then doubtful, which says so. */
async function readBookmark(watched: WatchedJob, context: StepContext): Promise<BookmarkObservation> {
  if (!hasBookmark(watched)) return { none: true };
  for (let attempt = 1; ; attempt += 1) {
    await context.keepLease();
    try {
      const { reader } = await context.session();
      return await reader.bookmark(watched.job);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const fault = faultOf(error.code);
      if (fault === 'stale-credentials') context.forgetSession();
      if (fault === 'denied' || fault === 'refused' || attempt === mostReads) return { error: error.code };
    }
    await context.sleep(1_000 * attempt);
  }
}
