import { auditEntry, itself } from '../../audit-entry.ts';
import type { ExecutionRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { heldAction, heldUntil, mostHeldMs } from '../state/held-elsewhere.ts';
import type { Executed } from './execute-plan.ts';
import { ExecutionStop } from './execution-stop.ts';

/** Processes become alike, and another one may take it meanwhile. */
const againMs = 60_000;

interface HoldDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly differsElsewhere?: () => Promise<boolean>;
}

/**
 * What is refused only because of this process's own configuration is left to others, for an hour; then it is refused.
 * @throws {ExecutionStop} `elsewhere`: another process may know the account
 */
export async function unlessElsewhere(
  { store, differsElsewhere }: HoldDependencies,
  { id }: ExecutionRow,
  executed: Executed,
): Promise<Executed> {
  if (!isUnconfigured(executed) || !(await differsElsewhere?.())) return executed;
  const now = await store.now();
  const until = possible(await heldUntil(store.remediation, id), now);
  if (until !== undefined && until <= now) return { ...executed, heldInVain: true };
  throw new ExecutionStop('elsewhere', againMs);
}

/** Lets go of it until it is tried again. The first time it is entered in the audit trail, with when the holding ends. */
export async function holdElsewhere(
  dependencies: HoldDependencies,
  { id, requestId: request, planId: plan }: ExecutionRow,
  holder: string,
): Promise<void> {
  await dependencies.store.transaction(async ({ now: databaseNow, remediation }) => {
    const now = await databaseNow();
    if (!(await remediation.postponeExecution(id, holder, now + againMs))) return;
    if (possible(await heldUntil(remediation, id), now) !== undefined) return;
    const detail = { request, plan, until: now + mostHeldMs };
    await remediation.audit(auditEntry(dependencies, { actor: itself, action: heldAction, subject: id, detail }));
  });
}

/** An end that lies further ahead than any holding lasts is a clock's error: the holding begins again. */
function possible(until: number | undefined, now: number): number | undefined {
  return until === undefined || until > now + mostHeldMs ? undefined : until;
}

function isUnconfigured(executed: Executed): executed is Extract<Executed, { refused: unknown }> {
  return 'refused' in executed && (executed.refused === 'not-configured' || executed.refused === 'remediation-off');
}
