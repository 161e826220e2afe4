import type { WebClient } from '@slack/web-api';
import type { ChatCheck, ChatProbe } from '../../usecases/ports/chat.ts';
import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { createAppClient, createClients } from './client.ts';
import { BOT_SCOPES } from './manifest.ts';
import { calling } from './posting.ts';
import { checkNeeds, failed, unasked } from './probe-needs.ts';
import type { Identity } from './tenancy.ts';

export interface ProbeOptions {
  readonly botToken: string;
  /** Absent in HTTP mode. */
  readonly appToken?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

/** Looks at the Slack set-up for `doctor`: bot token, scopes, app token, and what the configuration names. */
export function createSlackProbe(options: ProbeOptions): ChatProbe {
  const { interactive } = createClients(options);
  return {
    async check(needs) {
      const { checks, identity } = await checkBotToken(interactive);
      const app =
        options.appToken === undefined ? [] : [await checkAppToken(createAppClient(options.appToken, options))];
      const named =
        identity === undefined ? needs.map(unasked) : await checkNeeds(interactive, options.clock, identity, needs);
      return [...checks, ...app, ...named];
    },
  };
}

/** Without an identity no other call with this token can work. */
async function checkBotToken(
  client: WebClient,
): Promise<{ readonly checks: readonly ChatCheck[]; readonly identity?: Identity }> {
  const check = 'Slack bot token';
  try {
    const answer = await calling(() => client.auth.test());
    const who = `${answer.user ?? answer.user_id ?? 'the bot'} in ${answer.team ?? answer.team_id ?? 'a workspace'}`;
    const identity = {
      team: answer.team_id ?? answer.enterprise_id ?? '',
      botUser: answer.user_id ?? '',
      botId: answer.bot_id ?? '',
      enterprise: answer.enterprise_id,
      orgInstall: answer.is_enterprise_install === true,
    };
    return { checks: [{ check, ok: true, detail: who }, checkScopes(answer.response_metadata?.scopes)], identity };
  } catch (caught) {
    const fix = 'Set SLACK_BOT_TOKEN to the Bot User OAuth Token (xoxb-…) under "OAuth & Permissions" of the app.';
    return { checks: [failed(check, caught, fix)] };
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
