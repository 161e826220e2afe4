import { exposes } from '../audit/exposure.ts';
import type { Inventory } from '../model.ts';
import { jobConfiguration } from '../steps/job-update.ts';
import type { JobStep } from '../steps/step-base.ts';
import { groupSteps, watchedJobs } from '../steps/step-groups.ts';
import { aboutStep, kindOf, type Step } from '../steps/step-kinds.ts';
import type { PlanCheck, PlanChoice } from './plan.ts';
import { type CheckInput, someNames } from './plan-checks.ts';
import { chosenOf, type PlannedFinding, replacedName } from './plan-dependents.ts';
import type { DraftStep } from './plan-steps.ts';

export interface OrderInput {
  readonly inventory: Inventory;
  readonly finding: PlannedFinding;
  readonly choice: PlanChoice;
}

interface Candidate {
  readonly draft: DraftStep;
  readonly job: JobStep;
  readonly group: readonly DraftStep[];
  /** How many jobs with bookmarks would be switched before anything is known. */
  readonly atStake: number;
}

/**
 * What belongs together one right after the other, the canary job with its group first. A canary is chosen where jobs with
 * bookmarks are left that can wait for its run. A streaming job is none: its next run may be days away. Nor is one that its
 * triggers start with a configuration which nothing here switches.
 */
export function inOrder(
  drafts: readonly DraftStep[],
  input: OrderInput,
): { readonly drafts: readonly DraftStep[]; readonly checks: readonly PlanCheck[] } {
  const groups = groupSteps(drafts, ({ step }) => step);
  const exposed = groups.flatMap((group): Candidate[] => {
    const jobs = group.flatMap((draft) => {
      const { job } = aboutStep(draft.step);
      return job !== null && exposes(job.bookmarks) ? [{ draft, job }] : [];
    });
    return jobs.map((each) => ({ ...each, group, atStake: jobs.length }));
  });
  if (!input.choice.canary || exposed.length < 2) return { drafts: groups.flat(), checks: [] };
  const apart = exposed.filter(({ atStake }) => atStake < exposed.length);
  const [canary] = apart.filter(({ job }) => !job.streaming && !isStartedElsewhere(job, input)).sort(byRank);
  if (canary === undefined) return { drafts: groups.flat(), checks: [noCanary(apart.length > 0)] };
  const marked: DraftStep = { ...canary.draft, step: { ...canary.job, canary: true } };
  const first = canary.group.map((draft) => (draft === canary.draft ? marked : draft));
  return { drafts: [...first, ...groups.filter((group) => group !== canary.group).flat()], checks: [] };
}

/** A job that writes bookmarks first, then the one that takes the fewest others with it. */
function byRank(a: Candidate, b: Candidate): number {
  const paused = ({ job }: Candidate) => (job.bookmarks === 'job-bookmark-enable' ? 0 : 1);
  return paused(a) - paused(b) || a.atStake - b.atStake;
}

/** True when triggers start it, and each of them with a configuration of its own that is not replaced. */
function isStartedElsewhere({ name }: JobStep, { inventory, finding }: OrderInput): boolean {
  const actions = (inventory.triggers?.items ?? []).flatMap((trigger) => trigger.actions);
  const starts = actions.filter(({ jobName }) => jobName === name);
  return starts.length > 0 && starts.every((action) => isOther(action.securityConfiguration, replacedName(finding)));
}

function isOther(named: string | undefined, replaced: string | null): boolean {
  return named !== undefined && named !== '' && named !== replaced;
}

function noCanary(someApart: boolean): PlanCheck {
  const why = someApart
    ? 'each job that has bookmarks is a streaming job, or its triggers start it with another configuration'
    : 'all jobs that have bookmarks are switched together, because triggers override their configuration';
  return { check: 'canary job', outcome: 'warning', detail: `There is none, and nothing is waited for: ${why}.` };
}

const check = 'one configuration a job';

/** What keeps each job on one configuration, and what does not. */
export function togetherChecks(input: CheckInput): PlanCheck[] {
  return [...addedCheck(input), ...mixedCheck(input), ...otherCheck(input)];
}

/** What was not chosen, and is switched with what was. */
function addedCheck({ inventory, finding, choice, steps }: CheckInput): PlanCheck[] {
  const added = chosenOf(inventory, finding, choice).added.filter(({ type, name }) =>
    steps.some((step) => step.name === name && kindOf(step.type).dependent === type),
  );
  if (added.length === 0) return [];
  const names = someNames(added.map(({ type, name }) => `${type} ${name}`));
  const detail = `${names}: not chosen, and switched with what was. A trigger overrides the configuration of a job here: if only one of them were switched, runs would alternate between the old and the new configuration.`;
  return [{ check, outcome: 'warning', detail }];
}

/** A trigger that starts a switched job with a configuration of its own: those runs keep it. */
function otherCheck({ inventory, finding, configuration, jobs }: CheckInput): PlanCheck[] {
  const found = (inventory.triggers?.items ?? []).flatMap(({ name, actions }) =>
    actions.flatMap(({ jobName = '', securityConfiguration }) =>
      jobs.has(jobName) &&
      isOther(securityConfiguration, replacedName(finding)) &&
      securityConfiguration !== configuration.name
        ? [`${jobName} by trigger ${name} with ${securityConfiguration}`]
        : [],
    ),
  );
  if (found.length === 0) return [];
  const detail = `Started with a configuration that stays: ${someNames(found)}. Other runs of these jobs use the new one, so their runs go on alternating.`;
  return [{ check, outcome: 'warning', detail }];
}

/**
 * A job must not alternate between the two configurations: a run with the old one may be unable to read the bookmark
 * that a run with the new one wrote. That happens when a job is moved and a trigger that overrides it is not, or the
 * other way round.
 */
function mixedCheck({ inventory, finding, steps, jobs }: CheckInput): PlanCheck[] {
  const replaced = replacedName(finding);
  if (replaced === null) return [];
  const movedActions = new Map(
    steps.flatMap((step) => {
      const { actions } = aboutStep(step);
      return actions.length > 0 ? [[step.name, actions] as const] : [];
    }),
  );
  const own = new Map(inventory.jobs.items.map((job) => [job.name, job.securityConfiguration ?? null]));
  for (const [name, definition] of jobs) own.set(name, jobConfiguration(definition));
  const mixed = new Set<string>();
  for (const trigger of inventory.triggers?.items ?? [])
    trigger.actions.forEach((action, index) => {
      const { jobName } = action;
      if (jobName === undefined || action.securityConfiguration !== replaced || own.get(jobName) !== replaced) return;
      const overrideSwitches = movedActions.get(trigger.name)?.includes(index) ?? false;
      if (overrideSwitches !== jobs.has(jobName)) mixed.add(jobName);
    });
  if (mixed.size === 0) return [];
  return [
    {
      check,
      outcome: 'warning',
      detail: `${someNames([...mixed].sort())}: the job and a trigger that overrides its configuration are not both switched. Its runs would alternate between the old and the new configuration, and may be unable to read each other's bookmarks.`,
    },
  ];
}

const mostGroups = 5;

/** What is switched one right after the other, and what is watched besides. */
export function togetherNotes(steps: readonly Step[]): string[] {
  const groups = groupSteps(steps, (step) => step).filter(({ length }) => length > 1);
  const shown = groups.slice(0, mostGroups).map((group) => someNames(group.map(subject)));
  const more = groups.length > mostGroups ? `; and ${groups.length - mostGroups} more groups` : '';
  const watched = steps.flatMap((step) =>
    watchedJobs(steps, step).flatMap(({ job, trigger }) => (trigger === undefined ? [] : [`${job} (by ${trigger})`])),
  );
  return [
    ...(groups.length > 0
      ? [
          `Switched one right after the other, because a trigger overrides the configuration of a job: ${shown.join('; ')}${more}. If one of them was changed by then, none of its group is switched.`,
        ]
      : []),
    ...(watched.length > 0
      ? [`Not switched, but started with the new configuration by a trigger, and watched too: ${someNames(watched)}.`]
      : []),
  ];
}

function subject(step: Step): string {
  const { dependent, words } = kindOf(step.type);
  return `${dependent ?? ''} ${words.subject(step.name)}`.trim();
}
