import type { JsonObject } from '../../../domain/json.ts';
import type { Step } from '../../../domain/plan/plan.ts';
import { isTwin } from '../../../domain/plan/twin.ts';
import {
  columnStatisticsConfiguration,
  columnStatisticsForDigest,
  columnStatisticsUpdate,
  compareColumnStatistics,
} from '../../../domain/steps/column-statistics-update.ts';
import { compareCrawlers, crawlerConfiguration, crawlerForDigest } from '../../../domain/steps/crawler-update.ts';
import { compareJobs, jobConfiguration, jobForDigest, jobUpdate } from '../../../domain/steps/job-update.ts';
import {
  actionConfiguration,
  compareTriggers,
  triggerActions,
  triggerForDigest,
  triggerUpdate,
} from '../../../domain/steps/trigger-update.ts';
import type { DefinitionReader, DefinitionWriter, RawDefinition } from '../../ports/remediation-cloud.ts';
import type { Digest } from '../../ports/vault.ts';

/** Where the thing of a step is, compared with the plan. */
export type Sight =
  /** As it should be. `differs`: paths, beside the configuration, that are not as they were. */
  | { readonly at: 'goal'; readonly differs: readonly string[] }
  /** As the plan saw it. */
  | { readonly at: 'start'; readonly definition: JsonObject }
  /** Neither: it is left alone. */
  | { readonly at: 'elsewhere'; readonly state: 'drifted' | 'failed'; readonly reason: string };

export interface Sent {
  readonly awsRequestId: string;
}

/** One sort of step: how to look, what to make of it, and how to act. */
export interface StepWork {
  read(reader: DefinitionReader): Promise<RawDefinition | undefined>;
  /** `before`: the definition as it was, which the goal is compared with. */
  judge(definition: JsonObject | undefined, before: JsonObject): Sight;
  /** What to send, made from the definition as just read. */
  prepare(definition: JsonObject): { send(writer: DefinitionWriter): Promise<Sent> } | { refused: readonly string[] };
}

/** The work of a step. */
export function workOf(step: Step, digest: Digest): StepWork {
  switch (step.type) {
    case 'create-configuration':
      return creation(step);
    case 'delete-configuration':
      return deletion(step);
    case 'repoint-job':
      return repointJob(step, digest);
    case 'repoint-trigger':
      return repointTrigger(step, digest);
    case 'repoint-crawler':
      return repointCrawler(step, digest);
    case 'repoint-column-statistics':
      return repointColumnStatistics(step, digest);
  }
}

const gone: Sight = { at: 'elsewhere', state: 'drifted', reason: 'gone' };

function changed(paths: readonly string[]): Sight {
  return { at: 'elsewhere', state: 'drifted', reason: paths.length === 0 ? 'changed' : `changed: ${paths.join(', ')}` };
}

type Of<T extends Step['type']> = Extract<Step, { readonly type: T }>;

function creation({ name, encryption }: Of<'create-configuration'>): StepWork {
  return {
    read: (reader) => reader.configuration(name),
    judge(definition) {
      if (definition === undefined) return { at: 'start', definition: {} };
      if (isTwin(definition, encryption)) return { at: 'goal', differs: [] };
      return { at: 'elsewhere', state: 'failed', reason: 'name-taken' };
    },
    prepare: () => ({ send: (writer) => writer.createConfiguration(name, encryption) }),
  };
}

function deletion({ name, encryption }: Of<'delete-configuration'>): StepWork {
  return {
    read: (reader) => reader.configuration(name),
    judge(definition) {
      if (definition === undefined) return { at: 'goal', differs: [] };
      return isTwin(definition, encryption) ? { at: 'start', definition } : changed([]);
    },
    prepare: () => ({ send: (writer) => writer.deleteConfiguration(name) }),
  };
}

function repointJob(step: Of<'repoint-job'>, digest: Digest): StepWork {
  return {
    read: (reader) => reader.job(step.name),
    judge(definition, before) {
      if (definition === undefined) return gone;
      const now = jobConfiguration(definition);
      const differs = compareJobs(before, definition);
      if (now === step.to) return { at: 'goal', differs };
      if (now !== step.from) return changed(['SecurityConfiguration', ...differs]);
      const same = digest(jobForDigest(definition)) === step.saw;
      return same ? { at: 'start', definition } : changed(differs);
    },
    prepare(definition) {
      const made = jobUpdate(definition, step.to);
      return 'refused' in made ? made : { send: (writer) => writer.updateJob(step.name, made.update) };
    },
  };
}

function repointTrigger(step: Of<'repoint-trigger'>, digest: Digest): StepWork {
  const indices = step.actions.map(({ index }) => index);
  return {
    read: (reader) => reader.trigger(step.name),
    judge(definition, before) {
      if (definition === undefined) return gone;
      const now = triggerActions(definition).map(actionConfiguration);
      const differs = compareTriggers(before, definition, indices);
      if (indices.every((index) => (now[index] ?? null) === step.to)) return { at: 'goal', differs };
      const looked = step.anyState ? withStateOf(before, definition) : definition;
      const same = digest(triggerForDigest(looked)) === step.saw;
      return same ? { at: 'start', definition } : changed(differs.length > 0 ? differs : ['Actions']);
    },
    prepare(definition) {
      const changes = indices.map((index) => ({ index, configuration: step.to }));
      const made = triggerUpdate(definition, changes);
      return 'refused' in made ? made : { send: (writer) => writer.updateTrigger(step.name, made.update) };
    },
  };
}

function repointCrawler(step: Of<'repoint-crawler'>, digest: Digest): StepWork {
  return {
    read: (reader) => reader.crawler(step.name),
    judge(definition, before) {
      if (definition === undefined) return gone;
      const now = crawlerConfiguration(definition);
      const differs = compareCrawlers(before, definition);
      if (now === step.to) return { at: 'goal', differs };
      if (now !== step.from) return changed(['CrawlerSecurityConfiguration', ...differs]);
      const same = digest(crawlerForDigest(definition)) === step.saw;
      return same ? { at: 'start', definition } : changed(differs);
    },
    prepare: () => ({ send: (writer) => writer.updateCrawler(step.name, step.to) }),
  };
}

function repointColumnStatistics(step: Of<'repoint-column-statistics'>, digest: Digest): StepWork {
  return {
    read: (reader) => reader.columnStatistics(step.database, step.table),
    judge(definition, before) {
      if (definition === undefined) return gone;
      const now = columnStatisticsConfiguration(definition);
      const differs = compareColumnStatistics(before, definition);
      if (now === step.to) return { at: 'goal', differs };
      if (now !== step.from) return changed(['SecurityConfiguration', ...differs]);
      const same = digest(columnStatisticsForDigest(definition)) === step.saw;
      return same ? { at: 'start', definition } : changed(differs);
    },
    prepare(definition) {
      const made = columnStatisticsUpdate(definition, step.to);
      return 'refused' in made ? made : { send: (writer) => writer.updateColumnStatistics(made.update) };
    },
  };
}

function withStateOf(before: JsonObject, { State: _now, ...definition }: JsonObject): JsonObject {
  const { State } = before;
  return State === undefined ? definition : { ...definition, State };
}

/** A step of a way back, with what it must find: `before` is the definition as the plan left it. */
export function seenAfter(step: Step, before: JsonObject, digest: Digest): Step {
  switch (step.type) {
    case 'repoint-job':
      return { ...step, saw: digest(jobForDigest(before)) };
    case 'repoint-trigger':
      return { ...step, saw: digest(triggerForDigest(before)) };
    case 'repoint-crawler':
      return { ...step, saw: digest(crawlerForDigest(before)) };
    case 'repoint-column-statistics':
      return { ...step, saw: digest(columnStatisticsForDigest(before)) };
    default:
      return step;
  }
}
