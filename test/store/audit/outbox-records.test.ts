import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { outboxRecords } from '../../../src/store/audit/outbox-records.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { OutboxRecords, OutboxRow } from '../../../src/usecases/ports/outbox-records.ts';
import { databaseAt, databases, openAt, openTestStore, temporaryUrl } from '../harness.ts';
import { outbox } from '../samples.ts';

const ids = (rows: readonly OutboxRow[]) => rows.map((row) => row.id);
const claim = async (records: OutboxRecords, now: number, limit = 10, processId = 'p1') =>
  ids(await records.claimDue(now, now + 1_000, processId, limit));

describe.each(databases)('outgoing (%s)', (database) => {
  const open = async () => (await openTestStore(database)).outbox;

  test('a new row waits, due at once, with its message as it was', async () => {
    const records = await open();
    const message = { kind: 'interrupted', scope: '<&*\0 🔐', startedAt: 1, again: '/glue-audit all' } as const;
    await records.add([outbox('m1', { message })]);
    expect(await records.get('m1')).toStrictEqual({
      ...outbox('m1', { message }),
      state: 'waiting',
      attempts: 0,
      nextAttemptAt: 1_000,
    });
    expect(await records.get('m2')).toBeUndefined();
    // Written by a machine whose clock is ahead.
    expect(await claim(records, 1)).toEqual(['m1']);
  });

  test('posting and sent are recorded, and a sent row never comes again', async () => {
    const records = await open();
    await records.add([outbox('m1')]);
    await records.claimDue(1_000, 2_000, 'p1', 10);
    await records.posting('m1', 1_100);
    expect(await records.get('m1')).toMatchObject({ state: 'posting' });
    await records.sent('m1', 'D9', '17.01', 1_200);
    const sent = { state: 'sent', postedChannel: 'D9', postedTs: '17.01', sentAt: 1_200, attempts: 0 };
    expect(await records.get('m1')).toMatchObject(sent);
    await records.posting('m1', 1_300);
    await records.retry('m1', 'late', { nextAttemptAt: 1_400 }, 'not-posted');
    await records.release('p1');
    expect(await records.get('m1')).toMatchObject(sent);
    expect(await claim(records, 9_999)).toEqual([]);
  });

  test('one a channel, oldest first, and no more than asked', async () => {
    const records = await open();
    await records.add([
      outbox('b1', { channel: 'B', createdAt: 30 }),
      outbox('a2', { channel: 'A', createdAt: 20 }),
      outbox('a1', { channel: 'A', createdAt: 10 }),
      outbox('c1', { channel: 'C', createdAt: 40 }),
    ]);
    expect(await claim(records, 100, 2)).toEqual(['a1', 'b1']);
    expect(await claim(records, 100, 2)).toEqual(['c1']);
    expect(await claim(records, 100)).toEqual([]);
    await records.sent('a1', 'A', '1', 110);
    expect(await claim(records, 110)).toEqual(['a2']);
  });

  test('rows of one instant keep the order in which they were added', async () => {
    const records = await open();
    await records.add([outbox('z'), outbox('m')]);
    await records.add([outbox('a')]);
    const order: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      for (const id of await claim(records, 2_000)) {
        order.push(id);
        await records.sent(id, 'C1', '1', 2_000);
      }
    }
    expect(order).toEqual(['z', 'm', 'a']);
  });

  test('a younger row never overtakes an older one that waits for its next attempt, or is claimed', async () => {
    const records = await open();
    await records.add([outbox('old', { createdAt: 10 }), outbox('young', { createdAt: 20 })]);
    expect(await claim(records, 100)).toEqual(['old']);
    expect(await claim(records, 100, 10, 'p2')).toEqual([]);
    await records.retry('old', 'ratelimited', { nextAttemptAt: 5_000 }, 'not-posted');
    expect(await claim(records, 4_999)).toEqual([]);
    expect(await claim(records, 5_000)).toEqual(['old']);
  });

  test('a claim ends by itself', async () => {
    const records = await open();
    await records.add([outbox('m1')]);
    await records.claimDue(1_000, 2_000, 'p1', 10);
    expect(await claim(records, 1_999, 10, 'p2')).toEqual([]);
    expect(await claim(records, 2_000, 10, 'p2')).toEqual(['m1']);
  });

  test('a dead process gives its claims back at once, and keeps what it had begun to post', async () => {
    const records = await open();
    await records.add([outbox('m1'), outbox('m2', { channel: 'C2' })]);
    await records.claimDue(1_000, 90_000, 'p1', 1);
    await records.claimDue(1_000, 90_000, 'p2', 1);
    await records.posting('m1', 1_000);
    await records.release('p1');
    expect(await records.claimDue(1_001, 2_000, 'p3', 10)).toMatchObject([{ id: 'm1', state: 'posting' }]);
  });

  test('what rests on a claim changes nothing once the claim is another’s, or another of the same process', async () => {
    const records = await open();
    await records.add([outbox('m1')]);
    const first = { processId: 'p1', until: 2_000 };
    await records.claimDue(1_000, first.until, 'p1', 10);
    expect(await records.posting('m1', 1_100, first)).toBe(true);
    await records.claimDue(2_000, 3_000, 'p2', 10);
    for (const claim of [first, { processId: 'p2', until: 2_000 }, { processId: 'p1', until: 3_000 }]) {
      expect(await records.posting('m1', 2_100, claim)).toBe(false);
      expect(await records.end('m1', 'is_archived', 2_100, 'not-posted', claim)).toBe(false);
      await records.retry('m1', 'late', { nextAttemptAt: 2_100 }, 'not-posted', claim);
      await records.redirect('m1', { channel: 'C2', message: outbox('m2').message }, 2_100, claim);
    }
    expect(await records.get('m1')).toMatchObject({ state: 'posting', attempts: 0, channel: 'C1' });
    expect(await records.claimDue(2_500, 4_000, 'p3', 10)).toEqual([]);
    await records.sent('m1', 'D1', '1', 2_600);
    await records.sent('m1', 'D1', '2', 2_700);
    expect(await records.posting('m1', 2_800, { processId: 'p2', until: 3_000 })).toBe(false);
    expect(await records.get('m1')).toMatchObject({ postedTs: '1', sentAt: 2_600 });
  });

  test('what goes to another channel is due there at once, as another message', async () => {
    const records = await open();
    await records.add([outbox('m1'), outbox('m2')]);
    const claim = { processId: 'p1', until: 2_000 };
    await records.claimDue(1_000, claim.until, 'p1', 10);
    await records.posting('m1', 1_100, claim);
    await records.redirect('m1', { channel: 'C2', message: outbox('other').message }, 1_200, claim);
    const due = await records.claimDue(1_200, 3_000, 'p2', 10);
    expect(due.map(({ id, channel, message }) => [id, channel, message])).toEqual([
      ['m1', 'C2', outbox('other').message],
      ['m2', 'C1', outbox('m2').message],
    ]);
  });

  test('a message that may repeat is read so', async () => {
    const records = await open();
    await records.add([outbox('m1', { mayRepeat: true }), outbox('m2')]);
    expect(await records.get('m1')).toMatchObject({ mayRepeat: true });
    expect(await records.get('m2')).not.toHaveProperty('mayRepeat');
  });

  test('retry counts, says why and when; an unknown outcome stays posting', async () => {
    const records = await open();
    await records.add([outbox('m1')]);
    await records.posting('m1', 1_100);
    await records.retry('m1', 'fetch failed', { nextAttemptAt: 2_000 }, 'unknown');
    const tried = { attempts: 1, lastError: 'fetch failed', nextAttemptAt: 2_000 };
    expect(await records.get('m1')).toMatchObject({ state: 'posting', ...tried });
    await records.posting('m1', 2_000);
    await records.retry('m1', 'not_in_channel', { nextAttemptAt: 3_000 }, 'not-posted');
    expect(await records.get('m1')).toMatchObject({ state: 'waiting', attempts: 2, lastError: 'not_in_channel' });
    await records.sent('m1', 'C1', '1', 3_000);
    expect(await records.get('m1')).not.toHaveProperty('lastError');
  });

  test('waiting counts what is unsent and says what blocks each channel, and since when', async () => {
    const records = await open();
    expect(await records.waiting()).toEqual({ count: 0, oldestAt: null, trouble: [] });
    await records.add([
      outbox('b1', { channel: 'B', createdAt: 30 }),
      outbox('a1', { channel: 'A', createdAt: 10 }),
      outbox('a2', { channel: 'A', createdAt: 20 }),
      outbox('c1', { channel: 'C', createdAt: 5 }),
    ]);
    await records.sent('c1', 'C', '1', 50);
    expect(await records.waiting()).toEqual({ count: 3, oldestAt: 10, trouble: [] });
    await records.posting('a1', 100);
    await records.retry('a1', 'ratelimited', { nextAttemptAt: 200 }, 'not-posted');
    await records.posting('a1', 200);
    await records.retry('a1', 'not_in_channel', { nextAttemptAt: 300 }, 'not-posted');
    await records.retry('b1', 'find failed', { nextAttemptAt: 300 }, 'unknown');
    expect(await records.waiting()).toEqual({
      count: 3,
      oldestAt: 10,
      trouble: [
        { channel: 'A', error: 'not_in_channel', since: 100 },
        { channel: 'B', error: 'find failed', since: 30 },
      ],
    });
    await records.sent('a1', 'A', '1', 400);
    expect((await records.waiting()).trouble.map((row) => row.channel)).toEqual(['B']);
  });

  test('prune deletes what was sent before, never what waits', async () => {
    const records = await open();
    await records.add([outbox('old'), outbox('new', { channel: 'C2' }), outbox('waits', { channel: 'C3' })]);
    await records.sent('old', 'C1', '1', 4_999);
    await records.sent('new', 'C2', '1', 5_000);
    expect(await records.prune(5_000, 500)).toBe(1);
    expect(await records.get('old')).toBeUndefined();
    expect(await records.get('new')).toBeDefined();
    expect(await records.get('waits')).toBeDefined();
  });

  test('what ended is never claimed, is told by channel and reason, and lets the next one go', async () => {
    const records = await open();
    await records.add([
      outbox('a1', { createdAt: 10 }),
      outbox('a2', { createdAt: 20 }),
      outbox('b1', { channel: 'B' }),
    ]);
    await records.posting('a1', 100);
    await records.end('a1', 'is_archived', 200, 'not-posted');
    expect(await records.get('a1')).toMatchObject({ state: 'waiting', endedAt: 200, attempts: 1, firstAttemptAt: 100 });
    expect(await records.waiting()).toMatchObject({ count: 2, trouble: [] });
    expect(await claim(records, 9_999)).toEqual(['a2', 'b1']);
    await records.end('a2', 'is_archived', 300, 'not-posted');
    await records.end('b1', 'user_disabled', 250, 'unknown');
    await records.end('b1', 'late', 999, 'not-posted');
    expect(await records.undeliverable()).toEqual([
      { channel: 'C1', error: 'is_archived', count: 2, first: 200, since: 300 },
      { channel: 'B', error: 'user_disabled', count: 1, first: 250, since: 250 },
    ]);
    expect(await records.undeliverable({ channel: 'B', error: 'user_disabled' })).toMatchObject([{ count: 1 }]);
    expect(await records.undeliverable({ channel: 'B', error: 'is_archived' })).toEqual([]);
    expect(ids(await records.ended('', 10))).toEqual(['a2', 'b1', 'a1']);
    expect(ids(await records.ended('a', 1))).toEqual(['a2']);
    expect(await claim(records, 9_999_999)).toEqual([]);
  });

  test('what is revived is tried as if for the first time; a post that may be there is looked for', async () => {
    const records = await open();
    await records.add([outbox('m_1'), outbox('mx2', { channel: 'B' })]);
    for (const [id, outcome] of [
      ['m_1', 'unknown'],
      ['mx2', 'not-posted'],
    ] as const) {
      await records.posting(id, 100);
      await records.retry(id, 'channel_not_found', { nextAttemptAt: 150, refusedSince: 100 }, outcome);
      expect(await records.get(id)).toMatchObject({ refusedSince: 100 });
      await records.end(id, 'is_archived', 200, outcome);
    }
    expect(await records.revive('m_', 500)).toBe(1);
    expect(await records.revive('m_', 500)).toBe(0);
    const [revived, ...others] = await records.claimDue(500, 600, 'p', 10);
    expect(revived).toMatchObject({ id: 'm_1', state: 'posting', attempts: 0, nextAttemptAt: 500 });
    const { endedAt, firstAttemptAt, refusedSince, lastError } = revived ?? {};
    expect([others, endedAt, firstAttemptAt, refusedSince, lastError]).toEqual([[], ...Array(4)]);
    expect(await records.revive('', 500)).toBe(1);
    expect(await claim(records, 500)).toEqual(['mx2']);
  });

  test('what is dropped is gone for people and never tried, and is kept until it is pruned', async () => {
    const records = await open();
    await records.add([outbox('m1'), outbox('m2', { channel: 'B' })]);
    await records.end('m1', 'user_disabled', 200, 'not-posted');
    await records.end('m2', 'user_disabled', 5_000, 'not-posted');
    expect(await records.drop('m1', 300)).toBe(1);
    expect([await records.drop('m1', 300), await records.revive('m1', 300)]).toEqual([0, 0]);
    expect(ids(await records.ended('', 9))).toEqual(['m2']);
    expect(await records.undeliverable()).toMatchObject([{ count: 1 }]);
    expect(await records.get('m1')).toMatchObject({ endedAt: 200, droppedAt: 300 });
    expect(await records.prune(5_000, 500)).toBe(1);
    expect([await records.get('m1'), (await records.get('m2'))?.id]).toEqual([undefined, 'm2']);
  });

  test('what was posted with buttons that a decision ends is followed until it was edited', async () => {
    const records = await open();
    const message = { kind: 'reverted-news', requestId: 'r1', askedBy: 'U1', account: '1', region: 'r' } as const;
    const notice: Message = { ...message, jobs: [], jobsTotal: 0, managed: [], snippets: [], at: 1 };
    await records.add([outbox('plain'), { id: 'asks', channel: 'C2', message: notice, createdAt: 1 }]);
    expect(await records.followed()).toEqual([]);
    for (const id of ['plain', 'asks']) await records.sent(id, 'C9', '1.1', 5);
    expect(await records.followed()).toMatchObject([{ id: 'asks', postedChannel: 'C9', postedTs: '1.1' }]);
    await records.unfollow('asks', { ...notice, over: { at: 7 } });
    expect(await records.followed()).toEqual([]);
    expect(await records.get('asks')).toMatchObject({ state: 'sent', message: { over: { at: 7 } } });
    await records.unfollow('plain');
    expect(await records.get('plain')).toMatchObject({ message: outbox('plain').message });
  });

  test('the same id twice is refused, with all that came with it', async () => {
    const records = await open();
    await records.add([outbox('m1')]);
    await expect(records.add([outbox('m2'), outbox('m1')])).rejects.toMatchObject({ code: 'conflict' });
    await records.add([]);
    expect((await records.waiting()).count).toBe(1);
  });

  test('2,000 rows in one channel and 2,000 channels', async () => {
    const records = await open();
    await records.add(Array.from({ length: 2_000 }, (_, index) => outbox(`same${index}`, { createdAt: index })));
    await records.add(Array.from({ length: 2_000 }, (_, index) => outbox(`own${index}`, { channel: `D${index}` })));
    const claimed = await claim(records, 9_999, 5_000);
    expect(claimed).toHaveLength(2_001);
    expect(claimed).toContain('same0');
  });
});

/** How SQLite finds the rows of everything that the work asks for. */
async function plansOf(url: string, work: (records: OutboxRecords) => Promise<unknown>): Promise<readonly string[]> {
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];
  const db = await databaseAt(url, ({ query }) => void asked.push(query));
  await work(
    outboxRecords({ db, atomic: (several) => several(db), snapshot: (several) => several(db), now: async () => 0 }),
  );
  await db.destroy();
  const hand = new DatabaseSync(url.slice('sqlite:'.length));
  const plans = asked.flatMap(({ sql, parameters }) =>
    hand.prepare(`explain query plan ${sql}`).all(...parameters.map((value) => value as string | number | null)),
  );
  hand.close();
  return plans.map(({ detail }) => String(detail));
}

test('10,000 messages that wait behind one, or were given up, are not read by those that ask what is due', async () => {
  const url = temporaryUrl();
  const { outbox: records } = await openAt(url);
  await records.add(Array.from({ length: 10_000 }, (_, index) => outbox(`w${index}`, { createdAt: index })));
  await records.add([outbox('other', { channel: 'C2' })]);
  await records.posting('w0', 1);
  await records.retry('w0', 'not_in_channel', { nextAttemptAt: 99_999 }, 'not-posted');
  const plans = await plansOf(url, async (each) => {
    expect(ids(await each.claimDue(50_000, 60_000, 'p', 20))).toEqual(['other']);
    await each.add([outbox('more')]);
  });
  expect(plans.filter((detail) => detail.includes('outgoing_tried')).length).toBeGreaterThan(2);
  expect(plans.filter((detail) => /^SCAN (?!lanes|CONSTANT)/.test(detail))).toEqual([]);
});

test('of what was given up, only that of one channel and reason is read when one more is', async () => {
  const url = temporaryUrl();
  await openAt(url);
  const plans = await plansOf(url, (each) => each.undeliverable({ channel: 'C1', error: 'is_archived' }));
  expect(plans).toContainEqual(expect.stringMatching(/^SEARCH outgoing USING .*outgoing_given_up .channel=/));
});
