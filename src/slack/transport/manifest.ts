import type { AppsManifestCreateArguments } from '@slack/web-api';
import type { Command } from '../../usecases/ports/command.ts';
import { SLACK_PATH } from './http.ts';

/** The bot scopes that the manifest asks for and `doctor` looks for, with what each is for. */
export const BOT_SCOPES = [
  { scope: 'commands', why: 'to answer slash commands' },
  { scope: 'chat:write', why: 'to post and edit its own messages' },
  { scope: 'usergroups:read', why: 'to know who is in a user group that is allowed to ask or decide' },
  { scope: 'users:read', why: 'to know whether somebody is of its organization' },
  { scope: 'im:write', why: 'to send direct messages' },
  { scope: 'channels:read', why: 'to know whether it is in a public channel' },
  { scope: 'groups:read', why: 'to know whether it is in a private channel' },
  { scope: 'channels:history', why: 'to find its own post again after a failure, in a public channel' },
  { scope: 'groups:history', why: 'to find its own post again after a failure, in a private channel' },
] as const;

/**
 * What people find in Slack's menus without knowing a command, with the callback ids that come back. Slack's limits: a name
 * of 24 characters, a description of 150, five shortcuts (docs.slack.dev, app manifest reference; "Implementing shortcuts").
 */
export const SHORTCUTS = {
  audit: {
    type: 'global',
    callback_id: 'shortcut.audit',
    name: 'Audit Glue bookmarks',
    description: 'Audit accounts and regions now; the result comes as a direct message',
  },
  find: {
    type: 'message',
    callback_id: 'shortcut.find',
    name: 'Find in Glue',
    description: 'Find open findings whose configurations or jobs this message names',
  },
} as const;

/** What the app may be installed without: the answer that needs one says so. */
export const OPTIONAL_SCOPES = [{ scope: 'files:write', why: 'to upload the report of /glue-audit report' }] as const;

export type AppManifest = AppsManifestCreateArguments['manifest'];

export type ManifestOptions =
  | { readonly mode: 'socket' }
  | {
      readonly mode: 'http';
      /** Where Slack reaches the bot, for instance `https://gluewarden.example.com`; the path is added if missing. */
      readonly requestUrl: string;
    };

/** Slack's own limits for a manifest. */
const USAGE_HINT_MAX = 1_000;
const COMMAND_DESCRIPTION_MAX = 2_000;

/** The app manifest to create or update the Slack app with, from the same list that the bot answers to. */
export function slackManifest(commands: readonly Command[], options: ManifestOptions): AppManifest {
  const url = options.mode === 'http' ? { url: requestUrl(options.requestUrl) } : {};
  return {
    display_information: {
      name: 'Gluewarden',
      description: 'Keeps AWS Glue job bookmarks encrypted: audits on a schedule and on command.',
      background_color: '#1f3a5f',
    },
    features: {
      // Slack makes apps with the Messages tab off, and then no direct message arrives (messages_tab_disabled).
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      shortcuts: Object.values(SHORTCUTS),
      bot_user: { display_name: 'gluewarden', always_online: true },
      slash_commands: commands.map((command) => ({
        command: command.name,
        description: command.summary.slice(0, COMMAND_DESCRIPTION_MAX),
        usage_hint: command.usageHint.slice(0, USAGE_HINT_MAX),
        should_escape: true,
        ...url,
      })),
    },
    oauth_config: {
      scopes: {
        bot: [...BOT_SCOPES, ...OPTIONAL_SCOPES].map(({ scope }) => scope),
        // They stand in both lists (docs.slack.dev, changelog of 2026-03-16; slackapi/slack-cli, pull request 517).
        bot_optional: OPTIONAL_SCOPES.map(({ scope }) => scope),
      },
    },
    settings: {
      // Without it nobody hears that a Home was opened, and it stays empty.
      event_subscriptions: {
        bot_events: ['app_home_opened'],
        ...(options.mode === 'http' ? { request_url: requestUrl(options.requestUrl) } : {}),
      },
      interactivity: {
        is_enabled: true,
        ...(options.mode === 'http' ? { request_url: requestUrl(options.requestUrl) } : {}),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: options.mode === 'socket',
      token_rotation_enabled: false,
    },
  };
}

function requestUrl(given: string): string {
  const url = new URL(given);
  if (url.pathname === '/') url.pathname = SLACK_PATH;
  return url.toString();
}
