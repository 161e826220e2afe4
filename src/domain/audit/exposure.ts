import { hasBookmarks } from '../job-kinds.ts';
import type { BookmarkOption, Exposure, Job, Listing, NamedUser, Reference, Trigger } from '../model.ts';
import { bookmarkOptions } from '../model.ts';

/** One way in which a job can run: on its own, or started by a trigger. */
interface Run {
  readonly configuration: string | undefined;
  readonly bookmarks: BookmarkOption;
  readonly trigger?: string;
}

interface Usage {
  readonly exposure: Exposure;
  readonly references: readonly Reference[];
}

interface Users {
  readonly jobs: readonly Job[];
  readonly triggers?: Listing<Trigger>;
  readonly crawlers?: Listing<NamedUser>;
  readonly devEndpoints?: Listing<NamedUser>;
  readonly sessions?: Listing<NamedUser>;
  readonly transforms?: Listing<NamedUser>;
}

/** Answers who uses which configuration, and whether a run would write bookmarks with it. Built once a target. */
export interface UsageIndex {
  ofConfiguration(name: string): Usage;
  /** The job's own runs that use `configuration`; undefined means runs without any. */
  ofJob(job: Job, configuration: string | undefined): Usage;
}

/** The option of the runs that a trigger's action starts; undefined: the job is of a kind that has none. */
export function startedBookmarks(job: Job, actionBookmark: string | undefined): BookmarkOption | undefined {
  return hasBookmarks(job) ? effective(job, actionBookmark) : undefined;
}

/**
 * True when a bookmark lies with a run of this option: it writes one (enable), or reads an earlier one and does not
 * update it (pause; AWS Glue Developer Guide, "Tracking processed data using job bookmarks"). Absent: it is of a kind
 * that has none.
 */
export function exposes(bookmarks: BookmarkOption | undefined): boolean {
  return bookmarks !== undefined && bookmarks !== 'job-bookmark-disable';
}

/** Empty strings count as absent: Glue's own default is then "off", or "none". */
function present(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function option(value: string | undefined): BookmarkOption {
  return bookmarkOptions.find((known) => known === value) ?? 'job-bookmark-disable';
}

/** The option that exposes more. */
export function stronger(a: BookmarkOption, b: BookmarkOption): BookmarkOption {
  return bookmarkOptions.indexOf(a) <= bookmarkOptions.indexOf(b) ? a : b;
}

/** The effective option of a run: NonOverridableArguments, then the trigger action's, then DefaultArguments. */
function effective(job: Job, actionBookmark?: string): BookmarkOption {
  return option(present(job.fixedBookmark) ?? present(actionBookmark) ?? present(job.defaultBookmark));
}

function runsByJob(users: Users): Map<string, { job: Job; runs: Run[] }> {
  const byJob = new Map<string, { job: Job; runs: Run[] }>();
  for (const job of users.jobs)
    byJob.set(job.name, {
      job,
      runs: [{ configuration: present(job.securityConfiguration), bookmarks: effective(job) }],
    });
  for (const trigger of users.triggers?.items ?? [])
    for (const action of trigger.actions) {
      const entry = action.jobName === undefined ? undefined : byJob.get(action.jobName);
      entry?.runs.push({
        configuration: present(action.securityConfiguration) ?? present(entry.job.securityConfiguration),
        bookmarks: effective(entry.job, action.bookmark),
        trigger: trigger.name,
      });
    }
  return byJob;
}

function writes(bookmarks: BookmarkOption | undefined): boolean {
  return bookmarks === 'job-bookmark-enable' || bookmarks === 'job-bookmark-pause';
}

/** How dangerous these uses of something noncompliant are together. */
export function exposureOf(references: readonly Reference[]): Exposure {
  if (references.length === 0) return 'unused';
  return references.some((reference) => writes(reference.bookmarks)) ? 'exposed' : 'latent';
}

function jobReference(job: Job, runs: readonly Run[]): Reference {
  if (!hasBookmarks(job)) return { type: 'job', name: job.name };
  const bookmarks = runs.map((run) => run.bookmarks).reduce(stronger, 'job-bookmark-disable');
  const own = runs.find((run) => run.trigger === undefined)?.bookmarks ?? 'job-bookmark-disable';
  const via =
    own === bookmarks
      ? []
      : [...new Set(runs.flatMap((run) => (run.trigger && run.bookmarks === bookmarks ? [run.trigger] : [])))];
  return { type: 'job', name: job.name, bookmarks, ...(via.length > 0 && { via }) };
}

function triggerReference(
  trigger: Trigger,
  configuration: string,
  byJob: ReadonlyMap<string, { job: Job; runs: readonly Run[] }>,
): Reference {
  let bookmarks: BookmarkOption | undefined;
  for (const action of trigger.actions) {
    const job = action.jobName === undefined ? undefined : byJob.get(action.jobName)?.job;
    if (action.securityConfiguration !== configuration || job === undefined || !hasBookmarks(job)) continue;
    bookmarks = stronger(bookmarks ?? 'job-bookmark-disable', effective(job, action.bookmark));
  }
  return { type: 'trigger', name: trigger.name, ...(bookmarks !== undefined && { bookmarks }) };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function referencesByConfiguration(
  users: Users,
  byJob: ReadonlyMap<string, { job: Job; runs: readonly Run[] }>,
): Map<string, Reference[]> {
  const references = new Map<string, Reference[]>();
  for (const { job, runs } of byJob.values()) {
    const name = present(job.securityConfiguration);
    if (name === undefined) continue;
    push(
      references,
      name,
      jobReference(
        job,
        runs.filter((run) => run.configuration === name),
      ),
    );
  }
  for (const trigger of users.triggers?.items ?? []) {
    const named = new Set(trigger.actions.flatMap((action) => present(action.securityConfiguration) ?? []));
    for (const name of named) push(references, name, triggerReference(trigger, name, byJob));
  }
  const others = [
    ['crawler', users.crawlers],
    ['dev-endpoint', users.devEndpoints],
    ['session', users.sessions],
    ['ml-transform', users.transforms],
  ] as const;
  for (const [type, listing] of others)
    for (const user of listing?.items ?? []) {
      const name = present(user.securityConfiguration);
      if (name !== undefined) push(references, name, { type, name: user.name });
    }
  return references;
}

/**
 * Indexes every use of every configuration of one target. A trigger action that names a job which does not exist
 * (or was not read) is a reference that runs nothing.
 */
export function indexUsage(users: Users): UsageIndex {
  const byJob = runsByJob(users);
  const byConfiguration = referencesByConfiguration(users, byJob);
  return {
    ofConfiguration(name) {
      const references = byConfiguration.get(name) ?? [];
      return { exposure: exposureOf(references), references };
    },
    ofJob(job, configuration) {
      const runs = (byJob.get(job.name)?.runs ?? []).filter((run) => run.configuration === configuration);
      const references = [jobReference(job, runs)];
      return { exposure: exposureOf(references), references };
    },
  };
}
