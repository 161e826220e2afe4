import type { Kysely } from 'kysely';
import { z } from 'zod';
import { followedRequest, followedScan } from '../../usecases/messages/followed-request.ts';
import { type Message, messageKinds } from '../../usecases/messages/message.ts';
import type { NewOutboxMessage, OutboxRow } from '../../usecases/ports/outbox-records.ts';
import { chunks } from '../database/chunks.ts';
import { given, parseJson, parseRow } from '../database/rows.ts';
import type { Database, OutboxTable } from '../database/schema.ts';

/** Only the kind is checked: this program wrote the message itself, from checked data. */
function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return typeof value.kind === 'string' && messageKinds.has(value.kind);
}

/** Said in place of a message that cannot be read: neither silence, nor a channel that is blocked for ever. */
const unreadable: Message = {
  kind: 'problem',
  what: 'A message for this channel was recorded, and cannot be read any more (after a change of version, or of the database by hand).',
  next: 'Ask for what is open now.',
  suggestions: ['/glue-audit findings', '/glue-audit status'],
};

/** A message as it was stored; one that cannot be read is a problem that says so. */
export function toMessage(text: string): Message {
  const value = fromBefore(parseJson(text));
  return isMessage(value) ? value : unreadable;
}

/** Until 0.1.0 a configuration was judged by one rule, and a message about it named one. */
function fromBefore(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'configuration') return value;
  return 'rule' in value && !('rules' in value) ? { ...value, rules: [value.rule] } : value;
}

const outboxRow = z
  .object({
    id: z.string(),
    channel: z.string(),
    message_json: z.string().transform(toMessage),
    created_at: z.number(),
    state: z.enum(['waiting', 'posting', 'sent']),
    attempts: z.number(),
    next_attempt_at: z.number(),
    first_attempt_at: z.number().nullable(),
    refused_since: z.number().nullable(),
    last_error: z.string().nullable(),
    posted_channel: z.string().nullable(),
    posted_ts: z.string().nullable(),
    sent_at: z.number().nullable(),
    ended_at: z.number().nullable(),
    dropped_at: z.number().nullable(),
    may_repeat: z.number().nullable(),
    thread_of: z.string().nullable(),
    broadcast: z.number().nullable(),
    permalink: z.string().nullable(),
    gone_at: z.number().nullable(),
  })
  .transform(
    (row): OutboxRow => ({
      id: row.id,
      channel: row.channel,
      message: row.message_json,
      createdAt: row.created_at,
      state: row.state,
      attempts: row.attempts,
      nextAttemptAt: row.next_attempt_at,
      ...given('firstAttemptAt', row.first_attempt_at),
      ...given('refusedSince', row.refused_since),
      ...given('lastError', row.last_error),
      ...given('postedChannel', row.posted_channel),
      ...given('postedTs', row.posted_ts),
      ...given('sentAt', row.sent_at),
      ...given('endedAt', row.ended_at),
      ...given('droppedAt', row.dropped_at),
      ...(row.may_repeat === 1 && { mayRepeat: true }),
      ...given('threadOf', row.thread_of),
      ...(row.broadcast === 1 && { broadcast: true as const }),
      ...given('permalink', row.permalink),
      ...given('goneAt', row.gone_at),
    }),
  );

/** @throws {StoreError} `damaged-row` */
export function toOutbox(row: unknown): OutboxRow {
  return parseRow('outgoing', outboxRow, row);
}

/** A new row; `place` orders what has one instant. */
export function toColumns(row: NewOutboxMessage, place: number): OutboxTable {
  return {
    id: row.id,
    channel: row.channel,
    message_json: JSON.stringify(row.message),
    created_at: row.createdAt,
    place,
    state: 'waiting',
    attempts: 0,
    next_attempt_at: row.createdAt,
    first_attempt_at: null,
    refused_since: null,
    last_error: null,
    claimed_by: null,
    claimed_until: null,
    posted_channel: null,
    posted_ts: null,
    sent_at: null,
    ended_at: null,
    dropped_at: null,
    may_repeat: row.mayRepeat === true ? 1 : 0,
    follows: followedRequest(row.message) ?? followedScan(row.message) ?? null,
    thread_of: row.threadOf ?? null,
    broadcast: row.broadcast === true ? 1 : 0,
    permalink: null,
    gone_at: null,
  };
}

/** When the messages were made that these reply to: a reply is never before its message, whatever the clocks say. */
export async function parentsOf(
  db: Kysely<Database>,
  rows: readonly NewOutboxMessage[],
): Promise<ReadonlyMap<string, number>> {
  const ids = [...new Set(rows.flatMap(({ threadOf }) => threadOf ?? []))];
  const parents = new Map(rows.map(({ id, createdAt }) => [id, createdAt]));
  for (const part of chunks(ids, 1)) {
    const found = await db.selectFrom('outgoing').select(['id', 'created_at']).where('id', 'in', part).execute();
    for (const { id, created_at: at } of found) parents.set(id, at);
  }
  return parents;
}
