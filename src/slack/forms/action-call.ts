import type { BlockAction } from '@slack/bolt';
import { readShown, type ShownForm } from './shown-form.ts';

/** One press or choice, as far as the actions need it. */
export interface ActionCall {
  readonly actionId: string;
  /** A button's value. */
  readonly value?: string;
  /** The values chosen in a select, of whatever sort; empty for none. */
  readonly chosen: readonly string[];
  readonly user: string;
  /** Absent in a modal and in the Home. */
  readonly channel?: string;
  /** The message that was pressed. Absent in a modal and in the Home. */
  readonly messageTs?: string;
  readonly triggerId: string;
  /** Absent in a modal and in the Home: what is to be said goes into a modal. */
  readonly responseUrl?: string;
  /** The modal that was pressed. */
  readonly view?: { readonly id: string; readonly hash: string; readonly privateMetadata: string };
  /** The same modal as a form: what it offers, and what was typed and chosen in it until then. */
  readonly form?: ShownForm;
  /** The Home that was pressed: its payload has a view too (docs.slack.dev, block_actions payload, `view.type`). */
  readonly home?: { readonly hash: string };
}

/** Reads Slack's payload; undefined when nothing was pressed. */
export function actionCall(body: BlockAction): ActionCall | undefined {
  const action: unknown = body.actions[0];
  if (typeof action !== 'object' || action === null) return undefined;
  const value = Reflect.get(action, 'value');
  const { view, channel, message, response_url: responseUrl } = body;
  const messageTs = message?.ts;
  return {
    actionId: String(Reflect.get(action, 'action_id')),
    ...(typeof value === 'string' ? { value } : {}),
    chosen: chosenIn(action),
    user: body.user.id,
    ...(channel === undefined ? {} : { channel: channel.id }),
    ...(messageTs === undefined ? {} : { messageTs }),
    triggerId: body.trigger_id,
    ...(responseUrl === undefined || responseUrl === '' ? {} : { responseUrl }),
    ...viewOf(view),
  };
}

function viewOf(view: BlockAction['view']): Pick<ActionCall, 'view' | 'form' | 'home'> {
  if (view === undefined) return {};
  const { id, hash, type, private_metadata: privateMetadata } = view;
  if (type === 'home') return { home: { hash } };
  return { view: { id, hash, privateMetadata }, form: readShown(view) };
}

function chosenIn(action: object): readonly string[] {
  const one: unknown = Reflect.get(action, 'selected_option');
  const several: unknown = Reflect.get(action, 'selected_options');
  return [one, ...(Array.isArray(several) ? several : [])].flatMap((option) => {
    const value: unknown = typeof option === 'object' && option !== null ? Reflect.get(option, 'value') : undefined;
    return typeof value === 'string' ? [value] : [];
  });
}

/** Where somebody pressed: in a modal, where its first button was pressed. Empty: in the Home. */
export function channelOf({ channel, view }: Pick<ActionCall, 'channel' | 'view'>): string {
  return channel ?? channelIn(view?.privateMetadata ?? '');
}

function channelIn(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('channel' in parsed)) return '';
    return typeof parsed.channel === 'string' ? parsed.channel : '';
  } catch {
    return '';
  }
}
