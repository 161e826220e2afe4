import { type FindingIdentity, findingKey } from '../../../domain/model.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import type { RequestLink } from '../../messages/finding-acts.ts';
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
  return findings.length === 0 ? undefined : (await requestFinder(store))(findings);
}

/** The same for many findings: requests are read once. */
export async function requestFinder(
  store: Records,
): Promise<(findings: readonly FindingIdentity[]) => Promise<RequestLink | undefined>> {
  const byFinding = new Map<string, RequestRow>();
  for (const request of await requestsUnderWay(store))
    for (const { plan } of request.plans) {
      const key = findingKey(findingOfPlan(plan));
      if (!byFinding.has(key)) byFinding.set(key, request);
    }
  return async (findings) => {
    const request = findings.flatMap((finding) => byFinding.get(findingKey(finding)) ?? [])[0];
    return request && linkTo(store, request);
  };
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
