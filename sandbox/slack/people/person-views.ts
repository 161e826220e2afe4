import { type PlacedElement, placedElements } from '../elements.ts';
import { asObject, asString, copy, isObject, type Json } from '../json.ts';
import { viewComplaints } from '../limits/view-limits.ts';
import type { Delivered, User, View } from '../model.ts';
import { type GivenValue, heldValues, isEmptyValue, put, stateValue } from '../state-values.ts';
import type { Deliveries } from '../transport/deliveries.ts';
import { viewClosedPayload, viewSubmissionPayload } from '../transport/payloads.ts';
import type { World } from '../world.ts';

/** How a submission ended: `errors` by block_id, from Slack's own checks or from the app. */
export interface Submitted extends Delivered {
  errors?: Record<string, string>;
}

/** What one person does with modals. */
export class PersonViews {
  readonly #world: World;
  readonly #deliveries: Deliveries;
  readonly #user: User;

  constructor(world: World, deliveries: Deliveries, user: User) {
    this.#world = world;
    this.#deliveries = deliveries;
    this.#user = user;
  }

  async submit(wanted: View | undefined, values: Record<string, GivenValue>): Promise<Submitted> {
    const view = this.#top(wanted);
    if (view.submit === null) throw new Error('This modal has no submit button.');
    fill(view, values);
    const missing = clientErrors(view);
    if (Object.keys(missing).length > 0) return { acked: false, ms: 0, error: 'invalid_input', errors: missing };
    const trigger = this.#world.triggers.issue(this.#user.id);
    const payload = viewSubmissionPayload(this.#world, { user: this.#user, view: copy(view), trigger });
    const delivered = await this.#deliveries.deliver('interactive', payload);
    if (!delivered.acked) return delivered;
    const errors = this.#carryOut(view, delivered.response);
    return errors === undefined ? delivered : { ...delivered, errors };
  }

  async close(all: boolean): Promise<Delivered> {
    const { views } = this.#world;
    const top = this.#top(undefined);
    const isCleared = all || top.clear_on_close;
    const closed = isCleared ? [...views.stack(this.#user.id)].reverse() : [top];
    if (isCleared) views.clear(this.#user.id);
    else views.closeTop(this.#user.id);
    const notified = closed.filter((view) => view.notify_on_close);
    const answers = await Promise.all(
      notified.map((view) =>
        this.#deliveries.deliver('interactive', viewClosedPayload(this.#world, { user: this.#user, view, isCleared })),
      ),
    );
    return answers.find((answer) => !answer.acked) ?? answers[0] ?? { acked: true, ms: 0 };
  }

  #top(wanted: View | undefined): View {
    const top = this.#world.views.stack(this.#user.id).at(-1);
    if (top === undefined) throw new Error(`${this.#user.realName} has no modal open.`);
    if (wanted !== undefined && wanted.id !== top.id) throw new Error('Only the modal on top can be used.');
    return top;
  }

  /** Does what the ack says: nothing (close), `clear`, `update`, `push`, or `errors`. */
  #carryOut(view: View, response: unknown): Record<string, string> | undefined {
    const { views } = this.#world;
    const answer = asObject(response);
    const action = asString(answer.response_action);
    switch (action) {
      case undefined:
        views.closeTop(this.#user.id);
        return undefined;
      case 'clear':
        views.clear(this.#user.id);
        return undefined;
      case 'errors':
        return this.#appErrors(view, asObject(answer.errors));
      case 'update':
      case 'push':
        this.#show(view, action, answer.view);
        return undefined;
      default:
        this.#world.recordProblem('bad_ack', `Unknown response_action ${action}.`);
        return undefined;
    }
  }

  #show(view: View, action: 'update' | 'push', next: unknown): void {
    const complaints = viewComplaints(next);
    if (!isObject(next) || complaints.list.length > 0) {
      this.#world.recordProblem('bad_ack', `response_action ${action}: the view was refused.`, {
        messages: complaints.messages(),
      });
      return;
    }
    const { views } = this.#world;
    const shown = action === 'update' ? views.update(this.#user.id, view, next) : views.push(this.#user.id, next);
    if ('error' in shown) this.#world.recordProblem('bad_ack', `response_action ${action}: ${shown.error}`);
  }

  #appErrors(view: View, errors: Json): Record<string, string> {
    const known = new Set(view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id));
    for (const blockId of Object.keys(errors)) {
      if (!known.has(blockId)) {
        this.#world.recordProblem('bad_ack', `response_action errors names ${blockId}, which is no input block.`);
      }
    }
    return Object.fromEntries(Object.entries(errors).map(([blockId, words]) => [blockId, String(words)]));
  }
}

/** What was typed and chosen: Slack sends it with a submission, and with every press in the modal. */
export function fill(view: View, values: Record<string, GivenValue>): void {
  const places = placedElements(view.blocks);
  for (const [key, given] of Object.entries(values)) {
    const place =
      places.find(({ blockId, actionId }) => `${blockId}/${actionId}` === key) ??
      places.find(({ actionId }) => actionId === key) ??
      places.find(({ blockId }) => blockId === key);
    if (place === undefined) throw new Error(`The modal has no element or block ${key}.`);
    put(view.state.values, place.blockId, place.actionId, stateValue(place, given));
  }
}

/** The checks that Slack's client makes before it sends anything. */
function clientErrors(view: View): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const place of placedElements(view.blocks)) {
    const words = clientError(view, place);
    if (words !== undefined) errors[place.blockId] = words;
  }
  return errors;
}

function clientError(view: View, { block, blockId, actionId, element }: PlacedElement): string | undefined {
  if (block.type !== 'input') return undefined;
  const value = view.state.values[blockId]?.[actionId];
  if (isEmptyValue(value)) return block.optional === true ? undefined : 'Please complete this required field.';
  const text = heldValues(value)[0] ?? '';
  if (typeof element.min_length === 'number' && text.length < element.min_length) {
    return `Please enter at least ${element.min_length} characters.`;
  }
  const longest = typeof element.max_length === 'number' ? element.max_length : 3000;
  if (element.type === 'plain_text_input' && text.length > longest)
    return `Please enter at most ${longest} characters.`;
  if (element.type === 'number_input' && Number.isNaN(Number(text))) return 'Please enter a number.';
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(text)) return 'Please enter an email address.';
  if (element.type === 'url_text_input' && !URL.canParse(text)) return 'Please enter a URL.';
  return undefined;
}
