import type { TargetResult } from '../model.ts';
import { unknownTarget } from './assess.ts';

/** The reason of an account-region that a cancelled scan did not come to. No code of AWS. */
export const cancelledReason = 'Cancelled';

/** Region `*`: the account's regions were not listed yet. */
export function cancelledTarget(account: string, region: string): TargetResult {
  return unknownTarget(account, region, { call: 'Scan', error: cancelledReason });
}

/** True for what was not read because the scan was cancelled: nothing is known of it that was not known before. */
export function isCancelled({ outcome, reason }: Pick<TargetResult, 'outcome' | 'reason'>): boolean {
  return outcome === 'unknown' && reason === cancelledReason;
}
