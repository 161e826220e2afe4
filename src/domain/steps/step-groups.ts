import type { JsonObject } from '../json.ts';
import type { StartedJob } from './step-base.ts';
import { aboutStep, canaryStep, type Step } from './step-kinds.ts';

/**
 * A job and a trigger that overrides its configuration are one: while one names the old configuration and the other the
 * new one, the job's runs alternate between the two, and may be unable to read each other's bookmarks. So are all jobs
 * that one trigger overrides. Known of triggers whose plan names the jobs that they start; any other step is by itself.
 */

/** The jobs whose runs a step changes. */
export function jobsOf(step: Step): string[] {
  const { job, starts } = aboutStep(step);
  return job === null ? starts.map((started) => started.job) : [job.name];
}

/** The items in groups that belong together, in the order of the first of each; within a group in their own order. */
export function groupSteps<T>(items: readonly T[], stepOf: (item: T) => Step): T[][] {
  return groupByNames(items, (item) => jobsOf(stepOf(item)));
}

/** The same by any names: items that share one, directly or through others, are one group. */
export function groupByNames<T>(items: readonly T[], namesOf: (item: T) => readonly string[]): T[][] {
  const parents = items.map((_, index) => index);
  const top = (index: number): number => {
    const parent = parents[index] ?? index;
    return parent === index ? index : top(parent);
  };
  const first = new Map<string, number>();
  items.forEach((item, index) => {
    for (const name of namesOf(item)) {
      const [a, b] = [top(first.get(name) ?? index), top(index)];
      parents[Math.max(a, b)] = Math.min(a, b);
      if (!first.has(name)) first.set(name, index);
    }
  });
  return [...Map.groupBy(items.keys(), top)].map(([, members]) =>
    members.flatMap((index) => items.slice(index, index + 1)),
  );
}

/** The steps that belong together with one, itself among them. */
export function groupOf(steps: readonly Step[], step: Step): readonly Step[] {
  return groupSteps(steps, (each) => each).find((group) => group.some(({ id }) => id === step.id)) ?? [step];
}

/** The canary job and what is switched with it, before the wait for its run; empty: there is none. */
export function canaryGroup(steps: readonly Step[]): readonly Step[] {
  const canary = canaryStep(steps);
  return canary === undefined ? [] : groupOf(steps, canary);
}

/** In their order, cut where the next step does not belong to those before it. */
export function neighbours(steps: readonly Step[]): Step[][] {
  const groups = groupSteps(steps, (each) => each);
  const place = new Map(groups.flatMap((group, at) => group.map(({ id }) => [id, at] as const)));
  const runs: Step[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && place.get(last.id) === place.get(step.id)) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

/** The jobs that a step's actions start, of which its plan says nothing. `definition`: as the plan saw it. */
export function unnamedStarts(step: Step, definition: JsonObject): string[] {
  const { starts, runs } = aboutStep(step);
  const known = new Set(starts.map(({ job }) => job));
  const started = runs(definition).filter((each) => each.type === 'job' && each.definition === undefined);
  return [...new Set(started.map(({ name }) => name))].filter((name) => !known.has(name));
}

/** A job whose first run is watched because of a step. */
export interface WatchedJob extends StartedJob {
  /** Of the watch: the step's own for a job that it switches. */
  readonly id: string;
  readonly canary: boolean;
  /** The trigger that starts it with the new configuration, where the job itself is not switched. */
  readonly trigger?: string;
}

/** The jobs to watch after a step: the one that it switches, or those that only a switched trigger starts with another configuration. */
export function watchedJobs(steps: readonly Step[], step: Step): WatchedJob[] {
  const { job, starts } = aboutStep(step);
  if (job !== null) {
    const { id, name, from, to, canary, streaming, bookmarks } = job;
    return [{ id, job: name, from, to, canary, streaming, ...(bookmarks !== undefined && { bookmarks }) }];
  }
  const own = new Set(steps.flatMap((each) => aboutStep(each).job?.name ?? []));
  const byJob = Map.groupBy(starts, (started) => started.job);
  return [...byJob.values()].flatMap((same, at) =>
    same
      .slice(0, 1)
      .filter((started) => !own.has(started.job))
      .map((started) => ({ ...started, id: `${step.id}/${at + 1}`, canary: false, trigger: step.name })),
  );
}
