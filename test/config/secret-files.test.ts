import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsError } from '../../src/config/problems.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Environment } from '../../src/config/slack-settings.ts';

const token = 'xoxb-111-222-abcdef';
const appToken = 'xapp-1-A0-222-abcdef';
const key = Buffer.alloc(32, 7).toString('base64');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gluewarden-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o644 });
  return path;
}

function failure(env: Environment): SettingsError {
  try {
    readSettings(env, { slack: 'required' });
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

test('every secret may come from a file: trimmed, a symbolic link, readable by everybody in its container', () => {
  mkdirSync(join(folder, '..data'));
  symlinkSync(file('..data/token', `${token}\n`), join(folder, 'token'));
  const common = { SLACK_BOT_TOKEN_FILE: join(folder, 'token'), GLUEWARDEN_KEY_FILE: file('key', `\n${key}\n`) };
  const socket = { ...common, SLACK_APP_TOKEN_FILE: file('app', appToken) };
  expect(readSettings(socket, { slack: 'required' })).toMatchObject({
    slack: { mode: 'socket', botToken: token, appToken },
    remediation: { key },
  });
  const url = 'postgres://bot:password@db/gluewarden';
  expect(readSettings({ ...socket, DATABASE_URL_FILE: file('url', `${url}\n`) }, { slack: 'required' })).toMatchObject({
    databaseUrl: url,
  });
  const http = { ...common, SLACK_SIGNING_SECRET_FILE: file('secret', '0123456789abcdef\r\n') };
  expect(readSettings(http, { slack: 'required' })).toMatchObject({ slack: { signingSecret: '0123456789abcdef' } });
});

test('a secret and its file, both set, are an error, and so is a Slack mode given twice', () => {
  const env = { SLACK_BOT_TOKEN: token, SLACK_BOT_TOKEN_FILE: file('token', token), SLACK_APP_TOKEN: appToken };
  expect(failure(env).problems).toEqual([
    { path: 'SLACK_BOT_TOKEN_FILE', message: 'is set, and so is SLACK_BOT_TOKEN: keep one of the two' },
  ]);
  expect(failure({ GLUEWARDEN_KEY: key, GLUEWARDEN_KEY_FILE: file('key', key) }).problems).toContainEqual({
    path: 'GLUEWARDEN_KEY_FILE',
    message: 'is set, and so is GLUEWARDEN_KEY: keep one of the two',
  });
  const twice = { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET_FILE: file('secret', '0123456789abcdef') };
  expect(failure({ SLACK_BOT_TOKEN: token, ...twice }).problems).toMatchObject([{ path: 'SLACK_SIGNING_SECRET_FILE' }]);
});

test.each([
  ['that does not exist', () => join(folder, 'missing'), 'names a file that does not exist'],
  ['that is empty', () => file('empty', ' \n'), 'names an empty file'],
  ['that is a folder', () => folder, 'must name a file, and names a folder or a device'],
  ['that is too large', () => file('large', 'x'.repeat(70_000)), 'names a file that is too large for a secret'],
  ['that is the secret itself', () => token, 'names a file that does not exist'],
])('a file %s is said, and not that the secret is missing besides', (_, path, message) => {
  const error = failure({ SLACK_BOT_TOKEN_FILE: path(), SLACK_APP_TOKEN: appToken });
  expect(error.problems).toEqual([{ path: 'SLACK_BOT_TOKEN_FILE', message }]);
  expect(error.slackUnset).toBe(false);
  for (const secret of [token, folder]) expect(error.message).not.toContain(secret);
});

test('a pipe that nobody writes into holds nothing up', () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  expect(failure({ GLUEWARDEN_KEY_FILE: path }).problems).toContainEqual({
    path: 'GLUEWARDEN_KEY_FILE',
    message: 'must name a file, and names a folder or a device',
  });
});

test('what is wrong with a secret is said of the file, and never what it holds', () => {
  const error = failure({ SLACK_BOT_TOKEN_FILE: file('token', appToken), SLACK_APP_TOKEN: appToken });
  expect(error.problems).toMatchObject([{ path: 'SLACK_BOT_TOKEN_FILE', message: expect.stringContaining('xoxb-') }]);
  expect(error.message).not.toContain(appToken);
});

test('where Slack is optional a wrong file is only noted', () => {
  const env = { SLACK_BOT_TOKEN_FILE: join(folder, 'missing'), SLACK_APP_TOKEN: appToken };
  const settings = readSettings(env, { slack: 'optional' });
  expect(settings).not.toHaveProperty('slack');
  expect(settings.slackProblems).toMatchObject([{ path: 'SLACK_BOT_TOKEN_FILE' }]);
});
