import { describe, expect, test } from 'vitest';
import { assessTarget } from '../../../src/domain/audit/assess.ts';
import { recordResults } from '../../../src/usecases/audit/record-scan.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { notifyEnd } from '../../../src/usecases/remediation/messages/notify-end.ts';
import { disabled, inventory } from '../../support/inventory.ts';
import { hasPostgres, migratedUrl, postgresSql } from '../../support/postgres/databases.ts';
import { newId, race, same, tried } from '../../support/postgres/race.ts';
import { planOf, smallGlue } from '../../support/remediation/remediation.ts';
import { openAt } from '../harness.ts';
import { requestOf } from '../remediation-samples.ts';
import { outbox, scan } from '../samples.ts';

const clock = { now: () => 1_000, monotonic: () => 1_000, sleep: async () => {} };

/** A request, approved, with its execution queued. */
async function queued({ remediation }: Store, n: number): Promise<{ id: string; planId: string; requestId: string }> {
  const request = requestOf(`r${n}`, `std ${n}`);
  await remediation.openRequest(request, []);
  await remediation.close(request.id, 'approved', 5);
  const execution = { id: `e${n}`, planId: `plan of r${n}`, requestId: request.id };
  await remediation.queueExecution(execution, 10);
  return execution;
}

const claim = (holder: string, now: number) => ({ processId: holder, holder, now, leaseUntil: now + 100 });

describe.skipIf(!hasPostgres)('two processes on one PostgreSQL', () => {
  test('a message is claimed by one', () =>
    race(
      async (n, store) => {
        await store.outbox.add([outbox(`m${n}`, { channel: `C${n}` })]);
        return same((each) => each.outbox.claimDue(2_000, 3_000, newId(), 10));
      },
      ([left, right]) => left.length + right.length,
      1,
    ));

  test('an execution is claimed by one', () =>
    race(
      async (n, store) => {
        await queued(store, n);
        return same((each) => each.remediation.claimExecution(claim(newId(), 100)));
      },
      (claims) => claims.filter((claimed) => claimed !== undefined).length,
      1,
    ));

  test('an execution whose lease is over is ended by its holder or claimed by another', () =>
    race<unknown>(
      async (n, store) => {
        const { id } = await queued(store, n);
        await store.remediation.claimExecution(claim('h1', 100));
        return [
          (each) => each.remediation.endExecution(id, 'h1', 'ended', 300),
          (each) => each.remediation.claimExecution(claim('h2', 300)),
        ];
      },
      ([ended, claimed]) => (ended === true) === (claimed === undefined),
      true,
    ));

  test('what a robbed holder writes into the journal is seen by the new one, or is not written', () =>
    race<unknown>(
      async (n, store) => {
        const { id } = await queued(store, n);
        await store.remediation.claimExecution(claim('h1', 100));
        return [
          (each) => each.remediation.journal(id, 'h1', { stepId: 's1', state: 'acting', awsRequestIds: [] }),
          (each) => each.remediation.claimExecution(claim(`h2 ${n}`, 300)),
        ];
      },
      async ([written, claimed], n, store) => {
        const outcomes = typeof claimed === 'object' && claimed && 'outcomes' in claimed ? claimed.outcomes : undefined;
        await store.remediation.endExecution(`e${n}`, `h2 ${n}`, 'ended', 400);
        return Array.isArray(outcomes) && outcomes.length === (written === true ? 1 : 0);
      },
      true,
    ));

  test('both enter the audit trail', () =>
    race(
      async (n) =>
        same((each) => {
          const entry = { at: 1, actor: 'U1', action: 'x', subject: `s${n}`, detail: {}, awsRequestIds: [] };
          return tried(each.remediation.audit({ id: newId(), ...entry }));
        }),
      async (outcomes, n, store) => [...outcomes, (await store.remediation.auditTrail(`s${n}`)).length],
      [undefined, undefined, 2],
    ));

  test('a finding is asked for by one, and the other one hears so', () =>
    race(
      async (n) => same((each) => tried(each.remediation.openRequest(requestOf(`r${newId()}`, `std ${n}`), []))),
      (outcomes) => outcomes.toSorted(),
      [false, true],
    ));

  test('a roll back is queued once', () =>
    race(
      async (n, store) => {
        const { planId, requestId } = await queued(store, n);
        await store.remediation.claimExecution(claim('h1', 100));
        await store.remediation.endExecution(`e${n}`, 'h1', 'ended', 200);
        const order = { by: 'U2', at: 300, seal: 'order' };
        return same((each) => tried(each.remediation.queueBack({ id: newId(), planId, requestId, order }, 300)));
      },
      async (outcomes, n, store) => {
        // So that the next round does not claim it.
        const back = (await store.remediation.executions(`r${n}`)).find(({ direction }) => direction === 'back');
        await store.remediation.claimExecution(claim('h1', 400));
        await store.remediation.endExecution(back?.id ?? '', 'h1', 'ended', 450);
        return outcomes.toSorted();
      },
      ['queued', 'under-way'],
    ));

  test('an execution that waits for its canary goes on or ends', () =>
    race(
      async (n, store) => {
        const { id } = await queued(store, n);
        await store.remediation.claimExecution(claim('h1', 100));
        await store.remediation.endExecution(id, 'h1', 'waiting-for-canary', 200);
        return [(each) => each.remediation.endWaiting(id, 300), (each) => each.remediation.releaseCanary(id, 'passed')];
      },
      async (outcomes, n, store) => {
        await store.remediation.claimExecution(claim('h1', 400));
        await store.remediation.endExecution(`e${n}`, 'h1', 'ended', 500);
        return outcomes.filter(Boolean).length;
      },
      1,
    ));

  test('a canary that went well while its execution began to wait lets it go on', () =>
    race<unknown>(
      async (n, store) => {
        const { id, planId, requestId } = await queued(store, n);
        await store.remediation.claimExecution(claim('h1', 100));
        const about = { account: '111122223333', region: 'eu-west-1', job: `j${n}`, from: 'std', to: 'twin' };
        const canary = { planId, stepId: 's1', requestId, executionId: id, rule: 'Glue-005', ...about, canary: true };
        await store.remediation.openSwitch({ ...canary, streaming: false, before: { none: true }, openedAt: 100 });
        await store.remediation.settleSwitch(canary, { movedAt: 150, until: 900 });
        // As an execution that has to wait, and as the watch of its first run: each reads what the other one writes.
        const wait = (each: Store) =>
          each.transaction(async ({ remediation }) => {
            const state = (await remediation.jobSwitch(canary))?.state;
            await remediation.endExecution(id, 'h1', 'waiting-for-canary', 200);
            if (state === 'good') await remediation.releaseCanary(id, 'passed');
          });
        const close = (each: Store) =>
          each.transaction(async ({ remediation }) => {
            await remediation.closeSwitch(canary, { state: 'good' }, 200);
            await remediation.releaseCanary(id, 'passed');
          });
        return [wait, close];
      },
      async (_, n, store) => {
        const state = (await store.remediation.execution(`e${n}`))?.state;
        await store.remediation.claimExecution(claim('h1', 400));
        await store.remediation.endExecution(`e${n}`, 'h1', 'ended', 500);
        return state;
      },
      'queued',
    ));

  test('of two last executions of a request one tells its end', () =>
    race<unknown>(
      async (n, store) => {
        const glue = smallGlue();
        const plans = [1, 2].map((m) => {
          const finding = { kind: 'configuration', name: `std ${n} ${m}` } as const;
          return { plan: planOf(glue, { id: `plan ${n} ${m}`, finding }).plan, seal: 'seal' };
        });
        const request = { ...requestOf(`r${n}`, 'std'), plans };
        await store.remediation.openRequest(request, []);
        await store.remediation.close(request.id, 'approved', 5);
        for (const { plan } of plans) {
          await store.remediation.queueExecution({ id: `e of ${plan.id}`, planId: plan.id, requestId: request.id }, 10);
          await store.remediation.claimExecution(claim('h1', 100));
        }
        const told = { newId, channelOf: () => undefined, watchRunsFor: 1_000 };
        const ends = plans.map(({ plan }) => (each: Store) => {
          return each.transaction(async (records) => {
            await records.remediation.endExecution(`e of ${plan.id}`, 'h1', 'ended', 300);
            await notifyEnd(told, records, request, 300);
          });
        });
        const [first = async () => {}, second = async () => {}] = ends;
        return [first, second];
      },
      async (_, n, store) => {
        const due = await store.outbox.claimDue(5_000, 6_000, 'p1', 100);
        for (const { id } of due) await store.outbox.sent(id, 'C', '1', 5_000);
        return due.filter(({ message }) => message.kind === 'remediation-progress' && message.requestId === `r${n}`)
          .length;
      },
      1,
    ));

  test('a message that is told once whoever sees it is told once, and costs nobody their transaction', () =>
    race(
      async (n) =>
        same((each) =>
          tried(
            each.transaction(async ({ outbox: records }) => {
              if ((await records.get(`told ${n}`)) !== undefined) return 'told before';
              await records.add([outbox(`told ${n}`)]);
              return 'told';
            }),
          ),
        ),
      (outcomes) => outcomes.toSorted(),
      ['told', 'told before'],
    ));

  test('a schedule runs one slot at a time, even with clocks apart', () =>
    race(
      async (n) => {
        const slot = (dueAt: number) => (each: Store) =>
          each.transaction(async ({ schedules }) => {
            if ((await schedules.claimed()).some(({ schedule }) => schedule === `s${n}`)) return false;
            return schedules.claim(`s${n}`, dueAt, newId(), 1);
          });
        return [slot(1), slot(2)];
      },
      (outcomes) => outcomes.filter(Boolean).length,
      1,
    ));

  test('a scan that is taken for dead while it is recorded is recorded, and not interrupted as well', async () => {
    const url = await migratedUrl();
    const [one, other] = [await openAt(url), await openAt(url)];
    const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`;
    const results = [assessTarget(inventory({ configurations: [disabled('bad')] }))];
    await one.scans.begin(scan('s1', { processId: 'p1' }));
    let interrupted: Promise<readonly unknown[]> = Promise.resolve([]);
    const recorded = await recordResults(one, newId, {
      scanId: 's1',
      results,
      clock,
      scope: { accounts: [] },
      // Everything was judged, and nothing is kept yet. The other one goes as far as it can.
      also: async () => {
        let isOver = false;
        interrupted = other.scans.interrupt('p1', 1_000).finally(() => {
          isOver = true;
        });
        await expect.poll(async () => isOver || (await postgresSql(url, waiting)).length > 0).toBe(true);
        return [];
      },
    });
    expect([recorded?.summary.opened, await interrupted]).toEqual([1, []]);
    expect((await other.scans.get('s1'))?.state).toBe('finished');
  });

  test('two scans of one target are both recorded, and open its finding once', () =>
    race<unknown>(
      async (n, store) => {
        for (const id of [`a${n}`, `b${n}`]) await store.scans.begin(scan(id));
        const results = [assessTarget(inventory({ configurations: [disabled(`bad ${n}`)] }))];
        const record = (scanId: string) => (each: Store) =>
          tried(recordResults(each, newId, { scanId, results, clock, scope: { accounts: [] } }));
        return [record(`a${n}`), record(`b${n}`)];
      },
      async (outcomes, n, store) => [
        outcomes.filter((outcome) => typeof outcome === 'string'),
        (await store.findings.namedExactly(`bad ${n}`, { findingsOnly: true })).length,
      ],
      [[], 1],
    ));
});
