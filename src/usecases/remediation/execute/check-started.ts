import { faultOf } from '../../../domain/aws-fault.ts';
import { CloudError } from '../../../domain/errors.ts';
import { takesConfiguration } from '../../../domain/job-kinds.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { Step } from '../../../domain/plan/plan.ts';
import { jobCommand } from '../../../domain/steps/job-update.ts';
import { unnamedStarts } from '../../../domain/steps/step-groups.ts';
import type { RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { ApprovedWork } from '../state/approved-work.ts';
import { callProblem, type Problem } from './call-problem.ts';
import type { StepContext } from './execute-step.ts';

const mostReads = 3;

/**
 * Why the actions of a trigger are not switched; undefined: go on. New plans leave out an action that starts a Ray job,
 * which takes no configuration. Those of version 0.1.0 do not say what their actions start, so it is read before the change.
 */
export async function checkStarted(
  { cloud }: { readonly cloud: Pick<RemediationCloud, 'reader'> },
  { account, plan: { target } }: Pick<ApprovedWork, 'account' | 'plan'>,
  { step, before }: { readonly step: Step; readonly before: JsonObject },
  context: Pick<StepContext, 'keepLease' | 'sleep'>,
): Promise<Problem | undefined> {
  const names = unnamedStarts(step, before);
  if (names.length === 0) return undefined;
  for (let read = 1; ; read += 1) {
    await context.keepLease();
    try {
      // The session of the plan may read what its steps change, and nothing else.
      const { account: entered, reader } = await cloud.reader(account, target.region);
      if (entered !== target.account)
        return { reason: 'AssumeRole: AccountMismatch', aws: { message: 'Another account was entered' } };
      for (const name of names) {
        const found = await reader.definition({ kind: 'job', name });
        if (found && !takesConfiguration({ command: jobCommand(found.definition) }))
          return { reason: 'starts-ray-job' };
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const fault = faultOf(error.code);
      if (fault === 'denied' || fault === 'refused' || read === mostReads) return callProblem(error);
    }
    await context.sleep(1_000 * read);
  }
}
