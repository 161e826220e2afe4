import { describe, expect, test } from 'vitest';
import { deliver, followedProgress, refreshOf } from '../../../support/remediation/progress.ts';

describe('the message of progress, edited by two processes', () => {
  async function twoProcesses() {
    const one = await followedProgress();
    await deliver(one.kit);
    const other = refreshOf(one.kit, one.edits);
    const states = () => one.edits.map(({ message }) => message.state);
    const later = async () => {
      one.kit.clock.time += 60_000;
      await other.refresh();
    };
    return { one, other, states, later, kit: one.kit };
  }

  test('one that was suspended before it sent has nothing to send any more', async () => {
    const { one, states, later, kit } = await twoProcesses();
    one.next.push(async () => {
      await kit.run();
      await later();
    });
    await one.refresh();
    expect(states()).toEqual(['done']);
  });

  test('one that was suspended while it asked whether it may sends nothing', async () => {
    const { one, kit } = await twoProcesses();
    const isEditing = kit.store.remediation.isEditing;
    kit.store.remediation.isEditing = async (row) => {
      const answer = await isEditing(row);
      kit.clock.time += 10_000;
      return answer;
    };
    await one.refresh();
    expect(one.edits).toEqual([]);
    kit.store.remediation.isEditing = isEditing;
    kit.clock.time += 60_000;
    await one.refresh();
    expect(one.edits).toHaveLength(1);
  });

  test('an edit that lands after a newer one is followed by the newer one', async () => {
    const { one, other, states, later } = await twoProcesses();
    other.state.held = true;
    const [newer, older] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    other.landed.push(() => {
      newer.resolve();
      // Its process has not said yet that it landed.
      return older.promise;
    });
    let second = Promise.resolve();
    one.onTheWay.push(() => {
      second = other.refresh();
      return newer.promise;
    });
    await one.refresh();
    older.resolve();
    await second;
    expect(states()).toHaveLength(2);
    const heldWords = one.edits[0]?.message;
    await later();
    expect(one.edits).toHaveLength(3);
    expect({ ...one.edits[2]?.message, revision: 0 }).toEqual({ ...heldWords, revision: 0 });
  });
});
