import type { Json } from '../json.ts';
import type { Channel, Message, SlashCommandSetting, User, View } from '../model.ts';
import type { World } from '../world.ts';
import type { ResponseUrl } from './response-urls.ts';

/** The legacy verification token; it still comes with every payload. */
const VERIFICATION_TOKEN = 'sandbox-verification-token';

/** The address behind a response_url token. */
function responseAddress(world: World, url: ResponseUrl): string {
  return `${world.url}/actions/${world.workspace.team.id}/${url.token}`;
}

/** A typed command with the fields of the real one. `team_id` is the workspace in which it was typed (bolt-js #1875). */
export function commandPayload(
  world: World,
  about: {
    user: User;
    channel: Channel;
    command: SlashCommandSetting;
    text: string;
    response: ResponseUrl;
    trigger: string;
  },
): Json {
  const { user, channel, command, text } = about;
  return {
    token: VERIFICATION_TOKEN,
    team_id: typedIn(world, user),
    team_domain: world.workspace.team.domain,
    ...enterpriseFields(world),
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: user.id,
    user_name: user.name,
    command: command.command,
    text: command.shouldEscape === true ? escapeNames(world, text) : text,
    api_app_id: world.app.id,
    is_enterprise_install: String(world.orgInstall !== undefined),
    response_url: responseAddress(world, about.response),
    trigger_id: about.trigger,
  };
}

/** A colleague whose record names the organisation is in the app's own workspace when it is a workspace's. */
function typedIn(world: World, user: User): string {
  const { team, enterprise } = world.workspace;
  return user.teamId === undefined || user.teamId === enterprise?.id ? team.id : user.teamId;
}

function enterpriseFields({ workspace: { enterprise } }: World): Json {
  return enterprise === undefined ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name };
}

/** A direct message and a private channel have fixed names in command payloads. */
function channelName(channel: Channel): string {
  if (channel.kind === 'im') return 'directmessage';
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}

/**
 * With `should_escape` Slack turns typed names into ids: `@amir` into `<@UAMIR|amir>`, `#random` into
 * `<#CRANDOM|random>`, and `& < >` into entities. Names that nobody has stay as typed.
 */
function escapeNames(world: World, text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.replace(/([@#])([\w.-]+)/g, (typed, sign: string, name: string) => {
    if (sign === '#') {
      const channel = world.workspace.channels.find((one) => one.kind !== 'im' && one.name === name);
      return channel === undefined ? typed : `<#${channel.id}|${channel.name}>`;
    }
    const user = world.workspace.users.find((one) => one.name === name);
    if (user !== undefined) return `<@${user.id}|${user.name}>`;
    const group = world.workspace.userGroups.find((one) => one.handle === name);
    return group === undefined ? typed : `<!subteam^${group.id}|@${group.handle}>`;
  });
}

/**
 * The fields that every interaction has. `user.team_id` is the person's side: one of their workspaces, or the
 * organisation (bolt-js #1875). `team` and `enterprise` are the app's side, whoever presses (java-slack-sdk #1041);
 * `team` is null in an organisation-wide install (slackapi/deno-slack-runtime #65).
 */
function interaction(world: World, user: User): Json {
  const { team, enterprise } = world.workspace;
  const isOrgInstall = world.orgInstall !== undefined;
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: world.teamOf(user) },
    api_app_id: world.app.id,
    token: VERIFICATION_TOKEN,
    team: isOrgInstall ? null : { id: team.id, domain: team.domain },
    enterprise: enterprise === undefined ? null : { id: enterprise.id, name: enterprise.name },
    is_enterprise_install: isOrgInstall,
  };
}

/** A click in a message. An ephemeral message itself does not come along. */
export function messageActionPayload(
  world: World,
  about: {
    user: User;
    channel: Channel;
    message: Message;
    action: Json;
    state: Json;
    response: ResponseUrl;
    trigger: string;
  },
): Json {
  const { message, channel } = about;
  const isEphemeral = message.visibleTo !== undefined;
  return {
    type: 'block_actions',
    ...interaction(world, about.user),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    },
    trigger_id: about.trigger,
    channel: { id: channel.id, name: channelName(channel) },
    ...(isEphemeral
      ? {}
      : {
          message: {
            type: 'message',
            user: message.user,
            bot_id: world.app.botId,
            app_id: world.app.id,
            ts: message.ts,
            text: message.text,
            blocks: message.blocks,
            team: world.workspace.team.id,
            ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
            ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
          },
        }),
    state: { values: about.state },
    response_url: responseAddress(world, about.response),
    actions: [about.action],
  };
}

/** A click in a modal. */
export function viewActionPayload(
  world: World,
  about: { user: User; view: View; action: Json; trigger: string },
): Json {
  return {
    type: 'block_actions',
    ...interaction(world, about.user),
    container: { type: 'view', view_id: about.view.id },
    trigger_id: about.trigger,
    view: about.view,
    actions: [about.action],
  };
}

/** A submitted modal. */
export function viewSubmissionPayload(world: World, about: { user: User; view: View; trigger: string }): Json {
  return {
    type: 'view_submission',
    ...interaction(world, about.user),
    trigger_id: about.trigger,
    view: about.view,
    response_urls: [],
  };
}

/** A closed modal; sent only where the modal asked for it. */
export function viewClosedPayload(world: World, about: { user: User; view: View; isCleared: boolean }): Json {
  return { type: 'view_closed', ...interaction(world, about.user), view: about.view, is_cleared: about.isCleared };
}

/** A request for the options of an external select. */
export function suggestionPayload(
  world: World,
  about: {
    user: User;
    blockId: string;
    actionId: string;
    value: string;
    view?: View;
    message?: Message;
    channel?: Channel;
  },
): Json {
  const { view, message, channel } = about;
  return {
    type: 'block_suggestion',
    ...interaction(world, about.user),
    block_id: about.blockId,
    action_id: about.actionId,
    value: about.value,
    container:
      view === undefined
        ? { type: 'message', message_ts: message?.ts, channel_id: channel?.id }
        : { type: 'view', view_id: view.id },
    ...(view === undefined ? {} : { view }),
    ...(channel === undefined ? {} : { channel: { id: channel.id, name: channelName(channel) } }),
    ...(message === undefined
      ? {}
      : { message: { type: 'message', ts: message.ts, text: message.text, blocks: message.blocks } }),
  };
}

/** A shortcut from a menu: of Slack itself, or of a message, which then comes along. */
export function shortcutPayload(
  world: World,
  about: {
    user: User;
    callbackId: string;
    trigger: string;
    actionTs: string;
    of?: { message: Message; channel: Channel; response: ResponseUrl };
  },
): Json {
  const { of } = about;
  const common = {
    ...interaction(world, about.user),
    callback_id: about.callbackId,
    trigger_id: about.trigger,
    action_ts: about.actionTs,
  };
  if (of === undefined) return { type: 'shortcut', ...common };
  const { message, channel, response } = of;
  return {
    type: 'message_action',
    ...common,
    message_ts: message.ts,
    message: { type: 'message', user: message.user, ts: message.ts, text: message.text, blocks: message.blocks },
    channel: { id: channel.id, name: channelName(channel) },
    response_url: responseAddress(world, response),
  };
}
