import { faultOf } from '../../../domain/aws-fault.ts';
import { CloudError } from '../../../domain/errors.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import type { BookmarkObservation } from '../../../domain/remediation/first-run.ts';
import type { JobStep } from '../../../domain/steps/step-base.ts';
import type { ExecutionRow } from '../../ports/remediation-records.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import type { ApprovedWork } from '../state/approved-work.ts';
import type { StepContext } from './execute-step.ts';

export interface OpenSwitchInput {
  readonly work: Pick<ApprovedWork, 'plan' | 'request'>;
  readonly execution: Pick<ExecutionRow, 'id'>;
  readonly step: JobStep;
  readonly context: StepContext;
}

/**
 * Records, just before a job is moved, what its bookmark is: what its first run is compared with. Once: after a restart
 * the change may have been made, and a bookmark read then would prove nothing.
 */
export async function openSwitch(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { work: { plan, request }, execution, step, context }: OpenSwitchInput,
): Promise<void> {
  const id = { planId: plan.id, stepId: step.id };
  if (step.to === null || (await store.remediation.jobSwitch(id)) !== undefined) return;
  const before = await readBookmark(step, context);
  await store.remediation.openSwitch({
    ...id,
    ...plan.target,
    rule: findingOfPlan(plan).rule,
    requestId: request.id,
    executionId: execution.id,
    job: step.name,
    from: step.from,
    to: step.to,
    canary: step.canary,
    streaming: step.streaming,
    ...(step.bookmarks !== undefined && { bookmarks: step.bookmarks }),
    before,
    openedAt: clock.now(),
  });
}

const mostReads = 3;

/** A bookmark that cannot be read stops nothing: the first run is then doubtful, which says so. */
async function readBookmark(
  { name, bookmarks, streaming }: JobStep,
  context: StepContext,
): Promise<BookmarkObservation> {
  if (streaming || bookmarks === undefined || bookmarks === 'job-bookmark-disable') return { none: true };
  for (let attempt = 1; ; attempt += 1) {
    await context.keepLease();
    try {
      const { reader } = await context.session();
      return await reader.bookmark(name);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const fault = faultOf(error.code);
      if (fault === 'stale-credentials') context.forgetSession();
      if (fault === 'denied' || fault === 'refused' || attempt === mostReads) return { error: error.code };
    }
    await context.sleep(1_000 * attempt);
  }
}
