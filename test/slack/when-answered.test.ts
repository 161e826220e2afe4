import { expect, test } from 'vitest';
import { ChatError } from '../../src/domain/errors.ts';
import { whenAnswered } from '../../src/slack/when-answered.ts';
import { LeapingClock } from '../support/fakes/fake-clock.ts';
import { fakeLog } from '../support/fakes/kit.ts';

/** Asks a Slack that refuses so, one after another, and then answers; the last refusal stays without an end. */
async function ask(refusals: readonly ChatError[], stays = false) {
  const clock = new LeapingClock();
  const log = fakeLog();
  const began = clock.monotonic();
  const asked: number[] = [];
  const call = async () => {
    const refusal = refusals[asked.length] ?? (stays ? refusals.at(-1) : undefined);
    asked.push((clock.monotonic() - began) / 1_000);
    if (refusal !== undefined) throw refusal;
    return 'answered';
  };
  const ended = await whenAnswered(call, { clock, log }).catch((error: unknown) => error);
  return { ended, asked, log: log.lines };
}

const away = (slackCode: string, retryAfterMs?: number) => new ChatError('unavailable', slackCode, retryAfterMs);

test.each([
  ['Slack is away', away('http_503')],
  ['the answer was lost', new ChatError('unknown-outcome', 'und_err_socket')],
  ['the address is not reached', away('econnrefused')],
])('%s: the start waits, and says so', async (_, refusal) => {
  const { ended, asked, log } = await ask([refusal, refusal, refusal]);
  expect(ended).toBe('answered');
  expect(asked).toEqual([0, 1, 3, 7]);
  expect(log.map(({ level, fields }) => [level, fields])).toEqual(
    [1_000, 2_000, 4_000].map((waitMs) => ['warn', { slackCode: refusal.slackCode, waitMs }]),
  );
});

test('as long as Slack asks to wait', async () => {
  const { ended, asked } = await ask([away('ratelimited', 30_000)]);
  expect([ended, asked]).toEqual(['answered', [0, 30]]);
});

test('for at most a minute', async () => {
  const { ended, asked } = await ask([away('http_503')], true);
  expect(ended).toMatchObject({ slackCode: 'http_503' });
  expect(asked.at(-1)).toBeLessThanOrEqual(60);
  expect(asked.at(-1)).toBeGreaterThan(40);
});

test('as long as it takes where Slack has too many connections, and a minute from then on', async () => {
  const crowded = Array.from({ length: 20 }, () => away('too_many_websockets'));
  const { ended, asked, log } = await ask([...crowded, away('http_503')]);
  expect([ended, asked.at(-1)]).toEqual(['answered', 20 * 15 + 1]);
  expect(log[19]?.text).toBe(
    'Slack has 10 connections of this app, as many as it takes: the start waits until one of them ends',
  );
});

test('not at all where Slack asks for more than that', async () => {
  const { ended, asked } = await ask([away('ratelimited', 61_000)]);
  expect(ended).toMatchObject({ slackCode: 'ratelimited' });
  expect(asked).toEqual([0]);
});

test.each([
  ['a refused token', new ChatError('not-authorised', 'invalid_auth')],
  ['a certificate that is not trusted', away('self_signed_cert_in_chain')],
  ['a proxy that wants a password', away('proxy_authentication')],
])('%s is said at once', async (_, refusal) => {
  const { ended, asked } = await ask([refusal]);
  expect(ended).toBe(refusal);
  expect(asked).toEqual([0]);
});

test('a defect is no outage', async () => {
  const clock = new LeapingClock();
  const call = () => Promise.reject(new TypeError('a bug'));
  await expect(whenAnswered(call, { clock, log: fakeLog() })).rejects.toMatchObject({ cause: new TypeError('a bug') });
});
