import { dayOf } from '../../domain/retention.ts';
import type { NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';

export interface TellHeadDependencies {
  readonly store: Store;
  readonly newId: NewId;
  /** Absent: it is not told. */
  readonly headChannel?: string;
}

/**
 * Tells the head of the audit trail once a day in UTC, however many processes ask: who keeps the message can prove later
 * that nothing before it was changed or removed. False: not now.
 */
export async function tellHead({ store, newId, headChannel }: TellHeadDependencies): Promise<boolean> {
  if (headChannel === undefined) return false;
  const now = await store.now();
  const day = dayOf(now);
  const last = await store.auditLog.told();
  if (last !== undefined && last.day >= day) return false;
  return store.transaction(async (records) => {
    const [head, before] = [await records.auditLog.head(), await records.auditLog.told()];
    if (head === undefined || !(await records.auditLog.tell({ ...head, day }, now))) return false;
    const since = before && { place: before.place, day: before.day };
    const message = { kind: 'audit-head', at: now, ...head, ...(since && { since }) } as const;
    await records.outbox.add([{ id: newId(), channel: headChannel, message, createdAt: now }]);
    return true;
  });
}
