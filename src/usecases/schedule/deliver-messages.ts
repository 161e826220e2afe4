import { ChatError } from '../../domain/errors.ts';
import { reportUnexpected } from '../boundary.ts';
import type { Chat, PostedMessage } from '../ports/chat.ts';
import type { OutboxRow } from '../ports/outbox-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';

export interface DeliverDependencies {
  readonly store: Store;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly processId: string;
  /** Told each failed attempt's code. */
  readonly onDeliveryFailed?: (code: string) => void;
}

const batch = 20;
/** Longer than any post takes: after this another process may take the row over. */
const claimForMs = 5 * 60_000;
const firstRetryMs = 2_000;
/** A channel that the bot was not invited to is tried this often, until somebody invites it. */
const longestRetryMs = 5 * 60_000;

/**
 * Sends what is due, in order within a channel, until nothing is. A message is never given up: it waits, and status
 * says why. A post whose outcome is not known is looked for before it is posted again.
 */
export async function deliverMessages(dependencies: DeliverDependencies): Promise<void> {
  const { store, clock, processId } = dependencies;
  for (;;) {
    const now = clock.now();
    const rows = await store.outbox.claimDue(now, now + claimForMs, processId, batch);
    if (rows.length === 0) return;
    await Promise.all(rows.map((row) => deliver(dependencies, row)));
  }
}

async function deliver(dependencies: DeliverDependencies, row: OutboxRow): Promise<void> {
  const { store, clock, log } = dependencies;
  const attempt: Attempt = { outcomeUnknown: row.state === 'posting' };
  try {
    const posted = await post(dependencies, row, attempt);
    await store.outbox.sent(row.id, posted.channel, posted.ts, clock.now());
    log.info({ delivery: row.id, channel: posted.channel, message: row.message.kind }, 'message delivered');
  } catch (error) {
    await putBack(dependencies, row, error, attempt);
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
  { store, clock, log, newId, onDeliveryFailed }: DeliverDependencies,
  row: OutboxRow,
  error: unknown,
  { outcomeUnknown }: Attempt,
): Promise<void> {
  const known = error instanceof ChatError ? error : undefined;
  const backOff = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(row.attempts, 10));
  const wait = Math.max(firstRetryMs, known?.retryAfterMs ?? backOff);
  // What is not an answer of Slack's may have reached it.
  const refused = known !== undefined && known.code !== 'unknown-outcome';
  const outcome = refused && !outcomeUnknown ? 'not-posted' : 'unknown';
  const code = known?.slackCode ?? 'unexpected';
  const circumstances = { action: 'delivery', delivery: row.id, channel: row.channel, code, wait };
  if (known) log.warn(circumstances, 'message not delivered yet');
  else reportUnexpected({ log, newId }, error, circumstances, 'message not delivered yet');
  onDeliveryFailed?.(code);
  await store.outbox.retry(row.id, code, clock.now() + wait, outcome);
}
