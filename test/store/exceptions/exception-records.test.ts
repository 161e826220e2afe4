import { describe, expect, test } from 'vitest';
import { databases, openTestStore } from '../harness.ts';
import { exceptionRow, long, past, until } from './samples.ts';

const exact = {
  finding: { rule: 'Glue-005', account: '1', region: 'r', kind: 'configuration', name: '<&>' },
} as const;

describe.each(databases)('exceptions (%s)', (database) => {
  test('come back as they were written', async () => {
    const { exceptions } = await openTestStore(database);
    const whole = exceptionRow('whole', {
      scope: exact,
      covers: { kinds: { configuration: 'exposed' }, lower: { x: 'unused' } },
      decidedBy: 'U0APPROVER',
      decidedAt: 2_000,
      decisionReason: 'no',
      closedBy: 'U0ASKER',
      closedAt: 3_000,
      remindedAt: 2_500,
      replaces: 'other',
    });
    const {
      askedBy: _by,
      askedIn: _in,
      since: _since,
      ...bare
    } = exceptionRow('bare', { covers: 'all', from: 'file' });
    const two = exceptionRow('two', { covers: { kinds: {}, others: { 'Glue-009': { configuration: 'latent' } } } });
    const all = exceptionRow('all', { covers: { all: ['Glue-005', 'Glue-009'] } });
    for (const row of [whole, bare, two, all]) {
      await exceptions.add(row);
      expect(await exceptions.get(row.id)).toEqual(row);
    }
    expect(await exceptions.get('nothing')).toBeUndefined();
  });

  test('are listed by their end, of the states that were asked for', async () => {
    const { exceptions } = await openTestStore(database);
    await exceptions.add(exceptionRow('late', { until: until('2199-01-02') }));
    await exceptions.add(exceptionRow('early', { until: until('2199-01-01') }));
    await exceptions.add(exceptionRow('asked', { state: 'asked' }));
    const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
    expect(ids(await exceptions.inState(['accepted']))).toEqual(['early', 'late']);
    expect(ids(await exceptions.inState(['accepted', 'asked', 'ended']))).toEqual(['early', 'late', 'asked']);
  });

  test('one move wins, and only from the state that it was seen in', async () => {
    const { exceptions } = await openTestStore(database);
    const { since: _none, ...asked } = exceptionRow('one', { state: 'asked' });
    await exceptions.add(asked);
    expect(await exceptions.move('one', { from: 'asked', to: 'accepted', at: 5_000, by: 'U0APPROVER' })).toBe(true);
    expect(await exceptions.move('one', { from: 'asked', to: 'rejected', at: 6_000, by: 'U0OTHER' })).toBe(false);
    const accepted = { ...asked, state: 'accepted', since: 5_000, decidedBy: 'U0APPROVER', decidedAt: 5_000 };
    expect(await exceptions.get('one')).toEqual(accepted);
    expect(await exceptions.remind('one', 7_000)).toBe(true);
    expect(await exceptions.remind('one', 8_000)).toBe(false);
    expect(await exceptions.move('one', { from: 'accepted', to: 'ended', at: 9_000 })).toBe(true);
    expect(await exceptions.get('one')).toEqual({ ...accepted, state: 'ended', closedAt: 9_000, remindedAt: 7_000 });
    expect(await exceptions.move('nothing', { from: 'asked', to: 'ended', at: 1 })).toBe(false);
  });

  test('a refusal keeps its reason', async () => {
    const { exceptions } = await openTestStore(database);
    await exceptions.add(exceptionRow('one', { state: 'asked' }));
    await exceptions.move('one', {
      from: 'asked',
      to: 'rejected',
      at: 5,
      by: 'U0APPROVER',
      reason: 'not in production',
    });
    expect(await exceptions.get('one')).toMatchObject({ decidedBy: 'U0APPROVER', decisionReason: 'not in production' });
  });

  test('in force is what holds, and what ended while something that holds existed', async () => {
    const { exceptions } = await openTestStore(database);
    const now = Date.UTC(2026, 10, 23);
    const inForce = async () => (await exceptions.inForce(now)).map(({ id }) => id).toSorted();
    await exceptions.add(exceptionRow('before', { state: 'ended', until: until(past), since: 1 }));
    await exceptions.add(exceptionRow('asked', { state: 'asked' }));
    await exceptions.add(exceptionRow('revoked', { state: 'revoked' }));
    expect(await inForce()).toEqual([]);
    await exceptions.add(exceptionRow('live', { since: until(past).at + 1 }));
    expect(await inForce()).toEqual(['live']);
    await exceptions.add(exceptionRow('beside', { state: 'ended', until: until('2021-01-01'), since: 1 }));
    expect(await inForce()).toEqual(['beside', 'live']);
    expect((await exceptions.inForce(now))[0]).toEqual({
      id: 'live',
      scope: { name: 'configuration of *' },
      covers: { kinds: { configuration: 'latent' } },
      reason: 'ends in March',
      owner: 'U0OWNER',
      until: until(long),
      from: 'slack',
      since: until(past).at + 1,
    });
  });
});
