import { exposures, type Finding, type FindingKind, type Reference, type ReferenceType } from '../../domain/model.ts';
import type { Counts } from '../messages/audit-messages.ts';
import { wordsOfRule } from './rule-words.ts';
import { capital, countWords, listWords, numberWords, openCounts } from './words.ts';

/** Why something is noncompliant: `detail` is raw data of AWS. */
export type Why = Pick<Finding, 'rule' | 'reason' | 'detail'>;

/** Why something is noncompliant, as a clause that follows its name. */
export function reasonWords({ rule, reason, detail }: Why): string {
  const { encryption, short, unprotected } = wordsOfRule(rule);
  const key = detail === undefined ? `its ${short} key` : `its ${short} key ${detail}`;
  switch (reason) {
    case 'disabled':
      return `${encryption} is switched off`;
    case 'mode-missing':
      return `${encryption} is not set at all`;
    case 'mode-unrecognised':
      return detail === undefined
        ? `its ${short} encryption mode is not known to encrypt`
        : `its ${short} encryption mode "${detail}" is not known to encrypt`;
    case 'no-key':
      return `${encryption} is on, but no KMS key is named`;
    case 'no-configuration':
      return `the job has no security configuration, so nothing encrypts ${unprotected}`;
    case 'configuration-missing':
      return detail === undefined
        ? 'the job names a security configuration that does not exist'
        : `the job names the security configuration "${detail}", which does not exist`;
    case 'points-back':
      return `a remediation gave the job an encrypting configuration, and it names ${again(detail)}`;
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
    case 'of-another-version':
      return `rule ${rule} of another version of Gluewarden found ${detail === undefined ? 'something' : `"${detail}"`}`;
  }
}

function again(configuration: string | undefined): string {
  return configuration === undefined ? 'no configuration again' : `"${configuration}" again`;
}

const kinds: Record<FindingKind, readonly [one: string, many: string]> = {
  configuration: ['security configuration', 'security configurations'],
  'unprotected-job': ['job without a security configuration', 'jobs without a security configuration'],
  'dangling-reference': ['job with a missing security configuration', 'jobs with a missing security configuration'],
  'unusable-key': ['configuration with an unusable key', 'configurations with an unusable key'],
  reverted: ['job reverted by a deploy', 'jobs reverted by a deploy'],
};

const meanings = {
  exposed: 'bookmarks on, no working encryption',
  latent: 'in use, bookmarks off',
} as const;

/** "3 exposed (bookmarks on, no working encryption), 1 unused": counts that explain themselves, without what is fixed. */
export function explainedCounts(counts: Counts): string {
  const open = openCounts(counts);
  const some = exposures.filter((exposure) => open[exposure] > 0);
  return some
    .map((exposure) => {
      const meaning = exposure === 'unused' ? '' : ` (${meanings[exposure]})`;
      const count = some.length > 1 ? numberWords(open[exposure]) : open[exposure] > 1 ? 'all' : '';
      return `${count} ${exposure}${meaning}`.trim();
    })
    .join(', ');
}

/** What a finding is that a remediation left behind. */
export function fixedWords({ referencesIncomplete = [] }: Pick<Finding, 'referencesIncomplete'> = {}): string {
  return `fixed: nothing${referencesIncomplete.length > 0 ? ' seen' : ''} runs with it; closes when retired`;
}

/** The words for exposure that these counts use, as sentences: " Exposed: bookmarks on, no working encryption." */
export function exposureMeaning(counts: Counts): string {
  const some = (['exposed', 'latent'] as const).filter((exposure) => counts[exposure] > 0);
  return some.map((exposure) => ` ${capital(exposure)}: ${meanings[exposure]}.`).join('');
}

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

/** True when a run behind this reference has a bookmark: it writes one (enabled), or reads an earlier one (paused). */
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
      return type === 'trigger'
        ? 'starts runs that read bookmarks and write none (paused)'
        : 'reads bookmarks and writes none (paused)';
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

/** Who uses it, and whether they write bookmarks: "3 jobs write bookmarks with it; also used by 1 crawler". */
export function usageWords(used: Used): string {
  if (thingWords(used.kind) === 'job') return ownRunWords(used);
  const { references, referencesTotal = references.length } = used;
  if (references.length === 0)
    return isLowerBound(used) ? 'nothing seen uses it, but not everything could be listed' : 'nothing uses it';
  const cut = referencesTotal > references.length;
  const atLeast = isLowerBound(used) ? 'at least ' : '';
  const writers = references.filter(writes);
  if (cut) return cutWords(used, writers.length, referencesTotal);
  const others = references.filter((reference) => !writes(reference));
  if (writers.length === 0) return `used by ${atLeast}${typeCounts(others)}; none writes bookmarks`;
  const also = others.length > 0 ? `; also used by ${typeCounts(others)}` : '';
  return `${atLeast}${bookmarkUse(writers)}${also}`;
}

/** Pausing keeps a bookmark: its runs read it and do not update it. */
function bookmarkUse(users: readonly Reference[]): string {
  const paused = users.filter(({ bookmarks }) => bookmarks === 'job-bookmark-pause');
  const writing = users.filter((each) => !paused.includes(each));
  const verb = (some: readonly Reference[], one: string) => (some.length === 1 ? `${one}s` : one);
  const written = `${typeCounts(writing)} ${verb(writing, 'write')} bookmarks with it${viaWords(writing)}`;
  const read = `${typeCounts(paused)} ${verb(paused, 'read')} bookmarks with it and ${verb(paused, 'write')} none (paused)${viaWords(paused)}`;
  return [...(writing.length > 0 ? [written] : []), ...(paused.length > 0 ? [read] : [])].join('; ');
}

/** Only some references are at hand; the exposure was judged on all of them. */
function cutWords(used: Used, writers: number, total: number): string {
  const all = `${isLowerBound(used) ? 'at least ' : ''}${countWords(total, 'reference')}`;
  if (used.exposure !== 'exposed') return `${all}; none writes bookmarks`;
  if (writers === 0) return `${all}; some write or read bookmarks`;
  return `${all}; at least ${numberWords(writers)} write or read bookmarks`;
}

function isLowerBound({ referencesIncomplete }: Used): boolean {
  return referencesIncomplete !== undefined && referencesIncomplete.length > 0;
}

function ownRunWords({ exposure, references }: Used): string {
  if (exposure !== 'exposed') return 'its runs write no bookmarks';
  const own = references.find((reference) => writes(reference));
  const use =
    own?.bookmarks === 'job-bookmark-pause'
      ? 'its runs read bookmarks and write none (paused)'
      : 'its runs write bookmarks';
  if (own?.via === undefined || own.via.length === 0) return use;
  const [first] = own.via;
  return own.via.length === 1
    ? `${use} when the trigger "${first}" starts them`
    : `${use} when one of ${own.via.length} triggers starts them`;
}

function typeCounts(references: readonly Reference[]): string {
  return listWords(typeCountList(references));
}

function typeCountList(references: readonly Reference[]): string[] {
  const counts = new Map<ReferenceType, number>();
  for (const { type } of references) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${numberWords(count)} ${referenceTypeWords(type, count)}`);
}

function viaWords(writers: readonly Reference[]): string {
  const through = writers.filter(({ via }) => via !== undefined && via.length > 0).length;
  if (through === 0) return '';
  if (through === writers.length) return ' when a trigger starts them';
  return ` (${numberWords(through)} only when a trigger starts ${through === 1 ? 'it' : 'them'})`;
}

/** Why, in as few words as a list can do with; what is raw data (a key's ARN) belongs to the full view. */
export function shortReasonWords({ rule, reason, detail }: Why): string {
  const { short } = wordsOfRule(rule);
  switch (reason) {
    case 'disabled':
      return `${short} encryption is off`;
    case 'mode-missing':
      return `${short} encryption is not set`;
    case 'mode-unrecognised':
      return `${short} encryption mode ${detail === undefined ? '' : `"${detail}" `}is not known to encrypt`;
    case 'no-key':
      return `${short} encryption has no KMS key`;
    case 'no-configuration':
      return 'has no security configuration';
    case 'configuration-missing':
      return `configuration ${detail === undefined ? '' : `"${detail}" `}does not exist`;
    case 'points-back':
      return `was remediated, and names ${again(detail)}`;
    case 'key-disabled':
      return 'KMS key is not enabled';
    case 'key-pending-deletion':
      return 'KMS key is pending deletion';
    case 'key-missing':
      return 'KMS key does not exist';
    case 'key-asymmetric':
      return 'KMS key is not symmetric';
    case 'key-other-region':
      return 'KMS key is in another region';
    case 'of-another-version':
      return `${detail === undefined ? 'something' : `"${detail}"`}, by a rule of another version`;
  }
}

/**
 * Who uses it, for a row whose exposure was already said: "3 jobs, 1 trigger and 2 others use it", first those that have bookmarks.
 * Empty when there is nothing to add.
 */
export function shortUsageWords(used: Used): string {
  const { kind, references, exposure, referencesTotal = references.length } = used;
  if (thingWords(kind) === 'job') {
    const own = exposure === 'exposed' ? references.find(writes) : undefined;
    return own?.via === undefined || own.via.length === 0 ? '' : 'bookmarks on when a trigger starts it';
  }
  if (references.length === 0) return '';
  const atLeast = isLowerBound(used) ? 'at least ' : '';
  if (referencesTotal > references.length) return `${atLeast}${countWords(referencesTotal, 'reference')} to it`;
  const writers = references.filter(writes);
  const shown = exposure === 'exposed' && writers.length > 0 ? writers : references;
  const others = references.length - shown.length;
  const who = [...typeCountList(shown), ...(others === 0 ? [] : [countWords(others, 'other')])];
  return `${atLeast}${listWords(who)} ${references.length === 1 ? 'uses' : 'use'} it`;
}
