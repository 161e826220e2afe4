import type { Clock, Log } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { progressId } from '../state/announced-at.ts';

export interface ForgetDefinitionsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** How long definitions are kept after an end, milliseconds. */
  readonly watchRunsFor: number;
}

/** Deletes the stored definitions that nothing can be rolled back with any more; the messages then lose that button. */
export async function forgetDefinitions({
  store,
  clock,
  log,
  watchRunsFor,
}: ForgetDefinitionsDependencies): Promise<void> {
  const forgotten = await store.transaction(async ({ remediation }) => {
    const requests = await remediation.forgetDefinitions(clock.now() - watchRunsFor);
    for (const id of requests) await remediation.followProgress(id, progressId(id));
    return requests.length;
  });
  if (forgotten > 0) log.info({ requests: forgotten }, 'stored definitions were deleted');
}
