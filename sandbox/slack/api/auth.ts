import type { Json } from '../json.ts';
import { type Method, type MethodContext, MethodError, page } from './method.ts';

/** auth.test, auth.teams.list. */
export const authMethods: Record<string, Method> = {
  'auth.test': { run: test },
  'auth.teams.list': { run: teams },
};

/** [inferred] for an organisation-wide install: `team_id` is the organisation's. */
function test({ world }: MethodContext): Json {
  const { team, enterprise } = world.workspace;
  const org = world.orgInstall;
  return {
    ok: true,
    url: `https://${team.domain}.slack.com/`,
    team: org?.name ?? team.name,
    user: world.app.name.toLowerCase(),
    team_id: org?.id ?? team.id,
    user_id: world.app.botUserId,
    bot_id: world.app.botId,
    ...(enterprise === undefined ? {} : { enterprise_id: enterprise.id }),
    is_enterprise_install: org !== undefined,
  };
}

/** Which refusal another token than that of an organisation-wide install gets is [inferred]. */
function teams({ world, args }: MethodContext): Json {
  const org = world.orgInstall;
  if (org === undefined) throw new MethodError('not_allowed_token_type');
  const { items, nextCursor } = page(args, org.teams, 100);
  return {
    ok: true,
    teams: items.map((id) => ({ id, name: id })),
    response_metadata: { next_cursor: nextCursor },
  };
}
