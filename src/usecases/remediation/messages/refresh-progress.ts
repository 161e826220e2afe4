import { ChatError, type ChatErrorCode } from '../../../domain/errors.ts';
import type { Account } from '../../../domain/fleet.ts';
import { canonical, type JsonObject } from '../../../domain/json.ts';
import { findingKey } from '../../../domain/model.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import { startAge } from '../../age.ts';
import { reportUnexpected } from '../../boundary.ts';
import type { RemediationProgressMessage } from '../../messages/afterwards-messages.ts';
import type { Chat, PostedMessage } from '../../ports/chat.ts';
import type { Clock, Log, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import type { ProgressRow } from '../../ports/switch-records.ts';
import type { Hash } from '../../ports/vault.ts';
import { isGeneral } from '../../schedule/delivery-end.ts';
import { readGivenOrders } from '../state/given-orders.ts';
import { isHeldElsewhere } from '../state/held-elsewhere.ts';
import { isPausedFor, pausedWith } from '../state/paused.ts';
import { canStillChange, composeProgress } from './compose-progress.ts';
import { createTryEach, type Wait } from './try-each.ts';

export interface RefreshProgressDependencies {
  readonly store: Store;
  readonly chat: Pick<Chat, 'update'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly hash: Hash;
  /** False: REMEDIATION=off. */
  readonly enabled: boolean;
  readonly account: (id: string) => Account | undefined;
  /** How long definitions are kept after an end, milliseconds. */
  readonly watchRunsFor: number;
  /** Asks for a look in so many milliseconds: what changes during a wait is then shown at its end. */
  readonly checkAgain?: (ms: number) => void;
}

/** The id of the outgoing message that shows how far a request is. */
export function progressId(requestId: string): string {
  return `progress-${requestId}`;
}

/** Slack allows about one edit a second of one message; people need fewer. */
const betweenEditsMs = 2_000;
const again = '-again';

/**
 * Brings every message of progress up to date that shows something old; the latest wins. One look at a time in a process;
 * of two processes, of which one may have been suspended, the one that read the tables later. Where Slack itself is away
 * or asks to slow down, all wait.
 */
export function createRefreshProgress(dependencies: RefreshProgressDependencies): () => Promise<void> {
  const { store, clock, checkAgain } = dependencies;
  return createTryEach({
    clock,
    list: () => store.remediation.followedProgress(),
    idOf: ({ requestId }) => requestId,
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

/** Undefined: it is as it should be. */
async function refresh(dependencies: RefreshProgressDependencies, row: ProgressRow): Promise<Wait | undefined> {
  const { store, hash } = dependencies;
  const read = await readProgress(dependencies, row.requestId);
  const posted = await store.outbox.get(row.messageId);
  // Rows are pruned long after: nobody reads that message any more.
  if (read === undefined || posted === undefined) {
    await store.remediation.progressShown(row, row.shown ?? '', { settled: true });
    return undefined;
  }
  const { message, settled } = read;
  const { revision: _changes, ...rest } = message;
  const text = hash(canonical(JSON.parse(JSON.stringify(rest)) as JsonObject));
  if (text === row.shown) {
    if (settled) await store.remediation.progressShown(row, text, { settled });
    return undefined;
  }
  const { postedChannel: channel, postedTs: ts } = posted;
  if (channel === undefined || ts === undefined) return undefined;
  const version = await store.remediation.beginEdit(row);
  if (version === undefined) return forThisOne(betweenEditsMs);
  return edit(dependencies, { ...row, version }, { channel, ts }, { message, text, settled });
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

interface Fresh {
  readonly message: RemediationProgressMessage;
  readonly text: string;
  readonly settled: boolean;
}

async function edit(
  { store, chat, clock, log, newId }: RefreshProgressDependencies,
  row: ProgressRow,
  posted: PostedMessage,
  { message, text, settled }: Fresh,
): Promise<Wait> {
  try {
    await chat.update(posted, message, { rightBefore: () => proveFirst({ store, clock }, row) });
    await store.remediation.progressShown(row, text, { settled });
    return forThisOne(betweenEditsMs);
  } catch (error) {
    const circumstances = { action: 'progress', request: row.requestId };
    const text = 'progress not shown yet';
    if (error instanceof Overtaken) return forThisOne(betweenEditsMs);
    if (!(error instanceof ChatError)) {
      reportUnexpected({ log, newId }, error, circumstances, text);
      return forThisOne(afterOddMs);
    }
    log.warn({ ...circumstances, code: error.code }, text);
    if (error.code !== 'message-gone') return waitAfter(error);
    await postAgain({ store, clock }, row, posted, message, text);
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

/** A message that was deleted is posted once more, and no third time. */
async function postAgain(
  { store, clock }: Pick<RefreshProgressDependencies, 'store' | 'clock'>,
  row: ProgressRow,
  { channel }: PostedMessage,
  message: RemediationProgressMessage,
  text: string,
): Promise<void> {
  const messageId = `${progressId(row.requestId)}${again}`;
  await store.transaction(async ({ outbox, remediation }) => {
    const gaveUp = row.messageId.endsWith(again);
    if (!gaveUp) await outbox.add([{ id: messageId, channel, message, createdAt: clock.now() }]);
    await remediation.progressShown(row, text, { settled: gaveUp, messageId });
  });
}

/** The message as it must be now; `settled`: nothing of it changes by itself any more. */
export async function readProgress(
  {
    store,
    clock,
    enabled,
    account,
    watchRunsFor: keptFor,
  }: Pick<RefreshProgressDependencies, 'store' | 'clock' | 'enabled' | 'account' | 'watchRunsFor'>,
  requestId: string,
): Promise<{ readonly message: RemediationProgressMessage; readonly settled: boolean } | undefined> {
  const request = await store.remediation.request(requestId);
  if (request === undefined) return undefined;
  const executions = await store.remediation.executions(requestId);
  const switches = await store.remediation.switches(requestId);
  const drifted = request.plans.find(({ plan }) =>
    executions.some(
      ({ planId, outcomes }) => planId === plan.id && outcomes.some((outcome) => outcome.state === 'drifted'),
    ),
  )?.plan;
  const findings = drifted ? await store.findings.openNamed(drifted.target, drifted.finding.name) : [];
  const fixed = drifted && findingKey(findingOfPlan(drifted));
  const finding = findings.find((open) => findingKey(open) === fixed);
  const pause = await store.remediation.paused();
  const isPaused = isPausedFor(request.account, pause);
  const paused = isPaused && pause ? { paused: pausedWith(pause, account) } : {};
  const orders = await readGivenOrders(store.remediation, request, executions);
  const held = !enabled || isPaused;
  const heldElsewhere = await isHeldElsewhere(store.remediation, executions);
  const input = { request, executions, switches, held, heldElsewhere, ...paused, orders, keptFor, now: clock.now() };
  const freshPlanFor = finding && { findingId: finding.id, name: finding.name };
  return {
    message: composeProgress({ ...input, ...(freshPlanFor && { freshPlanFor }) }),
    settled: !canStillChange(input),
  };
}
