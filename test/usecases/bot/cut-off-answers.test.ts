import { beforeEach, expect, test } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { createEndCutOffAnswers, rememberAnswer } from '../../../src/usecases/bot/cut-off-answers.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { PostedMessage } from '../../../src/usecases/ports/chat.ts';
import { createRefreshFollowed } from '../../../src/usecases/remediation/messages/refresh-followed.ts';
import { kit } from '../../support/fakes/kit.ts';

const posted = { channel: 'C1', ts: '7.0' };
const scan = { id: 's1', processId: 'dead', startedAt: 1, scope: '3 accounts', caughtUp: false, askedBy: 'U1' };
const shared = { scan: 's1', askedBy: 'U1' };
const message = {
  kind: 'interrupted',
  scope: '3 accounts',
  startedAt: 1,
  again: '/glue-audit all share',
  shared,
} as const;
let base: Awaited<ReturnType<typeof kit>>;
let edits: [PostedMessage, Message][];
let fails: ChatError[];
let look: () => Promise<void>;

/** Another process: it knows nothing but the tables. */
beforeEach(async () => {
  base = await kit();
  [edits, fails] = [[], []];
  const update = async (...edit: [PostedMessage, Message]) => {
    const failure = fails.shift();
    if (failure) throw failure;
    edits.push(edit);
  };
  look = createEndCutOffAnswers({ ...base, chat: { update } });
  await base.store.scans.begin(scan);
  await rememberAnswer(base, posted, message);
});

const left = async () => (await base.store.outbox.followed()).length;

test('a shared answer is ended in its place once its scan was cut off, and left alone while it goes on', async () => {
  await look();
  expect(edits).toEqual([]);
  await base.store.scans.interrupt('dead', base.clock.now());
  await look();
  await look();
  expect(edits).toEqual([[posted, message]]);
  expect(await left()).toBe(0);
});

test('what was shown is delivered by nobody else', async () => {
  expect(await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'me', 10)).toEqual([]);
});

test.each(['finish', 'fail'] as const)('a scan that ended by itself (%s) has shown its own end', async (how) => {
  const numbers = { scanned: 1, unknown: 0, opened: 0, resolved: 0, open: 0 };
  if (how === 'finish') await base.store.scans.finish('s1', base.clock.now(), numbers);
  else await base.store.scans.fail('s1', base.clock.now());
  await look();
  expect(edits).toEqual([]);
  expect(await left()).toBe(0);
});

test('where Slack is away it is tried again, and a message that is gone is left', async () => {
  await base.store.scans.interrupt('dead', base.clock.now());
  fails.push(new ChatError('unavailable', 'timeout'));
  await look();
  expect(await left()).toBe(1);
  await base.clock.advance(60_000);
  fails.push(new ChatError('message-gone', 'message_not_found'));
  await look();
  expect(edits).toEqual([]);
  expect(await left()).toBe(0);
});

test('whoever takes buttons off messages leaves it alone', async () => {
  const chat = { update: async () => {}, usergroupMembers: async () => [] };
  await createRefreshFollowed({ ...base, chat, watchRunsFor: 0 })();
  expect(await left()).toBe(1);
});
