import { asFlag, asObject, asObjects, asString, type Json } from './json.ts';
import type { AppSettings, Channel, ShortcutSetting, SlashCommandSetting, Workspace } from './model.ts';

/** The smallest set of scopes that the bot's manifest asks for, and the histories that reconciling posts needs. */
const DEFAULT_SCOPES = [
  'commands',
  'chat:write',
  'usergroups:read',
  'users:read',
  'im:write',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
  'files:write',
];

/** People, channels and a user group for the demo and for tests. The bot is in every channel but #random. */
export function demoWorkspace(): Workspace {
  const bot = 'UGLUEBOT';
  return {
    team: { id: 'TACME', domain: 'acme-data', name: 'Acme Data' },
    users: [
      { id: 'UNINA', name: 'nina', realName: 'Nina Alvarez', title: 'Data engineer' },
      { id: 'UAMIR', name: 'amir', realName: 'Amir Haddad', title: 'Data platform lead, approver' },
      { id: 'UJUN', name: 'jun', realName: 'Jun Watanabe', title: 'Security engineer, approver' },
      { id: 'UOLGA', name: 'olga', realName: 'Olga Petrova', title: 'Operator' },
      { id: 'UGUEST', name: 'sam', realName: 'Sam Partner', title: 'Guest from Partner Inc', teamId: 'TPARTNER' },
    ],
    channels: [
      channel('CDATAPLATFORM', 'data-platform', [bot, 'UNINA', 'UAMIR', 'UJUN', 'UOLGA'], 'Pipelines and their owners'),
      channel('CDATAALERTS', 'data-alerts', [bot, 'UNINA', 'UAMIR', 'UJUN', 'UOLGA', 'UGUEST'], 'Daily findings'),
      {
        ...channel('CGLUEAPPROVALS', 'glue-approvals', [bot, 'UAMIR', 'UJUN', 'UOLGA'], 'Who approves what'),
        kind: 'private',
      },
      channel('CRANDOM', 'random', ['UNINA', 'UAMIR', 'UJUN', 'UOLGA'], 'Not about work'),
    ],
    userGroups: [{ id: 'SDATALEADS', handle: 'data-leads', name: 'Data leads', users: ['UAMIR', 'UJUN'] }],
  };
}

/**
 * The workspace of the demo as one of an organisation (Enterprise Grid), with a colleague of a sister workspace, one whose
 * record names only the organisation, and a guest of the sister workspace, all in #data-alerts with Sam of Partner Inc.
 */
export function gridWorkspace(): Workspace {
  const workspace = demoWorkspace();
  const sister = 'TSISTER';
  workspace.enterprise = { id: 'EACME', name: 'Acme', teams: [workspace.team.id, sister] };
  workspace.users.push(
    { id: 'WSARA', name: 'sara', realName: 'Sara Lind', title: 'Engineer of a sister workspace', teamId: sister },
    { id: 'WOMAR', name: 'omar', realName: 'Omar Aziz', title: 'Engineer, of the organisation', teamId: 'EACME' },
    {
      id: 'WTEMP',
      name: 'tess',
      realName: 'Tess Temp',
      title: 'Guest of a sister workspace',
      teamId: sister,
      guest: 'multi-channel',
    },
  );
  for (const { id, members } of workspace.channels) if (id === 'CDATAALERTS') members.push('WSARA', 'WOMAR', 'WTEMP');
  workspace.userGroups.push({
    id: 'SSISTERLEADS',
    handle: 'sister-leads',
    name: 'Sister leads',
    users: ['WSARA'],
    teamId: sister,
  });
  return workspace;
}

function channel(id: string, name: string, members: string[], topic: string): Channel {
  return { id, name, kind: 'public', members, topic };
}

/** The app with good defaults; anything given replaces its default. */
export function defaultApp(given: Partial<AppSettings> = {}): AppSettings {
  return {
    id: 'AGLUEWARDEN',
    name: 'Gluewarden',
    botUserId: 'UGLUEBOT',
    botId: 'BGLUEBOT',
    botToken: 'xoxb-sandbox-bot-token',
    appToken: 'xapp-1-sandbox-app-token',
    signingSecret: 'sandbox-signing-secret',
    scopes: DEFAULT_SCOPES,
    commands: [
      {
        command: '/glue-audit',
        description: 'Check Glue job bookmark encryption',
        usageHint: 'help',
        shouldEscape: true,
      },
      {
        command: '/glue-remediate',
        description: 'Ask for a remediation',
        usageHint: 'help',
        shouldEscape: true,
      },
    ],
    shortcuts: [
      {
        type: 'global',
        name: 'Audit Glue bookmarks',
        callbackId: 'shortcut.audit',
        description: 'Audit accounts and regions now',
      },
      {
        type: 'message',
        name: 'Find in Glue',
        callbackId: 'shortcut.find',
        description: 'Find open findings that this message names',
      },
    ],
    delivery: { mode: 'socket' },
    ...given,
  };
}

/**
 * Reads a real Slack app manifest: name, commands, bot scopes and how Slack reaches the app.
 * In HTTP mode the request URL is the one of the first command or of the interactivity settings.
 */
export function appFromManifest(manifest: unknown, given: Partial<AppSettings> = {}): AppSettings {
  const root = asObject(manifest);
  const features = asObject(root.features);
  const settings = asObject(root.settings);
  const slashCommands = asObjects(features.slash_commands);
  const scopes = asObject(asObject(root.oauth_config).scopes).bot;
  const requestUrl = asString(slashCommands[0]?.url) ?? asString(asObject(settings.interactivity).request_url) ?? '';
  return defaultApp({
    name: asString(asObject(root.display_information).name) ?? 'Gluewarden',
    scopes: strings(scopes),
    commands: slashCommands.map(commandFromManifest),
    // Slack makes apps with the tab off.
    messagesTab: asFlag(asObject(features.app_home).messages_tab_enabled),
    homeTab: asFlag(asObject(features.app_home).home_tab_enabled),
    events: strings(asObject(settings.event_subscriptions).bot_events),
    shortcuts: asObjects(features.shortcuts).map(shortcutFromManifest),
    delivery: asFlag(settings.socket_mode_enabled) ? { mode: 'socket' } : { mode: 'http', requestUrl },
    ...given,
  });
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function shortcutFromManifest(entry: Json): ShortcutSetting {
  return {
    type: entry.type === 'message' ? 'message' : 'global',
    name: asString(entry.name) ?? '',
    callbackId: asString(entry.callback_id) ?? '',
    description: asString(entry.description) ?? '',
  };
}

function commandFromManifest(entry: Json): SlashCommandSetting {
  return {
    command: asString(entry.command) ?? '',
    description: asString(entry.description) ?? '',
    usageHint: asString(entry.usage_hint) ?? '',
    shouldEscape: asFlag(entry.should_escape),
  };
}
