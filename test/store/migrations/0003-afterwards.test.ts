import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { earlierDatabase, fileOf } from '../earlier-database.ts';
import { openAt } from '../harness.ts';
import { request } from '../remediation-samples.ts';

/** A database as the version before left it, with work under way. */
function earlier(): Promise<string> {
  return earlierDatabase(['0001-first', '0002-remediation'], (hand) => {
    const plan = JSON.stringify(request('r1').plans[0]?.plan);
    hand
      .prepare(`insert into requests values ('r1', 'approved', 'U1', 'C1', 'why', 1, 2, 2, 1, 'terms', null, 5)`)
      .run();
    hand
      .prepare(
        `insert into plans values ('plan of r1', 'r1', 0, '111122223333', 'eu-west-1', 'configuration', 'std', 1, ?, 'seal')`,
      )
      .run(plan);
    hand.exec(`
      insert into definitions values ('plan of r1', 's2', 'cipher');
      insert into decisions values ('r1', 'U2', 'approve', 3, null, 'decision');
      insert into executions values ('e1', 'plan of r1', 'r1', 'forward', 'running', 'p1', 'h1', 500, 10, null);
      insert into steps values ('e1', 's1', 'done', null, 1, '["w1"]');
      insert into executions values ('e0', 'older', 'r0', 'forward', 'ended', null, null, null, 3, 4);
      insert into audit values ('a1', 1, 5, 'U1', 'request.opened', 'r1', '{}', '[]');
    `);
  });
}

test('what the version before wrote is there afterwards, and work under way goes on', async () => {
  const { remediation } = await openAt(await earlier());
  expect(await remediation.request('r1')).toMatchObject({ state: 'approved', plans: [{ seal: 'seal' }] });
  expect(await remediation.definition('plan of r1', 's2')).toBe('cipher');
  expect(await remediation.decisions('r1')).toMatchObject([{ by: 'U2' }]);
  expect(await remediation.auditTrail('r1')).toMatchObject([{ id: 'a1' }]);
  expect(await remediation.execution('e1')).toEqual({
    id: 'e1',
    planId: 'plan of r1',
    requestId: 'r1',
    direction: 'forward',
    state: 'running',
    processId: 'p1',
    leaseUntil: 500,
    queuedAt: 10,
    outcomes: [{ stepId: 's1', state: 'done', touched: true, awsRequestIds: ['w1'] }],
  });
  expect(await remediation.claimExecution({ processId: 'p2', holder: 'h2', now: 500, leaseUntil: 600 })).toMatchObject({
    id: 'e1',
  });
  expect(await remediation.endExecution('e1', 'h2', 'ended', 600)).toBe(true);
  expect(await remediation.forgetDefinitions(600)).toEqual(['r1']);
  expect(await remediation.switches('r1')).toEqual([]);
  expect(await remediation.followedProgress()).toEqual([]);
});

test('the audit trail is still append-only', async () => {
  const url = await earlier();
  await openAt(url);
  const hand = new DatabaseSync(fileOf(url));
  expect(() => hand.exec('delete from audit')).toThrow('append-only');
  hand.close();
});

test('SQLite itself refuses a second way forward and two executions at once, and allows a second way back', async () => {
  const url = await earlier();
  await openAt(url);
  const hand = new DatabaseSync(fileOf(url));
  const insert = (id: string, plan: string, direction: string, state: string) =>
    hand
      .prepare(
        `insert into executions (id, plan_id, request_id, direction, state, queued_at) values (?, ?, 'r1', ?, ?, 1)`,
      )
      .run(id, plan, direction, state);
  expect(() => insert('x1', 'older', 'forward', 'queued')).toThrow('UNIQUE');
  expect(() => insert('x2', 'older', 'forward', 'ended')).toThrow('UNIQUE');
  expect(() => insert('x3', 'plan of r1', 'back', 'queued')).toThrow('UNIQUE');
  insert('b1', 'older', 'back', 'ended');
  insert('b2', 'older', 'back', 'queued');
  expect(() => insert('b3', 'older', 'back', 'waiting-for-canary')).toThrow('UNIQUE');
  hand.exec(`update executions set state = 'ended' where id = 'b2'`);
  insert('b3', 'older', 'back', 'running');
  expect(() => hand.exec(`update executions set state = 'queued' where id = 'b2'`)).toThrow('UNIQUE');
  hand.close();
});
