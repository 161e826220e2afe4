import type { Change } from './changes.ts';
import type { ApiFault, DeliveryFault, Fault, Faults, Scope } from './faults.ts';
import { copy } from './json.ts';
import type { AppSettings, Call, Message, Problem, UploadedFile, View, Workspace } from './model.ts';
import { Person } from './people/person.ts';
import type { Deliveries } from './transport/deliveries.ts';
import type { Sockets } from './transport/sockets.ts';
import { visibleTo } from './visibility.ts';
import type { World } from './world.ts';

/** Faults that a test can switch on. Each answers with a handle that stops it. */
export interface SlackFaults {
  /** The Web API is down: HTTP `status` (503), the connection is reset, or nothing ever comes back. */
  outage(kind?: 'status' | 'reset' | 'hang', scope?: Scope & { status?: number }): Fault;
  /** 429 with Retry-After in seconds. */
  rateLimit(retryAfter: number, scope?: Scope): Fault;
  /** About one post a second a channel, as the real service has it. */
  realRate(on?: boolean): void;
  /** The call is carried out, but the answer is lost. */
  loseReply(scope?: Scope): Fault;
  /** Slack's own error, for instance `invalid_auth` of `apps.connections.open`. */
  refuse(error: string, scope?: Scope): Fault;
  /** `disconnect` with `refresh_requested`, after a `warning` when `warningMs` is given. */
  refreshSockets(warningMs?: number): void;
  dropSockets(): void;
  /** Spoils the next deliveries to the app: twice, stale or future timestamp, bad signature, another workspace. */
  delivery(fault: DeliveryFault, count?: number): Fault;
  /** Ends every fault; what hangs is cut. */
  clear(): void;
}

/** A running local Slack. */
export interface SlackSandbox {
  url: string;
  /** Where it really listens, on 127.0.0.1. */
  port: number;
  apiUrl: string;
  /** Live: changes made here (members, archived, user groups) take effect at once. */
  workspace: Workspace;
  app: AppSettings;
  /** Every call of the app, with its arguments. */
  calls: readonly Call[];
  /** Everything that the app got wrong; a good test ends with none. */
  problems: readonly Problem[];
  /** Every file whose upload was begun. */
  files: readonly UploadedFile[];
  faults: SlackFaults;
  /** How many socket connections are open. */
  connections(): number;
  /** HTTP mode: sets the request URL, as one does in the app's settings. */
  deliverTo(requestUrl: string): void;
  environment(): Record<string, string>;
  as(userId: string): Person;
  /** All messages of a channel (id or name), ephemeral ones and replies included, oldest first. */
  messages(channel: string): Message[];
  /** What one person sees of a channel. */
  visibleTo(userId: string, channel: string): Message[];
  /** The modals that a person has open, the bottom one first. */
  views(userId: string): View[];
  /** What a person's Home shows, once anything was published. */
  home(userId: string): View | undefined;
  /** Resolves with the first truthy answer; asked again at every change, not on a timer. */
  waitFor<T>(probe: (slack: SlackSandbox) => T | undefined | null | false, timeoutMs?: number): Promise<T>;
  /** Calls the listener at every change, until the answer is called. */
  onChange(listener: (change: Change) => void): () => void;
  close(): Promise<void>;
}

/** What a test, the demo and the page hold in their hands. */
export class Sandbox implements SlackSandbox {
  readonly faults: SlackFaults;
  port = 0;
  readonly #world: World;
  readonly #sockets: Sockets;
  readonly #deliveries: Deliveries;
  #close: () => Promise<void> = async () => {};

  constructor(world: World, faults: Faults, sockets: Sockets, deliveries: Deliveries) {
    this.#world = world;
    this.#sockets = sockets;
    this.#deliveries = deliveries;
    this.faults = faultSwitches(faults, sockets);
  }

  get url(): string {
    return this.#world.url;
  }

  get apiUrl(): string {
    return `${this.#world.url}/api/`;
  }

  get workspace(): Workspace {
    return this.#world.workspace;
  }

  get app(): AppSettings {
    return this.#world.app;
  }

  get calls(): readonly Call[] {
    return this.#world.calls;
  }

  get problems(): readonly Problem[] {
    return this.#world.problems;
  }

  get files(): readonly UploadedFile[] {
    return this.#world.files;
  }

  connections(): number {
    return this.#sockets.open;
  }

  deliverTo(requestUrl: string): void {
    this.#world.app.delivery = { mode: 'http', requestUrl };
  }

  environment(): Record<string, string> {
    const { botToken, appToken, signingSecret, delivery } = this.#world.app;
    const secret = delivery.mode === 'socket' ? { SLACK_APP_TOKEN: appToken } : { SLACK_SIGNING_SECRET: signingSecret };
    return { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: this.apiUrl, ...secret };
  }

  as(userId: string): Person {
    const user = this.#world.people().find((person) => person.id === userId || person.name === userId);
    if (user === undefined) throw new Error(`There is nobody called ${userId}.`);
    return new Person(this.#world, this.#deliveries, user);
  }

  messages(channel: string): Message[] {
    const found = this.#world.channel(channel);
    return found === undefined ? [] : this.#world.messages.list(found.id).map(copy);
  }

  visibleTo(userId: string, channel: string): Message[] {
    const found = this.#world.channel(channel);
    return found === undefined ? [] : visibleTo(this.#world, this.as(userId).user, found).map(copy);
  }

  views(userId: string): View[] {
    return this.#world.views.stack(this.as(userId).user.id).map(copy);
  }

  home(userId: string): View | undefined {
    const view = this.#world.views.home(this.as(userId).user.id);
    return view && copy(view);
  }

  waitFor<T>(probe: (slack: SlackSandbox) => T | undefined | null | false, timeoutMs = 20_000): Promise<T> {
    return this.#world.changes.waitFor(
      () => probe(this),
      timeoutMs,
      () => this.#summary(),
    );
  }

  onChange(listener: (change: Change) => void): () => void {
    return this.#world.changes.subscribe(listener);
  }

  onClose(close: () => Promise<void>): void {
    this.#close = close;
  }

  close(): Promise<void> {
    return this.#close();
  }

  #summary(): string {
    const last = this.#world.calls.slice(-5).map(({ method, ok, error }) => `${method} ${ok ? 'ok' : error}`);
    const problems = this.#world.problems.map(({ message }) => message);
    return `Last calls: ${last.join(', ') || 'none'}. Problems: ${problems.join(' ') || 'none'}.`;
  }
}

function faultSwitches(faults: Faults, sockets: Sockets): SlackFaults {
  const api = (fault: ApiFault, scope?: Scope): Fault => faults.api(fault, scope);
  return {
    outage: (kind = 'status', scope) =>
      api(kind === 'status' ? { kind, status: scope?.status ?? 503 } : { kind }, scope),
    rateLimit: (retryAfter, scope) => api({ kind: 'rate_limit', retryAfter }, scope),
    realRate: (on = true) => {
      faults.realRate = on;
    },
    loseReply: (scope) => api({ kind: 'lost_reply' }, scope),
    refuse: (error, scope) => api({ kind: 'error', error }, scope),
    refreshSockets: (warningMs) => sockets.refresh(warningMs),
    dropSockets: () => sockets.drop(),
    delivery: (fault, count) => faults.delivery(fault, count),
    clear: () => faults.clear(),
  };
}
