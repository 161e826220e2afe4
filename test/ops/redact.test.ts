import { describe, expect, test } from 'vitest';
import { redact, scrub } from '../../src/ops/redact.ts';
import fc from '../support/fast-check.ts';

describe('fields', () => {
  test('are taken out by name, at any depth, however they are written', () => {
    const body = {
      user: 'U1',
      response_url: 'r-secret',
      trigger_id: 't-secret',
      nested: [
        {
          job: {
            Name: 'etl',
            DefaultArguments: { '--password': 'd-secret' },
            NonOverridableArguments: { a: 'n-secret' },
          },
        },
      ],
      headers: { Authorization: 'a-secret', 'X-Slack-Signature': 's-secret', 'x-amz-security-token': 'z-secret' },
      Actions: [{ Arguments: { '--key': 'g-secret' } }],
      SourceControlDetails: { Owner: 'me', AuthToken: 'h-secret' },
      account: { externalId: 'e-secret', signingSecret: 'i-secret' },
      Credentials: { AccessKeyId: 'k-secret', SessionToken: 'o-secret' },
      env: { SLACK_BOT_TOKEN: 'b-secret', SLACK_SIGNING_SECRET: 'y-secret', AWS_SECRET_ACCESS_KEY: 'w-secret' },
    };
    const written = JSON.stringify(redact(body));
    expect(written).not.toContain('-secret');
    expect(written).toContain('"user":"U1"');
    expect(written).toContain('"Name":"etl"');
    expect(written).toContain('"Owner":"me"');
    expect(body.response_url).toBe('r-secret');
  });

  test('paging tokens and key ARNs stay: they are no secrets', () => {
    const fields = { nextToken: 'abc', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' };
    expect(redact(fields)).toEqual(fields);
  });

  test('errors keep their code, stack and causes, without what they carry', () => {
    const cause = Object.assign(new Error('token xoxb-123-456-abc is wrong'), { response_url: 'r-secret' });
    const error = Object.assign(new Error('outer', { cause }), {
      code: 'X1',
      $response: { headers: { authorization: 'a-secret' } },
    });
    const written = JSON.stringify(redact({ err: error }));
    expect(written).not.toMatch(/-secret|xoxb-123/);
    expect(redact({ err: error })).toMatchObject({
      err: {
        type: 'Error',
        message: 'outer',
        code: 'X1',
        stack: expect.any(String),
        cause: { message: 'token [redacted] is wrong' },
      },
    });
  });

  test('circles, depth, odd values', () => {
    const circle: Record<string, unknown> = {
      big: 1n,
      map: new Map([['token', 't-secret']]),
      at: new Date(0),
      bytes: new Uint8Array(3),
    };
    circle.self = circle;
    circle.list = Array.from({ length: 1000 }, () => 1);
    circle.url = new URL('https://example.com/?a=xoxb-123-456');
    Object.defineProperty(circle, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(redact(circle)).toMatchObject({
      big: '1',
      map: { token: '[redacted]' },
      at: '1970-01-01T00:00:00.000Z',
      bytes: '[3 bytes]',
      self: '[circular]',
      url: 'https://example.com/?a=[redacted]',
      bad: '[unreadable]',
    });
    expect(redact(circle)).toHaveProperty('list.length', 200);
    let deep: object = { token: 'deep-secret' };
    for (let level = 0; level < 50; level++) deep = { deep };
    expect(JSON.stringify(redact(deep))).not.toContain('deep-secret');
  });

  test('a map with keys of any sort is written, without what is in its keys', () => {
    const map = new Map<unknown, unknown>([
      [{ toString: 0, token: 'xoxb-1234567890-abcdef' }, 1],
      ['plain', 2],
    ]);
    expect(redact({ map })).toEqual({ map: { '[key 1]': 1, plain: 2 } });
  });

  test('anything can be written, and a token in it never is', () => {
    const token = 'xoxb-1234567890-abcdef';
    fc.assert(
      fc.property(
        fc.object({ maxDepth: 4, withBigInt: true, withDate: true, withMap: true, withSet: true }),
        fc.string(),
        (value, text) => {
          const written = JSON.stringify(redact({ value, inner: [{ text: `${text} ${token} ${text}` }] }));
          expect(written).not.toContain(token);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test.each([
  ['bot token', 'as xoxb-111-222-abc said', 'as [redacted] said'],
  ['app token', 'xapp-1-A0-222-abc', '[redacted]'],
  ['workflow token', 'xwfp-1-A0-222-abc', '[redacted]'],
  ['socket address', 'at wss://wss.slack.com/link/?ticket=abc&app_id=1 now', 'at [redacted] now'],
  ['rotated token', 'xoxe.xoxp-1-Mi0yLTE', '[redacted]'],
  ['access key', 'key AKIAIOSFODNN7EXAMPLE used', 'key [redacted] used'],
  ['session key', 'ASIAIOSFODNN7EXAMPLE', '[redacted]'],
  ['response url', 'to https://hooks.slack.com/commands/T1/2/abc now', 'to [redacted] now'],
  ['bearer', 'authorization: Bearer abcdefghijk', 'authorization: [redacted]'],
  ['signed address', 'https://x/?X-Amz-Signature=abcdef&a=1', 'https://x/?[redacted]&a=1'],
  ['user of a proxy', 'by http://me:p@proxy:80 now', 'by http://[redacted]@proxy:80 now'],
  ['nothing', 'GetJobs in eu-west-1 of 111122223333', 'GetJobs in eu-west-1 of 111122223333'],
])('values: %s', (_name, text, clean) => {
  expect(scrub(text)).toBe(clean);
});

test('long texts are cut', () => {
  expect(scrub('x'.repeat(10_000)).length).toBeLessThan(4_100);
});
