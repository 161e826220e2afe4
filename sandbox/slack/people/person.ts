import { optionsOf, type PlacedElement, placedElements, textOf } from '../elements.ts';
import { copy, isObject, type Json } from '../json.ts';
import type { Channel, Delivered, Message, StateValues, User, View } from '../model.ts';
import { type GivenValue, initialState, keepsValue, put, stateValue } from '../state-values.ts';
import type { Deliveries } from '../transport/deliveries.ts';
import { homeOpenedPayload } from '../transport/event-payloads.ts';
import {
  commandPayload,
  messageActionPayload,
  shortcutPayload,
  suggestionPayload,
  viewActionPayload,
} from '../transport/payloads.ts';
import { applyReply } from '../transport/respond.ts';
import { isConversationOf } from '../visibility.ts';
import type { World } from '../world.ts';
import { fill, PersonViews, type Submitted } from './person-views.ts';

/** Where a click lands: a message, a modal of this person (the one on top when nothing is said), or their Home. */
export type Place = Message | { channel: string; ts: string } | View | 'view' | 'home';

/** Which element is meant; the words of a button will do. */
export interface ElementRef {
  actionId?: string;
  blockId?: string;
  text?: string;
}

interface Located {
  place: PlacedElement;
  message?: Message;
  channel?: Channel;
  view?: View;
}

/**
 * One person at work. Every act resolves when the app has acknowledged it, or when Slack gave up;
 * `ms` is the time to that. Acts that Slack itself would not allow throw an Error.
 */
export class Person {
  readonly user: User;
  readonly #world: World;
  readonly #deliveries: Deliveries;
  readonly #views: PersonViews;

  constructor(world: World, deliveries: Deliveries, user: User) {
    this.#world = world;
    this.#deliveries = deliveries;
    this.user = user;
    this.#views = new PersonViews(world, deliveries, user);
  }

  /** Types into a channel: a registered command goes to the app, anything else is posted as a message. */
  async type(channelName: string, text: string, threadTs?: string): Promise<Delivered> {
    const channel = this.#channel(channelName);
    const name = /^\/[\w-]+/.exec(text)?.[0];
    if (name === undefined) {
      const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      const thread = threadTs === undefined ? {} : { threadTs };
      this.#world.messages.post({
        channel: channel.id,
        user: this.user.id,
        source: 'person',
        text: safe,
        blocks: [],
        ...thread,
      });
      return { acked: true, ms: 0 };
    }
    if (threadTs !== undefined) {
      this.#world.slackSays(channel.id, this.user.id, `${name} is not supported in threads. Sorry!`);
      return { acked: false, ms: 0, error: 'not_in_threads' };
    }
    const command = this.#world.app.commands.find((one) => one.command === name);
    if (command === undefined) {
      this.#world.slackSays(channel.id, this.user.id, `\`${name}\` is not a valid command.`);
      return { acked: false, ms: 0, error: 'not_a_command' };
    }
    const response = this.#world.responseUrls.issue({ channel: channel.id, user: this.user.id, fromClick: false });
    const trigger = this.#world.triggers.issue(this.user.id);
    const words = text.slice(name.length).trim();
    const payload = commandPayload(this.#world, { user: this.user, channel, command, text: words, response, trigger });
    const delivered = await this.#deliveries.deliver('slash_commands', payload);
    if (delivered.error !== undefined) {
      this.#world.slackSays(channel.id, this.user.id, `${name} failed with the error "${delivered.error}"`);
    } else if (isMessage(delivered.response)) {
      const reply = typeof delivered.response === 'string' ? { text: delivered.response } : delivered.response;
      const answer = applyReply(this.#world, response, reply);
      if (answer.error !== undefined) this.#world.recordProblem('bad_ack', `The ack of ${name}: ${answer.error}`);
    }
    return delivered;
  }

  /**
   * Presses a button (any element that needs no value). A confirm dialog is taken as confirmed. `values`: what was typed
   * into the modal of the button until then, keyed as in `submit`.
   */
  click(place: Place, ref: ElementRef, values: Record<string, GivenValue> = {}): Promise<Delivered> {
    const located = this.#locate(place, ref);
    if (located.view !== undefined) fill(located.view, values);
    const { element } = located.place;
    const { type, text, value, url } = element;
    const only = { ...(text === undefined ? {} : { text }), ...(value === undefined ? {} : { value }) };
    return this.#act(located, { type, ...only, ...(url === undefined ? {} : { url }) });
  }

  /** Chooses in a select, radio group, checkbox group, date picker or overflow menu, or types into an input. */
  async select(place: Place, ref: ElementRef, given: GivenValue): Promise<Delivered> {
    const located = this.#locate(place, ref);
    const { element, block } = located.place;
    const offered = await this.#offered(located, given);
    const value = stateValue(located.place, given, offered);
    this.#keep(located, value);
    // Inside an input block nothing is sent, unless the block asks for it.
    if (block.type === 'input' && block.dispatch_action !== true) return { acked: true, ms: 0 };
    return this.#act(located, {
      ...value,
      ...(element.placeholder === undefined ? {} : { placeholder: element.placeholder }),
    });
  }

  /** The options that the app offers in an external select for the letters typed. */
  suggest(place: Place, ref: ElementRef, typed: string): Promise<Json[]> {
    return this.#suggestions(this.#locate(place, ref), typed);
  }

  /**
   * Fills and submits the modal on top (or the one given). `values` is keyed by action_id, block_id, or `block_id/action_id`.
   * What the modal holds already stays. Slack's own checks (required, lengths) come first, as in the client.
   */
  submit(view: View | undefined, values: Record<string, GivenValue> = {}): Promise<Submitted> {
    return this.#views.submit(view, values);
  }

  /** Closes the modal on top, by its close button or the cross. */
  closeView(options: { all?: boolean } = {}): Promise<Delivered> {
    return this.#views.close(options.all === true);
  }

  /** Opens a tab of the app. The app hears of it where it has subscribed to that; undefined otherwise. */
  async openTab(tab: 'home' | 'messages'): Promise<Delivered | undefined> {
    const { app, views } = this.#world;
    if (!(app.events ?? ['app_home_opened']).includes('app_home_opened')) return undefined;
    if (tab === 'home' && app.homeTab === false) throw new Error('The app has no Home tab.');
    const channel = this.#world.directMessage(this.user.id);
    const view = views.home(this.user.id);
    const id = `Ev${this.#world.messages.nextTs().replace('.', '')}`;
    const about = { user: this.user, channel, tab, view: view && copy(view), id };
    return this.#deliveries.deliver('events_api', homeOpenedPayload(this.#world, about));
  }

  /** Uses a shortcut of the app, by its name; one of messages needs the message, which must not be for one person alone. */
  shortcut(name: string, place?: Message | { channel: string; ts: string }): Promise<Delivered> {
    const world = this.#world;
    const type = place === undefined ? 'global' : 'message';
    const setting = world.app.shortcuts?.find((one) => one.name === name && one.type === type);
    if (setting === undefined) throw new Error(`The app has no ${type} shortcut ${name}.`);
    const about = {
      user: this.user,
      callbackId: setting.callbackId,
      trigger: world.triggers.issue(this.user.id),
      actionTs: world.messages.nextTs(),
    };
    if (place === undefined) return this.#deliveries.deliver('interactive', shortcutPayload(world, about));
    const channel = this.#channel(place.channel);
    const message = world.messages.find(channel.id, place.ts);
    if (message === undefined || message.visibleTo !== undefined) throw new Error('There is no such message.');
    const response = world.responseUrls.issue({ channel: channel.id, user: this.user.id, fromClick: false });
    const payload = shortcutPayload(world, { ...about, of: { message, channel, response } });
    return this.#deliveries.deliver('interactive', payload);
  }

  #channel(name: string): Channel {
    const channel = this.#world.channel(name);
    if (channel === undefined) throw new Error(`There is no channel ${name}.`);
    if (!isConversationOf(channel, this.user)) throw new Error(`${this.user.realName} is not in ${name}.`);
    if (channel.archived === true) throw new Error(`${name} is archived.`);
    return channel;
  }

  #locate(place: Place, ref: ElementRef): Located {
    if (place === 'home') {
      const view = this.#world.views.home(this.user.id);
      if (view === undefined) throw new Error(`${this.user.realName} sees no Home yet.`);
      return { place: findElement(view.blocks, ref), view };
    }
    if (place === 'view' || 'hash' in place) {
      const stack = this.#world.views.stack(this.user.id);
      const view = place === 'view' ? stack.at(-1) : stack.find(({ id }) => id === place.id);
      if (view === undefined) throw new Error(`${this.user.realName} has no such modal open.`);
      return { place: findElement(view.blocks, ref), view };
    }
    const channel = this.#channel(place.channel);
    const message = this.#world.messages.find(channel.id, place.ts);
    if (message === undefined) throw new Error(`There is no message ${place.ts} in ${channel.name}.`);
    if (message.visibleTo !== undefined && message.visibleTo !== this.user.id) {
      throw new Error(`${this.user.realName} does not see this message: it is for ${message.visibleTo} only.`);
    }
    return { place: findElement(message.blocks, ref, message.text), message, channel };
  }

  #act(located: Located, choice: Json): Promise<Delivered> {
    const { place, message, channel, view } = located;
    const action = {
      ...choice,
      block_id: place.blockId,
      action_id: place.actionId,
      action_ts: this.#world.messages.nextTs(),
    };
    const trigger = this.#world.triggers.issue(this.user.id);
    if (view !== undefined) {
      const payload = viewActionPayload(this.#world, { user: this.user, view: copy(view), action, trigger });
      return this.#deliveries.deliver('interactive', payload);
    }
    if (message === undefined || channel === undefined) throw new Error('A click needs a message or a modal.');
    const thread = message.threadTs === undefined ? {} : { threadTs: message.threadTs };
    const about = { channel: channel.id, user: this.user.id, original: message, fromClick: true, ...thread };
    const response = this.#world.responseUrls.issue(about);
    const state = this.#messageState(message);
    const payload = messageActionPayload(this.#world, {
      user: this.user,
      channel,
      message,
      action,
      state,
      response,
      trigger,
    });
    return this.#deliveries.deliver('interactive', payload);
  }

  #messageState(message: Message): StateValues {
    const kept = this.#world.messageState(this.user.id, message.channel, message.ts);
    return { ...initialState(message.blocks), ...kept };
  }

  #keep({ place, message, view }: Located, value: Json): void {
    if (!keepsValue(place.element)) return;
    if (view !== undefined) {
      put(view.state.values, place.blockId, place.actionId, value);
    } else if (message !== undefined) {
      const values = this.#messageState(message);
      put(values, place.blockId, place.actionId, value);
      this.#world.setMessageState(this.user.id, message.channel, message.ts, values);
    }
  }

  /** What an external select has offered so far; the app is asked when what is wanted is not among it. */
  async #offered(located: Located, given: GivenValue): Promise<Json[]> {
    if (!String(located.place.element.type).endsWith('external_select') || given === null) return [];
    const wanted = Array.isArray(given) ? given : [String(given)];
    const known = this.#world.offered.get(this.#keyOf(located)) ?? [];
    const isKnown = (one: string): boolean => known.some(({ value, text }) => value === one || textOf(text) === one);
    return wanted.every(isKnown) ? known : [...known, ...(await this.#suggestions(located, ''))];
  }

  #keyOf({ place, message, view }: Located): string {
    return [this.user.id, view?.id ?? message?.ts, place.blockId, place.actionId].join(' ');
  }

  async #suggestions(located: Located, typed: string): Promise<Json[]> {
    const { place, message, channel, view } = located;
    const payload = suggestionPayload(this.#world, {
      user: this.user,
      blockId: place.blockId,
      actionId: place.actionId,
      value: typed,
      ...(view === undefined ? {} : { view: copy(view) }),
      ...(message === undefined ? {} : { message }),
      ...(channel === undefined ? {} : { channel }),
    });
    const { response } = await this.#deliveries.deliver('interactive', payload);
    const options = isObject(response) ? optionsOf(response) : [];
    const key = this.#keyOf(located);
    this.#world.offered.set(key, [...(this.#world.offered.get(key) ?? []), ...options]);
    return options;
  }
}

function findElement(blocks: Json[], ref: ElementRef, text = ''): PlacedElement {
  const all = placedElements(blocks);
  const found = all.find(
    ({ actionId, blockId, element }) =>
      (ref.actionId === undefined || ref.actionId === actionId) &&
      (ref.blockId === undefined || ref.blockId === blockId) &&
      (ref.text === undefined || ref.text === textOf(element.text)),
  );
  if (found !== undefined) return found;
  const known = all.map(({ actionId, element }) => `${actionId} "${textOf(element.text)}"`).join(', ');
  throw new Error(
    `No element ${JSON.stringify(ref)}. There are: ${known || 'none'}.${text === '' ? '' : ` It says: ${text}`}`,
  );
}

/** An ack may carry a message, as text or as an object with text or blocks. */
function isMessage(response: unknown): response is string | Json {
  if (typeof response === 'string') return response !== '';
  return isObject(response) && (response.text !== undefined || response.blocks !== undefined);
}
