import { faultOf } from '../../../domain/aws-fault.ts';
import { CloudError } from '../../../domain/errors.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { KeyVerdict, Target } from '../../../domain/model.ts';
import { keyName, metKeys, type UsedKey } from '../../../domain/plan/met-keys.ts';
import { bookmarkKey } from '../../../domain/plan/replacement.ts';
import { isReplacement } from '../../../domain/steps/encryption.ts';
import type { Log } from '../../ports/runtime.ts';
import type { ApprovedWork } from '../state/approved-work.ts';
import { callProblem, type Problem } from './call-problem.ts';
import type { StepContext } from './execute-step.ts';

export interface CheckGoalDependencies {
  readonly log: Log;
  /** Whether Glue could use a key now. Never rejects with what AWS answers. */
  readonly keyVerdict: (target: Target, key: string) => Promise<KeyVerdict>;
}

interface Goal {
  readonly name: string;
  /** What it must be; absent: a plan without it was written by nobody here. */
  readonly encryption: JsonObject | undefined;
  /** Every key that runs meet for the first time. One that they use already makes nothing worse, and is not asked for. */
  readonly keys: readonly GoalKey[];
}

interface GoalKey extends UsedKey {
  /** What the key's alias led to when the plan was made. */
  readonly arn?: string;
}

/** What everything of this way will point to; undefined: to nothing. */
function goalOf({ plan, direction }: ApprovedWork): Goal | undefined {
  const { name, before, create, after = create, keyArn, keyArns = {} } = plan.configuration;
  if (direction === 'back') return before && { name: before.name, encryption: before.encryption, keys: [] };
  const bookmarks = bookmarkKey(after ?? {});
  const keys = metKeys(plan.configuration).map((used): GoalKey => {
    const other = Object.hasOwn(keyArns, used.key) ? keyArns[used.key] : undefined;
    const arn = used.key === bookmarks ? keyArn : other;
    return { ...used, ...(arn !== undefined && { arn }) };
  });
  return { name, encryption: after, keys };
}

/** Why nothing may be pointed to where it is to go; undefined: go on. */
export async function checkGoal(
  dependencies: CheckGoalDependencies,
  work: ApprovedWork,
  context: StepContext,
): Promise<Problem | undefined> {
  const goal = goalOf(work);
  if (goal === undefined) return undefined;
  const problem = await checkConfiguration(goal, context);
  if (problem !== undefined) return problem;
  // At once: one after the other, four keys that answer late would be older than what may still be relied on.
  const problems = await Promise.all(goal.keys.map((key) => checkKey(dependencies, work, key)));
  await context.keepLease();
  const reason = problems.find((each) => each !== undefined);
  return reason === undefined ? undefined : { reason };
}

/** Between the approval and now it can have been switched off, and every run of a moved job would fail. */
async function checkKey(
  { keyVerdict, log }: CheckGoalDependencies,
  { plan }: ApprovedWork,
  { key, arn, parts }: GoalKey,
): Promise<string | undefined> {
  const verdict = await keyVerdict(plan.target, key);
  const which = parts.includes('bookmarks') ? [] : [keyName({ parts })];
  if (verdict.state === 'unusable') return ['key-unusable', ...which, verdict.reason].join(': ');
  if (verdict.state === 'usable' && isOther(arn, verdict.arn)) return ['key-moved', ...which].join(': ');
  if (verdict.state === 'not-checked')
    log.warn({ plan: plan.id, keys: parts, error: verdict.error }, 'the key was not checked');
  return undefined;
}

function isOther(planned: string | undefined, now: string | undefined): boolean {
  return planned !== undefined && now !== undefined && planned !== now;
}

const mostChecks = 6;

/**
 * What everything is about to point to must be there and be what was approved: names can be deleted and taken again.
 * Checked once, and again after a restart. A new one may take a while to be seen.
 */
async function checkConfiguration({ name, encryption }: Goal, context: StepContext): Promise<Problem | undefined> {
  for (let read = 1; ; read += 1) {
    await context.keepLease();
    try {
      const { reader } = await context.session();
      const seen = await reader.definition({ kind: 'configuration', name });
      if (seen !== undefined)
        return encryption !== undefined && isReplacement(seen.definition, encryption)
          ? undefined
          : { reason: 'configuration-changed' };
      if (read === mostChecks) return { reason: 'configuration-gone' };
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const fault = faultOf(error.code);
      if (fault === 'stale-credentials') context.forgetSession();
      if (fault === 'denied' || fault === 'refused' || read === mostChecks) return callProblem(error);
    }
    await context.sleep(2_000 * read);
  }
}
