import { startAge } from '../../age.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { ExecutionStop } from './execution-stop.ts';

/**
 * Longer than a write takes, which is one attempt, and than a read with its retries hardly ever does: one that does
 * costs the holder its claim and harms nothing. A process that was killed is found dead by its heartbeat, long before.
 */
export const leaseMs = 180_000;

/** What one holder of an execution asks before each thing that it does. */
export interface Lease {
  /** Renews when it is due. @throws {ExecutionStop} `lost` when somebody else holds it */
  keep(): Promise<void>;
  /** Renews now, whatever the time: before anything is changed in AWS. @throws {ExecutionStop} `lost` */
  prove(): Promise<void>;
}

/** Only the database says who holds an execution: clocks may jump. */
export function createLease(store: Store, clock: Clock, executionId: string, holder: string): Lease {
  let age = startAge(clock);
  const prove = async () => {
    const asked = startAge(clock);
    if (!(await store.remediation.renewLease(executionId, holder, (await store.now()) + leaseMs)))
      throw new ExecutionStop('lost');
    age = asked;
  };
  return {
    prove,
    async keep() {
      if (age() >= leaseMs / 3) await prove();
    },
  };
}
