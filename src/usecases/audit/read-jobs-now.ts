import { faultOf } from '../../domain/aws-fault.ts';
import { CloudError } from '../../domain/errors.ts';
import type { Account } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';
import { jobConfiguration } from '../../domain/steps/job-update.ts';
import { createLimiter, startDeadline } from '../concurrency.ts';
import type { Cloud } from '../ports/cloud.ts';
import type { RemediationCloud } from '../ports/remediation-cloud.ts';
import type { Clock, Log } from '../ports/runtime.ts';

export interface JobsNowDependencies {
  readonly cloud: Cloud;
  /** Absent: no account has a remediation role. */
  readonly remediation?: Pick<RemediationCloud, 'reader'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly account: (id: string) => Account | undefined;
}

/** What jobs name now: a configuration, or null for none. A job that is gone or was not read is absent. Never rejects for AWS. */
export type JobsNow = (target: Target, names: readonly string[]) => Promise<ReadonlyMap<string, string | null>>;

const longestReadMs = 60_000;
const atOnce = 4;
/** A page of the list has 1,000 jobs: of more than these it is cheaper. */
const mostSingly = 20;

/**
 * Reads jobs once more, for what is told on the strength of one list. By GetJob with the remediation role, which has it;
 * the scan role may list alone (`npm run -s policy`), so without the other one, or where that is denied, the jobs are
 * listed again.
 */
export function createJobsNow({ cloud, remediation, clock, log, account }: JobsNowDependencies): JobsNow {
  async function singly(known: Account, target: Target, names: readonly string[], signal: AbortSignal) {
    const entered = await remediation?.reader(known, target.region);
    if (entered?.account !== target.account) return undefined;
    const limit = createLimiter(atOnce);
    const read = names.map((name) =>
      limit(async () => {
        const found = await entered.reader.definition({ kind: 'job', name }, signal);
        return found === undefined ? [] : [[name, jobConfiguration(found.definition)] as const];
      }),
    );
    return new Map((await Promise.all(read)).flat());
  }

  async function listed(known: Account, target: Target, signal: AbortSignal) {
    const entered = await cloud.enter(known, signal);
    if (entered.id !== target.account) return new Map<string, string | null>();
    const { items } = await entered.region(target.region).jobs(signal);
    return new Map(items.map(({ name, securityConfiguration }) => [name, securityConfiguration || null]));
  }

  async function read(known: Account, target: Target, names: readonly string[], signal: AbortSignal) {
    if (known.remediationRoleArn === undefined || names.length > mostSingly) return listed(known, target, signal);
    try {
      return (await singly(known, target, names, signal)) ?? (await listed(known, target, signal));
    } catch (error) {
      if (!(error instanceof CloudError) || faultOf(error.code) !== 'denied') throw error;
      return listed(known, target, signal);
    }
  }

  return async (target, names) => {
    const known = account(target.account);
    if (known === undefined) return new Map();
    const { signal, clear } = startDeadline(clock, longestReadMs);
    try {
      return await read(known, target, names, signal);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      log.warn({ ...target, call: error.call, code: error.code }, 'jobs were not read again');
      return new Map();
    } finally {
      clear();
    }
  };
}
