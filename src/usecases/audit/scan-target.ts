import { assessTarget, neededLists, secondaryLists } from '../../domain/audit/assess.ts';
import { judgeKeyArn, judgeKeyDescription, judgeKeyError, keysInUse } from '../../domain/audit/keys.ts';
import { CloudError } from '../../domain/errors.ts';
import type {
  Inventory,
  Job,
  JobTags,
  KeyVerdict,
  Listing,
  SecondaryList,
  SecurityConfiguration,
  Target,
  TargetResult,
} from '../../domain/model.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import type { TargetReader } from '../ports/cloud.ts';

export interface ScanOptions {
  readonly checkKeys: boolean;
  /** `needed`: only what the verdicts need, so that a compliant target costs two requests. */
  readonly lists: 'needed' | 'all';
  /** Keys of tags of jobs, read only where something was found. Absent, or empty: none are read. */
  readonly tags?: readonly string[];
  readonly signal?: AbortSignal;
  /** Absent: every rule of the bot. */
  readonly rules?: readonly Rule[];
}

/** Reads one target and judges it. What could not be read is part of the result: rejects for a defect of ours alone. */
export async function scanTarget(reader: TargetReader, target: Target, options: ScanOptions): Promise<TargetResult> {
  return assessTarget(await readInventory(reader, target, options), options.rules);
}

/**
 * Reads what the verdicts of one target need. Configurations and jobs are read at once; keys as soon as the
 * configurations are known; the secondary lists only when something noncompliant needs them, or seems to.
 */
export async function readInventory(reader: TargetReader, target: Target, options: ScanOptions): Promise<Inventory> {
  const { signal, rules } = options;
  const readingConfigurations = reader.configurations(signal);
  const readingKeys = options.checkKeys
    ? begun(readingConfigurations.then(({ items }) => readKeys(reader, target, items, signal)))
    : undefined;
  const [listed, jobs] = await Promise.all([readingConfigurations, reader.jobs(signal)]);
  // Which lists these show to be needed, before it is known whether something is really missing: a round trip less.
  const early = options.lists === 'all' ? secondaryLists : neededLists({ target, configurations: listed, jobs }, rules);
  const readingEarly = begun(readLists(reader, early, signal));
  const tagsOnce = tagReading(reader, options);
  if (early.length > 0) tagsOnce();
  const { configurations, added } = await withMissing(reader, listed, jobs.items, signal);
  const readingAdded = options.checkKeys ? begun(readKeys(reader, target, added, signal)) : undefined;
  const base = { target, configurations, jobs };
  const first = neededLists(base, rules).filter((list) => !early.includes(list));
  const readingFirst = begun(readLists(reader, first, signal));
  const keys = await readingKeys;
  const withKeys = { ...base, ...(keys && { keys: new Map([...((await readingAdded) ?? []), ...keys]) }) };
  const rest = neededLists(withKeys, rules).filter((list) => !early.includes(list) && !first.includes(list));
  const readingRest = begun(readLists(reader, rest, signal));
  const isNeeded = early.length + first.length + rest.length > 0;
  const jobTags = isNeeded ? await tagsOnce() : undefined;
  return {
    ...withKeys,
    ...(jobTags && { jobTags }),
    ...(await readingEarly),
    ...(await readingFirst),
    ...(await readingRest),
  };
}

/** Begins when it is first called, and only where tags are configured: a compliant target has nobody to be told. */
function tagReading(
  reader: TargetReader,
  { tags = [], signal }: ScanOptions,
): () => Promise<Listing<JobTags>> | undefined {
  let reading: Promise<Listing<JobTags>> | undefined;
  return () => {
    if (tags.length > 0) reading ??= begun(reader.jobTags(tags, signal));
    return reading;
  };
}

/**
 * One that a job names and the list has not may have been created after it was listed: the jobs are read at the same
 * time. So before it is said to be missing the configurations are listed once more. What either list has exists.
 */
async function withMissing(
  reader: TargetReader,
  listed: Listing<SecurityConfiguration>,
  jobs: readonly Job[],
  signal: AbortSignal | undefined,
): Promise<{ configurations: Listing<SecurityConfiguration>; added: readonly SecurityConfiguration[] }> {
  const known = new Set(listed.items.map(({ name }) => name));
  const isMissing = ({ securityConfiguration: name }: Job) => name !== undefined && name !== '' && !known.has(name);
  if (listed.error || !jobs.some(isMissing)) return { configurations: listed, added: [] };
  const { items, error } = await reader.configurations(signal);
  const added = items.filter(({ name }) => !known.has(name));
  return { configurations: { items: [...listed.items, ...added], ...(error && { error }) }, added };
}

/** For work that is awaited later: it may reject before, and Node ends a process for a rejection that nobody handles. */
function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

async function readKeys(
  reader: TargetReader,
  target: Target,
  configurations: readonly SecurityConfiguration[],
  signal: AbortSignal | undefined,
): Promise<Map<string, KeyVerdict>> {
  const verdicts = keysInUse(configurations).map(async (key) => {
    return [key, await readKeyVerdict(reader, target, key, signal)] as const;
  });
  return new Map(await Promise.all(verdicts));
}

/** Whether Glue could use a key in this target. What AWS did not answer is `not-checked`; rejects for nothing else. */
export async function readKeyVerdict(
  reader: Pick<TargetReader, 'describeKey'>,
  target: Target,
  key: string,
  signal: AbortSignal | undefined,
): Promise<KeyVerdict> {
  const known = judgeKeyArn(target, key);
  if (known) return known;
  try {
    return judgeKeyDescription(await reader.describeKey(key, signal));
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return judgeKeyError(target, key, error.code);
  }
}

type Lists = Pick<Inventory, 'triggers' | 'crawlers' | 'devEndpoints' | 'sessions' | 'transforms'>;

const readers: Record<SecondaryList, (reader: TargetReader, signal?: AbortSignal) => Promise<Lists>> = {
  triggers: async (reader, signal) => ({ triggers: await reader.triggers(signal) }),
  crawlers: async (reader, signal) => ({ crawlers: await reader.crawlers(signal) }),
  'dev-endpoints': async (reader, signal) => ({ devEndpoints: await reader.devEndpoints(signal) }),
  sessions: async (reader, signal) => ({ sessions: await reader.sessions(signal) }),
  'ml-transforms': async (reader, signal) => ({ transforms: await reader.transforms(signal) }),
};

async function readLists(
  reader: TargetReader,
  lists: readonly SecondaryList[],
  signal: AbortSignal | undefined,
): Promise<Lists> {
  const read = await Promise.all(lists.map((list) => readers[list](reader, signal)));
  return Object.assign({}, ...read);
}
