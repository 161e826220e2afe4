import { dayMs } from '../../domain/retention.ts';
import type { Became, DigestMessage } from '../messages/audit-messages.ts';
import { namedIn } from '../messages/digest-news.ts';
import type { Chat } from '../ports/chat.ts';
import type { ChangedDigest } from '../ports/records/digest-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { editSafely, updateIfThere } from '../remediation/messages/edit-safely.ts';
import { createTryEach } from '../remediation/messages/try-each.ts';
import { announcementId } from '../remediation/state/announced-at.ts';

export interface RefreshDigestsDependencies {
  readonly store: Store;
  readonly chat: Pick<Chat, 'update'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

/** Nobody reads older ones, and each edit is a request to Slack. */
const editedForMs = 14 * dayMs;
const mostALook = 20;

/**
 * Edits posted digests in which a finding is shown as it is no more: asked for, accepted or resolved since, or open again.
 * What is shown comes from the tables, so a process that is killed leaves the edit to the next look.
 */
export function createRefreshDigests(dependencies: RefreshDigestsDependencies): () => Promise<void> {
  const { store, clock } = dependencies;
  const tryEach = createTryEach({
    clock,
    list: (waiting) => store.digests.changed(clock.now() - editedForMs, clock.now(), mostALook + waiting),
    idOf: ({ id }) => id,
    tryOne: (digest) =>
      editSafely(
        dependencies,
        () => refresh(dependencies, digest),
        { action: 'digests', delivery: digest.id },
        'a digest could not be brought up to date',
      ),
  });
  return async () => {
    await store.digests.forget(clock.now() - editedForMs);
    await tryEach();
  };
}

async function refresh(
  dependencies: RefreshDigestsDependencies,
  { id, became: changed }: ChangedDigest,
): Promise<void> {
  const { store } = dependencies;
  const row = await store.outbox.get(id);
  if (row?.message.kind !== 'digest' || row.postedChannel === undefined || row.postedTs === undefined) return;
  const { became: _before, ...rest } = row.message;
  const became = await withLinks(store, unlikeNamed(row.message, changed));
  const message = { ...rest, ...(Object.keys(became).length > 0 && { became }) };
  await updateIfThere(dependencies, { row, posted: { channel: row.postedChannel, ts: row.postedTs } }, message);
  await store.digests.show(id, message);
}

/** Those of which the message says something else. */
function unlikeNamed(message: DigestMessage, became: ChangedDigest['became']): ChangedDigest['became'] {
  const named = namedIn(message);
  const isAsNamed = ([id, each]: [string, Became]) => each.is === 'now' && each.exposure === named.get(id);
  return Object.fromEntries(Object.entries(became).filter((entry) => !isAsNamed(entry)));
}

/** Those that were requested lead to the request, once its message is posted. */
async function withLinks({ outbox }: Store, became: ChangedDigest['became']): Promise<ChangedDigest['became']> {
  const entries = await Promise.all(
    Object.entries(became).map(async ([id, each]): Promise<[string, Became]> => {
      if (each.is !== 'requested') return [id, each];
      const link = (await outbox.get(announcementId(each.requestId)))?.permalink;
      return [id, { ...each, ...(link !== undefined && { link }) }];
    }),
  );
  return Object.fromEntries(entries);
}
