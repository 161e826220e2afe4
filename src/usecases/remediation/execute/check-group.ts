import { CloudError } from '../../../domain/errors.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { StepOutcome } from '../../../domain/remediation/remediation.ts';
import { untouchedGroup } from '../../../domain/remediation/together.ts';
import { kindOf, type Step } from '../../../domain/steps/step-kinds.ts';
import { stepSubject } from '../../words/explain-plan.ts';
import { listWords } from '../../words/words.ts';
import type { StepContext } from './execute-step.ts';
import type { StepWork } from './step-work.ts';

const mostNamed = 5;

/**
 * A job and a trigger that overrides its configuration are switched together or not at all: while nothing of a group is
 * switched, one that cannot be leaves the others alone as well. Asked before the first of them; whatever is refused later is
 * told. `changed`: whether a step would find its thing changed, and so would leave it alone by itself.
 */
export async function leftTogether(
  {
    steps,
    outcomes,
    step,
  }: {
    readonly steps: readonly Step[];
    readonly outcomes: ReadonlyMap<string, StepOutcome>;
    readonly step: Step;
  },
  changed: (step: Step) => Promise<boolean>,
): Promise<StepOutcome | undefined> {
  const group = untouchedGroup(steps, outcomes, step);
  if (group === undefined) return undefined;
  const stuck = [...group.stuck];
  if (stuck.length === 0) for (const other of group.pending) if (await changed(other)) stuck.push(other);
  // One that is changed itself says so by itself.
  if (stuck.length === 0 || (await changed(step))) return undefined;
  const named = stuck.slice(0, mostNamed).map((each) => `${kindOf(each.type).dependent ?? ''} ${stepSubject(each)}`);
  const more = stuck.length > mostNamed ? [`${stuck.length - mostNamed} more`] : [];
  return {
    stepId: step.id,
    state: 'skipped',
    reason: `together: ${listWords([...named, ...more])}`,
    awsRequestIds: [],
  };
}

/** What cannot be read now is not known to be changed: its own step meets that too. @throws {ExecutionStop} `lost` */
export async function isChanged(context: StepContext, work: StepWork, before: JsonObject): Promise<boolean> {
  await context.keepLease();
  try {
    const { reader } = await context.session();
    return work.judge((await work.read(reader))?.definition, before).at === 'elsewhere';
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return false;
  }
}
