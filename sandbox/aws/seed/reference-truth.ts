import type { Action, Arguments, Job, Trigger } from '../glue/shapes.ts';
import type { GlueSeed } from './model.ts';

const options = ['job-bookmark-enable', 'job-bookmark-pause', 'job-bookmark-disable'] as const;
/** Values of `--job-bookmark-option`, strongest first. */
export type Option = (typeof options)[number];

export interface Reference {
  readonly type: 'job' | 'trigger' | 'crawler' | 'dev-endpoint' | 'session' | 'ml-transform';
  readonly name: string;
  readonly bookmarks?: Option;
}

/** A way in which a job of a kind that has bookmarks can be started. */
export interface Run {
  readonly job: string;
  /** The effective configuration; undefined = none at all. */
  readonly configuration?: string | undefined;
  readonly option: Option;
  /** The trigger that starts it; undefined = started on its own. */
  readonly trigger?: string;
  /** Does the trigger's action itself name the configuration? */
  readonly named?: boolean;
}

export function writesBookmarks(option: Option): boolean {
  return option !== 'job-bookmark-disable';
}

export function strongest(found: readonly Option[]): Option | undefined {
  return options.find((option) => found.includes(option));
}

function hasBookmarks(job: Job): boolean {
  return job.Command.Name === 'glueetl' || job.Command.Name === 'gluestreaming';
}

function given(from: Arguments | null | undefined): Option | undefined {
  return options.find((option) => option === from?.['--job-bookmark-option']);
}

/** The effective option of a run: fixed by the job, else the trigger action's, else the job's default, else off. */
function optionOf(job: Job, action?: Action): Option {
  return (
    given(job.NonOverridableArguments) ??
    given(action?.Arguments) ??
    given(job.DefaultArguments) ??
    'job-bookmark-disable'
  );
}

function triggerRuns(job: Job, trigger: Trigger): Run[] {
  return trigger.Actions.filter((action) => action.JobName === job.Name).map((action) => ({
    job: job.Name,
    configuration: action.SecurityConfiguration || job.SecurityConfiguration || undefined,
    option: optionOf(job, action),
    trigger: trigger.Name,
    named: Boolean(action.SecurityConfiguration),
  }));
}

const runsKept = new WeakMap<GlueSeed, readonly Run[]>();

/** Every way in which the jobs that have bookmarks can be started. A job that is not there cannot be started. */
export function runsOf(glue: GlueSeed): readonly Run[] {
  const kept = runsKept.get(glue);
  if (kept) return kept;
  const runs = glue.jobs
    .filter(hasBookmarks)
    .flatMap((job): Run[] => [
      { job: job.Name, configuration: job.SecurityConfiguration || undefined, option: optionOf(job) },
      ...glue.triggers.flatMap((trigger) => triggerRuns(job, trigger)),
    ]);
  runsKept.set(glue, runs);
  return runs;
}

function reference(type: Reference['type'], name: string, runs: readonly Run[]): Reference {
  const bookmarks = strongest(runs.map((run) => run.option));
  return { type, name, ...(bookmarks && { bookmarks }) };
}

/** What names a configuration: jobs with the runs that use it, triggers whose own actions name it, and the rest. */
export function referencesOf(glue: GlueSeed, configuration: string): Reference[] {
  const runs = runsOf(glue).filter((run) => run.configuration === configuration);
  const jobs = glue.jobs
    .filter((job) => job.SecurityConfiguration === configuration)
    .map((job) =>
      reference(
        'job',
        job.Name,
        runs.filter((run) => run.job === job.Name),
      ),
    );
  const triggers = glue.triggers
    .filter((trigger) => trigger.Actions.some((action) => action.SecurityConfiguration === configuration))
    .map(({ Name }) =>
      reference(
        'trigger',
        Name,
        runs.filter((run) => run.named && run.trigger === Name),
      ),
    );
  const others: Reference[] = [
    ...glue.crawlers
      .filter((crawler) => crawler.CrawlerSecurityConfiguration === configuration)
      .map(({ Name }) => reference('crawler', Name, [])),
    ...glue.devEndpoints
      .filter((endpoint) => endpoint.SecurityConfiguration === configuration)
      .map(({ EndpointName }) => reference('dev-endpoint', EndpointName, [])),
    ...glue.sessions
      .filter((session) => session.SecurityConfiguration === configuration)
      .map(({ Id }) => reference('session', Id, [])),
    ...glue.mlTransforms
      .filter((transform) => transform.TransformEncryption?.TaskRunSecurityConfigurationName === configuration)
      .map(({ Name }) => reference('ml-transform', Name, [])),
  ];
  return [...jobs, ...triggers, ...others].sort((one, other) =>
    `${one.type}\u0000${one.name}` < `${other.type}\u0000${other.name}` ? -1 : 1,
  );
}
