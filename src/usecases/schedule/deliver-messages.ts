import { ChatError } from '../../domain/errors.ts';
import { type Age, startAge } from '../age.ts';
import { reportUnexpected } from '../boundary.ts';
import type { Chat, Posted, PostedMessage } from '../ports/chat.ts';
import type { OutboxClaim, OutboxRow } from '../ports/outbox-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { isGeneral, isOver, refusedSince } from './delivery-end.ts';
import { tellRequester } from './held-request.ts';
import { keepLink, withLink } from './message-links.ts';
import { redirected } from './redirected.ts';
import { placeOf, soughtIn } from './thread-place.ts';
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
  /** Told when the address of a message is known. */
  readonly onLinked?: () => void;
}

const batch = 20;
/** After this another process may take the row over. */
const claimForMs = 5 * 60_000;
/** Longer than any post takes, the one in plain words after it included: none is begun later in the life of a claim. */
const postTakesMs = 60_000;
/** How old the answer that the claim holds may be when the message is sent. */
const proofHoldsMs = 5_000;
const proofTries = 3;
const firstRetryMs = 2_000;
/** A channel that the bot was not invited to is tried this often, until somebody invites it. */
const longestRetryMs = 5 * 60_000;

/**
 * One channel and reason are told once in this time, however many messages they stop. It is counted from the first of
 * them: counted from the one before, a place that ends one each hour would be told of only once.
 */
const tellEveryMs = 24 * 3_600_000;

function daysSince(first: number, at: number): number {
  return Math.floor((at - first) / tellEveryMs);
}

/**
 * Sends what is due, in order within a channel, until nothing is, or until nothing of a batch gets through for a reason
 * that the next messages would meet as well. What may pass waits, and status says why; what does not pass ends, and whoever
 * can act is told. A post whose outcome is not known is looked for before it is posted again.
 */
export async function deliverMessages(dependencies: DeliverDependencies): Promise<void> {
  const { store, clock, processId } = dependencies;
  for (;;) {
    const age = startAge(clock);
    const now = await store.now();
    const claim = { processId, until: now + claimForMs };
    const rows = await store.outbox.claimDue(now, claim.until, processId, batch);
    if (rows.length === 0) return;
    const ends = await Promise.allSettled(rows.map((row) => deliver(dependencies, row, { ...claim, age })));
    const met = ends.map((end) => {
      if (end.status === 'rejected') throw end.reason;
      return end.value;
    });
    if (met.every((end) => end === 'stopped')) return;
  }
}

/**
 * Looks for what is due, one look after the other. What the database did not take the end of stays claimed by this process,
 * which lives: the next look gives it back, so that nothing waits for the end of a claim.
 */
export function createDelivery(dependencies: DeliverDependencies): () => Promise<void> {
  let isLeft = false;
  return async () => {
    if (isLeft) await dependencies.store.outbox.release(dependencies.processId);
    isLeft = true;
    await deliverMessages(dependencies);
    isLeft = false;
  };
}

/** `stopped`: by what the next message would meet as well. */
async function deliver(dependencies: DeliverDependencies, row: OutboxRow, claim: Claim): Promise<'on' | 'stopped'> {
  const { store, clock, log } = dependencies;
  const attempt: Attempt = { outcomeUnknown: row.state === 'posting' };
  try {
    const posted = await post(dependencies, row, attempt, claim);
    if (posted === 'after') return await putBehind(dependencies, row, attempt, claim);
    if (posted.isOrphan && row.threadOf !== undefined) await store.outbox.gone(row.threadOf, clock.now());
    await store.outbox.sent(row.id, posted.channel, posted.ts, clock.now());
    log.info({ delivery: row.id, channel: posted.channel, message: row.message.kind }, 'message delivered');
    await afterwards(dependencies, row, posted);
    return 'on';
  } catch (error) {
    if (error instanceof ClaimLost) {
      log.warn({ delivery: row.id, channel: row.channel }, 'a message was not posted: its claim is over');
      return 'on';
    }
    await putBack(dependencies, row, error, attempt, claim);
    return error instanceof ChatError && isGeneral(error) ? 'stopped' : 'on';
  }
}

/** What only helps the reader. The message is posted, whatever becomes of it. */
async function afterwards(dependencies: DeliverDependencies, row: OutboxRow, posted: Posted): Promise<void> {
  try {
    if (posted.isOrphan) await saySo(dependencies, row, posted);
    await keepLink({ ...dependencies, outbox: dependencies.store.outbox }, row, posted);
  } catch (error) {
    const about = { action: 'delivery', delivery: row.id, channel: row.channel };
    reportUnexpected(dependencies, error, about, 'a message is posted, and its address could not be kept');
  }
}

interface Attempt {
  /** True while an earlier post may be there: a failure of this attempt settles nothing about that one. */
  outcomeUnknown: boolean;
}

async function post(
  dependencies: DeliverDependencies,
  row: OutboxRow,
  attempt: Attempt,
  claim: Claim,
): Promise<Posted | 'after'> {
  const { chat, store, log } = dependencies;
  const { outbox } = store;
  const before = attempt.outcomeUnknown ? await find(dependencies, row) : 'absent';
  if (typeof before === 'object') return before;
  attempt.outcomeUnknown = before === 'cannot-tell';
  const place = await placeOf(outbox, row);
  if (place === 'after') return place;
  // Once before anything is asked of Slack: a refusal on the way to the post counts as an attempt.
  await proveClaim(dependencies, row, claim);
  const message = await withLink({ ...dependencies, outbox }, row.message);
  const { channel, ...where } = place;
  const options = {
    deliveryId: row.id,
    mayRepeat: before === 'cannot-tell' || row.mayRepeat === true,
    rightBefore: () => proveClaim(dependencies, row, claim),
  };
  try {
    return await chat.post(channel, message, { ...where, ...options });
  } catch (error) {
    if (where.thread === undefined || !(error instanceof ChatError) || error.code !== 'thread-closed') throw error;
    // Refused, so nothing was posted; kept for the thread, it would keep the whole channel waiting for a day, or be lost.
    log.warn({ delivery: row.id, code: error.slackCode }, 'a reply stands in the channel: its thread takes none');
    return chat.post(channel, message, { ...options, isOrphan: true });
  }
}

async function find({ chat, store }: DeliverDependencies, row: OutboxRow) {
  const { channel, thread } = await soughtIn(store.outbox, row);
  return chat.find(channel, row.id, row.createdAt, thread);
}

/** Its message is to be tried again and comes first, since it is older. */
async function putBehind(
  { store, clock }: DeliverDependencies,
  row: OutboxRow,
  { outcomeUnknown }: Attempt,
  { processId, until }: OutboxClaim,
): Promise<'on'> {
  const next = { nextAttemptAt: clock.now() + firstRetryMs };
  const outcome = outcomeUnknown ? 'unknown' : 'not-posted';
  await store.outbox.retry(row.id, 'thread_not_posted', next, outcome, { processId, until });
  return 'on';
}

/** Slack put a reply into the channel, since the message that it was for is gone: the reader is told what it belongs to. */
async function saySo({ chat, log }: DeliverDependencies, row: OutboxRow, posted: PostedMessage): Promise<void> {
  try {
    await chat.update(posted, row.message, { isOrphan: true });
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    log.warn({ delivery: row.id, code: error.slackCode }, 'a reply without its thread could not be told as one');
  }
}

/** The claim, with how long ago it was asked for. */
interface Claim extends OutboxClaim {
  readonly age: Age;
}

/** Somebody else may post the message by now. What is left is theirs: the row is as it was, or as they made it. */
class ClaimLost extends ChatError {
  constructor() {
    super('unavailable', 'claim_over');
  }
}

/**
 * Records the intent, and that the claim still holds, right before each sending. A process that was suspended meanwhile
 * sees it by the row, and one that was suspended during this very question by its clocks: it asks again.
 * @throws {ClaimLost}
 */
async function proveClaim({ store, clock }: DeliverDependencies, row: OutboxRow, claim: Claim): Promise<void> {
  for (let tries = 0; tries < proofTries; tries += 1) {
    const asked = startAge(clock);
    if (claim.age() > claimForMs - postTakesMs) break;
    if (!(await store.outbox.posting(row.id, clock.now(), { processId: claim.processId, until: claim.until }))) break;
    if (asked() <= proofHoldsMs) return;
  }
  throw new ClaimLost();
}

async function putBack(
  dependencies: DeliverDependencies,
  row: OutboxRow,
  error: unknown,
  { outcomeUnknown }: Attempt,
  { processId, until }: OutboxClaim,
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
  const at = clock.now();
  const nextAttemptAt = at + wait;
  const since = refusedSince(known, row, { at, next: nextAttemptAt });
  // Whatever became of an earlier try: the schedule's channel has one copy too many at worst, where the owner would have none.
  const elsewhere = known && redirected(row, known, isOver(known, since, at));
  if (elsewhere !== undefined) {
    log.warn(
      { ...where, instead: elsewhere.channel },
      'an owner’s digest was refused and goes to the schedule’s channel',
    );
    return store.outbox.redirect(row.id, elsewhere, at, { processId, until });
  }
  if (isOver(known, since, at)) {
    log.error({ ...where, attempts: row.attempts + 1 }, 'message undeliverable: given up');
    onDeliveryFailed?.(code);
    return giveUp(dependencies, row, known, { outcome, claim: { processId, until } });
  }
  const circumstances = { ...where, wait };
  if (known) log.warn(circumstances, 'message not delivered yet');
  else reportUnexpected({ log, newId }, error, circumstances, 'message not delivered yet');
  onDeliveryFailed?.(code);
  await store.transaction(async (records) => {
    const next = { nextAttemptAt, ...(since !== undefined && { refusedSince: since }) };
    await records.outbox.retry(row.id, code, next, outcome, { processId, until });
    if (outcome === 'not-posted') await tellRequester(records, row, known, { at, over: false });
  });
}

/** The end of a message, with the word about it to whoever can act. */
async function giveUp(
  { store, clock, newId, operationsChannel }: DeliverDependencies,
  row: OutboxRow,
  known: ChatError | undefined,
  { outcome, claim }: { readonly outcome: 'not-posted' | 'unknown'; readonly claim: OutboxClaim },
): Promise<void> {
  const at = clock.now();
  const error = known?.slackCode ?? 'unexpected';
  await store.transaction(async (records) => {
    const { outbox } = records;
    const [before] = await outbox.undeliverable({ channel: row.channel, error });
    if (!(await outbox.end(row.id, error, at, outcome, claim))) return;
    await tellRequester(records, row, known, { at, over: true });
    if (operationsChannel === undefined || operationsChannel === row.channel) return;
    if (before !== undefined && daysSince(before.first, before.since) === daysSince(before.first, at)) return;
    const items = [undeliveredItem({ ...row, endedAt: at, lastError: error })];
    const message = { kind: 'undelivered', event: 'ended', count: 1, items } as const;
    await outbox.add([{ id: newId(), channel: operationsChannel, message, createdAt: at }]);
  });
}
