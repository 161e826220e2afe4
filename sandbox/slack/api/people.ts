import { asFlag, type Json } from '../json.ts';
import type { User, UserGroup } from '../model.ts';
import type { World } from '../world.ts';
import { type Method, type MethodContext, MethodError, page, required } from './method.ts';

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

function list({ world, args }: MethodContext): Json {
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

function groups({ world, args }: MethodContext): Json {
  const shown = world.workspace.userGroups.filter((group) => asFlag(args.include_disabled) || group.disabled !== true);
  return { ok: true, usergroups: shown.map((group) => groupObject(world, group, asFlag(args.include_users))) };
}

function groupUsers({ world, args }: MethodContext): Json {
  const group = world.workspace.userGroups.find((one) => one.id === required(args, 'usergroup'));
  if (group === undefined) throw new MethodError('no_such_subteam');
  if (group.disabled === true && !asFlag(args.include_disabled)) throw new MethodError('subteam_disabled');
  return { ok: true, users: group.users };
}

function groupObject(world: World, group: UserGroup, withUsers: boolean): Json {
  return {
    id: group.id,
    team_id: world.workspace.team.id,
    is_usergroup: true,
    handle: group.handle,
    name: group.name,
    description: '',
    date_delete: group.disabled === true ? 1 : 0,
    user_count: group.users.length,
    ...(withUsers ? { users: group.users } : {}),
  };
}

function userObject(world: World, user: User): Json {
  const team = user.teamId ?? world.workspace.team.id;
  return {
    id: user.id,
    team_id: team,
    name: user.name,
    deleted: user.deleted === true,
    real_name: user.realName,
    tz: user.tz ?? world.timeZone,
    is_bot: user.isBot === true,
    is_admin: false,
    is_restricted: false,
    is_stranger: team !== world.workspace.team.id,
    is_app_user: false,
    updated: 1_700_000_000,
    profile: { real_name: user.realName, display_name: user.name, title: user.title ?? '', team },
  };
}
