import { type FindingIdentity, findingKey } from '../../../domain/model.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import type { RequestLink } from '../../messages/finding-messages.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Store } from '../../ports/store.ts';
import { announcementIds } from './announced-at.ts';

type Records = Pick<Store, 'remediation' | 'outbox'>;

/**
 * The request that holds the first of these findings that any holds: it waits for a decision, or is being carried out. With
 * its address where that is known, else with its channel. Undefined: none.
 */
export async function requestOfFinding(
  store: Records,
  findings: readonly FindingIdentity[],
): Promise<RequestLink | undefined> {
  if (findings.length === 0) return undefined;
  const keys = new Set(findings.map(findingKey));
  const request = (await requestsUnderWay(store)).find(({ plans }) =>
    plans.some(({ plan }) => keys.has(findingKey(findingOfPlan(plan)))),
  );
  return request && linkTo(store, request);
}

async function requestsUnderWay({ remediation }: Records): Promise<readonly RequestRow[]> {
  const ids = new Set((await remediation.executionsInProgress()).map(({ requestId }) => requestId));
  const carriedOut = await Promise.all([...ids].map((id) => remediation.request(id)));
  return [...(await remediation.openRequests()), ...carriedOut.flatMap((request) => request ?? [])];
}

/** Where its message is: from the tables, so that a list of findings asks the chat nothing. */
async function linkTo({ outbox }: Records, { id, state, askedIn, askedBy }: RequestRow): Promise<RequestLink> {
  const row = await outbox.get((await announcementIds({ outbox }, id)).last);
  const link = row?.goneAt === undefined ? row?.permalink : undefined;
  return {
    requestId: id,
    isOpen: state === 'open',
    channel: row?.channel ?? (askedIn || askedBy),
    ...(link !== undefined && { link }),
  };
}
