import type { JsonObject } from '../json.ts';
import type { BookmarkOption } from '../model.ts';
import { member, text } from '../shape.ts';
import { crawlerConfiguration, crawlerForDigest, crawlerUpdate } from '../steps/crawler-update.ts';
import {
  graphForDigest,
  hasGraph,
  jobCommand,
  jobConfiguration,
  jobForDigest,
  jobUpdate,
} from '../steps/job-update.ts';
import { actionConfiguration, triggerActions, triggerForDigest, triggerUpdate } from '../steps/trigger-update.ts';
import type { DependentType, LeftOut, PlanChoice, Step } from './plan.ts';
import type { ReadDefinition } from './plan-configuration.ts';
import { type Dependents, isChosen, isNamed, overrides, type PlannedFinding, replacedName } from './plan-dependents.ts';

/** SHA-256 of a text, hex. Passed in: the domain computes none. */
export type Digest = (text: string) => string;

type WithoutId<S> = S extends Step ? Omit<S, 'id'> : never;
/** A step before it has its place, with the definition that it saw. */
export interface DraftStep {
  readonly step: WithoutId<Step>;
  readonly definition: JsonObject;
}

export type Drafted = { readonly draft: DraftStep } | { readonly leftOut: LeftOut };

export interface StepInput {
  readonly finding: PlannedFinding;
  readonly choice: PlanChoice;
  readonly to: string;
  readonly dependents: Dependents;
  readonly jobs: ReadonlyMap<string, ReadDefinition>;
  readonly triggers: ReadonlyMap<string, ReadDefinition>;
  readonly crawlers: ReadonlyMap<string, ReadDefinition>;
  readonly digest: Digest;
}

/** Every dependent as a step or as something left alone: jobs, then triggers, then crawlers. */
export function draftSteps(input: StepInput): Drafted[] {
  const { jobs, triggers, crawlers } = input.dependents;
  return [
    ...jobs.map(({ name, bookmarks }) =>
      draft(input, 'job', name, input.jobs.get(name), (job) => jobStep(input, name, bookmarks, job)),
    ),
    ...triggers.map((name) =>
      draft(input, 'trigger', name, input.triggers.get(name), (trigger) => triggerStep(input, name, trigger)),
    ),
    ...crawlers.map((name) =>
      draft(input, 'crawler', name, input.crawlers.get(name), (crawler) => crawlerStep(input, name, crawler)),
    ),
  ];
}

type Reason = Omit<LeftOut, 'type' | 'name'>;

function draft(
  { choice }: StepInput,
  type: DependentType,
  name: string,
  read: ReadDefinition | undefined,
  make: (definition: JsonObject) => WithoutId<Step> | Reason,
): Drafted {
  const leave = (reason: Reason): Drafted => ({ leftOut: { type, name, ...reason } });
  if (!isChosen(choice, type, name))
    return leave({ reason: type === 'crawler' && choice.only === undefined ? 'crawler' : 'not-chosen' });
  if (read === undefined) return leave({ reason: 'changed' });
  if ('error' in read) return leave({ reason: 'unreadable', error: read.error });
  const made = make(read.definition);
  return 'reason' in made ? leave(made) : { draft: { step: made, definition: read.definition } };
}

function jobStep(
  { finding, choice, to, digest }: StepInput,
  name: string,
  bookmarks: BookmarkOption | undefined,
  job: JsonObject,
): WithoutId<Step> | Reason {
  const from = jobConfiguration(job);
  if (from !== replacedName(finding)) return { reason: 'changed' };
  if (hasGraph(job) && !choice.visualJobs && !isNamed(choice, 'job', name)) return { reason: 'visual' };
  const update = jobUpdate(job, to);
  if ('refused' in update) return { reason: 'unsendable', paths: update.refused };
  const graph = graphForDigest(job);
  const role = text(member(job, 'Role'));
  return {
    type: 'repoint-job',
    name,
    from,
    to,
    saw: digest(jobForDigest(job)),
    graph: graph === null ? null : digest(graph),
    ...(bookmarks !== undefined && { bookmarks }),
    ...(role !== undefined && { role }),
    streaming: jobCommand(job) === 'gluestreaming',
    canary: false,
  };
}

function triggerStep(
  { finding, choice, to, digest }: StepInput,
  name: string,
  trigger: JsonObject,
): WithoutId<Step> | Reason {
  const matching = triggerActions(trigger).flatMap((action, index) => {
    const jobName = text(member(action, 'JobName'));
    const securityConfiguration = actionConfiguration(action);
    const seen = {
      ...(jobName !== undefined && { jobName }),
      ...(securityConfiguration !== null && { securityConfiguration }),
    };
    return overrides(seen, finding) ? [{ index, from: securityConfiguration, crawls: jobName === undefined }] : [];
  });
  if (matching.length === 0) return { reason: 'changed' };
  const asked = choice.crawlers || isNamed(choice, 'trigger', name);
  const actions = matching.filter(({ crawls }) => asked || !crawls).map(({ index, from }) => ({ index, from }));
  if (actions.length === 0) return { reason: 'crawler' };
  const update = triggerUpdate(
    trigger,
    actions.map(({ index }) => ({ index, configuration: to })),
  );
  if ('refused' in update) return { reason: 'unsendable', paths: update.refused };
  const state = text(member(trigger, 'State'));
  return {
    type: 'repoint-trigger',
    name,
    actions,
    to,
    saw: digest(triggerForDigest(trigger)),
    ...(state !== undefined && { state }),
  };
}

function crawlerStep({ finding, to, digest }: StepInput, name: string, crawler: JsonObject): WithoutId<Step> | Reason {
  const from = crawlerConfiguration(crawler);
  if (from !== replacedName(finding)) return { reason: 'changed' };
  const update = crawlerUpdate(crawler, to);
  if ('refused' in update) return { reason: 'unsendable', paths: update.refused };
  return { type: 'repoint-crawler', name, from, to, saw: digest(crawlerForDigest(crawler)) };
}
