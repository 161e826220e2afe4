import { startAge } from '../../age.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { ExecutionStop } from './execution-stop.ts';

/**
 * Longer than a write takes, which is one attempt of at most 18 s, and than six heartbeats. What nobody renews goes on
 * elsewhere when it is over. A process that was killed is found dead by its heartbeat, before that.
 */
export const leaseMs = 60_000;
/**
 * Longer than a read with its retries hardly ever takes: a holder that asked for nothing meanwhile is stuck, and its lease
 * is not renewed for it any more.
 */
const stuckAfterMs = 180_000;

/** What one holder of an execution asks before each thing that it does. */
export interface Lease {
  /** Renews when it is due. @throws {ExecutionStop} `lost` when somebody else holds it */
  keep(): Promise<void>;
  /** Renews now, whatever the time: before anything is changed in AWS. @throws {ExecutionStop} `lost` */
  prove(): Promise<void>;
}

/** The leases of one process. */
export interface Leases {
  take(executionId: string, holder: string): Lease & { /** It is not renewed any more. */ letGo(): void };
  /** Renews them with the process's heartbeat, so that a long read costs nobody an execution. */
  renew(): Promise<void>;
}

/** Only the database says who holds an execution: clocks may jump. */
export function createLeases(store: Pick<Store, 'remediation' | 'now'>, clock: Clock): Leases {
  const held = new Set<ReturnType<typeof createLease>>();
  return {
    take(executionId, holder) {
      const lease = createLease(store, clock, executionId, holder);
      held.add(lease);
      return { keep: lease.keep, prove: lease.prove, letGo: () => void held.delete(lease) };
    },
    async renew() {
      for (const lease of held) await lease.renew();
    },
  };
}

function createLease(store: Pick<Store, 'remediation' | 'now'>, clock: Clock, executionId: string, holder: string) {
  let age = startAge(clock);
  let silence = startAge(clock);
  let isLost = false;

  async function renew(): Promise<void> {
    const asked = startAge(clock);
    // An instant from before a wait for the database makes the lease shorter, and nothing else.
    const until = (await store.now()) + leaseMs;
    if (await store.remediation.renewLease(executionId, holder, until)) age = asked;
    else isLost = true;
  }

  async function prove(): Promise<void> {
    silence = startAge(clock);
    if (!isLost) await renew();
    if (isLost) throw new ExecutionStop('lost');
  }

  return {
    prove,
    async keep() {
      silence = startAge(clock);
      if (isLost || age() >= leaseMs / 3) await prove();
    },
    async renew() {
      if (!isLost && silence() < stuckAfterMs) await renew();
    },
  };
}
