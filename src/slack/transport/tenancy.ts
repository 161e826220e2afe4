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

/**
 * True when the payload comes from our own workspace (or organisation, for an org-wide install). People of other
 * workspaces can press buttons in channels shared through Slack Connect. What cannot be told is not ours.
 */
export function isOurs(body: Readonly<Record<string, unknown>>, identity: Identity): boolean {
  if (identity.orgInstall) {
    const enterprises = enterprisesIn(body);
    return enterprises.length > 0 && enterprises.every((enterprise) => enterprise === identity.enterprise);
  }
  const teams = teamsIn(body);
  return teams.length > 0 && teams.every((team) => team === identity.team);
}

/** The teams that a payload names: where it happened and whose the person is. */
function teamsIn(body: Readonly<Record<string, unknown>>): readonly string[] {
  return texts([body.team_id, field(body.team, 'id'), field(body.user, 'team_id')]);
}

/** What was tried, as far as Slack's payload says. */
export function otherWorkspaceAttempt(body: Readonly<Record<string, unknown>>): OtherWorkspaceAttempt {
  const first: unknown = Array.isArray(body.actions) ? body.actions[0] : undefined;
  const [user = ''] = texts([field(body.user, 'id'), body.user_id]);
  const [what = ''] = texts([field(first, 'action_id'), body.command, field(body.view, 'callback_id'), body.type]);
  const [channel = ''] = texts([field(body.channel, 'id'), body.channel_id]);
  const [ts = ''] = texts([field(body.message, 'ts')]);
  return { user, teams: teamsIn(body), what, channel, ts };
}

function enterprisesIn(body: Readonly<Record<string, unknown>>): readonly string[] {
  return texts([body.enterprise_id, field(body.enterprise, 'id'), field(body.team, 'enterprise_id')]);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string' && value !== '');
}
