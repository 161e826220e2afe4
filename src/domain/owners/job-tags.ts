import { tagOf } from '../exceptions/has-tags.ts';
import type { Finding, JobTags, Tags } from '../model.ts';

const none: Tags = Object.freeze({});

/** What all of these have with the same value. */
function commonTags([first, ...others]: readonly Tags[]): Tags {
  const pairs = Object.entries(first ?? none).filter(([key, value]) =>
    others.every((tags) => tagOf(tags, key) === value),
  );
  return Object.fromEntries(pairs);
}

/**
 * The tags of a finding: those of its job; of a configuration, which has none, those that every job has that names it.
 * Where its users are a lower bound one more could have another value, so it has none.
 */
function tagsOfFinding(
  { kind, name, references, referencesIncomplete }: Finding,
  tagsOfJob: ReadonlyMap<string, Tags>,
): Tags {
  const of = (job: string) => tagsOfJob.get(job) ?? none;
  if (kind !== 'configuration' && kind !== 'unusable-key') return of(name);
  if (referencesIncomplete !== undefined) return none;
  return commonTags(references.flatMap((reference) => (reference.type === 'job' ? [of(reference.name)] : [])));
}

/** The findings of one target, each with its tags. `jobs`: those that have any. */
export function withTags(findings: readonly Finding[], jobs: readonly JobTags[]): readonly Finding[] {
  const tagsOfJob = new Map(jobs.map(({ job, tags }) => [job, tags]));
  return findings.map((finding) => ({ ...finding, tags: tagsOfFinding(finding, tagsOfJob) }));
}
