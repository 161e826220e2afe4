import type { Changes } from './changes.ts';
import { asFlag, asObject, asObjects, asString, type Json } from './json.ts';
import { withBlockIds } from './messages.ts';
import type { AppSettings, View, Workspace } from './model.ts';
import { initialState, keepState } from './state-values.ts';

/** Slack's limit on views that lie on top of each other: two pushes after the first (docs.slack.dev, views.push). */
const MAX_STACK = 3;

/** Keeps the modals that each person has open: a stack, the last one is on top. */
export class ViewStore {
  readonly #stacks = new Map<string, View[]>();
  /** What each person's Home shows. */
  readonly #homes = new Map<string, View>();
  readonly #changes: Changes;
  readonly #workspace: Workspace;
  readonly #app: AppSettings;
  #count = 0;

  constructor(changes: Changes, workspace: Workspace, app: AppSettings) {
    this.#changes = changes;
    this.#workspace = workspace;
    this.#app = app;
  }

  /** The open modals of a person, the bottom one first. */
  stack(user: string): View[] {
    return this.#stacks.get(user) ?? [];
  }

  find(match: { viewId?: string; externalId?: string }): { user: string; view: View } | undefined {
    for (const [user, stack] of this.#stacks) {
      const view = stack.find((candidate) =>
        match.viewId === undefined ? candidate.external_id === match.externalId : candidate.id === match.viewId,
      );
      if (view !== undefined) return { user, view };
    }
    return undefined;
  }

  /** Opens a modal in place of whatever the person had open. */
  open(user: string, payload: Json): View | { error: string } {
    if (this.#isTaken(payload)) return { error: 'duplicate_external_id' };
    const id = this.#nextId();
    const view = this.#build(payload, { id, root_view_id: id, previous_view_id: null });
    this.#set(user, [view]);
    return view;
  }

  /** Puts a modal on top of the open ones. */
  push(user: string, payload: Json): View | { error: string } {
    const stack = this.stack(user);
    const top = stack.at(-1);
    if (top === undefined) return { error: 'not_found' };
    if (stack.length >= MAX_STACK) return { error: 'push_limit_reached' };
    if (this.#isTaken(payload)) return { error: 'duplicate_external_id' };
    const view = this.#build(payload, {
      id: this.#nextId(),
      root_view_id: top.root_view_id,
      previous_view_id: top.id,
    });
    this.#set(user, [...stack, view]);
    return view;
  }

  /** Replaces what an open modal shows; what people typed into blocks that stay is kept. */
  update(user: string, view: View, payload: Json): View | { error: string } {
    if (this.#isTaken(payload, view.id)) return { error: 'duplicate_external_id' };
    const next = this.#build(payload, {
      id: view.id,
      root_view_id: view.root_view_id,
      previous_view_id: view.previous_view_id,
    });
    next.state = { values: keepState(view, next) };
    this.#set(
      user,
      this.stack(user).map((candidate) => (candidate.id === view.id ? next : candidate)),
    );
    return next;
  }

  /** What a person's Home shows, once anything was published. */
  home(user: string): View | undefined {
    return this.#homes.get(user);
  }

  /** Publishes a Home; with the hash of one that is not shown any more, nothing. The view keeps its id. */
  publish(user: string, payload: Json, hash: string | undefined): View | { error: string } {
    const before = this.#homes.get(user);
    if (hash !== undefined && hash !== before?.hash) return { error: 'hash_conflict' };
    if (this.#isTaken(payload, before?.id)) return { error: 'duplicate_external_id' };
    const id = before?.id ?? this.#nextId();
    const view = this.#build(payload, { id, root_view_id: id, previous_view_id: null });
    this.#homes.set(user, view);
    this.#changes.announce({ type: 'home', user });
    return view;
  }

  /** Closes the modal on top; the one below shows again. */
  closeTop(user: string): void {
    this.#set(user, this.stack(user).slice(0, -1));
  }

  clear(user: string): void {
    this.#set(user, []);
  }

  #isTaken(payload: Json, except?: string): boolean {
    const externalId = asString(payload.external_id) ?? '';
    if (externalId === '') return false;
    const found = this.find({ externalId });
    return found !== undefined && found.view.id !== except;
  }

  #nextId(): string {
    this.#count += 1;
    return `V${String(this.#count).padStart(8, '0')}`;
  }

  #set(user: string, stack: View[]): void {
    this.#stacks.set(user, stack);
    this.#changes.announce({ type: 'view', user });
  }

  #build(payload: Json, place: Pick<View, 'id' | 'root_view_id' | 'previous_view_id'>): View {
    this.#count += 1;
    const blocks = withBlockIds(asObjects(payload.blocks));
    return {
      ...place,
      team_id: this.#workspace.team.id,
      type: asString(payload.type) ?? 'modal',
      blocks,
      private_metadata: asString(payload.private_metadata) ?? '',
      callback_id: asString(payload.callback_id) ?? '',
      state: { values: initialState(blocks) },
      hash: `${this.#count}.${place.id.toLowerCase()}`,
      title: asObject(payload.title),
      clear_on_close: asFlag(payload.clear_on_close),
      notify_on_close: asFlag(payload.notify_on_close),
      close: payload.close === undefined ? null : asObject(payload.close),
      submit: payload.submit === undefined ? null : asObject(payload.submit),
      app_id: this.#app.id,
      external_id: asString(payload.external_id) ?? '',
      app_installed_team_id: this.#workspace.team.id,
      bot_id: this.#app.botId,
    };
  }
}
