import { expect, it } from 'vitest';
import type { SlackSandbox } from '../../../sandbox/slack/server.ts';
import type { RemediationActions } from '../../../src/usecases/ports/remediation-surface.ts';
import { afterwardsSamples, rollBackForms } from '../../views/samples/afterwards.ts';
import { requestSamples } from '../../views/samples/requests.ts';
import { remediationSurface, trouble } from '../remediation-kit.ts';
import { systemClock } from '../support.ts';

const begin = remediationSurface();
const busy = 'The database is busy; this is tried again';
const taken = 'It is done: the database is free again.';

const open = requestSamples['request-open'];
const waiting = afterwardsSamples['progress-canary'];
/** The bot waits a second before it tries again. The test does not. */
const sleep: typeof systemClock.sleep = (ms, signal) => systemClock.sleep(ms === 1_000 ? 20 : ms, signal);
const options = { clock: { ...systemClock, sleep } };

/** Refused by a lock this many times, then as it was meant. */
function lockedFor<A extends unknown[], R>(times: number, work: (...args: A) => Promise<R>) {
  let left = times;
  return async (...args: A): Promise<R> => {
    left -= 1;
    if (left >= 0) throw Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' });
    return work(...args);
  };
}

/** What this person alone was told in the channel, in this order. */
function toldTo(slack: SlackSandbox, user: string): readonly string[] {
  return slack
    .visibleTo(user, 'data-platform')
    .filter(({ visibleTo }) => visibleTo === user)
    .map(({ text }) => text);
}

const presses: readonly (readonly [string, typeof open | typeof waiting, Partial<RemediationActions>])[] = [
  ['Approve', open, { decide: lockedFor(2, async () => ({ request: requestSamples['request-approved'] })) }],
  ['Withdraw', open, { withdraw: lockedFor(2, async () => ({ request: requestSamples['request-rejected'] })) }],
  ['Go on', waiting, { goOn: lockedFor(2, async () => undefined) }],
  ['Stop here', waiting, { stop: lockedFor(2, async () => undefined) }],
];

it.each(presses)(
  '%s while the database is locked is tried again, and who pressed hears both',
  async (text, on, given) => {
    const { slack, message, log, calls } = await begin(on, given, { options });
    expect(await slack.as('UAMIR').click(message, { text })).toMatchObject({ acked: true });
    await slack.waitFor(() => toldTo(slack, 'UAMIR').some((said) => said.includes(taken)));
    expect(toldTo(slack, 'UAMIR')).toEqual([expect.stringContaining(busy), expect.stringContaining(taken)]);
    expect(calls).toHaveLength(3);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(slack.problems).toEqual([]);
  },
);

it('what is refused once the lock is gone is told, and not called done', async () => {
  const given = { goOn: lockedFor(1, async () => trouble) };
  const { slack, message } = await begin(waiting, given, { options });
  await slack.as('UAMIR').click(message, { text: 'Go on' });
  await slack.waitFor(() => toldTo(slack, 'UAMIR').some((said) => said.includes(trouble.what)));
  expect(toldTo(slack, 'UAMIR')).toEqual([expect.stringContaining(busy), expect.stringContaining(trouble.what)]);
});

it('a lock that stays is told with its reference, after tries that end', async () => {
  const given = { goOn: lockedFor(1_000, async () => undefined) };
  const { slack, message, calls, log } = await begin(waiting, given, { options });
  await slack.as('UAMIR').click(message, { text: 'Go on' });
  await slack.waitFor(() => toldTo(slack, 'UAMIR').some((said) => said.includes('so this was not done')));
  expect(calls).toHaveLength(10);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
});

it('a window that waits for the database says so, and is filled in the end', async () => {
  const free = Promise.withResolvers<void>();
  let tries = 0;
  const rollBackForm: RemediationActions['rollBackForm'] = async () => {
    tries += 1;
    if (tries > 1) await free.promise;
    return lockedFor(tries > 1 ? 0 : 1, async () => rollBackForms.quiet ?? trouble)();
  };
  const { slack, message, modalShows } = await begin(waiting, { rollBackForm }, { options });
  await slack.as('UAMIR').click(message, { text: 'Roll back' });
  await modalShows('UAMIR', busy);
  free.resolve();
  await modalShows('UAMIR', 'Roll back');
  expect(slack.problems).toEqual([]);
});

it('a form that waits for the database says so, and its answer comes in the end', async () => {
  const free = Promise.withResolvers<void>();
  let tries = 0;
  const ask: RemediationActions['ask'] = async () => {
    tries += 1;
    if (tries > 1) await free.promise;
    return lockedFor(tries > 1 ? 0 : 1, async () => requestSamples['plan-opened'])();
  };
  const { slack, message, modalShows } = await begin(requestSamples['remediation-offer'], { ask }, { options });
  const nina = slack.as('UNINA');
  await nina.click(message, { text: 'Remediate' });
  await modalShows('UNINA', 'data, etl');
  const sent = await nina.submit(undefined, { key: 'key/2222bbbb-11aa-11aa-11aa-111111111111', reason: 'The audit.' });
  expect(sent).toMatchObject({ acked: true });
  await modalShows('UNINA', busy);
  free.resolve();
  await modalShows('UNINA', 'The approvers are asked');
  expect(slack.problems).toEqual([]);
});
