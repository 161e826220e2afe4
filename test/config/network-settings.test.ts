import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/config/problems.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Environment } from '../../src/config/slack-settings.ts';

const read = (env: Environment, node = '24.21.0') => readSettings(env, { slack: 'optional', node });

function refusal(env: Environment, node?: string): string {
  try {
    read(env, node);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return '';
}

describe('the proxy', () => {
  test('is absent without one, and frozen with one', () => {
    expect(read({ NO_PROXY: 'example.com' })).not.toHaveProperty('proxy');
    const { proxy } = read({ HTTPS_PROXY: 'http://a:b@proxy:8080', NO_PROXY: ' .Example.com, 10.0.0.0/8 x ' });
    expect(proxy).toEqual({ https: 'http://a:b@proxy:8080/', noProxy: ['.example.com', '10.0.0.0/8', 'x'] });
    expect([Object.isFrozen(proxy), Object.isFrozen(proxy?.noProxy)]).toEqual([true, true]);
  });

  test('lower case goes first, as with curl; an empty name is none', () => {
    const env = { HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:2', HTTP_PROXY: 'http://plain:3' };
    expect(read(env).proxy).toMatchObject({ https: 'http://lower:2/', http: 'http://plain:3/' });
    expect(read({ ...env, https_proxy: '' }).proxy).toMatchObject({ https: 'http://upper:1/' });
    expect(read({ https_proxy: 'http://lower:2', NO_PROXY: 'upper', no_proxy: 'lower' }).proxy?.noProxy).toEqual([
      'lower',
    ]);
  });

  test('needs no scheme', () => {
    expect(read({ HTTPS_PROXY: 'proxy.example.com:8080' }).proxy?.https).toBe('http://proxy.example.com:8080/');
    expect(read({ HTTPS_PROXY: 'a:b@proxy:8080' }).proxy?.https).toBe('http://a:b@proxy:8080/');
  });

  test.each([
    ['socks5://user:hunter2@proxy:1080', 'SOCKS'],
    ['ftp://user:hunter2@proxy:1080', 'must be the address'],
    ['http://user:hunter2#@proxy:8080', 'must be the address'],
    ['http://user:hunter2/x@proxy:8080', 'must be the address'],
    ['http://user:hunter2%zz@proxy:8080', 'must be the address'],
    ['http://proxy:8080/hunter2', 'must be the address'],
    ['http://proxy:99999', 'must be the address'],
    ['http://', 'must be the address'],
  ])('%s is refused, and not repeated', (value, words) => {
    const text = refusal({ https_proxy: value });
    expect(text).toContain('https_proxy');
    expect(text).toContain(words);
    for (const secret of ['hunter2', 'user:', '99999']) expect(text).not.toContain(secret);
  });

  test.each(['22.20.0', '23.11.0', '24.4.1'])('on Node.js %s it would be passed over: refused', (node) => {
    expect(refusal({ HTTPS_PROXY: 'http://proxy:1' }, node)).toContain(`this is ${node}`);
    expect(refusal({}, node)).toBe('');
  });

  test.each(['22.21.0', '24.5.0', '26.0.0'])('on Node.js %s it works', (node) => {
    expect(refusal({ HTTPS_PROXY: 'http://proxy:1' }, node)).toBe('');
  });
});

describe('variables that would be passed over in silence', () => {
  const named = (env: Environment) => read(env).warnings.map(({ path }) => path);

  test.each([
    ['AWS_CA_BUNDLE', { AWS_CA_BUNDLE: '/ca.pem' }, { NODE_EXTRA_CA_CERTS: '/ca.pem' }],
    ['AWS_CA_BUNDLE', { AWS_CA_BUNDLE: '/ca.pem' }, { NODE_USE_SYSTEM_CA: '1' }],
    ['AWS_DEFAULT_PROFILE', { AWS_DEFAULT_PROFILE: 'x' }, { AWS_PROFILE: 'x' }],
    ['ALL_PROXY', { ALL_PROXY: 'http://proxy:1' }, { HTTPS_PROXY: 'http://proxy:1' }],
    ['all_proxy', { all_proxy: 'http://proxy:1' }, { https_proxy: 'http://proxy:1' }],
    ['HTTP_PROXY', { HTTP_PROXY: 'http://proxy:1' }, { HTTPS_PROXY: 'http://proxy:1' }],
  ])('%s is named', (name, env, remedy) => {
    expect(named(env)).toEqual([name]);
    expect(named({ ...env, ...remedy })).toEqual([]);
  });

  test('none of a usual environment', () => {
    expect(named({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1', NO_PROXY: 'x' })).toEqual([]);
  });
});

test("the region of the bot's own credentials: AWS_REGION, else the CLI's name for it", () => {
  expect(read({})).not.toHaveProperty('awsRegion');
  expect(read({ AWS_DEFAULT_REGION: 'cn-north-1' }).awsRegion).toBe('cn-north-1');
  expect(read({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'cn-north-1' }).awsRegion).toBe('eu-west-1');
});
