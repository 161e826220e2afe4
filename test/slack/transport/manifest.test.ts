import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chatMethods } from '../../../sandbox/slack/api/chat.ts';
import { conversationMethods } from '../../../sandbox/slack/api/conversations.ts';
import { peopleMethods } from '../../../sandbox/slack/api/people.ts';
import { appFromManifest } from '../../../sandbox/slack/workspace.ts';
import { BOT_SCOPES, slackManifest } from '../../../src/slack/transport/manifest.ts';
import type { Command } from '../../../src/usecases/ports/command.ts';
import { problem } from '../support.ts';

function command(name: string): Command {
  return {
    name,
    summary: `What ${name} does`,
    usageHint: '<region> | help',
    subcommands: [],
    parse: () => ({ shared: false, run: async () => problem('x') }),
  };
}

const commands = [command('/glue-audit'), command('/glue-remediate')];

describe('slackManifest', () => {
  it('has every command, with its hint and escaping', () => {
    const { features } = slackManifest(commands, { mode: 'socket' });
    expect(features?.slash_commands).toEqual(
      ['/glue-audit', '/glue-remediate'].map((name) => ({
        command: name,
        description: `What ${name} does`,
        usage_hint: '<region> | help',
        should_escape: true,
      })),
    );
  });

  it('switches both tabs on: without one Slack takes no direct message, without the other nothing is published', () => {
    const { features } = slackManifest(commands, { mode: 'http', requestUrl: 'https://gluewarden.example.com' });
    expect(features?.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    });
  });

  it('asks for the least: no public posting, no users’ tokens, and files only where whoever installs it lets it', () => {
    const { oauth_config: oauth } = slackManifest(commands, { mode: 'socket' });
    expect(oauth?.scopes).toEqual({
      bot: [
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
      ],
      bot_optional: ['files:write'],
    });
  });

  it('Socket Mode needs no address', () => {
    const manifest = slackManifest(commands, { mode: 'socket' });
    expect(manifest.settings).toEqual({
      event_subscriptions: { bot_events: ['app_home_opened'] },
      interactivity: { is_enabled: true },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    });
    expect(JSON.stringify(manifest)).not.toContain('url');
  });

  it.each([
    ['https://bot.example.com', 'https://bot.example.com/slack/events'],
    ['https://bot.example.com/behind/slack/events', 'https://bot.example.com/behind/slack/events'],
  ])('HTTP mode with %s sends everything to %s', (requestUrl, url) => {
    const { features, settings } = slackManifest(commands, { mode: 'http', requestUrl });
    expect(features?.slash_commands?.map((slash) => slash.url)).toEqual([url, url]);
    expect(settings?.interactivity).toEqual({ is_enabled: true, request_url: url });
    expect(settings?.event_subscriptions).toEqual({ bot_events: ['app_home_opened'], request_url: url });
    expect(settings?.socket_mode_enabled).toBe(false);
  });

  it('keeps to Slack’s lengths', () => {
    const long = { ...command('/x'), summary: 's'.repeat(5_000), usageHint: 'h'.repeat(5_000) };
    const { display_information: display, features } = slackManifest([long], { mode: 'socket' });
    expect(display.name.length).toBeLessThanOrEqual(35);
    expect(display.description?.length).toBeLessThanOrEqual(140);
    expect(features?.slash_commands?.[0]?.description?.length).toBe(2_000);
    expect(features?.slash_commands?.[0]?.usage_hint?.length).toBe(1_000);
  });

  it('asks for no scope that no call of the bot needs', () => {
    const methods = Object.entries({ ...chatMethods, ...conversationMethods, ...peopleMethods });
    const calls = globSync('src/slack/**/*.ts')
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const used = (scope: string) =>
      methods.some(([name, { scopes = [] }]) => scopes.includes(scope) && calls.includes(`client.${name}(`));
    const unused = BOT_SCOPES.filter(({ scope }) => scope !== 'commands' && !used(scope)).map(({ scope }) => scope);
    expect(unused).toEqual([]);
    expect(used('files:write')).toBe(false);
  });

  it('has a shortcut for everybody and one of messages, within Slack’s lengths', () => {
    const { features } = slackManifest(commands, { mode: 'socket' });
    expect(features?.shortcuts?.map(({ type, callback_id: id }) => [type, id])).toEqual([
      ['global', 'shortcut.audit'],
      ['message', 'shortcut.find'],
    ]);
    for (const { name, description } of features?.shortcuts ?? []) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
  });

  it('can be read by the local Slack', () => {
    const app = appFromManifest(slackManifest(commands, { mode: 'socket' }));
    expect(app).toMatchObject({ homeTab: true, events: ['app_home_opened'], shortcuts: [{}, {}] });
    expect(app.commands.map(({ command: name }) => name)).toEqual(['/glue-audit', '/glue-remediate']);
  });
});
