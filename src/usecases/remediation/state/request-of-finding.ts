import { type FindingIdentity, findingKey } from '../../../domain/model.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import type { RequestLink } from '../../messages/finding-messages.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Store } from '../../ports/store.ts';
import { announcementIds } from './announced-at.ts';

type Records = Pick<Store, 'remediation' | 'outbox'>;

/** A request that holds a finding, and where its message is. */
export interface HoldingRequest {
  readonly request: RequestRow;
  readonly link: RequestLink;
}

/**
 * The request that holds the first of these findings that any holds: it waits for a decision, or is being carried out. With
 * its address where that is known, else with its channel. Undefined: none.
 */
export async function requestOfFinding(
  store: Records,
  findings: readonly FindingIdentity[],
): Promise<RequestLink | undefined> {
  return (await requestHolding(store, findings))?.link;
}

/** The same with what was asked, by whom. */
export async function requestHolding(
  store: Records,
  findings: readonly FindingIdentity[],
): Promise<HoldingRequest | undefined> {
  if (findings.length === 0) return undefined;
  const keys = new Set(findings.map(findingKey));
  const request = (await requestsUnderWay(store)).find((each) => heldBy(each).some((key) => keys.has(key)));
  return request && { request, link: await linkTo(store, request) };
}

/** True for findings that a request holds. */
export async function findingsHeld(store: Pick<Store, 'remediation'>): Promise<(finding: FindingIdentity) => boolean> {
  const keys = new Set((await requestsUnderWay(store)).flatMap(heldBy));
  return (finding) => keys.has(findingKey(finding));
}

function heldBy({ plans }: RequestRow): readonly string[] {
  return plans.map(({ plan }) => findingKey(findingOfPlan(plan)));
}

async function requestsUnderWay({ remediation }: Pick<Store, 'remediation'>): Promise<readonly RequestRow[]> {
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
