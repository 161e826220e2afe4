import { ChatError } from '../../domain/errors.ts';
import { reportUnexpected } from '../boundary.ts';
import type { Chat, PostedMessage } from '../ports/chat.ts';
import type { OutboxRow } from '../ports/outbox-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { isGeneral, isOver } from './delivery-end.ts';
import { tellRequester } from './held-request.ts';
import { undeliveredItem } from './undelivered-item.ts';

export interface DeliverDependencies {
  readonly store: Store;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly processId: string;
  /** Where the operators read; absent: only status, metrics and the log say that a message was given up. */
  readonly operationsChannel?: string;
  /** Told each failed attempt's code. */
  readonly onDeliveryFailed?: (code: string) => void;
}

const batch = 20;
/** Longer than any post takes: after this another process may take the row over. */
const claimForMs = 5 * 60_000;
const firstRetryMs = 2_000;
/** A channel that the bot was not invited to is tried this often, until somebody invites it. */
const longestRetryMs = 5 * 60_000;

/** One channel and reason are told once in this time, however many messages they stop. */
const tellEveryMs = 24 * 3_600_000;

/**
 * Sends what is due, in order within a channel, until nothing is, or until nothing of a batch gets through for a reason
 * that the next messages would meet as well. What may pass waits, and status says why; what does not pass ends, and whoever
 * can act is told. A post whose outcome is not known is looked for before it is posted again.
 */
export async function deliverMessages(dependencies: DeliverDependencies): Promise<void> {
  const { store, clock, processId } = dependencies;
  for (;;) {
    const now = clock.now();
    const rows = await store.outbox.claimDue(now, now + claimForMs, processId, batch);
    if (rows.length === 0) return;
    const met = await Promise.all(rows.map((row) => deliver(dependencies, row)));
    if (met.every((end) => end === 'stopped')) return;
  }
}

/** `stopped`: by what the next message would meet as well. */
async function deliver(dependencies: DeliverDependencies, row: OutboxRow): Promise<'on' | 'stopped'> {
  const { store, clock, log } = dependencies;
  const attempt: Attempt = { outcomeUnknown: row.state === 'posting' };
  try {
    const posted = await post(dependencies, row, attempt);
    await store.outbox.sent(row.id, posted.channel, posted.ts, clock.now());
    log.info({ delivery: row.id, channel: posted.channel, message: row.message.kind }, 'message delivered');
    return 'on';
  } catch (error) {
    await putBack(dependencies, row, error, attempt);
    return error instanceof ChatError && isGeneral(error) ? 'stopped' : 'on';
  }
}

interface Attempt {
  /** True while an earlier post may be there: a failure of this attempt settles nothing about that one. */
  outcomeUnknown: boolean;
}

async function post(
  { store, chat, clock }: DeliverDependencies,
  row: OutboxRow,
  attempt: Attempt,
): Promise<PostedMessage> {
  const before = attempt.outcomeUnknown ? await chat.find(row.channel, row.id, row.createdAt) : 'absent';
  if (typeof before === 'object') return before;
  attempt.outcomeUnknown = before === 'cannot-tell';
  await store.outbox.posting(row.id, clock.now());
  return chat.post(row.channel, row.message, { deliveryId: row.id, mayRepeat: before === 'cannot-tell' });
}

async function putBack(
  dependencies: DeliverDependencies,
  row: OutboxRow,
  error: unknown,
  { outcomeUnknown }: Attempt,
): Promise<void> {
  const { store, clock, log, newId, onDeliveryFailed } = dependencies;
  const known = error instanceof ChatError ? error : undefined;
  const backOff = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(row.attempts, 10));
  const wait = Math.max(firstRetryMs, known?.retryAfterMs ?? backOff);
  // What is not an answer of Slack's may have reached it.
  const refused = known !== undefined && known.code !== 'unknown-outcome';
  const outcome = refused && !outcomeUnknown ? 'not-posted' : 'unknown';
  const code = known?.slackCode ?? 'unexpected';
  const where = { action: 'delivery', delivery: row.id, channel: row.channel, code };
  if (isOver(known, row.firstAttemptAt, clock.now())) {
    log.error({ ...where, attempts: row.attempts + 1 }, 'message undeliverable: given up');
    onDeliveryFailed?.(code);
    return giveUp(dependencies, row, known, outcome);
  }
  const circumstances = { ...where, wait };
  if (known) log.warn(circumstances, 'message not delivered yet');
  else reportUnexpected({ log, newId }, error, circumstances, 'message not delivered yet');
  onDeliveryFailed?.(code);
  await store.transaction(async (records) => {
    const at = clock.now();
    await records.outbox.retry(row.id, code, at + wait, outcome);
    if (outcome === 'not-posted') await tellRequester(records, row, known, { at, over: false });
  });
}

/** The end of a message, with the word about it to whoever can act. */
async function giveUp(
  { store, clock, newId, operationsChannel }: DeliverDependencies,
  row: OutboxRow,
  known: ChatError | undefined,
  outcome: 'not-posted' | 'unknown',
): Promise<void> {
  const at = clock.now();
  const error = known?.slackCode ?? 'unexpected';
  await store.transaction(async (records) => {
    const { outbox } = records;
    await tellRequester(records, row, known, { at, over: true });
    const before = (await outbox.undeliverable()).find((each) => each.channel === row.channel && each.error === error);
    await outbox.end(row.id, error, at, outcome);
    if (operationsChannel === undefined || operationsChannel === row.channel) return;
    if (before !== undefined && at - before.since < tellEveryMs) return;
    const items = [undeliveredItem({ ...row, endedAt: at, lastError: error })];
    const message = { kind: 'undelivered', event: 'ended', count: 1, items } as const;
    await outbox.add([{ id: newId(), channel: operationsChannel, message, createdAt: at }]);
  });
}
