import type { ExecutionRow, RemediationRecords } from '../../ports/remediation-records.ts';

/** So long an execution is kept for another process that may know its account, milliseconds. */
export const mostHeldMs = 3_600_000;

/** Its entry in the audit trail; what the execution's own steps and states enter after it ends the holding. */
export const heldAction = 'execution.held';

/**
 * Until when an execution is kept for another process, epoch milliseconds by the store's clock; undefined: it is not. As
 * the audit trail has it, where each holding is entered once.
 */
export async function heldUntil(
  remediation: Pick<RemediationRecords, 'auditTrail'>,
  id: string,
): Promise<number | undefined> {
  const trail = await remediation.auditTrail(id);
  const last = trail.findLast(({ action }) => action.startsWith('execution.') || action.startsWith('step.'));
  const until = last?.action === heldAction ? last.detail.until : undefined;
  return typeof until === 'number' ? until : undefined;
}

/** Whether one of these waits for another process. While somebody holds one, that is seen when it is let go of. */
export async function isHeldElsewhere(
  remediation: Pick<RemediationRecords, 'auditTrail'>,
  executions: readonly Pick<ExecutionRow, 'id' | 'state' | 'processId'>[],
): Promise<boolean> {
  for (const { id, state, processId } of executions)
    if (state === 'running' && processId === undefined && (await heldUntil(remediation, id)) !== undefined) return true;
  return false;
}
