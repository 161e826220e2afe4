import type { Json } from './json.ts';

/**
 * Somebody whom the app can meet. `teamId` is one of the person's own workspaces, or the organisation (E…): another one of
 * the organisation for a colleague of a sister workspace, one of elsewhere for a guest through Slack Connect.
 */
export interface User {
  id: string;
  /** The handle, without @. */
  name: string;
  realName: string;
  /** What the page says about this person, for instance `approver`. */
  title?: string;
  teamId?: string;
  /** A guest account: in several channels, or in a single one. */
  guest?: 'multi-channel' | 'single-channel';
  isBot?: boolean;
  deleted?: boolean;
  tz?: string;
}

export type ChannelKind = 'public' | 'private' | 'im';

export interface Channel {
  id: string;
  /** Without #. For a direct message the other person's id. */
  name: string;
  kind: ChannelKind;
  /** User ids; the bot's own id means that the app is in the channel. */
  members: string[];
  topic?: string;
  archived?: boolean;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
  /** Its workspace; absent: the one that the app is in. */
  teamId?: string;
  disabled?: boolean;
}

/** An Enterprise Grid organisation. */
export interface Enterprise {
  id: string;
  name: string;
  /** Ids of its workspaces. */
  teams: string[];
}

export interface Workspace {
  team: { id: string; domain: string; name: string };
  /** Absent: the workspace belongs to no organisation. */
  enterprise?: Enterprise;
  users: User[];
  channels: Channel[];
  userGroups: UserGroup[];
  /** For so many milliseconds a message may be edited, by whom it is from. Absent: for ever. */
  editWindow?: number;
}

export interface SlashCommandSetting {
  command: string;
  description?: string;
  usageHint?: string;
  shouldEscape?: boolean;
}

export interface ShortcutSetting {
  type: 'global' | 'message';
  name: string;
  callbackId: string;
  description: string;
}

type DeliverySetting = { mode: 'socket' } | { mode: 'http'; requestUrl: string };

/** The app as Slack knows it: what a manifest and the installation say. */
export interface AppSettings {
  id: string;
  name: string;
  botUserId: string;
  botId: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  scopes: string[];
  /** The Messages tab under App Home; off, no direct message arrives. Absent: on. */
  messagesTab?: boolean;
  /** The Home tab under App Home; off, nothing can be published there. Absent: on. */
  homeTab?: boolean;
  /** The events that the app subscribes to. Absent: app_home_opened. */
  events?: string[];
  /** What people find in menus. Absent: none. */
  shortcuts?: ShortcutSetting[];
  /** Installed for the whole organisation of the workspace. */
  orgInstall?: boolean;
  commands: SlashCommandSetting[];
  delivery: DeliverySetting;
}

/** Where a message came from. */
export type MessageSource = 'chat.postMessage' | 'chat.postEphemeral' | 'response' | 'person' | 'slack' | 'file';

/** One former state of a message that was edited. */
interface MessageEdit {
  ts: string;
  text: string;
  blocks: Json[];
}

export interface Message {
  channel: string;
  ts: string;
  threadTs?: string;
  /** A reply that stands in the channel as well. */
  broadcast?: boolean;
  /** What is left of the first message of a thread that was deleted. */
  tombstone?: boolean;
  /** A user id; the bot's user id for the app, `USLACKBOT` for Slack itself. */
  user: string;
  source: MessageSource;
  text: string;
  blocks: Json[];
  metadata?: { event_type: string; event_payload: Json };
  /** Set on an ephemeral message: the only person who sees it. */
  visibleTo?: string;
  /** How often it was edited in place. */
  edits: number;
  history: MessageEdit[];
}

/** A modal as the app sees it in payloads, with the fields of the real view object. */
export interface View {
  id: string;
  team_id: string;
  type: string;
  blocks: Json[];
  private_metadata: string;
  callback_id: string;
  state: { values: StateValues };
  hash: string;
  title: Json;
  clear_on_close: boolean;
  notify_on_close: boolean;
  close: Json | null;
  submit: Json | null;
  previous_view_id: string | null;
  root_view_id: string;
  app_id: string;
  external_id: string;
  app_installed_team_id: string;
  bot_id: string;
}

/** block_id → action_id → what is chosen or typed. */
export type StateValues = Record<string, Record<string, Json>>;

/** One call of the Web API (or of a response_url) by the app. */
export interface Call {
  at: number;
  method: string;
  args: Json;
  ok: boolean;
  error?: string;
}

/** Kinds of what an app can get wrong, in the order in which they are worth reading. */
export type ProblemKind =
  | 'late_ack'
  | 'no_ack'
  | 'not_delivered'
  | 'refused'
  | 'bad_ack'
  | 'unknown_envelope'
  | 'response_url'
  | 'trigger_id'
  | 'http_status'
  | 'no_words';

/** Something strict that the app got wrong. A good test ends with none. */
export interface Problem {
  at: number;
  kind: ProblemKind;
  message: string;
  details?: Json;
}

/** How a delivery to the app ended. */
export interface Delivered {
  /** True when the app acknowledged within the time that Slack gives it. */
  acked: boolean;
  /** Milliseconds to the ack, or to giving up. */
  ms: number;
  /** Slack's word for the failure: `operation_timeout`, `dispatch_failed`, `http_service_error`. */
  error?: string;
  /** What came with the ack, if anything. */
  response?: unknown;
}

/** A file between the three steps of its upload, and afterwards. */
export interface UploadedFile {
  id: string;
  token: string;
  name: string;
  length: number;
  /** Absent: nothing was sent yet. */
  content?: string;
  title?: string;
  /** Where it was shared; absent: nobody sees it. */
  sharedIn?: { channel: string; ts: string; threadTs?: string };
}
