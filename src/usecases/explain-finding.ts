import type { Exposure, Finding, FindingKind, FindingReason, Reference, ReferenceType } from '../domain/model.ts';
import { countWords, listWords, numberWords } from './words.ts';

/** Why something is noncompliant, as a clause that follows its name. `detail` is raw data of AWS. */
export function reasonWords(reason: FindingReason, detail?: string): string {
  const key = detail === undefined ? 'its bookmark key' : `its bookmark key ${detail}`;
  switch (reason) {
    case 'disabled':
      return 'job bookmark encryption is switched off';
    case 'mode-missing':
      return 'job bookmark encryption is not set at all';
    case 'mode-unrecognised':
      return detail === undefined
        ? 'its bookmark encryption mode is not known to encrypt'
        : `its bookmark encryption mode "${detail}" is not known to encrypt`;
    case 'no-key':
      return 'job bookmark encryption is on, but no KMS key is named';
    case 'no-configuration':
      return 'the job has no security configuration, so nothing encrypts its bookmarks';
    case 'configuration-missing':
      return detail === undefined
        ? 'the job names a security configuration that does not exist'
        : `the job names the security configuration "${detail}", which does not exist`;
    case 'key-disabled':
      return `${key} is not enabled, so its jobs fail`;
    case 'key-pending-deletion':
      return `${key} is about to be deleted, so its jobs fail`;
    case 'key-missing':
      return `${key} does not exist, so its jobs fail`;
    case 'key-asymmetric':
      return `${key} is not a symmetric encryption key, which Glue needs`;
    case 'key-other-region':
      return `${key} is in another region, where Glue cannot use it`;
  }
}

/** What an exposure means, as a clause. */
export function exposureWords(exposure: Exposure): string {
  switch (exposure) {
    case 'exposed':
      return 'runs write bookmarks this way';
    case 'latent':
      return 'in use, but no run writes bookmarks';
    case 'unused':
      return 'nothing uses it';
  }
}

const kinds: Record<FindingKind, readonly [one: string, many: string]> = {
  configuration: ['security configuration', 'security configurations'],
  'unprotected-job': ['job without a security configuration', 'jobs without a security configuration'],
  'dangling-reference': ['job with a missing security configuration', 'jobs with a missing security configuration'],
  'unusable-key': ['configuration with an unusable key', 'configurations with an unusable key'],
};

/** A kind of finding for people: "job without a security configuration". */
export function kindWords(kind: FindingKind, count = 1): string {
  return kinds[kind][count === 1 ? 0 : 1];
}

/** What the finding's name names. */
export function thingWords(kind: FindingKind): string {
  return kind === 'configuration' || kind === 'unusable-key' ? 'configuration' : 'job';
}

const types: Record<ReferenceType, string> = {
  job: 'job',
  trigger: 'trigger',
  crawler: 'crawler',
  'dev-endpoint': 'dev endpoint',
  session: 'interactive session',
  'ml-transform': 'ML transform',
};

export function referenceTypeWords(type: ReferenceType, count = 1): string {
  return `${types[type]}${count === 1 ? '' : 's'}`;
}

/** True when a run behind this reference would write bookmarks (enabled, or paused: a paused job still has some). */
export function writes(reference: Reference): boolean {
  return reference.bookmarks === 'job-bookmark-enable' || reference.bookmarks === 'job-bookmark-pause';
}

/** Bookmarks of one reference in words; undefined for things that write none. */
export function bookmarkWords({ type, bookmarks }: Reference): string | undefined {
  const starts = type === 'trigger' ? 'starts runs with ' : '';
  switch (bookmarks) {
    case 'job-bookmark-enable':
      return type === 'trigger' ? 'starts runs that write bookmarks' : 'writes bookmarks';
    case 'job-bookmark-pause':
      return `${starts}bookmarks paused, which still keeps them`;
    case 'job-bookmark-disable':
      return `${starts}bookmarks off`;
    case undefined:
      return undefined;
  }
}

type Used = Pick<Finding, 'kind' | 'exposure' | 'references' | 'referencesIncomplete'> & {
  /** When `references` was cut: how many there are. */
  readonly referencesTotal?: number;
};

/** Who uses it, and whether they write bookmarks: "3 jobs write bookmarks with it; 1 crawler uses it too". */
export function usageWords(used: Used): string {
  if (used.kind === 'unprotected-job' || used.kind === 'dangling-reference') return ownRunWords(used);
  const { references, referencesTotal = references.length } = used;
  if (references.length === 0)
    return isLowerBound(used) ? 'nothing seen uses it, but not everything could be listed' : 'nothing uses it';
  const cut = referencesTotal > references.length;
  const atLeast = isLowerBound(used) ? 'at least ' : '';
  const writers = references.filter(writes);
  if (cut) return cutWords(used, writers.length, referencesTotal);
  const others = references.filter((reference) => !writes(reference));
  if (writers.length === 0) return `used by ${atLeast}${typeCounts(others)}; none writes bookmarks`;
  const verb = writers.length === 1 ? 'writes' : 'write';
  const also = others.length > 0 ? `; also used by ${typeCounts(others)}` : '';
  return `${atLeast}${typeCounts(writers)} ${verb} bookmarks with it${viaWords(writers)}${also}`;
}

/** Only some references are at hand; the exposure was judged on all of them. */
function cutWords(used: Used, writers: number, total: number): string {
  const all = `${isLowerBound(used) ? 'at least ' : ''}${countWords(total, 'reference')}`;
  if (used.exposure !== 'exposed') return `${all}; none writes bookmarks`;
  return writers === 0 ? `${all}; some write bookmarks` : `${all}; at least ${numberWords(writers)} write bookmarks`;
}

function isLowerBound({ referencesIncomplete }: Used): boolean {
  return referencesIncomplete !== undefined && referencesIncomplete.length > 0;
}

function ownRunWords({ exposure, references }: Used): string {
  if (exposure !== 'exposed') return 'its runs write no bookmarks';
  const own = references.find((reference) => writes(reference));
  if (own?.via === undefined || own.via.length === 0) return 'its runs write bookmarks';
  const [first] = own.via;
  return own.via.length === 1
    ? `its runs write bookmarks when the trigger "${first}" starts them`
    : `its runs write bookmarks when one of ${own.via.length} triggers starts them`;
}

function typeCounts(references: readonly Reference[]): string {
  const counts = new Map<ReferenceType, number>();
  for (const { type } of references) counts.set(type, (counts.get(type) ?? 0) + 1);
  return listWords([...counts].map(([type, count]) => `${numberWords(count)} ${referenceTypeWords(type, count)}`));
}

function viaWords(writers: readonly Reference[]): string {
  const through = writers.filter(({ via }) => via !== undefined && via.length > 0).length;
  if (through === 0) return '';
  if (through === writers.length) return ' when a trigger starts them';
  return ` (${numberWords(through)} only when a trigger starts ${through === 1 ? 'it' : 'them'})`;
}
