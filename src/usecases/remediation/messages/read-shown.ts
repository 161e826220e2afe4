import type { Account } from '../../../domain/fleet.ts';
import { canonical, type JsonObject } from '../../../domain/json.ts';
import { findingKey } from '../../../domain/model.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import type { Approvals } from '../../../domain/remediation/approval.ts';
import type { RemediationProgressMessage } from '../../messages/afterwards-messages.ts';
import type { Message } from '../../messages/message.ts';
import type { Chat, PostedMessage } from '../../ports/chat.ts';
import type { OutboxRow } from '../../ports/outbox-records.ts';
import type { Clock, Log } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import type { EditedPart, ProgressRow } from '../../ports/switch-records.ts';
import type { Hash } from '../../ports/vault.ts';
import { announcementIds } from '../state/announced-at.ts';
import { readGivenOrders, readTakenBack } from '../state/given-orders.ts';
import { isHeldElsewhere } from '../state/held-elsewhere.ts';
import { readStanding } from '../state/membership.ts';
import { isPausedFor, pausedWith } from '../state/paused.ts';
import { composeParent, type ParentInput } from './compose-parent.ts';
import { canStillChange, composeProgress, inReply } from './compose-progress.ts';
import { isEditClosed } from './edit-closed.ts';

export interface ReadProgressDependencies {
  readonly store: Store;
  readonly clock: Clock;
  /** False: REMEDIATION=off. */
  readonly enabled: boolean;
  readonly account: (id: string) => Account | undefined;
  /** How long definitions are kept after an end, milliseconds. */
  readonly watchRunsFor: number;
}

export interface ReadShownDependencies extends ReadProgressDependencies {
  readonly chat: Pick<Chat, 'usergroupMembers'>;
  readonly log: Log;
  readonly hash: Hash;
  /** The policy of an account; absent: nobody may approve. */
  readonly approvals: (account: string) => Approvals | undefined;
}

/** One message of a request that is edited, as it must be now. */
export interface ShownPart {
  readonly part: EditedPart;
  /** Tells one content from another. */
  readonly text: string;
  readonly delivery: OutboxRow;
  /** Absent: not posted yet. */
  readonly posted?: PostedMessage;
  /** What is to be shown: also what only Slack knows, so it is asked for no sooner than it is sent. */
  fresh(): Promise<Message>;
}

/**
 * The messages of a request as they must be now, that which asked for it first. `settled`: nothing of it changes by itself any
 * more. Undefined: there is nothing to show, or no message to show it on.
 */
export async function readShown(
  dependencies: ReadShownDependencies,
  row: ProgressRow,
): Promise<{ readonly parts: readonly ShownPart[]; readonly settled: boolean } | undefined> {
  const { store } = dependencies;
  const read = await readProgress(dependencies, row.requestId);
  if (read === undefined) return undefined;
  const { last } = await announcementIds(store, row.requestId);
  const parent = await editable(store, last);
  const progress = await editable(store, row.messageId);
  if (parent === undefined && progress === undefined) return undefined;
  const parts = [
    ...(parent === undefined || isOver(parent) ? [] : [await parentPart(dependencies, parent, read)]),
    ...(progress === undefined || isOver(progress) ? [] : [progressPart(dependencies, progress, { read, parent })]),
  ];
  return { parts, settled: read.settled };
}

/** The message, unless Slack lets nobody edit it any more: its thread says so, and has what follows. */
async function editable({ outbox }: Store, id: string): Promise<OutboxRow | undefined> {
  return (await isEditClosed(outbox, id)) ? undefined : outbox.get(id);
}

/** Given up, or deleted: there is nothing to edit. */
function isOver({ endedAt, goneAt }: OutboxRow): boolean {
  return endedAt !== undefined || goneAt !== undefined;
}

async function parentPart(
  dependencies: ReadShownDependencies,
  delivery: OutboxRow,
  { message: progress, input }: ReadProgress,
): Promise<ShownPart> {
  const { remediation } = dependencies.store;
  const { request, executions, switches, orders = {} } = input;
  const decisions = await remediation.decisions(request.id);
  const takenBack = await readTakenBack(remediation, request.id);
  const trail = request.state === 'open' ? await remediation.auditTrail(request.id) : [];
  const isAgain = trail.some(({ action }) => action === 'request.reopened');
  const posted = delivery.message.kind === 'approval-request' ? delivery.message : undefined;
  const about: ParentInput = { request, decisions, takenBack, isAgain, progress, executions, switches, orders };
  const message = composeParent(posted, about);
  const fresh = async () => {
    // Whose approval counts matters while others are awaited; what was decided stays as it was decided.
    const isJudged = request.state === 'open' && decisions.length > 0;
    const standing = isJudged ? await readStanding(dependencies, request, decisions) : undefined;
    return composeParent(posted, { ...about, standing });
  };
  return { part: 'request', text: textOf(dependencies, message), delivery, ...postedAt(delivery), fresh };
}

function progressPart(
  dependencies: ReadShownDependencies,
  delivery: OutboxRow,
  { read, parent }: { readonly read: ReadProgress; readonly parent: OutboxRow | undefined },
): ShownPart {
  // An older version posted it by itself; and where its thread has no first message, nothing else has the buttons.
  const hasButtons = delivery.threadOf === undefined || parent === undefined || isOver(parent);
  const message = hasButtons ? read.message : inReply(read.message);
  const { revision: _changes, ...rest } = message;
  const text = textOf(dependencies, rest);
  return { part: 'progress', text, delivery, ...postedAt(delivery), fresh: async () => message };
}

function textOf({ hash }: Pick<ReadShownDependencies, 'hash'>, content: object): string {
  return hash(canonical(JSON.parse(JSON.stringify(content)) as JsonObject));
}

function postedAt({ postedChannel: channel, postedTs: ts }: OutboxRow): Pick<ShownPart, 'posted'> {
  return channel === undefined || ts === undefined ? {} : { posted: { channel, ts } };
}

interface ReadProgress {
  readonly message: RemediationProgressMessage;
  readonly settled: boolean;
  readonly input: Parameters<typeof composeProgress>[0];
}

/** How far a request is; `settled`: nothing of it changes by itself any more. */
export async function readProgress(
  { store, clock, enabled, account, watchRunsFor: keptFor }: ReadProgressDependencies,
  requestId: string,
): Promise<ReadProgress | undefined> {
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
    input,
  };
}
