import { expect, test, vi } from 'vitest';
import type { Message } from '../../sandbox/slack/server.ts';
import { openStore } from '../../src/store/open-store.ts';
import { checkSeals } from '../support/processes/check-seals.ts';
import { ask, modalWith } from '../support/processes/people.ts';
import { createOldWorld, type OldWorld, oldMessages, rowsOf } from '../support/processes/upgrade.ts';

const production = '111122223333';
const approvals = 'CGLUEAPPROVALS';

/** A message that 0.1.0 posted, as it posted it. */
function posted(channel: string, words: RegExp): Message {
  const found = oldMessages.find((message) => message.channel === channel && words.test(message.text));
  if (found === undefined) throw new Error(`0.1.0 posted no such message: ${words}`);
  return found;
}

function now({ slack }: OldWorld, { channel, ts }: Message): Message | undefined {
  return slack.messages(channel).find((message) => message.ts === ts);
}

/** Presses a button of a message that stands there as 0.1.0 posted it, or was brought up to date and still has it. */
async function press(world: OldWorld, user: string, message: Message, text: string): Promise<void> {
  const shown = now(world, message);
  if (shown?.edits === message.edits) expect(shown).toEqual(message);
  expect(JSON.stringify(shown?.blocks)).toContain(`"text":"${text}"`);
  expect(await world.slack.as(user).click(message, { text })).toMatchObject({ acked: true });
}

/** Waits until this message, edited in place, offers this button no more: words may change, ids do not. */
async function loses(world: OldWorld, message: Message, actionId: string): Promise<void> {
  expect(JSON.stringify(message.blocks)).toContain(actionId);
  await world.slack.waitFor(() => {
    const { edits = 0, blocks } = now(world, message) ?? {};
    return edits > 0 && !JSON.stringify(blocks).includes(actionId);
  }, 40_000);
}

/** Waits until what was planned for this finding is carried out, each of its steps. */
async function carriedOut({ database }: OldWorld, name: string, direction = 'forward'): Promise<void> {
  const sql = `select distinct executions.state as execution, steps.state as step from executions
    join plans on plans.id = executions.plan_id join steps on steps.execution_id = executions.id
    where plans.name = '${name}' and executions.direction = '${direction}'`;
  const done = [{ execution: 'ended', step: 'done' }];
  await vi.waitFor(() => expect(rowsOf(database, sql)).toEqual(done), 40_000);
}

/** The jobs that name this configuration now. */
function jobsWith({ aws }: OldWorld, configuration: string): string[] {
  const { jobs } = aws.state.region(production, 'us-east-1');
  return jobs.list().flatMap((job) => (job.SecurityConfiguration === configuration ? [job.Name] : []));
}

/** The canary job is switched, and the other follows by itself once that has run well. */
async function approves(world: OldWorld): Promise<void> {
  const { aws } = world;
  const asked = posted(approvals, /asks to remediate `shipping-2021`/);
  const jobs = jobsWith(world, 'shipping-2021');
  const switched = () => jobsWith(world, 'shipping-2021-encrypted-bookmarks');
  expect(jobs).toHaveLength(2);
  await press(world, 'UAMIR', asked, 'Approve');
  await vi.waitFor(() => expect(switched()).toHaveLength(1), 40_000);
  aws.run(switched()[0] ?? '', { account: production });
  await carriedOut(world, 'shipping-2021');
  expect(switched()).toEqual(jobs);
  await loses(world, asked, 'request.approve');
}

async function goesOn(world: OldWorld): Promise<void> {
  const progress = posted(approvals, /^payments-chargebacks goes first/);
  const question = posted(approvals, /^The first run of the job that went first/);
  expect(jobsWith(world, 'payments-2020-encrypted-bookmarks')).toEqual(['payments-chargebacks']);
  await press(world, 'UJUN', question, 'Go on');
  await carriedOut(world, 'payments-2020');
  expect(jobsWith(world, 'payments-2020-encrypted-bookmarks')).toHaveLength(3);
  await loses(world, progress, 'request.go-on');
}

async function rollsBack(world: OldWorld): Promise<void> {
  const { slack, aws } = world;
  const finished = posted(approvals, /^Done: .*orders-2019/s);
  const { securityConfigurations, columnStatistics, triggers } = aws.state.region(production, 'us-east-1');
  const copy = 'orders-2019-encrypted-bookmarks';
  const jobs = jobsWith(world, copy);
  expect(jobs).toHaveLength(2);
  await press(world, 'UAMIR', finished, 'Roll back');
  await slack.waitFor(() => slack.views('UAMIR').at(-1)?.callback_id === 'request.roll-back');
  await slack.as('UAMIR').submit(undefined, { understood: ['understood'] });
  await carriedOut(world, 'orders-2019', 'back');
  expect(jobsWith(world, 'orders-2019')).toEqual(jobs);
  expect(securityConfigurations.get(copy)).toBeUndefined();
  expect(columnStatistics.get('sales.orders')).toMatchObject({ SecurityConfiguration: 'orders-2019' });
  expect(triggers.get('orders-nightly')?.Actions).toMatchObject([{ SecurityConfiguration: 'orders-2019' }]);
  await loses(world, finished, 'request.roll-back');
}

/** One that Slack had refused; and one that Slack had, of which 0.1.0 never heard: that is not posted again. */
async function delivers(world: OldWorld): Promise<void> {
  const { slack, aws, database } = world;
  const unsent = () => rowsOf(database, `select id from outgoing where state <> 'sent'`);
  await slack.waitFor(() => slack.messages('CRANDOM').length > 0, 40_000);
  await vi.waitFor(() => expect(unsent()).toEqual([]), 40_000);
  expect(slack.messages('CRANDOM')).toMatchObject([{ source: 'chat.postMessage' }]);
  const retires = (message: Message) => JSON.stringify(message).includes('migration-2021');
  expect(slack.messages(approvals).filter(retires)).toHaveLength(1);
  const asked = posted(approvals, /asks to retire `migration-2021`/);
  await press(world, 'UAMIR', asked, 'Approve');
  await carriedOut(world, 'migration-2021');
  expect(aws.state.region(production, 'eu-west-1').securityConfigurations.get('migration-2021')).toBeUndefined();
  await loses(world, asked, 'request.approve');
}

/** Today's scan finds what 0.1.0 found: nothing opens anew, nothing is resolved. An old button shows them. */
async function knowsItsFindings(world: OldWorld): Promise<void> {
  const { slack, database } = world;
  const lives = () => rowsOf(database, 'select id, kind, name, first_seen_at, resolved_at from findings order by id');
  const looks = () => rowsOf(database, `select id from scans where state = 'finished'`).length;
  const [before, looked] = [lives(), looks()];
  await press(world, 'UNINA', posted('CDATAALERTS', /^Glue digest/), 'Show all');
  await modalWith(slack, 'retention-sweep');
  await ask(slack, 'all');
  expect(looks()).toBe(looked + 1);
  expect(lives()).toEqual(before);
}

test('after the upgrade from 0.1.0: approve, go on, deliver and roll back work, and every seal holds', async () => {
  const world = await createOldWorld();
  const { slack, database, databaseUrl } = world;
  slack.workspace.channels.find(({ id }) => id === 'CRANDOM')?.members.push('UGLUEBOT');
  const bot = await world.start();
  await knowsItsFindings(world);
  await delivers(world);
  await approves(world);
  await goesOn(world);
  await rollsBack(world);
  expect(await bot.end('SIGTERM')).toBe(0);
  expect(slack.problems).toEqual([]);
  const store = await openStore({ databaseUrl });
  expect(await checkSeals(store, database)).toMatchObject({ requests: 7, orders: 2, broken: [] });
  await store.close();
});
