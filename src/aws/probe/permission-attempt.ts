import type { PermissionCheck } from '../../usecases/ports/cloud-probe.ts';
import { isDenied, toCallError } from '../access/errors.ts';

/** One permission with the call that shows it; without a call it cannot be tried. */
export interface Attempt {
  readonly permission: string;
  readonly operation: string;
  readonly run?: (signal?: AbortSignal) => Promise<unknown>;
}

/** Never rejects. */
export async function tryPermission(attempt: Attempt, region: string, signal?: AbortSignal): Promise<PermissionCheck> {
  const { permission, operation, run } = attempt;
  if (!run) return { permission, region, outcome: 'not-checked' };
  try {
    await run(signal);
    return { permission, region, outcome: 'allowed' };
  } catch (thrown) {
    const error = toCallError(operation, thrown, signal);
    return { permission, region, outcome: isDenied(error.error) ? 'denied' : 'failed', error };
  }
}
