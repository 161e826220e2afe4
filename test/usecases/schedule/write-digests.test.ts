import { expect, test } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import type { SeenTarget } from '../../../src/usecases/running/fleet-result.ts';
import { writeDigests } from '../../../src/usecases/schedule/write-digests.ts';
import { finding } from '../../store/samples.ts';
import { kit } from '../../support/fakes/kit.ts';

const schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C0ALL0000' };

function seen(account: Account & { readonly id: string }): SeenTarget {
  return {
    account: account.id,
    region: 'eu-west-1',
    outcome: 'scanned',
    configurations: 3,
    jobs: 5,
    found: { total: 3, exposed: 3, latent: 0, unused: 0 },
    judged: [],
    rules: ['Glue-005'],
    keysNotChecked: [],
    keysChecked: true,
  };
}

/** The digests of 60 accounts, each with a finding of before, a new one and one that is resolved. */
async function digestsFor(owners: number) {
  const base = await kit();
  const accounts = Array.from({ length: 60 }, (_, n) => {
    return { id: String(100000000000 + n), regions: 'enabled' as const, owner: { channel: `C0TEAM${n % owners}` } };
  });
  const results = accounts.map(seen);
  const of = ({ id }: { id: string }, name: string, firstSeenAt: number) =>
    finding(`${id}-${name}`, {
      account: id,
      region: 'eu-west-1',
      name,
      exposure: 'exposed',
      firstSeenAt,
      lastSeenAt: 9,
    });
  await base.store.findings.insert(accounts.flatMap((a) => [of(a, 'old', 1), of(a, 'new', 5), of(a, 'gone', 1)]));
  await base.store.findings.resolve(
    accounts.map(({ id }) => `${id}-gone`),
    9,
  );
  await base.store.targets.save(results, 9);
  const dueAt = base.clock.now();
  await base.store.schedules.setNext('daily', 'f', null, 0);
  await base.store.schedules.claim('daily', dueAt, base.processId, dueAt);
  await base.store.schedules.setLastDigest('daily', 4);
  let calls = 0;
  const messages = await base.store.transaction((records) => {
    const counting = <T extends object>(inside: T): T =>
      new Proxy(inside, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key);
          if (typeof value === 'object' && value !== null) return counting(value);
          if (typeof value === 'function') calls += 1;
          return value;
        },
      });
    const recorded = { at: 9, results, newer: [], reverted: [], summary: {} };
    return writeDigests(
      { ...base, schedules: [schedule], canRemediate: () => true },
      {
        records: counting(records),
        schedule,
        slot: { dueAt, caughtUp: false },
        scope: { accounts },
        accounts,
        recorded: recorded as unknown as Parameters<typeof writeDigests>[1]['recorded'],
      },
    );
  });
  const queries = await Promise.all(
    messages.map(({ message }) => base.store.queries.get((message.kind === 'digest' && message.queryId) || '')),
  );
  return { messages, calls, queries, accounts };
}

test('what the digests of owners ask of the database does not grow with the owners: others wait meanwhile', async () => {
  const few = await digestsFor(1);
  const many = await digestsFor(50);
  expect([few.messages.length, many.messages.length]).toEqual([2, 51]);
  expect(many.calls).toBe(few.calls);
});

test('each says what is of its accounts alone, and the whole says all', async () => {
  const { messages, queries, accounts } = await digestsFor(50);
  const counts = messages.map(({ channel, message }) =>
    message.kind === 'digest' ? [channel, message.fresh.total, message.open.total, message.resolved.total] : [],
  );
  expect(counts[0]).toEqual(['C0ALL0000', 60, 60, 60]);
  expect(counts.slice(1)).toEqual(
    Array.from({ length: 50 }, (_, n) => [`C0TEAM${n}`, ...Array(3).fill(n < 10 ? 2 : 1)]),
  );
  expect(messages[1]?.message).toMatchObject({
    owner: { channel: 'C0TEAM0', accounts: 2, otherwise: 'C0ALL0000' },
    fresh: {
      named: [
        { account: '100000000000', name: 'new' },
        { account: '100000000050', name: 'new' },
      ],
    },
    open: { total: 2, named: [] },
    resolved: {
      named: [
        { account: '100000000000', name: 'gone' },
        { account: '100000000050', name: 'gone' },
      ],
    },
  });
  expect(queries[0]).toEqual({ accounts: accounts.map(({ id }) => id) });
  expect(queries[1]).toEqual({ accounts: ['100000000000', '100000000050'] });
});
