import { ChatError } from '../../../domain/errors.ts';
import { reportUnexpected } from '../../boundary.ts';
import { followedRequest } from '../../messages/followed-request.ts';
import type { Chat } from '../../ports/chat.ts';
import type { OutboxRow } from '../../ports/outbox-records.ts';
import type { NewId } from '../../ports/runtime.ts';
import { isGeneral } from '../../schedule/delivery-end.ts';
import { type DecidedDependencies, decidedMessage } from './decided-message.ts';
import { waitAfter } from './refresh-progress.ts';

export interface RefreshFollowedDependencies extends DecidedDependencies {
  readonly chat: Pick<Chat, 'usergroupMembers' | 'update'>;
  readonly newId: NewId;
}

const afterOddMs = 60_000;

/** A clock that was put back keeps nothing waiting. */
interface Pause {
  readonly from: number;
  readonly until: number;
}

const isOn = (pause: Pause | undefined, now: number) => pause && pause.from <= now && now < pause.until;

/**
 * Takes the buttons off posted messages whose decision was made, or whose time is over, wherever and however that
 * happened. A process that is killed between the decision and the edit leaves it to the next look: the row is followed
 * until its message was edited. What cannot be edited now is tried again later, and keeps no other waiting; where Slack
 * itself is away or asks to slow down, all wait.
 */
export function createRefreshFollowed(dependencies: RefreshFollowedDependencies): () => Promise<void> {
  const pauses = new Map<string, Pause>();
  let rest: Pause | undefined;
  return async () => {
    const { store, clock } = dependencies;
    if (isOn(rest, clock.now())) return;
    const rows = await store.outbox.followed();
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of pauses.keys()) if (!ids.has(id)) pauses.delete(id);
    // What met trouble last comes last: it may be the message and not Slack.
    const triedAt = ({ id }: OutboxRow) => pauses.get(id)?.from ?? 0;
    for (const row of rows.toSorted((a, b) => triedAt(a) - triedAt(b))) {
      if (isOn(pauses.get(row.id), clock.now())) continue;
      const trouble = await refreshSafely(dependencies, row);
      const from = clock.now();
      if (trouble === undefined) pauses.delete(row.id);
      else pauses.set(row.id, { from, until: from + trouble.waitMs });
      if (trouble?.isGeneral) {
        rest = { from, until: from + trouble.waitMs };
        return;
      }
    }
  };
}

interface Trouble {
  /** How long to leave it alone. */
  readonly waitMs: number;
  /** The next message would meet it as well. */
  readonly isGeneral: boolean;
}

/** Undefined: it is as it should be. */
async function refreshSafely(dependencies: RefreshFollowedDependencies, row: OutboxRow): Promise<Trouble | undefined> {
  const { log } = dependencies;
  const circumstances = { action: 'messages', delivery: row.id };
  const text = 'a message with buttons could not be brought up to date';
  try {
    await refresh(dependencies, row);
    return undefined;
  } catch (error) {
    if (error instanceof ChatError) {
      log.warn({ ...circumstances, code: error.code }, text);
      return { waitMs: waitAfter(error), isGeneral: isGeneral(error) };
    }
    reportUnexpected(dependencies, error, circumstances, text);
    return { waitMs: afterOddMs, isGeneral: false };
  }
}

async function refresh(dependencies: RefreshFollowedDependencies, row: OutboxRow): Promise<void> {
  const { store, chat } = dependencies;
  const { postedChannel: channel, postedTs: ts } = row;
  const isOver = followedRequest(row.message) === undefined || channel === undefined || ts === undefined;
  if (isOver) return store.outbox.unfollow(row.id);
  const message = await decidedMessage(dependencies, row);
  if (message === undefined) return;
  try {
    await chat.update({ channel, ts }, message);
  } catch (error) {
    // Somebody deleted it: nobody presses anything there.
    if (!(error instanceof ChatError && error.code === 'message-gone')) throw error;
  }
  await store.outbox.unfollow(row.id, message);
}
