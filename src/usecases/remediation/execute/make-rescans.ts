import type { Target } from '../../../domain/model.ts';
import type { Rescanned } from '../../audit/rescan-target.ts';
import { reportUnexpected } from '../../boundary.ts';
import { createLimiter } from '../../concurrency.ts';
import type { RescanAsked } from '../../ports/remediation-records.ts';
import type { Log, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';

export interface MakeRescansDependencies {
  readonly store: Store;
  readonly log: Log;
  readonly newId: NewId;
  /** True when the process begins nothing new because it is about to end. */
  readonly isStopping: () => boolean;
  /** Scans one target, beginning after the call, and records what it saw. */
  readonly rescan: (target: Target) => Promise<Rescanned>;
}

/** More than a region that hangs can hold up before it is given up: the others need not wait for it. */
const atOnce = 8;
const firstAgainMs = 60_000;
const longestAgainMs = 3_600_000;
/** About a day. Then the account-region stands as unknown in the records, with the reason, until a scan sees it. */
const mostTries = 30;

/**
 * Makes the scans that were wished for after a change. A scan that could not see its target answers nothing: it is tried
 * again after a minute, doubling up to an hour, for about a day. So is one that fails; one that was not recorded, because
 * this process was taken for dead, is made by whoever looks next. Resolves with how many were due.
 */
export async function makeRescans(dependencies: MakeRescansDependencies): Promise<number> {
  const { store, isStopping } = dependencies;
  const limit = createLimiter(atOnce);
  const now = await store.now();
  const due = (await store.remediation.rescansAsked()).filter((asked) => isDue(asked, now));
  await Promise.all(due.map((asked) => limit(async () => (isStopping() ? undefined : makeOne(dependencies, asked)))));
  return due.length;
}

/** An instant that is further away than any wait is a clock's error. */
function isDue({ dueAt }: RescanAsked, now: number): boolean {
  return dueAt === undefined || dueAt <= now || dueAt > now + longestAgainMs;
}

async function makeOne(dependencies: MakeRescansDependencies, asked: RescanAsked): Promise<void> {
  const { store, rescan } = dependencies;
  const { account, region } = asked;
  try {
    const scanned = await rescan({ account, region });
    if (scanned === 'seen') await store.remediation.rescanned(asked);
    if (scanned === 'unknown') await tryAgain(dependencies, asked);
  } catch (error) {
    const circumstances = { action: 'rescans', account, region };
    reportUnexpected(dependencies, error, circumstances, 'a re-scan failed; it is tried again');
    await tryAgain(dependencies, asked);
  }
}

async function tryAgain({ store, log }: MakeRescansDependencies, asked: RescanAsked): Promise<void> {
  const { account, region } = asked;
  const tries = asked.tries + 1;
  if (tries >= mostTries) {
    log.warn({ account, region, tries }, 'a re-scan after a change never saw its account and region: it is given up');
    await store.remediation.rescanned(asked);
    return;
  }
  const againInMs = Math.min(firstAgainMs * 2 ** asked.tries, longestAgainMs);
  log.info({ account, region, tries, againInMs }, 'a re-scan after a change did not see its account and region');
  await store.remediation.postponeRescan(asked, (await store.now()) + againInMs);
}
