import type { Problem } from './problems.ts';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type SlackSettings = SocketModeSettings | HttpModeSettings;

interface SlackBase {
  readonly botToken: string;
  /** The Web API's base, ending in `/api/`; absent: Slack's own. */
  readonly apiUrl?: string;
}

interface SocketModeSettings extends SlackBase {
  readonly mode: 'socket';
  readonly appToken: string;
}

interface HttpModeSettings extends SlackBase {
  readonly mode: 'http';
  readonly signingSecret: string;
}

const variables = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const;

/** What each kind of token begins with, to tell when two were swapped. */
const tokenKinds = [
  ['xoxb-', 'a bot token, which belongs in SLACK_BOT_TOKEN'],
  ['xapp-', 'an app-level token, which belongs in SLACK_APP_TOKEN'],
  ['xoxp-', "a user's token, which Gluewarden never needs"],
  ['xox', 'another kind of token'],
] as const;

function tokenProblem(value: string, prefix: string, where: string): string | undefined {
  if (value.startsWith(prefix))
    return /^[\w.-]{6,}$/.test(value)
      ? undefined
      : `begins with ${prefix}, and is cut off or has characters of something else in it: copy it again`;
  const kind = tokenKinds.find(([start]) => value.startsWith(start))?.[1];
  return `must begin with ${prefix} (${where})${kind === undefined ? '' : `; this is ${kind}`}`;
}

function signingSecretProblem(value: string): string | undefined {
  const kind = tokenKinds.find(([start]) => value.startsWith(start))?.[1];
  if (kind !== undefined) return `must be the signing secret (Basic Information → App Credentials); this is ${kind}`;
  return /^\S{8,}$/.test(value) ? undefined : 'is too short, or has spaces in it: copy it again';
}

/** A base without its last slash would lose its last part when a method's name is appended. */
function apiUrl(value: string): { readonly url: string } | { readonly problem: string } {
  const example = 'like https://slack.com/api/';
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return { problem: `must be a web address, ${example}` };
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return { problem: `must be a plain web address, ${example}: no user, no "?", no "#"` };
  const path = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
  if (!path.endsWith('/api/')) return { problem: `must end in /api/, ${example}` };
  return { url: `${url.origin}${path}` };
}

function missingProblems(env: Environment): Problem[] {
  const bot = { path: 'SLACK_BOT_TOKEN', message: 'is missing (begins with xoxb-)' };
  const mode = {
    path: 'SLACK_APP_TOKEN',
    message: "is missing (begins with xapp-); or SLACK_SIGNING_SECRET instead, to take Slack's requests over HTTP",
  };
  return [
    ...(env.SLACK_BOT_TOKEN === undefined ? [bot] : []),
    ...(env.SLACK_APP_TOKEN === undefined && env.SLACK_SIGNING_SECRET === undefined ? [mode] : []),
  ];
}

function shapeProblems(env: Environment): Problem[] {
  const url = env.SLACK_API_URL === undefined ? undefined : apiUrl(env.SLACK_API_URL);
  const wrong: readonly (readonly [string, string | undefined])[] = [
    [
      'SLACK_BOT_TOKEN',
      env.SLACK_BOT_TOKEN && tokenProblem(env.SLACK_BOT_TOKEN, 'xoxb-', 'OAuth & Permissions → Bot User OAuth Token'),
    ],
    [
      'SLACK_APP_TOKEN',
      env.SLACK_APP_TOKEN && tokenProblem(env.SLACK_APP_TOKEN, 'xapp-', 'Basic Information → App-Level Tokens'),
    ],
    ['SLACK_SIGNING_SECRET', env.SLACK_SIGNING_SECRET && signingSecretProblem(env.SLACK_SIGNING_SECRET)],
    ['SLACK_API_URL', url && 'problem' in url ? url.problem : undefined],
    [
      'SLACK_SIGNING_SECRET',
      env.SLACK_APP_TOKEN && env.SLACK_SIGNING_SECRET
        ? 'is set, and so is SLACK_APP_TOKEN: keep the app token for Socket Mode, or the signing secret for HTTP'
        : undefined,
    ],
  ];
  return wrong.flatMap(([path, message]) => (message === undefined ? [] : [{ path, message }]));
}

/** The Slack variables of an environment without empty values. */
export function readSlackSettings(env: Environment): {
  readonly slack: SlackSettings | undefined;
  readonly problems: readonly Problem[];
  /** True when none of the tokens and secrets is set. */
  readonly unset: boolean;
} {
  const unset = variables.every((name) => env[name] === undefined);
  const problems = [...missingProblems(env), ...shapeProblems(env)];
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  if (problems.length > 0 || botToken === undefined) return { slack: undefined, problems, unset };
  const url = env.SLACK_API_URL === undefined ? undefined : apiUrl(env.SLACK_API_URL);
  const base = { botToken, ...(url && 'url' in url && { apiUrl: url.url }) };
  if (appToken !== undefined) return { slack: Object.freeze({ ...base, mode: 'socket', appToken }), problems, unset };
  if (signingSecret === undefined) return { slack: undefined, problems, unset };
  return { slack: Object.freeze({ ...base, mode: 'http', signingSecret }), problems, unset };
}
