import { Changes } from './changes.ts';
import { copy, type Json } from './json.ts';
import { MessageStore, SLACKBOT } from './messages.ts';
import type {
  AppSettings,
  Call,
  Channel,
  Enterprise,
  Problem,
  ProblemKind,
  StateValues,
  UploadedFile,
  User,
  Workspace,
} from './model.ts';
import { ResponseUrls } from './transport/response-urls.ts';
import { TriggerIds } from './triggers.ts';
import { ViewStore } from './views.ts';

/** Everything that the local Slack knows: the one place of state. */
export class World {
  readonly workspace: Workspace;
  readonly app: AppSettings;
  readonly now: () => number;
  readonly changes = new Changes();
  readonly messages: MessageStore;
  readonly views: ViewStore;
  readonly triggers: TriggerIds;
  readonly responseUrls: ResponseUrls;
  readonly calls: Call[] = [];
  readonly problems: Problem[] = [];
  readonly files: UploadedFile[] = [];
  /** What people chose in a message without submitting: `user channel ts` → values. */
  readonly #messageState = new Map<string, StateValues>();
  /** Options that the app has offered in external selects, by person and element. */
  readonly offered = new Map<string, Json[]>();
  /** Where people are who name no time zone of their own: this machine's. */
  readonly timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  /** Set once the server listens. */
  url = '';

  constructor(workspace: Workspace, app: AppSettings, now: () => number) {
    this.workspace = copy(workspace);
    this.app = copy(app);
    this.now = now;
    this.messages = new MessageStore(this.changes, now);
    this.views = new ViewStore(this.changes, this.workspace, this.app);
    this.triggers = new TriggerIds(now);
    this.responseUrls = new ResponseUrls(now);
    this.workspace.users.push(
      { id: app.botUserId, name: app.name.toLowerCase(), realName: app.name, isBot: true },
      { id: SLACKBOT, name: 'slackbot', realName: 'Slackbot', isBot: true },
    );
    for (const person of this.people()) this.directMessage(person.id);
  }

  user(id: string): User | undefined {
    return this.workspace.users.find((user) => user.id === id);
  }

  /** The person's own workspace, or their organisation. */
  teamOf(user: User): string {
    return user.teamId ?? this.workspace.team.id;
  }

  /** True for a member or guest of the app's own organisation. */
  isOfEnterprise(user: User): boolean {
    const { enterprise } = this.workspace;
    const team = this.teamOf(user);
    return enterprise !== undefined && (team === enterprise.id || enterprise.teams.includes(team));
  }

  /** The organisation for which the app is installed, if it is. */
  get orgInstall(): Enterprise | undefined {
    return this.app.orgInstall === true ? this.workspace.enterprise : undefined;
  }

  /** People only, no bots. */
  people(): User[] {
    return this.workspace.users.filter((user) => user.isBot !== true);
  }

  /** Finds a channel by id, `name` or `#name`. */
  channel(idOrName: string): Channel | undefined {
    const name = idOrName.replace(/^#/, '');
    return (
      this.workspace.channels.find((channel) => channel.id === idOrName) ??
      this.workspace.channels.find((channel) => channel.kind !== 'im' && channel.name === name)
    );
  }

  /** The direct conversation between the app and a person. */
  directMessage(user: string): Channel {
    const id = `D${user.slice(1)}`;
    const found = this.workspace.channels.find((channel) => channel.id === id);
    if (found !== undefined) return found;
    const channel: Channel = { id, name: user, kind: 'im', members: [this.app.botUserId, user] };
    this.workspace.channels.push(channel);
    return channel;
  }

  /** Whether the app is in the channel. */
  hasBot(channel: Channel): boolean {
    return channel.members.includes(this.app.botUserId);
  }

  /** The choices that a person made inside a message so far. */
  messageState(user: string, channel: string, ts: string): StateValues | undefined {
    return this.#messageState.get(`${user} ${channel} ${ts}`);
  }

  setMessageState(user: string, channel: string, ts: string, values: StateValues): void {
    this.#messageState.set(`${user} ${channel} ${ts}`, values);
    this.changes.announce({ type: 'state', user });
  }

  /** An ephemeral word of Slack itself to one person, as for a command that failed. */
  slackSays(channel: string, user: string, text: string): void {
    this.messages.post({ channel, user: SLACKBOT, source: 'slack', text, blocks: [], visibleTo: user });
  }

  recordCall(call: Omit<Call, 'at'>): void {
    this.calls.push({ at: this.now(), ...call });
    this.changes.announce({ type: 'call', method: call.method, ok: call.ok });
  }

  recordProblem(kind: ProblemKind, message: string, details?: Json): void {
    this.problems.push({ at: this.now(), kind, message, ...(details === undefined ? {} : { details }) });
    this.changes.announce({ type: 'problem', kind, message });
  }
}
