import type { WebClient } from '@slack/web-api';
import { ChatError } from '../../domain/errors.ts';
import { networkFaultOf } from '../../domain/network-fault.ts';
import type { ProxySettings } from '../../domain/proxy.ts';
import type { ChatCheck, ChatNeed, ChatProbe } from '../../usecases/ports/chat.ts';
import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { networkExplanations } from '../../usecases/words/explain-network.ts';
import { countWords } from '../../usecases/words/words.ts';
import { toChatError } from './chat-error.ts';
import { createAppClient, createClients } from './client.ts';
import { BOT_SCOPES, OPTIONAL_SCOPES } from './manifest.ts';
import { recordOf } from './people.ts';
import { calling } from './posting.ts';
import { type Identity, isOurs } from './tenancy.ts';
import { createUsergroupMembers } from './usergroups.ts';

export interface ProbeOptions {
  readonly botToken: string;
  /** Absent in HTTP mode. */
  readonly appToken?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
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
        options.appToken === undefined
          ? []
          : [await checkAppToken(createAppClient(options.appToken, options)), otherBots];
      const named =
        identity === undefined ? needs.map(unasked) : await checkNeeds(interactive, options.clock, identity, needs);
      return [...checks, ...app, ...(identity === undefined ? [] : [homeTab]), ...named];
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
  if (missing.length === 0) {
    const left = OPTIONAL_SCOPES.filter(({ scope }) => !granted.includes(scope));
    const without = left.map(({ scope, why }) => `; without ${scope}, which is optional (${why})`).join('');
    return { check, ok: true, detail: `all ${BOT_SCOPES.length} granted${without}` };
  }
  return {
    check,
    ok: false,
    detail: `missing: ${missing.map(({ scope, why }) => `${scope} (${why})`).join(', ')}`,
    fix: `Add ${missing.map(({ scope }) => scope).join(', ')} under "OAuth & Permissions" and install the app again.`,
  };
}

/** Slack counts connections only for whoever opens one, and one of these would be sent commands that nobody answers. */
const otherBots: ChatCheck = {
  check: 'Slack connections',
  ok: false,
  notChecked: true,
  detail:
    'not counted from here: a connection would take commands away from the bot. /glue-audit status says when another bot has the same tokens',
};

/** A token of the app's bot can ask for neither: both are in the manifest, which needs a token of its own. */
const homeTab: ChatCheck = {
  check: 'Slack Home tab',
  ok: false,
  notChecked: true,
  detail:
    'not known from here: "App Home", "Show Tabs" has the Home Tab on, and "Event Subscriptions" the bot event app_home_opened, or the Home stays empty',
};

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

/** Somebody waits at a terminal: what Slack's rate limits still hold back after this is not checked. */
const PATIENCE_MS = 60_000;

type Ask = <T>(call: () => Promise<T>) => Promise<T>;

interface Asking {
  readonly client: WebClient;
  readonly identity: Identity;
  readonly ask: Ask;
}

const labels: Readonly<Record<ChatNeed['use'], string>> = {
  post: 'Slack channel',
  ask: 'Slack channel',
  person: 'Slack user',
  group: 'Slack user group',
};

/**
 * One check for each, one call at a time of each method: users.info takes 100 calls a minute, conversations.info 50,
 * usergroups.users.list 20 (docs.slack.dev, tiers 4, 3 and 2 of "Rate limits"). Never rejects.
 */
async function checkNeeds(
  client: WebClient,
  clock: Clock,
  identity: Identity,
  needs: readonly ChatNeed[],
): Promise<readonly ChatCheck[]> {
  const until = clock.monotonic() + PATIENCE_MS;
  const members = createUsergroupMembers(client, { clock, isOrgInstall: () => identity.orgInstall });
  const lane = async (uses: readonly ChatNeed['use'][]) => {
    const asking = { client, identity, ask: patient(clock, until) };
    const checks: ChatCheck[] = [];
    for (const need of needs.filter(({ use }) => uses.includes(use)))
      checks.push({ ...(await checkNeed(asking, members, need)), need });
    return checks;
  };
  return (await Promise.all([lane(['post', 'ask']), lane(['person']), lane(['group'])])).flat();
}

/** What was not asked for, because the bot's token does not work. */
function unasked(need: ChatNeed): ChatCheck {
  return { check: nameOf(need), ok: false, notChecked: true, detail: 'the bot token could not be used', need };
}

function nameOf({ use, id }: ChatNeed): string {
  return `${labels[use]} ${id}`;
}

/** Waits as long as Slack says, within `until`; after a wait that would be longer nothing is asked again. */
function patient(clock: Clock, until: number): Ask {
  let over: ChatError | undefined;
  return async (call) => {
    for (;;) {
      if (over !== undefined) throw over;
      if (clock.monotonic() >= until) throw new ChatError('unavailable', 'ratelimited');
      try {
        return await calling(call);
      } catch (caught) {
        const error = toChatError(caught);
        const { retryAfterMs } = error;
        if (retryAfterMs === undefined) throw error;
        if (clock.monotonic() + retryAfterMs >= until) over = error;
        else await clock.sleep(retryAfterMs);
      }
    }
  };
}

async function checkNeed(
  asking: Asking,
  members: ReturnType<typeof createUsergroupMembers>,
  need: ChatNeed,
): Promise<ChatCheck> {
  if (need.use === 'person') return checkPerson(asking, need);
  if (need.use === 'group') return checkGroup(asking, members, need);
  return checkChannel(asking, need);
}

async function checkChannel({ client, ask }: Asking, need: ChatNeed): Promise<ChatCheck> {
  const { id: channel, use } = need;
  const check = nameOf(need);
  if (!/^[CG][A-Z0-9]+$/.test(channel)) {
    const fix = 'Give the channel id (C…): open the channel, click its name, and see the end of "About".';
    return { check, ok: false, detail: 'not a channel id', fix };
  }
  try {
    const { channel: found } = await ask(() => client.conversations.info({ channel }));
    const name = found?.name === undefined ? channel : `#${found.name}`;
    if (found?.is_archived === true) return problem(check, `${name} is archived`, 'Unarchive it, or name another one.');
    if (use === 'ask') return { check, ok: true, detail: `${name} exists` };
    if (found?.is_member !== true)
      return problem(check, `the bot is not in ${name}`, `Type /invite @gluewarden in ${name}.`);
    return { check, ok: true, detail: `the bot is in ${name}` };
  } catch (caught) {
    const gone = toChatError(caught).code === 'channel-not-found';
    if (gone && use === 'ask') return { ...failed(check, caught, privateChannel), notChecked: true };
    const fix = gone
      ? 'Correct the channel id; for a private channel, invite the bot first: it cannot see others.'
      : fixToken;
    return failed(check, caught, fix);
  }
}

const privateChannel =
  'Check the id. A private channel that the bot is not in looks the same to it, and its members may ask there all the same.';
const fixToken = 'Fix the bot token and its scopes first.';

async function checkPerson({ client, identity, ask }: Asking, need: ChatNeed): Promise<ChatCheck> {
  const check = nameOf(need);
  const other = 'Correct the id, or name somebody else.';
  try {
    const answer = await ask(() => client.users.info({ user: need.id }));
    const record = recordOf(answer, need.id);
    const { user } = answer;
    if (record === undefined) return problem(check, 'Slack told of somebody else', other);
    const name = user?.real_name ?? user?.name ?? need.id;
    if (user?.deleted === true) return problem(check, `${name} is deactivated`, 'Name somebody else.');
    if (user?.is_bot === true) return problem(check, `${name} is a bot`, other);
    if (!isOurs(record, identity))
      return problem(check, `${name} belongs to another workspace: what they press is refused`, other);
    return { check, ok: true, detail: name, people: [need.id] };
  } catch (caught) {
    const { slackCode } = toChatError(caught);
    const unknown = slackCode === 'user_not_found' || slackCode === 'user_not_visible';
    return failed(check, caught, unknown ? other : fixToken);
  }
}

async function checkGroup(
  { ask }: Asking,
  members: ReturnType<typeof createUsergroupMembers>,
  need: ChatNeed,
): Promise<ChatCheck> {
  const check = nameOf(need);
  try {
    const people = await ask(() => members(need.id));
    if (people.length === 0)
      return problem(check, 'nobody is in it', 'Add people to the user group in Slack, or name another one.');
    return { check, ok: true, detail: countWords(people.length, 'member'), people };
  } catch (caught) {
    const { slackCode } = toChatError(caught);
    const gone = slackCode === 'no_such_subteam' || slackCode === 'subteam_disabled';
    return failed(check, caught, gone ? 'Correct the id, or enable the user group in Slack.' : fixToken);
  }
}

function problem(check: string, detail: string, fix: string): ChatCheck {
  return { check, ok: false, detail, fix };
}

/** What Slack refused. A rate limit says nothing of what was asked. */
function failed(check: string, caught: unknown, fix: string): ChatCheck {
  const error = toChatError(caught);
  if (error.slackCode === 'ratelimited') {
    const detail = "Slack's rate limit left no time for it: run this again in a minute";
    return { check, ok: false, notChecked: true, detail };
  }
  const network = networkFaultOf(error.slackCode);
  if (network !== undefined) {
    const { what, next } = networkExplanations[network];
    return problem(check, `${what} (${error.slackCode})`, next);
  }
  const unreachable = error.code === 'unavailable' || error.code === 'unknown-outcome';
  if (!unreachable) return problem(check, `Slack refused it (${error.slackCode})`, fix);
  const later = 'Check the network, its proxy, and SLACK_API_URL if it is set; then run this again.';
  return problem(check, `Slack did not answer (${error.slackCode})`, later);
}
