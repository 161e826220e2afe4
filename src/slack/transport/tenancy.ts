import type { OtherWorkspaceAttempt } from '../../usecases/remediation/request/record-other-workspace.ts';

/** Whose bot this is, as auth.test says at start. */
export interface Identity {
  readonly team: string;
  readonly botUser: string;
  readonly botId: string;
  readonly enterprise: string | undefined;
  /** Installed for a whole organisation (Enterprise Grid) rather than one workspace. */
  readonly orgInstall: boolean;
}

type Payload = Readonly<Record<string, unknown>>;

/** What `users.info` says of a person, as far as it tells whose they are. */
export interface UserRecord {
  /** One of the person's workspaces. */
  readonly team: string | undefined;
  /** The organisation that vouches for the person (`enterprise_user`). */
  readonly enterprise: string | undefined;
  /** `is_restricted` or `is_ultra_restricted`. */
  readonly guest: boolean;
  /** `is_stranger`, `deleted` or `is_bot`. */
  readonly nobody: boolean;
}

/**
 * What the payload alone proves. `ask`: only the person's own record can tell.
 *
 * `user.team_id` is the person's side: one of their workspaces, or the organisation (slackapi/bolt-js #1875). `team` is
 * the app's side, also when somebody of another company presses in a channel shared through Slack Connect
 * (slackapi/java-slack-sdk #1041), so it proves nothing, and in an organisation-wide install nor does `enterprise`. A
 * command's `team_id` is the workspace in which it was typed (bolt-js #1875).
 */
export function standingIn(body: Payload, identity: Identity): 'ours' | 'other' | 'ask' {
  if (userIn(body) === '') return 'other';
  // An event names a person by the id alone, and `team_id` is where the app is installed (docs.slack.dev, Events API).
  if (body.event !== undefined) return identity.orgInstall && identity.enterprise === undefined ? 'other' : 'ask';
  if (identity.orgInstall) return identity.enterprise === undefined ? 'other' : 'ask';
  const [own] = texts(body.user === undefined ? [body.team_id] : [field(body.user, 'team_id')]);
  if (own === identity.team) return teamsIn(body).every((team) => team === identity.team) ? 'ours' : 'ask';
  return own !== undefined && identity.enterprise === undefined ? 'other' : 'ask';
}

/**
 * True when the person's own record proves that they are of our workspace, or a member of our organisation. A guest
 * belongs to the workspace that invited them and to no other. `is_stranger` is false for people of other companies in a
 * channel that is shared with us (docs.slack.dev, user object), so that its absence proves nothing.
 */
export function isOurs(record: UserRecord, { team, enterprise, orgInstall }: Identity): boolean {
  if (record.nobody) return false;
  if (!orgInstall && record.team === team) return true;
  return enterprise !== undefined && record.enterprise === enterprise && !record.guest;
}

/** Whoever pressed, typed, submitted or caused an event; empty where the payload names nobody. */
export function userIn(body: Payload): string {
  const [user = ''] = texts(
    body.event === undefined ? [field(body.user, 'id'), body.user_id] : [field(body.event, 'user')],
  );
  return user;
}

/** The teams that a payload names: where it happened and whose the person is. */
function teamsIn(body: Payload): readonly string[] {
  return texts([body.team_id, field(body.team, 'id'), field(body.user, 'team_id')]);
}

/** What was tried, as far as Slack's payload says. */
export function otherWorkspaceAttempt(body: Payload): OtherWorkspaceAttempt {
  const first: unknown = Array.isArray(body.actions) ? body.actions[0] : undefined;
  const [what = ''] = texts([
    field(first, 'action_id'),
    body.command,
    field(body.view, 'callback_id'),
    body.callback_id,
    field(body.event, 'type'),
    body.type,
  ]);
  const [channel = ''] = texts([field(body.channel, 'id'), body.channel_id]);
  const [ts = ''] = texts([field(body.message, 'ts')]);
  return { user: userIn(body), teams: teamsIn(body), what, channel, ts };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string' && value !== '');
}
