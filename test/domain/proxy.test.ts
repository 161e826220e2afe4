import { describe, expect, test } from 'vitest';
import { proxyFor, shownProxy } from '../../src/domain/proxy.ts';

const https = 'http://user:secret@proxy.example.com:8080/';
const http = 'http://plain.example.com:3128/';
const of = (...noProxy: string[]) => ({ https, http, noProxy });
const ask = (url: string, noProxy: readonly string[] = []) => proxyFor(of(...noProxy), new URL(url));

describe('which proxy leads there', () => {
  test('by the scheme; WebSockets as their web pages; the other scheme never lends its own', () => {
    expect(ask('https://glue.eu-west-1.amazonaws.com')).toBe(https);
    expect(ask('wss://wss-primary.slack.com/link')).toBe(https);
    expect(ask('http://example.com')).toBe(http);
    expect(ask('ws://example.com')).toBe(http);
    expect(proxyFor({ http, noProxy: [] }, new URL('https://slack.com'))).toBeUndefined();
    expect(proxyFor(undefined, new URL('https://slack.com'))).toBeUndefined();
  });

  test.each([
    ['http://localhost:4566'],
    ['https://LOCALHOST'],
    ['https://aws.localhost:1234'],
    ['http://127.0.0.1:4566'],
    ['http://127.8.9.10'],
    ['https://[::1]:8443'],
  ])('none to this machine: %s', (url) => {
    expect(ask(url)).toBeUndefined();
  });

  test.each([
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://a.b.example.com', true],
    ['example.com', 'https://notexample.com', false],
    ['.example.com', 'https://example.com', true],
    ['.example.com', 'https://a.example.com', true],
    ['*.example.com', 'https://a.example.com', true],
    ['*.example.com', 'https://example.com', false],
    ['example.com', 'https://EXAMPLE.com.', true],
    ['example.com:8443', 'https://example.com:8443', true],
    ['example.com:8443', 'https://example.com', false],
    ['example.com:443', 'https://example.com', true],
    ['*', 'https://slack.com', true],
    ['*:80', 'https://slack.com', false],
    ['10.0.0.0/8', 'https://10.2.3.4', true],
    ['10.0.0.0/8', 'https://11.2.3.4', false],
    ['10.0.0.0/8', 'https://10.example.com', false],
    ['192.168.1.7/32', 'https://192.168.1.7', true],
    ['0.0.0.0/0', 'https://203.0.113.9', true],
    ['10.0.0.0/99', 'https://10.2.3.4', false],
    ['192.168.1.7', 'https://192.168.1.7', true],
    ['[2001:db8::1]:443', 'https://[2001:db8::1]', true],
    ['2001:db8::1', 'https://[2001:db8::1]', true],
  ])('NO_PROXY=%s and %s', (entry, url, direct) => {
    expect(ask(url, ['other.example', entry]) === undefined).toBe(direct);
  });
});

test('an address is shown without user and password', () => {
  expect(shownProxy(https)).toBe('http://proxy.example.com:8080');
});
