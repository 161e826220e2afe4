import { describe, expect, test } from 'vitest';
import { databases, openTestStore } from '../harness.ts';
import { outbox } from '../samples.ts';

describe.each(databases)('replies (%s)', (database) => {
  const open = async () => (await openTestStore(database)).outbox;

  test('come back with what they reply to, and are never older than that', async () => {
    const records = await open();
    await records.add([outbox('parent', { createdAt: 5_000 })]);
    await records.add([
      outbox('reply', { threadOf: 'parent', broadcast: true, createdAt: 1_000 }),
      outbox('other', { createdAt: 2_000 }),
      outbox('later', { threadOf: 'reply', createdAt: 3_000 }),
      outbox('orphan', { threadOf: 'nothing', createdAt: 4_000 }),
    ]);
    expect(await records.get('reply')).toMatchObject({ threadOf: 'parent', broadcast: true, createdAt: 5_000 });
    expect(await records.get('later')).toMatchObject({ threadOf: 'reply', createdAt: 3_000 });
    expect(await records.get('orphan')).toMatchObject({ createdAt: 4_000 });
    expect(await records.get('parent')).not.toHaveProperty('threadOf');
    const order: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const [row] = await records.claimDue(9_000, 10_000, 'p1', 10);
      if (row === undefined) break;
      order.push(row.id);
      await records.sent(row.id, 'C1', `${round}.0`, 9_000);
    }
    expect(order.indexOf('reply')).toBeGreaterThan(order.indexOf('parent'));
  });

  test('a message has its address and that it was deleted, and is found where it stands', async () => {
    const records = await open();
    await records.add([outbox('m1')]);
    await records.sent('m1', 'C9', '17.01', 5);
    await records.linked('m1', 'https://acme.slack.com/archives/C9/p1701');
    await records.gone('m1', 7);
    await records.gone('m1', 9);
    const link = 'https://acme.slack.com/archives/C9/p1701';
    expect(await records.postedAt('C9', '17.01')).toMatchObject({ id: 'm1', permalink: link, goneAt: 7 });
    expect(await records.postedAt('C8', '17.01')).toBeUndefined();
  });
});

describe.each(databases)('what the first message of a thread shows (%s)', (database) => {
  test('is known beside the progress: an edit of one says nothing of the other', async () => {
    const { remediation } = await openTestStore(database);
    await remediation.followProgress('r1', 'm1');
    const only = async () => (await remediation.followedProgress())[0];
    await remediation.progressShown({ requestId: 'r1', version: 1 }, 'progress', { settled: false });
    await remediation.progressShown({ requestId: 'r1', version: 1 }, 'request', { settled: false, part: 'request' });
    expect(await only()).toMatchObject({ shown: 'progress', requestShown: 'request' });
    expect(await remediation.beginEdit({ requestId: 'r1', version: 1 }, 'request')).toBe(2);
    expect(await only()).toEqual({ requestId: 'r1', messageId: 'm1', version: 2, shown: 'progress', stage: ' ' });
    // Overtaken: what it showed last is not known any more, and the other part is.
    await remediation.progressShown({ requestId: 'r1', version: 1 }, 'late', { settled: true, part: 'request' });
    expect(await only()).toEqual({ requestId: 'r1', messageId: 'm1', version: 3, shown: 'progress', stage: ' ' });
  });
});
