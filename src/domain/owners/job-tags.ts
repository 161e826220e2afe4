import { tagOf } from '../exceptions/has-tags.ts';
import type { Finding, FindingKind, Inventory, Job, JobTags, Tags, Trigger } from '../model.ts';

const none: Tags = Object.freeze({});

/** What all of these have with the same value. */
function commonTags([first, ...others]: readonly Tags[]): Tags {
  const pairs = Object.entries(first ?? none).filter(([key, value]) =>
    others.every((tags) => tagOf(tags, key) === value),
  );
  return Object.fromEntries(pairs);
}

/** It has no tags of its own: those that all jobs share that run with it. */
function isShared(kind: FindingKind): boolean {
  return kind === 'configuration' || kind === 'unusable-key';
}

/** By the name of a configuration: the jobs that name it, and those that triggers start with it. */
function jobsByConfiguration(jobs: readonly Job[], triggers: readonly Trigger[]): ReadonlyMap<string, Set<string>> {
  const byConfiguration = new Map<string, Set<string>>();
  const add = (configuration: string | undefined, job: string | undefined) => {
    if (configuration === undefined || job === undefined) return;
    byConfiguration.set(configuration, (byConfiguration.get(configuration) ?? new Set()).add(job));
  };
  for (const { name, securityConfiguration } of jobs) add(securityConfiguration, name);
  for (const { actions } of triggers)
    for (const { jobName, securityConfiguration } of actions) add(securityConfiguration, jobName);
  return byConfiguration;
}

/**
 * The findings of one target, each with its tags: those of its job; of a configuration those that every job has that runs
 * with it. Where it is not known who that is, the tags are not known either.
 */
export function withTags(
  findings: readonly Finding[],
  tagged: readonly JobTags[],
  { jobs, triggers }: Pick<Inventory, 'jobs' | 'triggers'>,
): readonly Finding[] {
  if (findings.length === 0) return findings;
  const tagsOfJob = new Map(tagged.map(({ job, tags }) => [job, tags]));
  const of = (job: string) => tagsOfJob.get(job) ?? none;
  const users = jobsByConfiguration(jobs.items, triggers?.items ?? []);
  const isKnown = jobs.error === undefined && triggers?.error === undefined;
  return findings.map((finding) => {
    if (!isShared(finding.kind)) return { ...finding, tags: of(finding.name) };
    if (!isKnown) return { ...finding, keepsTags: true };
    return { ...finding, tags: commonTags([...(users.get(finding.name) ?? [])].map(of)) };
  });
}

/**
 * The tags that stay where they could not be read again. Of a configuration none where a job may run with it that nobody
 * knew then: that one could be another team's.
 */
export function keptTags(stored: Pick<Finding, 'tags' | 'references'>, seen: Finding): Tags | undefined {
  if (stored.tags === undefined || !isShared(seen.kind)) return stored.tags;
  const known = new Set(stored.references.flatMap(({ type, name }) => (type === 'job' ? name : [])));
  const same = seen.references.every(({ type, name }) => type !== 'trigger' && (type !== 'job' || known.has(name)));
  return same ? stored.tags : none;
}
