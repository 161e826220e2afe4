import { groupOf, jobsOf } from '../steps/step-groups.ts';
import { aboutStep, type Step } from '../steps/step-kinds.ts';
import { hasEnded, type StepOutcome } from './remediation.ts';

/** A job whose runs alternate between two configurations: something that starts it was switched, something else was not. */
export interface Alternation {
  readonly job: string;
  /** Null: none. */
  readonly from: string | null;
  readonly to: string | null;
  /** What was not switched, and would end it. */
  readonly left: readonly Step[];
  readonly steps: readonly Step[];
}

/** `isSwitched`: whether a step's thing names the new configuration now, or may. */
export function alternations(steps: readonly Step[], isSwitched: (step: Step) => boolean): Alternation[] {
  const pairs = steps.flatMap((step) => [...new Set(jobsOf(step))].map((job) => ({ job, step })));
  return [...Map.groupBy(pairs, ({ job }) => job)].flatMap(([job, same]): Alternation[] => {
    const members = same.map(({ step }) => step);
    const left = members.filter((step) => !isSwitched(step));
    if (left.length === 0 || left.length === members.length) return [];
    return [{ job, ...change(members), left, steps: members }];
  });
}

function change(members: readonly Step[]): Pick<Alternation, 'from' | 'to'> {
  const [first] = members.flatMap((step) => {
    const { job, starts } = aboutStep(step);
    return [...(job === null ? [] : [job]), ...starts];
  });
  return { from: first?.from ?? null, to: first?.to ?? null };
}

/** True when a step's thing names the new configuration after it, or may. */
export function maySwitched(outcome: StepOutcome | undefined): boolean {
  return outcome?.state === 'done' || outcome?.state === 'already' || outcome?.touched === true;
}

/**
 * The group of a step of which nothing was switched, or may have been: it can still be left alone as a whole. `stuck`: what
 * of it ended without being switched; `pending`: what is left besides the step. Undefined: it is by itself, or too late.
 */
export function untouchedGroup(
  steps: readonly Step[],
  outcomes: ReadonlyMap<string, StepOutcome>,
  step: Step,
): { readonly stuck: readonly Step[]; readonly pending: readonly Step[] } | undefined {
  const group = groupOf(steps, step);
  const isTouched = ({ id }: Step) => outcomes.get(id)?.state === 'acting' || maySwitched(outcomes.get(id));
  if (group.length < 2 || group.some(isTouched)) return undefined;
  const others = group.filter(({ id }) => id !== step.id);
  const isOver = ({ id }: Step) => hasEnded(outcomes.get(id)?.state ?? 'pending');
  return { stuck: others.filter(isOver), pending: others.filter((each) => !isOver(each)) };
}
