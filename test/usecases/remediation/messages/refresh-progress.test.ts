import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import { temporaryFolder } from '../../../store/harness.ts';
import { bookmarkOf, orderBack, runNow, watch } from '../../../support/remediation/afterwards.ts';
import { deliver, followedProgress } from '../../../support/remediation/progress.ts';
import { approved, planOf, type RemediationKit } from '../../../support/remediation/remediation.ts';

/** A second request, of which people follow the progress too. */
function approvedAsWell(kit: RemediationKit) {
  return approved(kit, planOf(kit.glue, { id: 'plan-2', finding: { kind: 'configuration', name: 'x' } }));
}

/** Every job runs, and runs well. */
async function allRunWell(kit: RemediationKit): Promise<void> {
  kit.clock.time += 60_000;
  for (const job of ['a', 'b', 'c']) {
    runNow(kit, job);
    bookmarkOf(kit, job, 8);
  }
  await watch(kit);
}

const gone = new ChatError('message-gone', 'message_not_found');

describe('the message of progress', () => {
  test('is edited once it is posted, where it was posted, and only when it says something new', async () => {
    const { kit, id, refresh, edits } = await followedProgress();
    await refresh();
    expect(edits).toEqual([]);
    await deliver(kit);
    await refresh();
    expect(edits).toMatchObject([{ channel: 'CAPPROVALS', ts: `ts of ${id}`, message: { state: 'queued' } }]);
    for (let look = 0; look < 5; look += 1) {
      kit.clock.time += 60_000;
      await refresh();
    }
    expect(edits).toHaveLength(1);
    await kit.run();
    await refresh();
    expect(edits.map(({ message }) => message.state)).toEqual(['queued', 'done']);
    // Slack wants another id for the block then.
    expect(new Set(edits.map(({ message }) => message.revision)).size).toBe(2);
  });

  test('is edited at most every two seconds; the latest wins', async () => {
    const { kit, refresh, edits, state } = await followedProgress();
    await deliver(kit);
    await refresh();
    state.held = true;
    await refresh();
    kit.clock.time += 1_999;
    await refresh();
    expect(edits).toHaveLength(1);
    state.held = false;
    await kit.run();
    kit.clock.time += 2_000;
    await refresh();
    expect(edits.map(({ message }) => message.state)).toEqual(['queued', 'done']);
  });

  test('that changes while it may not be edited yet is shown when it may: a look is asked for', async () => {
    const { kit, refresh, edits, asked, state } = await followedProgress();
    await deliver(kit);
    await refresh();
    state.held = true;
    await refresh();
    expect(edits).toHaveLength(1);
    kit.clock.time += asked[0] ?? 0;
    await refresh();
    expect(edits.map(({ message }) => message.state)).toEqual(['queued', 'paused']);
  });

  test('is not forgotten when the clock is put back', async () => {
    const { kit, refresh, edits } = await followedProgress();
    await deliver(kit);
    await refresh();
    await kit.run();
    kit.clock.time -= 3_600_000;
    await refresh();
    expect(edits.map(({ message }) => message.state)).toEqual(['queued', 'done']);
  });

  test('says that it is held up, and goes on', async () => {
    const { kit, refresh, edits, state } = await followedProgress();
    await deliver(kit);
    state.held = true;
    await refresh();
    state.held = false;
    kit.clock.time += 2_000;
    await refresh();
    expect(edits.map(({ message }) => message.state)).toEqual(['paused', 'queued']);
  });

  test('is followed for as long as a first run is awaited, and not longer', async () => {
    const { kit, refresh, edits } = await followedProgress();
    await deliver(kit);
    await kit.run();
    await refresh();
    expect(await kit.store.remediation.followedProgress()).toHaveLength(1);
    await allRunWell(kit);
    await refresh();
    expect(edits.at(-1)?.message.stages.at(-1)).toMatchObject({ title: 'First runs', state: 'complete' });
    expect(await kit.store.remediation.followedProgress()).toEqual([]);
  });

  test('is followed again when it is rolled back after all was over, to the end of that', async () => {
    const { kit, request, refresh, edits } = await followedProgress();
    await deliver(kit);
    await kit.run();
    await allRunWell(kit);
    await refresh();
    expect(await orderBack(kit, request.id, { understood: true })).toHaveProperty('request');
    kit.clock.time += 2_000;
    await refresh();
    await kit.run();
    kit.clock.time += 2_000;
    await refresh();
    expect(edits.map(({ message }) => message.state)).toEqual(['done', 'rolling-back', 'rolled-back']);
    expect(edits.at(-1)?.message.mayRollBack).toBe(false);
    expect(await kit.store.remediation.followedProgress()).toEqual([]);
  });

  test('that was pruned is not looked for any more', async () => {
    const { kit, refresh, edits } = await followedProgress();
    await deliver(kit);
    await kit.store.outbox.prune(Number.MAX_SAFE_INTEGER, 500);
    await refresh();
    expect(edits).toEqual([]);
    expect(await kit.store.remediation.followedProgress()).toEqual([]);
  });
});

test('a message that Slack lets nobody edit any more stays, and its thread says so once', async () => {
  const { kit, id, refresh, edits, next, tries } = await followedProgress();
  await deliver(kit);
  next.push(new ChatError('message-fixed', 'cant_update_message'));
  await refresh();
  expect(await deliver(kit)).toEqual([`${id}-as-is`]);
  expect((await kit.store.outbox.get(`${id}-as-is`))?.message).toEqual({
    kind: 'edit-closed',
    of: 'remediation-progress',
  });
  await kit.run();
  kit.clock.time += 2_000;
  await refresh();
  expect([tries(), edits]).toEqual([1, []]);
  expect((await deliver(kit)).filter((each) => each.startsWith(id))).toEqual([]);
});

describe('a message that was deleted', () => {
  test('is posted once more, edited there, and not posted a third time', async () => {
    const { kit, request, id, refresh, edits, next } = await followedProgress();
    await deliver(kit);
    next.push(gone);
    await refresh();
    expect(await deliver(kit)).toEqual([`${id}-again`]);
    expect(await kit.store.outbox.get(`${id}-again`)).toMatchObject({
      channel: 'CAPPROVALS',
      message: { kind: 'remediation-progress', state: 'queued' },
    });
    await kit.run();
    kit.clock.time += 2_000;
    await refresh();
    expect(edits).toMatchObject([{ ts: `ts of ${id}-again`, message: { state: 'done' } }]);

    await deliver(kit);
    await allRunWell(kit);
    await deliver(kit);
    next.push(gone);
    await refresh();
    expect(await deliver(kit)).toEqual([]);
    kit.clock.time += 2_000;
    await refresh();
    expect(await kit.store.remediation.followedProgress()).toEqual([]);

    await orderBack(kit, request.id, { understood: true });
    kit.clock.time += 2_000;
    next.push(gone);
    await refresh();
    const told = await Promise.all((await deliver(kit)).map((each) => kit.store.outbox.get(each)));
    expect(told.map((row) => row?.message)).toMatchObject([{ kind: 'request-news', event: 'back-ordered' }]);
  });

  test('is posted once more only once, also when something happened in between', async () => {
    const { kit, request, id, refresh, edits, next } = await followedProgress();
    await deliver(kit);
    next.push(async () => {
      await kit.store.remediation.followProgress(request.id, id);
      throw gone;
    });
    await refresh();
    kit.clock.time += 2_000;
    await refresh();
    expect(await deliver(kit)).toEqual([`${id}-again`]);
    await kit.run();
    kit.clock.time += 2_000;
    await refresh();
    expect(edits).toMatchObject([{ ts: `ts of ${id}-again`, message: { state: 'done' } }]);
  });
});

describe('when Slack does not take an edit', () => {
  test('it waits, tries again, and then shows what is true by then', async () => {
    const { kit, refresh, edits, next, tries } = await followedProgress();
    await deliver(kit);
    next.push(new ChatError('unavailable', 'service_unavailable'), new ChatError('unknown-outcome', 'timeout'));
    await refresh();
    kit.clock.time += 2_000;
    await refresh();
    expect(tries()).toBe(1);
    kit.clock.time += 8_000;
    await refresh();
    await kit.run();
    kit.clock.time += 10_000;
    await refresh();
    expect(tries()).toBe(3);
    expect(edits.map(({ message }) => message.state)).toEqual(['done']);
  });

  test('it waits as long as Slack says', async () => {
    const { kit, refresh, edits, next } = await followedProgress();
    await deliver(kit);
    next.push(new ChatError('unavailable', 'ratelimited', 45_000));
    await refresh();
    kit.clock.time += 44_999;
    await refresh();
    expect(edits).toEqual([]);
    kit.clock.time += 1;
    await refresh();
    expect(edits).toHaveLength(1);
  });

  test.each([
    ['asks to slow down', new ChatError('unavailable', 'ratelimited', 45_000), 45_000],
    ['is away', new ChatError('unavailable', 'service_unavailable'), 10_000],
  ])('no other is tried where Slack itself %s, until that is over', async (_what, error, wait) => {
    const { kit, refresh, edits, next, tries, asked } = await followedProgress();
    await approvedAsWell(kit);
    await deliver(kit);
    next.push(error);
    await refresh();
    kit.clock.time += wait - 1;
    await refresh();
    expect(tries()).toBe(1);
    expect(asked).toEqual([wait + 10]);
    kit.clock.time += 1;
    await refresh();
    expect(edits).toHaveLength(2);
  });

  test.each(['channel-archived', 'not-in-channel', 'channel-not-found', 'not-authorised'] as const)(
    'because of %s, it tries seldom, and shows it in the end',
    async (code) => {
      const { kit, refresh, edits, next, tries } = await followedProgress();
      await deliver(kit);
      next.push(new ChatError(code, 'x'));
      await refresh();
      for (let look = 0; look < 20; look += 1) {
        kit.clock.time += 10_000;
        await refresh();
      }
      expect(tries()).toBe(1);
      kit.clock.time += 100_000;
      await refresh();
      expect(edits).toHaveLength(1);
    },
  );

  test('others are shown all the same', async () => {
    const { kit, refresh, edits, next } = await followedProgress();
    const other = await approvedAsWell(kit);
    await deliver(kit);
    next.push(new Error('a bug'));
    await refresh();
    expect(edits).toMatchObject([{ message: { requestId: other.id } }]);
    kit.clock.time += 10_000;
    await refresh();
    expect(edits).toHaveLength(2);
  });
});

test('a row that cannot be read keeps no other message from being shown', async () => {
  const file = join(temporaryFolder(), 'gluewarden.db');
  const { kit, request, refresh, edits } = await followedProgress(`sqlite:${file}`);
  await kit.run();
  const other = await approvedAsWell(kit);
  await deliver(kit);
  const hand = new DatabaseSync(file);
  hand.exec(`update moves set before_json = '{"odd":1}'`);
  hand.close();
  await refresh();
  expect(edits).toMatchObject([{ message: { requestId: other.id } }]);
  expect(kit.log.lines).toContainEqual(
    expect.objectContaining({ level: 'error', fields: expect.objectContaining({ request: request.id }) }),
  );
});
