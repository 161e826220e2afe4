import type { Json } from '../json.ts';
import type { Channel, User, View } from '../model.ts';
import type { World } from '../world.ts';

/**
 * Somebody opened one of the app's tabs (docs.slack.dev, app_home_opened). `user` is an id alone, and `team_id` where the app
 * is installed. `view` comes once one was published.
 */
export function homeOpenedPayload(
  world: World,
  about: { user: User; channel: Channel; tab: 'home' | 'messages'; view: View | undefined; id: string },
): Json {
  const { team, enterprise } = world.workspace;
  const seconds = world.now() / 1000;
  const isEnterpriseInstall = world.orgInstall !== undefined;
  return {
    token: 'sandbox-verification-token',
    team_id: team.id,
    ...(enterprise === undefined ? {} : { enterprise_id: enterprise.id }),
    api_app_id: world.app.id,
    event: {
      type: 'app_home_opened',
      user: about.user.id,
      channel: about.channel.id,
      tab: about.tab,
      event_ts: seconds.toFixed(6),
      ...(about.view === undefined || about.tab !== 'home' ? {} : { view: about.view }),
    },
    type: 'event_callback',
    event_id: about.id,
    event_time: Math.floor(seconds),
    authorizations: [
      {
        enterprise_id: enterprise?.id ?? null,
        team_id: isEnterpriseInstall ? null : team.id,
        user_id: world.app.botUserId,
        is_bot: true,
        is_enterprise_install: isEnterpriseInstall,
      },
    ],
    is_ext_shared_channel: false,
  };
}
