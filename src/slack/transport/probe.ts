import type { WebClient } from '@slack/web-api';
import { ChatError } from '../../domain/errors.ts';
import { networkFaultOf } from '../../domain/network-fault.ts';
import type { ProxySettings } from '../../domain/proxy.ts';
import type { ChatCheck, ChatProbe } from '../../usecases/ports/chat.ts';
import type { Log } from '../../usecases/ports/runtime.ts';
import { networkExplanations } from '../../usecases/words/explain-network.ts';
import { toChatError } from './chat-error.ts';
import { createAppClient, createClients } from './client.ts';
import { BOT_SCOPES } from './manifest.ts';
import { calling } from './posting.ts';

export interface ProbeOptions {
  readonly botToken: string;
  /** Absent in HTTP mode. */
  readonly appToken?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly log: Log;
}

/** Looks at the Slack set-up for `doctor`: bot token, scopes, app token, and each channel. */
export function createSlackProbe(options: ProbeOptions): ChatProbe {
  const { interactive } = createClients(options);
  return {
    async check(channels) {
      const checks: ChatCheck[] = [...(await checkBotToken(interactive))];
      if (options.appToken !== undefined) checks.push(await checkAppToken(createAppClient(options.appToken, options)));
      for (const channel of new Set(channels)) checks.push(await checkChannel(interactive, channel));
      return checks;
    },
  };
}

async function checkBotToken(client: WebClient): Promise<readonly ChatCheck[]> {
  const check = 'Slack bot token';
  try {
    const answer = await calling(() => client.auth.test());
    const who = `${answer.user ?? answer.user_id ?? 'the bot'} in ${answer.team ?? answer.team_id ?? 'a workspace'}`;
    return [{ check, ok: true, detail: who }, checkScopes(answer.response_metadata?.scopes)];
  } catch (caught) {
    const fix = 'Set SLACK_BOT_TOKEN to the Bot User OAuth Token (xoxb-…) under "OAuth & Permissions" of the app.';
    return [failed(check, caught, fix)];
  }
}

/** Slack names a token's scopes in the header x-oauth-scopes, which a proxy may take away. */
function checkScopes(granted: readonly string[] | undefined): ChatCheck {
  const check = 'Slack scopes';
  if (granted === undefined) {
    const detail =
      'Slack did not say which scopes the token has (no x-oauth-scopes): see "OAuth & Permissions" of the app';
    return { check, ok: false, notChecked: true, detail };
  }
  const missing = BOT_SCOPES.filter(({ scope }) => !granted.includes(scope));
  if (missing.length === 0) return { check, ok: true, detail: `all ${BOT_SCOPES.length} granted` };
  return {
    check,
    ok: false,
    detail: `missing: ${missing.map(({ scope, why }) => `${scope} (${why})`).join(', ')}`,
    fix: `Add ${missing.map(({ scope }) => scope).join(', ')} under "OAuth & Permissions" and install the app again.`,
  };
}

async function checkAppToken(client: WebClient): Promise<ChatCheck> {
  const check = 'Slack app token (Socket Mode)';
  try {
    await calling(() => client.apps.connections.open({}));
    return { check, ok: true, detail: 'a connection can be opened' };
  } catch (caught) {
    const fix =
      'Switch Socket Mode on, and set SLACK_APP_TOKEN to an app-level token (xapp-…) with connections:write, under "Basic Information".';
    return failed(check, caught, fix);
  }
}

async function checkChannel(client: WebClient, channel: string): Promise<ChatCheck> {
  const check = `Slack channel ${channel}`;
  const direct = /^[UW][A-Z0-9]+$/.test(channel);
  if (direct) return { check, ok: true, detail: 'a person: sent as a direct message' };
  if (!/^[CG][A-Z0-9]+$/.test(channel)) {
    const fix = 'Give the channel id (C…): open the channel, click its name, and see the end of "About".';
    return { check, ok: false, detail: 'not a channel id', fix };
  }
  try {
    const { channel: found } = await calling(() => client.conversations.info({ channel }));
    const name = found?.name === undefined ? channel : `#${found.name}`;
    if (found?.is_archived === true) return problem(check, `${name} is archived`, 'Unarchive it, or name another one.');
    if (found?.is_member !== true)
      return problem(check, `the bot is not in ${name}`, `Type /invite @gluewarden in ${name}.`);
    return { check, ok: true, detail: `the bot is in ${name}` };
  } catch (caught) {
    const gone = caught instanceof ChatError && caught.code === 'channel-not-found';
    const fix = gone
      ? 'Correct the channel id; for a private channel, invite the bot first: it cannot see others.'
      : 'Fix the bot token and its scopes first.';
    return failed(check, caught, fix);
  }
}

function problem(check: string, detail: string, fix: string): ChatCheck {
  return { check, ok: false, detail, fix };
}

function failed(check: string, caught: unknown, fix: string): ChatCheck {
  const error = toChatError(caught);
  const network = networkFaultOf(error.slackCode);
  if (network !== undefined) {
    const { what, next } = networkExplanations[network];
    return problem(check, `${what} (${error.slackCode})`, next);
  }
  const later = 'Slack could not be reached or did not answer: check the network, then run this again.';
  const unreachable = error.code === 'unavailable' || error.code === 'unknown-outcome';
  return problem(check, error.slackCode, unreachable ? later : fix);
}
