import { type NetworkSettings, readNetworkSettings } from './network-settings.ts';
import { type Problem, SettingsError } from './problems.ts';
import { readSecretFiles } from './secret-files.ts';
import { type Environment, readSlackSettings, type SlackSettings } from './slack-settings.ts';
import { didYouMean, shown } from './values.ts';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof logLevels)[number];

/** Everything that the environment says, checked. Frozen. Most of AWS's own variables are left to its SDK. */
export interface Settings extends NetworkSettings {
  /** Present when it can be used. */
  readonly slack?: SlackSettings;
  /** With `slack: 'optional'`: what is wrong with the Slack variables, for doctor. */
  readonly slackProblems: readonly Problem[];
  /** Of health and metrics, and of Slack's requests in HTTP mode. Port 0: any free one. */
  readonly host: string;
  readonly port: number;
  /** `sqlite:` and a path, or `postgres://`, with a password in it. */
  readonly databaseUrl: string;
  readonly configPath: string;
  /** True when GLUEWARDEN_CONFIG is set: the file must then exist. */
  readonly configExplicit: boolean;
  readonly logLevel: LogLevel;
  readonly remediation: {
    /** False with REMEDIATION=off: nothing is asked for, and no new step begins. */
    readonly enabled: boolean;
    /** GLUEWARDEN_KEY; absent: a file beside the database, where that is a file. */
    readonly key?: string;
  };
}

/** Variables that are set, trimmed: Docker and systemd pass on empty ones, secret files end in a line break. */
function present(env: Environment): Environment {
  const entries = Object.entries(env).map(([key, value]) => [key, value?.trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''));
}

function portProblem(value: string): string | undefined {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535
    ? undefined
    : `must be a port, 0 to 65535; this is ${shown(value)}`;
}

function hostProblem(value: string): string | undefined {
  if (/^[\w.:%-]+$/.test(value)) return undefined;
  return `must be an address or name to listen on, like 127.0.0.1 or 0.0.0.0 (no scheme, no port); this is ${shown(value)}`;
}

/** The value is never repeated: another database's URL holds a password. */
function databaseProblem(value: string): string | undefined {
  return isPostgres(value) || /^sqlite:(?!\/\/[^/])\S/.test(value)
    ? undefined
    : 'must be sqlite: and a path, like sqlite:./data/gluewarden.db, or postgres://user:password@host/database';
}

function isPostgres(url: string | undefined): boolean {
  return url !== undefined && /^postgres(ql)?:\/\/\S/i.test(url);
}

/** A key that is made anew where the process starts would call tampered with whatever was sealed before. */
function missingKey(env: Environment): Problem[] {
  if (!isPostgres(env.DATABASE_URL) || env.GLUEWARDEN_KEY !== undefined) return [];
  const message = 'must be set with a PostgreSQL database, which has no folder for a key file: openssl rand -base64 32';
  return [{ path: 'GLUEWARDEN_KEY', message }];
}

function levelProblem(value: string): string | undefined {
  if (logLevels.some((level) => level === value.toLowerCase())) return undefined;
  return `must be one of ${logLevels.join(', ')}; this is ${shown(value)}.${didYouMean(value, logLevels)}`;
}

function switchProblem(value: string): string | undefined {
  return /^(on|off)$/i.test(value) ? undefined : `must be on or off; this is ${shown(value)}`;
}

/** The value is never repeated: it is the key to every stored definition. */
function keyProblem(value: string): string | undefined {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(value) && Buffer.from(value, 'base64').length >= 32
    ? undefined
    : 'must be at least 32 random bytes in base64: openssl rand -base64 32';
}

const checks: readonly (readonly [string, (value: string) => string | undefined])[] = [
  ['PORT', portProblem],
  ['HOST', hostProblem],
  ['DATABASE_URL', databaseProblem],
  ['LOG_LEVEL', levelProblem],
  ['REMEDIATION', switchProblem],
  ['GLUEWARDEN_KEY', keyProblem],
];

function generalProblems(env: Environment): Problem[] {
  return checks.flatMap(([name, check]) => {
    const message = env[name] === undefined ? undefined : check(env[name]);
    return message === undefined ? [] : [{ path: name, message }];
  });
}

/**
 * Reads the environment. `node` is the version of Node.js that runs; absent: one that can do everything. With `slack: 'required'` a Slack variable that is missing or wrong is a problem; with
 * `'optional'` it is only noted, because the terminal audit needs no Slack.
 * @throws {SettingsError} with every problem at once, and no value of a secret
 */
export function readSettings(
  environment: Environment,
  { slack: need, node }: { slack: 'required' | 'optional'; node?: string },
): Settings {
  const { env, problems: fileProblems, fromFile } = readSecretFiles(present(environment));
  const [slackFiles, otherFiles] = bySlack(fileProblems);
  const { slack: usable, problems: ofSlack, unset } = readSlackSettings(env);
  // What a file was to hold is not missing besides.
  const slackProblems = [...slackFiles, ...ofSlack.filter(({ path }) => slackFiles.length === 0 || env[path])].map(
    asSet,
  );
  const slack = slackFiles.length === 0 ? usable : undefined;
  const { network, problems: networkProblems } = readNetworkSettings(env, node);
  const general = [...otherFiles, ...generalProblems(env).map(asSet), ...networkProblems];
  const ofBot = need === 'required' && !fileProblems.some(({ path }) => path === 'GLUEWARDEN_KEY_FILE');
  const problems = [...(need === 'required' ? slackProblems : []), ...general, ...(ofBot ? missingKey(env) : [])];
  if (problems.length > 0) throw new SettingsError(problems, need === 'required' && unset && slackFiles.length === 0);
  return Object.freeze({
    ...(slack !== undefined && { slack }),
    slackProblems: Object.freeze(slackProblems),
    host: env.HOST ?? '127.0.0.1',
    port: Number(env.PORT ?? 3000),
    databaseUrl: env.DATABASE_URL ?? 'sqlite:./data/gluewarden.db',
    configPath: env.GLUEWARDEN_CONFIG ?? './gluewarden.yaml',
    configExplicit: env.GLUEWARDEN_CONFIG !== undefined,
    ...network,
    logLevel: logLevels.find((level) => level === env.LOG_LEVEL?.toLowerCase()) ?? 'info',
    remediation: Object.freeze({
      enabled: env.REMEDIATION?.toLowerCase() !== 'off',
      ...(env.GLUEWARDEN_KEY !== undefined && { key: env.GLUEWARDEN_KEY }),
    }),
  });

  /** The name of the variable that was really set. */
  function asSet({ path, ...problem }: Problem): Problem {
    return { ...problem, path: fromFile.has(path) ? `${path}_FILE` : path };
  }
}

function bySlack(problems: readonly Problem[]): readonly [slack: readonly Problem[], other: readonly Problem[]] {
  const isSlack = ({ path }: Problem) => path.startsWith('SLACK_');
  return [problems.filter(isSlack), problems.filter((problem) => !isSlack(problem))];
}
