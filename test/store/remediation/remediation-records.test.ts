import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../../src/usecases/ports/remediation-records.ts';
import { planOf, smallGlue } from '../../support/remediation/remediation-samples.ts';
import {
  byHand,
  databases,
  openAt,
  openTestStore,
  quoted,
  sharedDatabases,
  temporaryFolder,
  urlOf,
} from '../harness.ts';
import { request } from '../remediation-samples.ts';

function entry(id: string, changes: Partial<AuditEntry> = {}): AuditEntry {
  const detail = { text: 'x', number: 1, flag: true };
  return { id, at: 1, actor: 'U1', action: 'request.opened', subject: 'r1', detail, awsRequestIds: ['w1'], ...changes };
}

const queued = { id: 'e1', planId: 'plan of r1', requestId: 'r1', direction: 'forward' } as const;
const claim = { processId: 'p1', holder: 'h1', now: 100, leaseUntil: 200 };

describe.each(databases)('remediation (%s)', (database) => {
  async function open() {
    return (await openTestStore(database)).remediation;
  }

  test('a request comes back as it was, with its plans and definitions', async () => {
    const records = await open();
    const row = request('r1');
    expect(await records.openRequest(row, [{ planId: 'plan of r1', stepId: 's2', text: 'cipher' }])).toBe(true);
    expect(await records.request('r1')).toEqual(row);
    expect(await records.openRequests()).toEqual([row]);
    expect(await records.definition('plan of r1', 's2')).toBe('cipher');
    expect(await records.definition('plan of r1', 's3')).toBeUndefined();
    expect(await records.request('r2')).toBeUndefined();
  });

  test('a finding that is taken: nothing is written', async () => {
    const records = await open();
    await records.openRequest(request('r1'), []);
    expect(await records.openRequest(request('r2'), [{ planId: 'plan of r2', stepId: 's2', text: 'c' }])).toBe(false);
    expect(await records.request('r2')).toBeUndefined();
    expect(await records.definition('plan of r2', 's2')).toBeUndefined();
    const elsewhere = planOf(smallGlue(), { id: 'x', target: { account: '111122223333', region: 'us-east-1' } });
    expect(await records.openRequest(request('r3', { plans: [{ plan: elsewhere.plan, seal: 's' }] }), [])).toBe(true);
  });

  test('closing is compare-and-set, and frees the finding unless it is approved', async () => {
    const records = await open();
    await records.openRequest(request('r1'), []);
    expect([await records.close('r1', 'rejected', 5), await records.close('r1', 'approved', 6)]).toEqual([true, false]);
    expect(await records.request('r1')).toMatchObject({ state: 'rejected', closedAt: 5 });
    expect(await records.openRequest(request('r2'), [])).toBe(true);
    expect(await records.close('r2', 'approved', 7)).toBe(true);
    expect(await records.openRequest(request('r3'), [])).toBe(false);
    expect(await records.close('nothing', 'expired', 8)).toBe(false);
  });

  test('a reminder is due once, and only while the request is open', async () => {
    const records = await open();
    await records.openRequest(request('r1'), []);
    expect([await records.remind('r1', 5), await records.remind('r1', 6)]).toEqual([true, false]);
    expect(await records.request('r1')).toMatchObject({ remindedAt: 5 });
    await records.close('r1', 'expired', 7);
    await records.openRequest(request('r2'), []);
    await records.close('r2', 'withdrawn', 8);
    expect(await records.remind('r2', 9)).toBe(false);
  });

  test('one decision a person', async () => {
    const records = await open();
    const decision = { requestId: 'r1', by: 'U2', decision: 'approve', at: 5, seal: 's' } as const;
    expect(await records.addDecision(decision)).toBe(true);
    expect(await records.addDecision({ ...decision, decision: 'reject', reason: 'no' })).toBe(false);
    expect(await records.addDecision({ ...decision, by: 'U3', decision: 'reject', reason: 'no', at: 6 })).toBe(true);
    expect(await records.decisions('r1')).toEqual([decision, expect.objectContaining({ by: 'U3', reason: 'no' })]);
  });

  test('one way forward a plan; claimed by one, oldest first, and again when the lease has ended', async () => {
    const records = await open();
    expect(await records.queueExecution(queued, 10)).toBe(true);
    expect(await records.queueExecution({ ...queued, id: 'e2' }, 11)).toBe(false);
    expect(await records.queueExecution({ ...queued, id: 'e0', planId: 'younger' }, 12)).toBe(true);
    expect(await records.claimExecution(claim)).toMatchObject({ id: 'e1', state: 'running', leaseUntil: 200 });
    expect(await records.claimExecution({ ...claim, holder: 'h2' })).toMatchObject({ id: 'e0' });
    expect(await records.claimExecution({ ...claim, holder: 'h3', now: 199 })).toBeUndefined();
    expect(await records.renewLease('e1', 'h1', 300)).toBe(true);
    expect(await records.claimExecution({ ...claim, holder: 'h3', now: 200 })).toMatchObject({ id: 'e0' });
    expect(await records.claimExecution({ ...claim, holder: 'h4', now: 300, leaseUntil: 400 })).toMatchObject({
      id: 'e1',
    });
    expect(await records.renewLease('e1', 'h1', 500)).toBe(false);
  });

  test('only the holder journals, and an ended step stays as it is', async () => {
    const records = await open();
    await records.queueExecution(queued, 10);
    const outcome = { stepId: 's1', state: 'acting', awsRequestIds: [] } as const;
    expect(await records.journal('e1', 'h1', outcome)).toBe(false);
    await records.claimExecution(claim);
    expect(await records.journal('e1', 'other', outcome)).toBe(false);
    expect(await records.journal('e1', 'h1', outcome)).toBe(true);
    const done = { stepId: 's1', state: 'failed', reason: 'x', touched: true, awsRequestIds: ['w1', 'w2'] } as const;
    expect(await records.journal('e1', 'h1', done)).toBe(true);
    expect(await records.journal('e1', 'h1', outcome)).toBe(false);
    expect((await records.execution('e1'))?.outcomes).toEqual([done]);
  });

  test('the end is the holder’s, once, and frees the finding', async () => {
    const records = await open();
    await records.openRequest(request('r1'), []);
    await records.close('r1', 'approved', 5);
    await records.queueExecution(queued, 10);
    await records.claimExecution(claim);
    expect(await records.endExecution('e1', 'other', 'ended', 20)).toBe(false);
    expect(await records.endExecution('e1', 'h1', 'paused', 20)).toBe(true);
    expect(await records.openRequest(request('r2'), [])).toBe(false);
    expect(await records.claimExecution({ ...claim, holder: 'h2' })).toMatchObject({ id: 'e1' });
    expect(await records.endExecution('e1', 'h2', 'ended', 30)).toBe(true);
    expect(await records.endExecution('e1', 'h2', 'ended', 31)).toBe(false);
    expect(await records.claimExecution({ ...claim, holder: 'h3', now: 9_999 })).toBeUndefined();
    expect(await records.executions('r1')).toMatchObject([{ state: 'ended' }]);
    expect(await records.openRequest(request('r2'), [])).toBe(true);
  });

  test('a dead process lets go at once; nobody else does', async () => {
    const records = await open();
    await records.queueExecution(queued, 10);
    await records.claimExecution(claim);
    await records.releaseExecutions('p2');
    expect(await records.claimExecution({ ...claim, holder: 'h2' })).toBeUndefined();
    await records.releaseExecutions('p1');
    expect(await records.claimExecution({ ...claim, processId: 'p2', holder: 'h2' })).toMatchObject({
      processId: 'p2',
    });
    expect(await records.renewLease('e1', 'h1', 500)).toBe(false);
  });

  test('a pause begins once and ends once', async () => {
    const records = await open();
    expect(await records.paused()).toBeUndefined();
    expect(await records.setPaused(null)).toBe(false);
    expect(await records.setPaused({ by: 'U1', at: 5 })).toBe(true);
    expect(await records.setPaused({ by: 'U2', at: 6 })).toBe(false);
    expect(await records.paused()).toEqual({ by: 'U1', at: 5 });
    expect(await records.setPaused(null)).toBe(true);
    expect(await records.paused()).toBeUndefined();
  });

  test('a pause that was ended in part is whole again, and stays that of who was first', async () => {
    const records = await open();
    await records.setPaused({ by: 'U1', at: 5 });
    expect(await records.resume(['1', '2'], 'U2', 6)).toBe(true);
    expect(await records.paused()).toEqual({ by: 'U1', at: 5, resumed: ['1', '2'] });
    expect(await records.setPaused({ by: 'U2', at: 7 })).toBe(true);
    expect(await records.paused()).toEqual({ by: 'U1', at: 5 });
    expect(await records.setPaused({ by: 'U2', at: 8 })).toBe(false);
    expect(await records.setPaused(null)).toBe(true);
    expect(await records.paused()).toBeUndefined();
  });

  test('a re-scan is asked for until it is had; a later wish stays', async () => {
    const records = await open();
    const target = { account: '1', region: 'r' };
    await records.askRescan(target, 5);
    const [asked] = await records.rescansAsked();
    await records.askRescan(target, 7);
    await records.rescanned(asked ?? { ...target, at: 0 });
    await records.postponeRescan(asked ?? { ...target, at: 0 }, 60);
    expect(await records.rescansAsked()).toEqual([{ ...target, at: 7, tries: 0 }]);
    await records.postponeRescan({ ...target, at: 7 }, 70);
    expect(await records.rescansAsked()).toEqual([{ ...target, at: 7, tries: 1, dueAt: 70 }]);
    await records.askRescan(target, 7);
    expect(await records.rescansAsked()).toEqual([{ ...target, at: 8, tries: 0 }]);
    await records.rescanned({ ...target, at: 8 });
    expect(await records.rescansAsked()).toEqual([]);
  });

  test('the audit trail keeps everything, in the order in which it was written', async () => {
    const records = await open();
    await records.audit(entry('a', { at: 9 }));
    await records.audit(entry('b', { at: 3, subject: 'other' }));
    await records.audit(entry('c', { at: 1 }));
    expect(await records.auditTrail('r1')).toEqual([entry('a', { at: 9 }), entry('c', { at: 1 })]);
    await expect(records.audit(entry('a', { actor: 'forged' }))).rejects.toMatchObject({ code: 'conflict' });
  });
});

test('SQLite itself refuses to change or remove an audit entry, and two open requests for a finding', async () => {
  const file = join(temporaryFolder(), 'gluewarden.db');
  const { remediation } = await openAt(`sqlite:${file}`);
  await remediation.audit(entry('a'));
  await remediation.openRequest(request('r1'), []);
  const hand = new DatabaseSync(file);
  const replaced = hand.prepare('select * from audit').get() ?? {};
  for (const statement of [
    `update audit set actor = 'forged'`,
    'delete from audit',
    `insert or replace into audit select * from audit`,
    `insert or replace into audit select 'b', place, at, 'forged', action, subject, detail_json, aws_request_ids_json, previous, hash from audit`,
    `insert or replace into audit (rowid, id, place, at, actor, action, subject, detail_json, aws_request_ids_json) select rowid, 'b', place + 9, at, 'forged', action, subject, detail_json, aws_request_ids_json from audit`,
  ])
    expect(() => hand.exec(statement), statement).toThrow('append-only');
  expect(hand.prepare('select * from audit').all()).toEqual([replaced]);
  const columns = 'request_id, place, account, region, kind, name, active, plan_json, seal';
  const copy = (id: string, rule: string) =>
    `insert into plans (id, ${columns}, rule) select '${id}', ${columns}, ${rule} from plans limit 1`;
  expect(() => hand.exec(copy('copy', 'rule'))).toThrow('UNIQUE');
  hand.exec(copy('of another rule', `'Glue-006'`));
  hand.close();
});

test('no statement of the code changes or removes an audit entry', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const changing =
    /(?:updateTable|deleteFrom|replaceInto|mergeInto|dropTable)\(\s*['"`]audit|(?:update|delete from|drop table)\s+audit\b(?! begin)/i;
  const guilty = sources.filter((path) =>
    changing.test(readFileSync(join('src', path), 'utf8').replace(/before (?:update|delete) on audit/g, '')),
  );
  expect(sources.length).toBeGreaterThan(50);
  expect(guilty).toEqual([]);
});

test.each(sharedDatabases)(
  'a plan with a step of a kind that nobody knows is read empty, and no seal fits it (%s)',
  async (database) => {
    const url = await urlOf(database);
    const { remediation: records } = await openAt(url);
    await records.openRequest(request('r1'), []);
    const [row] = await byHand(url, 'select plan_json from plans');
    const plan = JSON.parse(String(row?.plan_json));
    const steps = [{ ...plan.steps[0], type: 'repoint-future' }, null, 'repoint-job', { type: 'toString' }];
    for (const step of steps) {
      await byHand(url, `update plans set plan_json = ${quoted(JSON.stringify({ ...plan, steps: [step] }))}`);
      const [sealed] = (await records.request('r1'))?.plans ?? [];
      expect(sealed?.plan).toMatchObject({ id: plan.id, steps: [], target: { account: 'unknown' } });
    }
  },
);
