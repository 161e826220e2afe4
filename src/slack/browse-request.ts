import type { Exposure, FindingKind } from '../domain/model.ts';
import type { FindingFilter } from '../usecases/message.ts';
import type { ActionCall } from './action-call.ts';
import { actionIds } from './action-ids.ts';

/** Where a list of findings is: opaque ids and a number, kept by Slack in the modal's private metadata. */
export interface ListPlace {
  readonly queryId: string;
  readonly page: number;
  /** The channel that the list was opened from: who may ask can depend on it. */
  readonly channel: string;
}

export interface BrowseRequest {
  readonly queryId: string;
  readonly page: number;
  readonly change?: FindingFilter;
}

const EXPOSURES: readonly Exposure[] = ['exposed', 'latent', 'unused'];
const KINDS: readonly FindingKind[] = ['configuration', 'unprotected-job', 'dangling-reference', 'unusable-key'];

/** What a press or choice in the list asks for; undefined when it is none of the list's own. */
export function browseRequest(call: ActionCall, place: ListPlace): BrowseRequest | undefined {
  const { queryId, page } = place;
  if (call.actionId === actionIds.previousPage) return { queryId, page: Math.max(0, page - 1) };
  if (call.actionId === actionIds.nextPage) return { queryId, page: page + 1 };
  const change = filterChange(call);
  return change === undefined ? undefined : { queryId, page: 0, change };
}

/** The place as private metadata. */
export function placeText(place: ListPlace): string {
  return JSON.stringify(place);
}

/** Reads private metadata; undefined when it is not ours. */
export function readPlace(text: string): ListPlace | undefined {
  try {
    const { queryId, page, channel } = JSON.parse(text);
    const fits = typeof queryId === 'string' && Number.isInteger(page) && typeof channel === 'string';
    return fits ? { queryId, page, channel } : undefined;
  } catch {
    return undefined;
  }
}

/** A choice of nothing is an empty list, which filters nothing. */
function filterChange({ actionId, chosen }: ActionCall): FindingFilter | undefined {
  switch (actionId) {
    case actionIds.filterAccounts:
      return { accounts: chosen };
    case actionIds.filterRegions:
      return { regions: chosen };
    case actionIds.filterExposures:
      return { exposures: EXPOSURES.filter((exposure) => chosen.includes(exposure)) };
    case actionIds.filterKinds:
      return { kinds: KINDS.filter((kind) => chosen.includes(kind)) };
    default:
      return undefined;
  }
}
