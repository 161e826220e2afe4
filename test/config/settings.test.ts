import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/config/problems.ts';
import { readSettings } from '../../src/config/settings.ts';
import { startHelp } from '../../src/config/setup-help.ts';
import type { Environment } from '../../src/config/slack-settings.ts';

const bot = { SLACK_BOT_TOKEN: 'xoxb-111-222-abcdef' };
const socket = { ...bot, SLACK_APP_TOKEN: 'xapp-1-A0-222-abcdef' };
const http = { ...bot, SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' };

function failure(env: Environment): SettingsError {
  try {
    readSettings(env, { slack: 'required' });
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('right settings', () => {
  test('the defaults', () => {
    expect(readSettings(socket, { slack: 'required' })).toEqual({
      slack: { mode: 'socket', botToken: socket.SLACK_BOT_TOKEN, appToken: socket.SLACK_APP_TOKEN },
      slackProblems: [],
      warnings: [],
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: 'sqlite:./data/gluewarden.db',
      configPath: './gluewarden.yaml',
      configExplicit: false,
      logLevel: 'info',
      remediation: { enabled: true },
    });
  });

  test('everything set, with the line breaks and empty values that containers bring', () => {
    const settings = readSettings(
      {
        ...http,
        SLACK_SIGNING_SECRET: `${http.SLACK_SIGNING_SECRET}\n`,
        SLACK_APP_TOKEN: '',
        SLACK_API_URL: 'http://127.0.0.1:4000/api',
        PORT: '0',
        HOST: '::',
        DATABASE_URL: 'sqlite:/data/x.db',
        GLUEWARDEN_CONFIG: '/etc/gluewarden.yaml',
        LOG_LEVEL: 'WARN',
      },
      { slack: 'required' },
    );
    expect(settings).toEqual({
      slack: {
        mode: 'http',
        ...{ botToken: bot.SLACK_BOT_TOKEN, signingSecret: http.SLACK_SIGNING_SECRET },
        apiUrl: 'http://127.0.0.1:4000/api/',
      },
      slackProblems: [],
      warnings: [],
      host: '::',
      port: 0,
      databaseUrl: 'sqlite:/data/x.db',
      configPath: '/etc/gluewarden.yaml',
      configExplicit: true,
      logLevel: 'warn',
      remediation: { enabled: true },
    });
    expect(Object.isFrozen(settings) && Object.isFrozen(settings.slack)).toBe(true);
  });

  test('the terminal needs no Slack: what is wrong there is only noted', () => {
    const settings = readSettings({ SLACK_BOT_TOKEN: 'nonsense' }, { slack: 'optional' });
    expect(settings.slack).toBeUndefined();
    expect(settings.slackProblems.map(({ path }) => path)).toEqual(['SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN']);
    expect(() => readSettings({ PORT: 'x' }, { slack: 'optional' })).toThrow(SettingsError);
  });
});

describe('a PostgreSQL database', () => {
  const url = 'postgres://bot:hunter2@db.example/gluewarden';
  const key = Buffer.alloc(32, 7).toString('base64');

  test('is taken with a key', () => {
    const settings = readSettings({ ...socket, DATABASE_URL: url, GLUEWARDEN_KEY: key }, { slack: 'required' });
    expect(settings).toMatchObject({ databaseUrl: url, remediation: { key } });
  });

  test('without a key the bot does not start, and the terminal, which opens no database, does', () => {
    const error = failure({ ...socket, DATABASE_URL: url });
    expect(error.problems).toMatchObject([
      { path: 'GLUEWARDEN_KEY', message: expect.stringContaining('openssl rand') },
    ]);
    expect(error.message).not.toContain('hunter2');
    expect(readSettings({ DATABASE_URL: url }, { slack: 'optional' }).databaseUrl).toBe(url);
  });
});

describe('wrong settings', () => {
  test('everything at once', () => {
    const error = failure({
      SLACK_BOT_TOKEN: 'xapp-1-swapped',
      SLACK_APP_TOKEN: 'xoxb-swapped-too',
      SLACK_SIGNING_SECRET: 'short',
      SLACK_API_URL: 'https://example.com/slack',
      PORT: '80a',
      HOST: 'http://0.0.0.0',
      DATABASE_URL: 'mysql://user:hunter2@db/gluewarden',
      LOG_LEVEL: 'wran',
    });
    expect(error.message).toMatchInlineSnapshot(`
      "The environment has 9 problems:
        SLACK_BOT_TOKEN
          must begin with xoxb- (OAuth & Permissions → Bot User OAuth Token); this is an app-level token, which belongs in SLACK_APP_TOKEN
        SLACK_APP_TOKEN
          must begin with xapp- (Basic Information → App-Level Tokens); this is a bot token, which belongs in SLACK_BOT_TOKEN
        SLACK_SIGNING_SECRET
          is too short, or has spaces in it: copy it again
        SLACK_API_URL
          must end in /api/, like https://slack.com/api/
        SLACK_SIGNING_SECRET
          is set, and so is SLACK_APP_TOKEN: keep the app token for Socket Mode, or the signing secret for HTTP
        PORT
          must be a port, 0 to 65535; this is "80a"
        HOST
          must be an address or name to listen on, like 127.0.0.1 or 0.0.0.0 (no scheme, no port); this is "http://0.0.0.0"
        DATABASE_URL
          must be sqlite: and a path, like sqlite:./data/gluewarden.db, or postgres://user:password@host/database
        LOG_LEVEL
          must be one of trace, debug, info, warn, error, fatal, silent; this is "wran". Did you mean "warn"?"
    `);
    expect(error.slackUnset).toBe(false);
  });

  test('both modes', () => {
    expect(failure({ ...socket, ...http }).message).toMatchInlineSnapshot(`
      "The environment has a problem:
        SLACK_SIGNING_SECRET
          is set, and so is SLACK_APP_TOKEN: keep the app token for Socket Mode, or the signing secret for HTTP"
    `);
  });

  test.each([
    ['SLACK_API_URL', 'slack.com/api/'],
    ['SLACK_API_URL', 'ftp://slack.com/api/'],
    ['SLACK_API_URL', 'https://me:pw@slack.com/api/'],
    ['SLACK_API_URL', 'https://slack.com/api/?x=1'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'sqlite://data/x.db'],
    ['DATABASE_URL', './x.db'],
    ['DATABASE_URL', 'postgres:db'],
    ['HOST', '0.0.0.0/0'],
    ['LOG_LEVEL', 'verbose'],
    ['SLACK_BOT_TOKEN', 'xoxp-1-user-token'],
    ['SLACK_BOT_TOKEN', 'xoxb-1 2'],
    ['SLACK_SIGNING_SECRET', 'xoxb-instead-of-the-secret'],
  ])('%s=%s', (name, value) => {
    const env = name === 'SLACK_SIGNING_SECRET' ? bot : socket;
    expect(failure({ ...env, [name]: value }).problems).toMatchSnapshot();
  });

  test('no value of a secret is ever repeated', () => {
    const secrets = {
      SLACK_BOT_TOKEN: 'hemlig-bot-hemlig',
      SLACK_APP_TOKEN: 'hemlig-app-hemlig',
      SLACK_SIGNING_SECRET: 'hemlig sign hemlig',
      SLACK_API_URL: 'https://u:hemlig@slack.com/x/',
      DATABASE_URL: 'mysql://u:hemlig@db',
      PORT: 'xoxb-hemlig',
      HOST: 'xoxb-hemlig/',
      LOG_LEVEL: 'xapp-hemlig',
    };
    const error = failure(secrets);
    expect(error.problems.length).toBeGreaterThanOrEqual(8);
    expect(`${error.message}${JSON.stringify(error)}${startHelp(error)}`).not.toContain('hemlig');
  });
});

describe('what npm start says', () => {
  test('with nothing set: one screen with what is missing, how to get it, and the demo', () => {
    const text = startHelp(failure({}));
    expect(text).toMatchInlineSnapshot(`
      "Gluewarden needs a Slack app to start.

        SLACK_BOT_TOKEN  is missing (begins with xoxb-)
        SLACK_APP_TOKEN  is missing (begins with xapp-); or SLACK_SIGNING_SECRET instead, to take Slack's requests over HTTP

      How to get the Slack settings
        1. npm run -s manifest           prints the app's manifest
        2. https://api.slack.com/apps    Create New App → From a manifest → paste it
        3. Install App                   install it to the workspace; copy the Bot User OAuth Token
                                           → SLACK_BOT_TOKEN=xoxb-…
        4. Basic Information             App-Level Tokens → Generate, with scope connections:write
                                           → SLACK_APP_TOKEN=xapp-…
           (or, where Slack can reach the bot over HTTPS: the Signing Secret on the same page
                                           → SLACK_SIGNING_SECRET=…, and no app token)
        5. Put them into the environment and run npm start again; then npm run -s doctor checks the rest.

      Which AWS accounts are audited, in gluewarden.yaml (without it: that of the bot's own credentials)
        accounts:                        each by hand, with its scanRoleArn; npm run -s policy prints what roles need
        organization:                    those of an AWS organization: scanRoleName, and roleArn, which may list them

      Without any of that
        npm run demo                     everything local: a small Slack in the browser, a fleet to audit
        npm run -s audit                 audits AWS from this terminal; needs no Slack"
    `);
    expect(text.split('\n').length).toBeLessThanOrEqual(24);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('with something else wrong: only that', () => {
    expect(startHelp(failure({ ...socket, PORT: 'x' }))).toMatchInlineSnapshot(`
      "Gluewarden cannot start with this environment.

        PORT  must be a port, 0 to 65535; this is "x""
    `);
  });
});

test('remediation has a switch and a key, and the key is never repeated', () => {
  const key = Buffer.alloc(32, 7).toString('base64');
  expect(readSettings({ REMEDIATION: 'Off', GLUEWARDEN_KEY: key }, { slack: 'optional' }).remediation).toEqual({
    enabled: false,
    key,
  });
  const wrong = () => readSettings({ REMEDIATION: 'never', GLUEWARDEN_KEY: 'c2hvcnQ=' }, { slack: 'optional' });
  expect(wrong).toThrow(/REMEDIATION[\s\S]*on or off[\s\S]*GLUEWARDEN_KEY[\s\S]*32 random bytes/);
  expect(wrong).not.toThrow(/c2hvcnQ/);
});
