import { ChatError, type ChatErrorCode } from '../../../domain/errors.ts';
import { startAge } from '../../age.ts';
import { reportUnexpected } from '../../boundary.ts';
import type { Chat, PostedMessage } from '../../ports/chat.ts';
import type { NewId } from '../../ports/runtime.ts';
import type { EditedPart, ProgressRow } from '../../ports/switch-records.ts';
import { isGeneral } from '../../schedule/delivery-end.ts';
import { progressId } from '../state/announced-at.ts';
import { editClosedReply } from './edit-closed.ts';
import { type ReadShownDependencies, readShown, type ShownPart } from './read-shown.ts';
import { createTryEach, type Wait } from './try-each.ts';

export interface RefreshProgressDependencies extends ReadShownDependencies {
  readonly chat: Pick<Chat, 'update' | 'usergroupMembers'>;
  readonly newId: NewId;
  /** Asks for a look in so many milliseconds: what changes during a wait is then shown at its end. */
  readonly checkAgain?: (ms: number) => void;
}

/** Slack allows about one edit a second of one message; people need fewer. */
const betweenEditsMs = 2_000;
const again = '-again';

/**
 * Brings every message of a request up to date that shows something old; the latest wins. One look at a time in a process;
 * of two processes, of which one may have been suspended, the one that read the tables later. Where Slack itself is away
 * or asks to slow down, all wait.
 */
export function createRefreshProgress(dependencies: RefreshProgressDependencies): () => Promise<void> {
  const { store, clock, checkAgain } = dependencies;
  return createTryEach({
    clock,
    list: () => store.remediation.followedProgress(),
    // Edits are paced while steps follow each other. Its next stage, an end above all, is shown at once.
    idOf: ({ requestId, stage }) => `${requestId} ${stage}`,
    async tryOne(row) {
      const wait = await refreshSafely(dependencies, row);
      // A timer can be a millisecond early by this clock.
      if (wait) checkAgain?.(wait.ms + 10);
      return wait;
    },
  });
}

const forThisOne = (ms: number): Wait => ({ ms, isGeneral: false });
const afterFailureMs = 60_000;

/** A request whose records cannot be read keeps no other from being shown. */
async function refreshSafely(dependencies: RefreshProgressDependencies, row: ProgressRow): Promise<Wait | undefined> {
  try {
    return await refresh(dependencies, row);
  } catch (error) {
    const circumstances = { action: 'progress', request: row.requestId };
    reportUnexpected(dependencies, error, circumstances, 'progress could not be read');
    return forThisOne(afterFailureMs);
  }
}

/**
 * The message that asked for it, and the one that shows how far it is; each where it shows something old. Undefined: both are
 * as they should be.
 */
async function refresh(dependencies: RefreshProgressDependencies, row: ProgressRow): Promise<Wait | undefined> {
  const { store } = dependencies;
  const read = await readShown(dependencies, row);
  // Rows are pruned long after: nobody reads these messages any more.
  if (read === undefined) {
    await store.remediation.progressShown(row, row.shown ?? '', { settled: true });
    return undefined;
  }
  const { parts, settled } = read;
  let now = row;
  let edits = 0;
  for (const part of parts) {
    if (part.text === shownOf(now, part.part)) continue;
    if (part.posted === undefined) return undefined;
    const version = await store.remediation.beginEdit(now, part.part);
    if (version === undefined) return forThisOne(betweenEditsMs);
    now = { ...now, version };
    const wait = await edit(dependencies, now, { ...part, posted: part.posted });
    if (wait !== undefined) return wait;
    now = { ...now, [part.part === 'request' ? 'requestShown' : 'shown']: part.text };
    edits += 1;
  }
  if (settled) await store.remediation.progressShown(now, now.shown ?? '', { settled });
  return edits > 0 ? forThisOne(betweenEditsMs) : undefined;
}

function shownOf({ shown, requestShown }: ProgressRow, part: EditedPart): string | undefined {
  return part === 'request' ? requestShown : shown;
}

/** Somebody who knows more edits the message, or will: nothing was sent. */
class Overtaken extends ChatError {
  constructor() {
    super('unavailable', 'overtaken');
  }
}

/** How old the answer may be when the edit is sent. */
const proofHoldsMs = 5_000;

/** A process that was suspended sees by the row that it was overtaken; during this very question, by its clocks. */
async function proveFirst(
  { store, clock }: Pick<RefreshProgressDependencies, 'store' | 'clock'>,
  row: ProgressRow,
): Promise<void> {
  const asked = startAge(clock);
  if (!(await store.remediation.isEditing(row)) || asked() > proofHoldsMs) throw new Overtaken();
}

/** Undefined: it is shown now, or there is nothing to show it on any more. */
async function edit(
  dependencies: RefreshProgressDependencies,
  row: ProgressRow,
  shown: ShownPart & { readonly posted: PostedMessage },
): Promise<Wait | undefined> {
  const { store, chat, clock, log, newId } = dependencies;
  const { part, posted, text } = shown;
  try {
    const message = await shown.fresh();
    await chat.update(posted, message, { rightBefore: () => proveFirst({ store, clock }, row) });
    await store.remediation.progressShown(row, text, { settled: false, part });
    return undefined;
  } catch (error) {
    const circumstances = { action: 'progress', request: row.requestId };
    const words = 'progress not shown yet';
    if (error instanceof Overtaken) return forThisOne(betweenEditsMs);
    if (!(error instanceof ChatError)) {
      reportUnexpected({ log, newId }, error, circumstances, words);
      return forThisOne(afterOddMs);
    }
    log.warn({ ...circumstances, code: error.code }, words);
    if (error.code !== 'message-gone' && error.code !== 'message-fixed') return waitAfter(error);
    await (error.code === 'message-gone' ? whenGone : whenFixed)(dependencies, row, shown);
    return forThisOne(betweenEditsMs);
  }
}

const afterOddMs = 10_000;

const closedFor: readonly ChatErrorCode[] = [
  'channel-archived',
  'not-in-channel',
  'channel-not-found',
  'recipient-gone',
  'posting-forbidden',
  'not-authorised',
];

/** A channel that is closed to the bot is tried seldom: somebody may open it. */
export function waitAfter(error: ChatError): Wait {
  const closed = closedFor.includes(error.code);
  return { ms: error.retryAfterMs ?? (closed ? 5 * 60_000 : afterOddMs), isGeneral: isGeneral(error) };
}

/** It is read there, so it is not posted again: its thread says once that it stays as it is. */
async function whenFixed(
  { store, clock }: Pick<RefreshProgressDependencies, 'store' | 'clock'>,
  row: ProgressRow,
  { part, delivery, text, fresh }: ShownPart,
): Promise<void> {
  const now = part === 'request' ? await fresh() : undefined;
  await store.transaction(async ({ outbox, remediation }) => {
    await outbox.add([editClosedReply(delivery, clock.now(), now)]);
    await remediation.progressShown(row, text, { settled: false, part });
  });
}

/**
 * The message that shows how far it is, is posted once more, and no third time. The first message of the thread is not: what
 * follows says so where it stands.
 */
async function whenGone(
  { store, clock }: Pick<RefreshProgressDependencies, 'store' | 'clock'>,
  row: ProgressRow,
  { part, delivery, text, fresh }: ShownPart,
): Promise<void> {
  if (part === 'request') {
    await store.outbox.gone(delivery.id, clock.now());
    return store.remediation.progressShown(row, text, { settled: false, part });
  }
  const messageId = `${progressId(row.requestId)}${again}`;
  const message = await fresh();
  const { channel, threadOf } = delivery;
  await store.transaction(async ({ outbox, remediation }) => {
    const gaveUp = row.messageId.endsWith(again);
    const next = {
      id: messageId,
      channel,
      message,
      createdAt: clock.now(),
      ...(threadOf !== undefined && { threadOf }),
    };
    if (gaveUp) await outbox.gone(delivery.id, clock.now());
    else await outbox.add([next]);
    await remediation.progressShown(row, text, { settled: false, messageId });
  });
}
