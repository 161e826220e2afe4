import { type FindingIdentity, findingKey } from '../../../domain/model.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import type { RequestLink } from '../../messages/finding-acts.ts';
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
  return findings.length === 0 ? undefined : (await requestFinder(store))(findings);
}

/** The same for many findings: requests are read once, and so is where each is. */
export async function requestFinder(
  store: Records,
): Promise<(findings: readonly FindingIdentity[]) => Promise<HoldingRequest | undefined>> {
  const byFinding = await heldFindings(store);
  const links = new Map<string, Promise<RequestLink>>();
  return async (findings) => {
    const request = findings.flatMap((finding) => byFinding.get(findingKey(finding)) ?? [])[0];
    if (request === undefined) return undefined;
    const link = links.get(request.id) ?? linkTo(store, request);
    links.set(request.id, link);
    return { request, link: await link };
  };
}

/** True for findings that a request holds. */
export async function findingsHeld(store: Pick<Store, 'remediation'>): Promise<(finding: FindingIdentity) => boolean> {
  const byFinding = await heldFindings(store);
  return (finding) => byFinding.has(findingKey(finding));
}

/** By the key of a finding. */
async function heldFindings(store: Pick<Store, 'remediation'>): Promise<ReadonlyMap<string, RequestRow>> {
  const byFinding = new Map<string, RequestRow>();
  for (const request of await requestsUnderWay(store))
    for (const { plan } of request.plans) {
      const key = findingKey(findingOfPlan(plan));
      if (!byFinding.has(key)) byFinding.set(key, request);
    }
  return byFinding;
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
