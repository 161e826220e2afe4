import { asFlag, type Json } from '../json.ts';
import type { User, UserGroup } from '../model.ts';
import type { World } from '../world.ts';
import { type Method, type MethodContext, MethodError, optional, page, required } from './method.ts';

/** users.info, users.list, bots.info, usergroups.list, usergroups.users.list. */
export const peopleMethods: Record<string, Method> = {
  'users.info': { scopes: ['users:read'], run: info },
  'users.list': { scopes: ['users:read'], run: list },
  'bots.info': { scopes: ['users:read'], run: botInfo },
  'usergroups.list': { scopes: ['usergroups:read'], run: groups },
  'usergroups.users.list': { scopes: ['usergroups:read'], run: groupUsers },
};

function info({ world, args }: MethodContext): Json {
  const user = world.user(required(args, 'user'));
  if (user === undefined) throw new MethodError('user_not_found');
  return { ok: true, user: userObject(world, user) };
}

function list(context: MethodContext): Json {
  const { world, args } = context;
  requireTeam(context);
  const { items, nextCursor } = page(args, world.workspace.users, 100);
  return {
    ok: true,
    members: items.map((user) => userObject(world, user)),
    cache_ts: Math.floor(world.now() / 1000),
    response_metadata: { next_cursor: nextCursor },
  };
}

function botInfo({ world, args }: MethodContext): Json {
  const { app } = world;
  if (args.bot !== undefined && args.bot !== app.botId) throw new MethodError('bot_not_found');
  return { ok: true, bot: { id: app.botId, app_id: app.id, user_id: app.botUserId, name: app.name, deleted: false } };
}

function groups(context: MethodContext): Json {
  const { world, args } = context;
  const shown = groupsOf(world, requireTeam(context)).filter(
    (group) => asFlag(args.include_disabled) || group.disabled !== true,
  );
  return { ok: true, usergroups: shown.map((group) => groupObject(world, group, asFlag(args.include_users))) };
}

function groupUsers(context: MethodContext): Json {
  const { world, args } = context;
  const id = required(args, 'usergroup');
  const group = groupsOf(world, requireTeam(context)).find((one) => one.id === id);
  if (group === undefined) throw new MethodError('no_such_subteam');
  if (group.disabled === true && !asFlag(args.include_disabled)) throw new MethodError('subteam_disabled');
  return { ok: true, users: group.users };
}

/**
 * With the token of an organisation-wide install these methods need the workspace that they are about (docs.slack.dev,
 * "Changes to APIs for org-wide apps"); with any other token `team_id` is ignored. The words of the refusal of a workspace
 * that the app is not in are [inferred].
 * @throws MethodError missing_argument, team_not_found
 */
function requireTeam({ world, args }: MethodContext): string {
  const org = world.orgInstall;
  if (org === undefined) return world.workspace.team.id;
  const team = optional(args, 'team_id');
  if (team === undefined) throw new MethodError('missing_argument');
  if (!org.teams.includes(team)) throw new MethodError('team_not_found');
  return team;
}

function groupsOf(world: World, team: string): UserGroup[] {
  return world.workspace.userGroups.filter((group) => (group.teamId ?? world.workspace.team.id) === team);
}

function groupObject(world: World, group: UserGroup, withUsers: boolean): Json {
  return {
    id: group.id,
    team_id: group.teamId ?? world.workspace.team.id,
    is_usergroup: true,
    handle: group.handle,
    name: group.name,
    description: '',
    date_delete: group.disabled === true ? 1 : 0,
    user_count: group.users.length,
    ...(withUsers ? { users: group.users } : {}),
  };
}

/** True for people of elsewhere who share no channel with the app (docs.slack.dev, user object, `is_stranger`). */
function isStranger(world: World, user: User): boolean {
  if (world.teamOf(user) === world.workspace.team.id || world.isOfEnterprise(user)) return false;
  return !world.workspace.channels.some(
    (channel) => channel.kind !== 'im' && world.hasBot(channel) && channel.members.includes(user.id),
  );
}

function userObject(world: World, user: User): Json {
  const team = world.teamOf(user);
  const { enterprise } = world.workspace;
  const teams = enterprise?.teams.includes(team) === true ? [team] : (enterprise?.teams ?? []);
  return {
    id: user.id,
    team_id: team,
    name: user.name,
    deleted: user.deleted === true,
    real_name: user.realName,
    tz: user.tz ?? world.timeZone,
    is_bot: user.isBot === true,
    is_admin: false,
    is_restricted: user.guest !== undefined,
    is_ultra_restricted: user.guest === 'single-channel',
    is_stranger: isStranger(world, user),
    ...(enterprise !== undefined && world.isOfEnterprise(user)
      ? {
          enterprise_user: {
            id: user.id,
            enterprise_id: enterprise.id,
            enterprise_name: enterprise.name,
            is_admin: false,
            is_owner: false,
            teams,
          },
        }
      : {}),
    is_app_user: false,
    updated: 1_700_000_000,
    profile: { real_name: user.realName, display_name: user.name, title: user.title ?? '', team },
  };
}
