import type { BookmarkObservation, RunObservation } from '../../../src/domain/remediation/first-run.ts';
import type { PlanToRequest } from '../../../src/usecases/remediation/request/open-request.ts';
import type { AfterDependencies } from '../../../src/usecases/remediation/rollback/after-actions.ts';
import { type RollBackDependencies, rollBack } from '../../../src/usecases/remediation/rollback/roll-back.ts';
import { type WatchRunsDependencies, watchRuns } from '../../../src/usecases/remediation/watch/watch-runs.ts';
import type { FakeGlue } from '../fakes/fake-glue.ts';
import { account, planOf, type RemediationKit } from './remediation.ts';

export const approver = { user: 'UAPPROVER', channel: 'CAPPROVALS' };

/** What approvers need to give orders about approved requests. */
export function afterDependencies(
  kit: RemediationKit,
  changes: Partial<RollBackDependencies> = {},
): RollBackDependencies {
  const base: AfterDependencies = { ...kit, approvals: kit.approvals, enabled: true, onQueued: () => {} };
  return {
    ...base,
    remediation: kit.glue,
    account: (id) => (id === account.id ? account : undefined),
    ...changes,
  };
}

export function orderBack(
  kit: RemediationKit,
  requestId: string,
  { understood = false, user = approver.user }: { understood?: boolean; user?: string } = {},
) {
  return rollBack(afterDependencies(kit), { actor: { user, channel: approver.channel }, requestId, understood });
}

export async function watch(kit: RemediationKit, changes: Partial<WatchRunsDependencies> = {}): Promise<void> {
  await watchRuns({
    ...kit,
    cloud: kit.glue,
    account: (id) => (id === account.id ? account : undefined),
    channelOf: (id) => kit.approvals(id)?.channel,
    onReleased: () => {},
    isStopping: () => false,
    ...changes,
  });
}

/** A run of a job that was started now, with what the job names now. */
export function runNow(kit: RemediationKit, job: string, changes: Partial<RunObservation> = {}): void {
  const configuration = kit.glue.now('job', job)?.SecurityConfiguration;
  const run: RunObservation = {
    id: `jr-${job}`,
    state: 'SUCCEEDED',
    startedAt: kit.clock.now(),
    ...(typeof configuration === 'string' && { configuration }),
    ...changes,
  };
  kit.glue.runs.set(job, [run, ...(kit.glue.runs.get(job) ?? [])]);
}

export function bookmarkOf(kit: RemediationKit, job: string, run: number): void {
  const bookmark: BookmarkObservation = {
    version: run,
    run,
    attempt: 0,
    runId: `run-${run}`,
    digest: `content ${run}`,
  };
  kit.glue.bookmarks.set(job, bookmark);
}

/** A plan in which the first job is the canary job. */
export function canaryPlan(glue: FakeGlue): PlanToRequest {
  const made = planOf(glue);
  const canary = made.plan.steps.find(({ type }) => type === 'repoint-job')?.id;
  const steps = made.plan.steps.map((step) =>
    step.type === 'repoint-job' && step.id === canary ? { ...step, canary: true } : step,
  );
  return { ...made, plan: { ...made.plan, steps, choice: { ...made.plan.choice, canary: true } } };
}

/** Everything that was told, in order, and marked as sent. */
export async function notify(kit: RemediationKit) {
  const told = [];
  for (;;) {
    const rows = await kit.store.outbox.claimDue(Number.MAX_SAFE_INTEGER, 0, 'x', 50);
    if (rows.length === 0) return told;
    for (const { id, channel, message } of rows) {
      told.push({ channel, message });
      await kit.store.outbox.sent(id, 'C1', `${told.length}`, 1);
    }
  }
}
