import type { FindingFilter } from '../../usecases/messages/finding-messages.ts';
import type { ActionCall } from '../forms/action-call.ts';
import { filterActions, filterChange, pageActions, pageTarget, parsePageTarget } from '../views/common/action-ids.ts';

/** Where a list of findings is: opaque ids and a number, kept by Slack in the modal's private metadata. */
export interface ListState {
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

/** True for the buttons and selects of a list. */
export function isListAction(actionId: string): boolean {
  return pageActions.test(actionId) || filterActions.test(actionId);
}

/** What a press or choice in a list asks for; undefined when it changes nothing or cannot be read. */
export function browseRequest(call: ActionCall, modalState: ListState): BrowseRequest | undefined {
  if (pageActions.test(call.actionId)) return parsePageTarget(call.value);
  const change = filterChange(call.actionId, call.chosen[0] ?? '');
  return change === undefined ? undefined : { queryId: modalState.queryId, page: 0, change };
}

/** The place as private metadata: a page target with the channel. */
export function listStateText(modalState: ListState): string {
  return JSON.stringify({ ...JSON.parse(pageTarget(modalState)), channel: modalState.channel });
}

/** Reads private metadata; undefined when it is not ours. */
export function readListState(text: string): ListState | undefined {
  const target = parsePageTarget(text);
  if (target === undefined) return undefined;
  const { channel }: { channel?: unknown } = JSON.parse(text);
  return typeof channel === 'string' ? { ...target, channel } : undefined;
}
