import type { Judged } from '../../domain/exceptions/coverage.ts';
import { findingKey } from '../../domain/model.ts';
import { findingOfPlan } from '../../domain/plan/finding-of-plan.ts';
import type { ExceptionNoticeMessage } from '../messages/exception-messages.ts';
import type { RequestRow } from '../ports/remediation-records.ts';
import type { NewId } from '../ports/runtime.ts';
import type { Records } from '../ports/store.ts';

/** Requests that wait for a decision about any of these findings. */
export async function requestsAbout(
  { remediation }: Pick<Records, 'remediation'>,
  reached: readonly Judged[],
): Promise<readonly RequestRow[]> {
  const keys = new Set(reached.map(findingKey));
  return (await remediation.openRequests()).filter(({ plans }) =>
    plans.some(({ plan }) => keys.has(findingKey(findingOfPlan(plan)))),
  );
}

/** Whoever asked for a remediation of what is accepted now hears it: one does not stop the other. */
export async function tellRequesters(
  { outbox }: Pick<Records, 'outbox'>,
  requests: readonly RequestRow[],
  { notice, knows, newId, at }: { notice: ExceptionNoticeMessage; knows: readonly string[]; newId: NewId; at: number },
): Promise<void> {
  const others = new Set(requests.map(({ askedBy }) => askedBy).filter((user) => !knows.includes(user)));
  if (others.size === 0) return;
  const message = { ...notice, remediation: true as const };
  await outbox.add([...others].map((channel) => ({ id: newId(), channel, message, createdAt: at })));
}
