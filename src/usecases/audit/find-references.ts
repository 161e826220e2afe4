import { indexUsage } from '../../domain/audit/exposure.ts';
import { CloudError } from '../../domain/errors.ts';
import type { Account } from '../../domain/fleet.ts';
import type { CallError, Reference, Target } from '../../domain/model.ts';
import { startAge } from '../age.ts';
import { startDeadline } from '../concurrency.ts';
import type { Cloud, TargetReader } from '../ports/cloud.ts';
import type { Clock } from '../ports/runtime.ts';

export interface FindReferencesDependencies {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly account: (id: string) => Account | undefined;
}

/** Everything that names a configuration now. With errors the references are only those that were seen. */
export interface ReferencesNow {
  readonly references: readonly Reference[];
  readonly errors: readonly CallError[];
  /** False: too old to delete something because nothing was seen that names it. */
  readonly isFresh: () => boolean;
}

/** Shorter than a lease: whoever carries out a plan asks. */
const longestReadMs = 120_000;
/** From before the first list was asked for. */
const oldestWhole = 120_000;
/** Of jobs and triggers, from before they were asked for: a page has 1,000 jobs, so this is enough for tens of thousands. */
const oldestJobs = 60_000;

/**
 * Lists every use of a configuration again, with the account's scan role; jobs and triggers last, because these are what
 * people and templates change. Never rejects with what AWS answers: a list that could not be read to the end is an error
 * of the answer.
 */
export async function findReferences(
  { cloud, clock, account }: FindReferencesDependencies,
  target: Target,
  name: string,
): Promise<ReferencesNow> {
  const whole = startAge(clock);
  const known = account(target.account);
  if (known === undefined) return unread({ call: 'AssumeRole', error: 'AccountMismatch' });
  const { signal, clear } = startDeadline(clock, longestReadMs);
  try {
    const entered = await cloud.enter(known, signal);
    if (entered.id !== target.account) return unread({ call: 'AssumeRole', error: 'AccountMismatch' });
    const reader = entered.region(target.region);
    const others = await readOthers(reader, signal);
    const last = startAge(clock);
    const [jobs, triggers] = await Promise.all([reader.jobs(signal), reader.triggers(signal)]);
    return {
      references: indexUsage({ ...others, jobs: jobs.items, triggers }).ofConfiguration(name).references,
      errors: [jobs, triggers, ...Object.values(others)].flatMap(({ error }) => error ?? []),
      isFresh: () => whole() <= oldestWhole && last() <= oldestJobs,
    };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return unread({ call: error.call, error: error.code, message: error.message });
  } finally {
    clear();
  }
}

async function readOthers(reader: TargetReader, signal: AbortSignal) {
  const [crawlers, devEndpoints, sessions, transforms] = await Promise.all([
    reader.crawlers(signal),
    reader.devEndpoints(signal),
    reader.sessions(signal),
    reader.transforms(signal),
  ]);
  return { crawlers, devEndpoints, sessions, transforms };
}

function unread(error: CallError): ReferencesNow {
  return { references: [], errors: [error], isFresh: () => false };
}
