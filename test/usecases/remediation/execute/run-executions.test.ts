import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { CloudError } from '../../../../src/domain/errors.ts';
import { isApproved } from '../../../../src/domain/remediation/approval.ts';
import { openVault } from '../../../../src/ops/vault.ts';
import { leaseMs } from '../../../../src/usecases/remediation/execute/execution-lease.ts';
import { temporaryFolder } from '../../../store/harness.ts';
import { fakeLog } from '../../../support/fakes/kit.ts';
import {
  approved,
  job,
  newName,
  outcomesOf,
  planOf,
  type RemediationKit,
  remediationKit,
  smallGlue,
} from '../../../support/remediation/remediation.ts';

const untouched = { s1: 'done', s2: 'acting' };
/** Nothing was sent, and the journal says so. */
const takenBack = { s1: 'done', s2: 'pending' };

const other = { kind: 'configuration', name: 'other' } as const;

async function executionOf(kit: RemediationKit, requestId: string) {
  const [execution] = await kit.store.remediation.executions(requestId);
  if (execution === undefined) throw new Error('no execution');
  return execution;
}

/** What was written to one channel, in order. */
async function toldTo(kit: RemediationKit, channel: string): Promise<unknown[]> {
  const messages: unknown[] = [];
  for (;;) {
    const rows = await kit.store.outbox.claimDue(Number.MAX_SAFE_INTEGER, 0, 'x', 10);
    if (rows.length === 0) return messages;
    messages.push(...rows.flatMap((row) => (row.channel === channel ? [row.message] : [])));
    for (const { id } of rows) await kit.store.outbox.sent(id, 'C', '1', 1);
  }
}

/** Does `what` right before the first UpdateJob is checked: after its intent was journaled. */
function beforeFirstSwitch(kit: RemediationKit, what: () => void | Promise<void>): void {
  let done = false;
  kit.glue.around = async ({ operation }, phase) => {
    if (done || operation !== 'GetJob' || phase !== 'after') return;
    done = true;
    await what();
  };
}

test('the end of one is told before the next is begun', async () => {
  const kit = await remediationKit();
  const requests = [await approved(kit), await approved(kit, planOf(kit.glue, { id: 'plan-2', finding: other }))];
  const ended: number[] = [];
  const onLetGo = async () => {
    const states = await Promise.all(requests.map(async ({ id }) => (await executionOf(kit, id)).state));
    ended.push(states.filter((state) => state === 'ended').length);
  };
  await kit.run('p1', { onLetGo: () => void onLetGo() });
  await expect.poll(() => ended).toEqual([1, 2]);
});

describe('stops at once', () => {
  test('when somebody else holds it now: nothing more is sent or written', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    beforeFirstSwitch(kit, async () => {
      kit.clock.time += leaseMs;
      const claim = { processId: 'p2', holder: 'other', now: kit.clock.time, leaseUntil: kit.clock.time + leaseMs };
      expect(await kit.store.remediation.claimExecution(claim)).toMatchObject({ state: 'running', processId: 'p2' });
    });
    await kit.run('p1');
    expect(await outcomesOf(kit, request.id)).toEqual(untouched);
    expect(kit.glue.writes).toBe(1);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'running', processId: 'p2' });
    expect(kit.log.lines).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ reason: 'lost' }) }),
    );
  });

  test('when that happens between two steps: the next one is not begun', async () => {
    const kit = await remediationKit();
    await approved(kit);
    const { remediation } = kit.store;
    const callsOf = (of: string) => kit.glue.calls.filter(({ name }) => name === of).map(({ operation }) => operation);
    // The stop is looked for before each step and before each change: this is the one before the step of job b.
    const paused = async () => {
      const switches = callsOf('a');
      if (switches.at(-1) !== 'GetJob' || switches.length !== 4) return undefined;
      kit.clock.time += leaseMs;
      const now = kit.clock.time;
      await remediation.claimExecution({ processId: 'p2', holder: 'other', now, leaseUntil: now + leaseMs });
      return undefined;
    };
    await kit.run('p1', { store: { ...kit.store, remediation: { ...remediation, paused } } });
    // Read ahead, and no more.
    expect(callsOf('b').every((operation) => operation.startsWith('Get'))).toBe(true);
    expect(kit.glue.effects.map(({ name }) => name)).toEqual([newName, 'a']);
  });

  test('a process cannot take its own later claim for the earlier one', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    let second: Promise<void> | undefined;
    beforeFirstSwitch(kit, async () => {
      kit.clock.time += leaseMs;
      second = kit.run('p1');
      await second;
    });
    await kit.run('p1');
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended' });
    expect(kit.glue.effects.map(({ name }) => name)).toEqual([newName, 'a', 'b', 'c', 'nightly', 'lake']);
  });

  test('when it is paused, and goes on when it is resumed', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    beforeFirstSwitch(kit, async () => {
      expect(await kit.store.remediation.setPaused({ by: 'UAPPROVER', at: kit.clock.now() })).toBe(true);
    });
    await kit.run();
    expect(await outcomesOf(kit, request.id)).toEqual(takenBack);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'paused' });
    await kit.run();
    expect(kit.glue.writes).toBe(1);
    expect(await kit.store.remediation.setPaused(null)).toBe(true);
    await kit.run('p2');
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended' });
    expect(kit.glue.effects.length).toBe(6);
  });

  test('a job that somebody changed during the pause was not touched by us, and is not told as if', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    let stopping = false;
    beforeFirstSwitch(kit, () => {
      stopping = true;
    });
    await kit.run('p1', { isStopping: () => stopping });
    kit.glue.put('job', 'a', job('a', { Timeout: 61 }));
    await kit.run('p2');
    const { outcomes } = await executionOf(kit, request.id);
    const drifted = { stepId: 's2', state: 'drifted', reason: 'changed: Timeout', awsRequestIds: [] };
    expect(outcomes).toContainEqual(drifted);
  });

  test('a stop after a change that may have been made stays in the journal', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    let stopping = false;
    kit.glue.around = ({ operation }, phase) => {
      if (operation !== 'UpdateJob' || phase !== 'before') return;
      stopping = true;
      throw new CloudError('UpdateJob', 'TimeoutError', 'no answer');
    };
    await kit.run('p1', { isStopping: () => stopping });
    expect(await outcomesOf(kit, request.id)).toEqual(untouched);
  });

  test('when the process is about to end; the next one goes on at once', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    let stopping = false;
    beforeFirstSwitch(kit, () => {
      stopping = true;
    });
    await kit.run('p1', { isStopping: () => stopping });
    expect(await outcomesOf(kit, request.id)).toEqual(takenBack);
    await kit.run('p2');
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended' });
  });

  test('REMEDIATION=off: nothing is begun, and re-scans are still made', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await kit.store.remediation.askRescan({ account: 'x', region: 'y' }, 1);
    await kit.run('p1', { enabled: false });
    expect(kit.glue.calls).toEqual([]);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'queued' });
    expect(kit.rescans).toEqual(['x/y']);
  });
});

describe('nothing is done on the word of a database that was changed by hand', () => {
  const cases: readonly [string, string, string][] = [
    ['another plan', `update plans set plan_json = replace(plan_json, '"name":"a"', '"name":"b"')`, 'tampered'],
    ['a plan that is no JSON', `update plans set plan_json = '{'`, 'tampered'],
    ['another key in the plan', `update plans set plan_json = replace(plan_json, ':key/1', ':key/2')`, 'tampered'],
    ['another seal', `update plans set seal = 'g' || substr(seal, 2)`, 'tampered'],
    ['another requester', `update requests set asked_by = 'UOTHER'`, 'tampered'],
    ['self-approval switched on', 'update requests set self_approval = 1', 'tampered'],
    ['another number of approvals', 'update requests set required = 2', 'tampered'],
    ['another approver', `update decisions set decided_by = 'USECOND'`, 'tampered'],
    ['a rejection made an approval', `update decisions set decision = 'reject'`, 'tampered'],
    ['no approval at all', 'delete from decisions', 'not-approved'],
    ['an approved request made open', `update requests set state = 'open'`, 'not-approved'],
    ['an execution backwards', `update executions set direction = 'back'`, 'tampered'],
    ['an execution of another plan', `update executions set plan_id = 'other'`, 'tampered'],
  ];
  test.each(cases)('%s', async (_what, statement, refusal) => {
    const file = join(temporaryFolder(), 'gluewarden.db');
    const kit = await remediationKit(smallGlue(), `sqlite:${file}`);
    const request = await approved(kit);
    const hand = new DatabaseSync(file);
    expect(hand.prepare(statement).run().changes).toBe(1);
    hand.close();
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
    const execution = await executionOf(kit, request.id);
    expect(execution).toMatchObject({ state: 'ended', outcomes: [] });
    expect((await kit.store.remediation.auditTrail(execution.id)).at(-1)).toMatchObject({
      action: 'execution.refused',
      detail: { refusal },
    });
  });

  test.each([
    ['its key was replaced', { vault: openVault({ key: Buffer.alloc(32, 9).toString('base64'), log: fakeLog() }) }],
    ['its account left the configuration', { account: () => undefined }],
  ])('in the middle of it (%s): it is told as stopped in the middle, and scanned', async (_what, changes) => {
    const kit = await remediationKit();
    const request = await approved(kit);
    kit.glue.around = ({ name }) => {
      if (name === 'b') throw new Error('killed');
    };
    await kit.run('p1');
    kit.clock.time += leaseMs;
    await kit.run('p2', changes);
    expect(kit.glue.effects.map(({ name }) => name)).toEqual([newName, 'a']);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended' });
    expect(await toldTo(kit, 'CAPPROVALS')).toContainEqual(
      expect.objectContaining({
        kind: 'remediation-outcome',
        state: 'partly-done',
        headline: expect.stringContaining('stopped in the middle'),
        moved: 1,
        total: 5,
        trouble: [{ type: 'repoint-job', name: 'b', why: 'started, so it needs review' }],
      }),
    );
    expect(kit.rescans).toEqual(['111122223333/eu-west-1']);
  });

  test('approvals are counted by people, and in time', () => {
    const terms = { ...baseTerms, required: 2, state: 'approved' } as const;
    const by = (who: string, at = 1) => ({ by: who, decision: 'approve', at }) as const;
    expect(isApproved(terms, [by('U1'), by('U2')])).toBe(true);
    expect(isApproved(terms, [by('U1'), by('U1')])).toBe(false);
    expect(isApproved(terms, [by('U1'), by('UASKER')])).toBe(false);
    expect(isApproved({ ...terms, selfApproval: true }, [by('U1'), by('UASKER')])).toBe(true);
    expect(isApproved(terms, [by('U1'), by('U2', 100)])).toBe(false);
    expect(isApproved(terms, [by('U1'), by('U2'), { by: 'U3', decision: 'reject', at: 1 }])).toBe(false);
    expect(isApproved({ ...terms, state: 'open' }, [by('U1'), by('U2')])).toBe(false);
  });
});

const baseTerms = {
  id: 'r',
  askedBy: 'UASKER',
  askedIn: 'C',
  reason: 'x',
  createdAt: 0,
  expiresAt: 100,
  selfApproval: false,
};

describe('clock jumps', () => {
  test.each([-3_600_000, 3_600_000, 10 * 24 * 3_600_000])('by %i ms at any call: it ends as ever', async (jump) => {
    for (let at = 1; at <= 24; at += 1) {
      const kit = await remediationKit();
      const request = await approved(kit);
      let calls = 0;
      kit.glue.around = () => {
        calls += 1;
        if (calls === at) kit.clock.time += jump;
      };
      await kit.run();
      expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended' });
      expect(kit.glue.effects.length).toBe(6);
      await kit.store.close();
    }
  });

  test('back, with a dead holder: its heartbeat frees the execution, whatever the lease says', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    const now = kit.clock.now();
    await kit.store.remediation.claimExecution({ processId: 'dead', holder: 'h', now, leaseUntil: now + leaseMs });
    kit.clock.time -= 3_600_000;
    await kit.run('p2');
    expect(kit.glue.calls).toEqual([]);
    await kit.store.remediation.releaseExecutions('dead');
    await kit.run('p2');
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended' });
  });
});

test('an unexpected failure leaves the lease: it is taken up again when that has ended, and not at once', async () => {
  const kit = await remediationKit();
  const request = await approved(kit);
  let failures = 0;
  kit.glue.around = ({ operation }) => {
    if (operation !== 'GetTrigger' || failures > 0) return;
    failures += 1;
    throw new Error('a bug');
  };
  await kit.run();
  await kit.run();
  expect(failures).toBe(1);
  const { id, planId: plan } = await executionOf(kit, request.id);
  const fields = { action: 'executions', request: request.id, plan, execution: id, reference: expect.any(String) };
  expect(kit.log.lines.filter(({ level }) => level === 'error')).toMatchObject([{ fields }]);
  expect(await executionOf(kit, request.id)).toMatchObject({ state: 'running' });
  kit.clock.time += leaseMs;
  await kit.run();
  expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended' });
  expect(await outcomesOf(kit, request.id)).toMatchObject({ s5: 'done' });
});

test('a re-scan that fails is asked for until it is had', async () => {
  const kit = await remediationKit();
  await approved(kit);
  await kit.run('p1', { rescan: () => Promise.reject(new Error('busy')) });
  expect(kit.rescans).toEqual([]);
  await kit.run();
  expect(kit.rescans).toEqual([]);
  kit.clock.time += 60_000;
  await kit.run();
  expect(kit.rescans).toEqual(['111122223333/eu-west-1']);
  await kit.run();
  expect(kit.rescans.length).toBe(1);
});
