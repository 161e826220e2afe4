import { expect, test } from 'vitest';
import { followAnswer } from '../../../src/slack/interactions/followed-answer.ts';
import type { InterruptedMessage } from '../../../src/usecases/messages/command-messages.ts';
import type { PostedMessage } from '../../../src/usecases/ports/chat.ts';
import { countingIds, recordingLog } from '../support.ts';

const asked = { user: 'U1', typed: '/glue-audit all share' };
const numbers = { done: 1, total: 3, found: 0, unknown: 0 };
const shown = { kind: 'audit-progress', scope: '3 accounts', startedAt: 5, scanId: 's1', ...numbers } as const;
const posted = { channel: 'C1', ts: '7.0' };

function followed(given: { fails?: boolean } = {}) {
  const kept: [PostedMessage, InterruptedMessage][] = [];
  const log = recordingLog();
  const follow = async (...each: [PostedMessage, InterruptedMessage]) => {
    if (given.fails) throw new Error('The disk is full');
    kept.push(each);
  };
  return { kept, log, answer: followAnswer({ log, newId: countingIds(), follow }, asked) };
}

const message = { kind: 'interrupted', scope: '3 accounts', startedAt: 5, again: '/glue-audit all share' };
const expected = [[posted, { ...message, shared: { scan: 's1', askedBy: 'U1' } }]];

test('an answer is followed once, whichever is known first: where it is, or its scan', () => {
  const one = followed();
  one.answer.onPosted(posted);
  expect(one.kept).toEqual([]);
  for (let time = 0; time < 2; time += 1) one.answer.onProgress(shown);
  expect(one.kept).toEqual(expected);

  const other = followed();
  other.answer.onProgress(shown);
  expect(other.kept).toEqual([]);
  other.answer.onPosted(posted);
  expect(other.kept).toEqual(expected);
});

test('what shows no scan is not followed', () => {
  const { kept, answer } = followed();
  answer.onPosted(posted);
  answer.onProgress({ kind: 'problem', what: 'x', next: 'y', suggestions: [] });
  expect(kept).toEqual([]);
});

test('where it cannot be remembered the answer goes on, and the log says so', async () => {
  const { log, answer } = followed({ fails: true });
  answer.onPosted(posted);
  answer.onProgress(shown);
  await new Promise(setImmediate);
  expect(log.lines).toHaveLength(1);
});
