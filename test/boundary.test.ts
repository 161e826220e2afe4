import { App } from '@slack/bolt';
import { expect, test } from 'vitest';
import { createCommands } from '../commands/index.ts';
import { createHome } from '../src/slack/home/home.ts';
import { type ListenerParts, register } from '../src/slack/interactions/listeners.ts';
import { renderer } from '../src/slack/render.ts';
import { createClients } from '../src/slack/transport/client.ts';
import { slackLogger } from '../src/slack/transport/logger.ts';
import { Runs } from '../src/slack/transport/runs.ts';
import { actionIds, callbackIds, formIds, menuValue } from '../src/slack/views/common/action-ids.ts';
import type { RemediationActions } from '../src/usecases/ports/remediation-surface.ts';
import { countingIds, recordingLog, systemClock } from './slack/support.ts';
import { strictNock } from './support/aws/nock.ts';
import { accounts } from './support/commands/commands.ts';
import { carried, person, press, submission, team, typedCommand } from './support/commands/slack-payloads.ts';
import { watchersThatFail } from './support/fakes/watchers.ts';

/** What every use case rejects with: nothing of it may reach Slack. */
const defect = new Error('no such column: hunter2');
const fails = (): Promise<never> => Promise.reject(defect);

const remediation: RemediationActions = {
  form: fails,
  preview: fails,
  ask: fails,
  details: fails,
  decide: fails,
  withdraw: fails,
  takeBack: fails,
  bulkForm: fails,
  askBulk: fails,
  rollBackForm: fails,
  rollBack: fails,
  goOn: fails,
  stop: fails,
};

const commands = createCommands({
  accounts: accounts.slice(0, 1),
  clock: systemClock,
  authorise: async () => {},
  audit: fails,
  cancel: fails,
  find: fails,
  listFindings: fails,
  locate: fails,
  show: fails,
  history: fails,
  report: fails,
  status: fails,
  undelivered: fails,
  risks: { accept: fails, list: fails, extend: fails, revoke: fails },
  remediation: { offer: fails, bulk: fails, status: fails, log: fails, pause: fails },
});

const nock = strictNock();

/** The real listeners over use cases that fail. Resolves with all that Slack was told, and with the log. */
async function meet(payload: object) {
  const shown: unknown[] = [];
  const log = recordingLog();
  const hears = (body: unknown) => shown.push(body) > 0;
  const answer = { ok: true, ts: '1.3', channel: { id: 'D1' }, view: { id: 'V1' } };
  for (const host of ['https://slack.com', 'https://hooks.slack.com'])
    nock(host).post(/.*/, hears).times(9).optionally().reply(200, answer);
  const runs = new Runs();
  const receiver = { init: () => {}, start: async () => {}, stop: async () => {} };
  const authorize = async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'UBOT' });
  const app = new App({ receiver, authorize, logger: slackLogger(log), ignoreSelf: false, convoStore: false });
  const parts = {
    commands,
    actions: { browse: fails, cancelScan: fails, home: fails, auditForm: fails, showFinding: fails, findIn: fails },
    remediation,
    exceptions: { acceptForm: fails, accept: fails, decideRisk: fails },
    clients: createClients({ botToken: 'xoxb-1', log }),
    renderer,
    runs,
    clock: systemClock,
    log,
    newId: countingIds(),
    askStanding: async () => ({ kind: 'other' }),
    isFirst: async () => true,
    identity: () => ({ team, botUser: 'UBOT', botId: 'B1', enterprise: undefined, orgInstall: false }),
  } satisfies ListenerParts;
  register(app, { ...parts, home: createHome(parts) });
  await app.processEvent({ body: { ...payload }, ack: async (answer) => void shown.push(answer) });
  await runs.drain(systemClock, 5_000);
  return { shown: JSON.stringify(shown), log };
}

/** One reference for the person, one line in the log that has it, and nothing of the cause for Slack. */
async function expectReference(payload: object, circumstances: object): Promise<void> {
  const { shown, log } = await meet(payload);
  const references = [...shown.matchAll(/Reference: ([\w-]+)\./g)].map(([, reference]) => reference);
  const unique = [...new Set(references)];
  expect(unique, shown).toHaveLength(1);
  const lines = log.lines.filter(({ level, fields }) => level === 'error' || 'reference' in fields);
  expect(lines).toMatchObject([{ level: 'error', fields: { reference: unique[0], user: person, ...circumstances } }]);
  expect(lines[0]?.fields.err).toMatchObject({ message: defect.message, stack: expect.stringContaining('.ts') });
  expect(shown).not.toMatch(/hunter2|no such column|\.ts\b|Error:/);
}

/** Nothing can fail behind it: the form that it opens needs nothing. */
const opensOnly: readonly string[] = [actionIds.reject, actionIds.rejectRisk];
/** The browser follows its address by itself. */
const doesNothing: string = actionIds.openConsole;

test('the action that opens the console does nothing besides', async () => {
  const { shown, log } = await meet(press(doesNothing));
  expect(shown).toBe('[null]');
  expect(log.lines.filter(({ level }) => level !== 'debug')).toEqual([]);
});

/** What it does is what the button does that its option stands for. */
const standsForOthers: string = actionIds.findingMenu;
const withoutOwn = [...opensOnly, doesNothing, standsForOthers];

test.each(Object.values(actionIds).filter((id) => !withoutOwn.includes(id)))('the action %s', async (action) => {
  const ofRequest = action.startsWith('request.');
  await expectReference(press(action), { action, ...(ofRequest && { request: carried }) });
});

test.each([
  ['show', actionIds.showFinding],
  ['remediate', actionIds.remediate],
  ['accept', actionIds.acceptFinding],
  ['details', actionIds.details],
] as const)('the option of a menu to %s ends like its button', async (act, action) => {
  const payload = press(actionIds.findingMenu, menuValue(act, carried));
  await expectReference(payload, { action, ...(act === 'details' && { request: carried }) });
});

test.each(opensOnly)('the action %s has no use case', async (action) => {
  const { shown, log } = await meet(press(action));
  expect(shown).toContain('"modal');
  expect(log.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});

test('the form of an audit ends like the command that it stands for', async () => {
  await expectReference(submission(formIds.audit), { action: '/glue-audit all' });
});

test.each(Object.values(formIds).filter((id) => id !== formIds.audit))('the form %s', async (form) => {
  const ofRequest = form.startsWith('request.');
  const action = expect.stringMatching(/^form /);
  await expectReference(submission(form), { action, ...(ofRequest && { request: carried }) });
});

test.each(Object.values(callbackIds).filter((id) => !Object.values<string>(formIds).includes(id)))(
  'the modal %s is no form',
  async (modal) => {
    const { shown, log } = await meet(submission(modal));
    expect(shown).toBe('[null]');
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  },
);

const subcommands = commands.flatMap(({ name, subcommands: entries }) =>
  entries.map(({ usage, example }) => ({ name, text: example ?? usage })),
);

test.each(subcommands.filter(({ text }) => text !== 'help'))('the subcommand $name $text', async ({ name, text }) => {
  await expectReference(typedCommand(name, text), { action: expect.stringContaining(name) });
});

test('every worker leaves one reference in the log, and is tried again', async () => {
  const { names, lines } = await watchersThatFail(defect);
  expect(names).toEqual(expect.arrayContaining(['delivery', 'schedules', 'executions', 'runs']));
  for (const name of names)
    expect(
      lines.filter(({ fields }) => fields.action === name),
      name,
    ).toMatchObject([{ level: 'error', fields: { reference: expect.any(String), err: { message: defect.message } } }]);
  const references = lines.flatMap(({ fields }) => (fields.reference === undefined ? [] : [fields.reference]));
  expect(new Set(references).size).toBe(names.length);
});
