import { describe, expect, test } from 'vitest';
import type { Account } from '../../../../src/domain/fleet.ts';
import { readProgress } from '../../../../src/usecases/remediation/messages/read-shown.ts';
import { goOnWithoutCanary } from '../../../../src/usecases/remediation/rollback/after-actions.ts';
import { afterDependencies, approver, canaryPlan, notify, orderBack } from '../../../support/remediation/afterwards.ts';
import {
  account,
  approved,
  newName,
  outcomesOf,
  type RemediationKit,
  remediationKit,
} from '../../../support/remediation/remediation.ts';

/** A fleet that an account can leave, and come back to. */
function fleet() {
  let known: Account | undefined = account;
  return {
    account: () => known,
    leave: () => {
      known = undefined;
    },
    comeBack: () => {
      known = account;
    },
  };
}

async function endOf(kit: RemediationKit, requestId: string) {
  const execution = (await kit.store.remediation.executions(requestId)).at(-1);
  const trail = await kit.store.remediation.auditTrail(execution?.id ?? '');
  const told = (await notify(kit)).filter(({ message }) => message.kind === 'remediation-outcome');
  return { execution, last: trail.at(-1), told };
}

describe('an account that leaves while its plan is carried out', () => {
  test('right before a change is sent: it is not sent, the journal says so, and people are told what to do', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await notify(kit);
    const { account: known, leave } = fleet();
    kit.glue.around = async ({ operation }, phase) => {
      if (operation === 'GetJob' && phase === 'after') leave();
    };
    await kit.run('p1', { account: known });
    expect(kit.glue.references(newName)).toEqual([]);
    expect(kit.glue.writes).toBe(1);
    expect(await outcomesOf(kit, request.id)).toEqual({ s1: 'done', s2: 'pending' });
    const { execution, last, told } = await endOf(kit, request.id);
    expect(execution).toMatchObject({ state: 'ended' });
    expect(last).toMatchObject({ action: 'execution.refused', detail: { refusal: 'not-configured' } });
    expect(told.map(({ channel }) => channel).toSorted()).toEqual(['CAPPROVALS']);
    expect(told[0]?.message).toMatchObject({
      state: 'partly-done',
      headline: expect.stringMatching(
        /^The account left the AWS organization or gluewarden\.yaml.*: it was stopped in the middle/,
      ),
      next: [expect.stringMatching(/check it by hand/), expect.stringMatching(/lists the account under "accounts"/)],
    });
  });

  test('between two steps: the next one does not begin', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    const { account: known, leave } = fleet();
    await kit.run('p1', { account: known, onStep: leave });
    expect(kit.glue.writes).toBe(1);
    expect(await outcomesOf(kit, request.id)).toEqual({ s1: 'done' });
    expect((await endOf(kit, request.id)).execution).toMatchObject({ state: 'ended' });
  });

  test('after its remediation role was taken away: the same, and said so', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    const { remediationRoleArn: _none, ...audited } = account;
    let known: Account = account;
    const onStep = () => {
      known = audited;
    };
    await kit.run('p1', { account: () => known, onStep });
    expect(kit.glue.writes).toBe(1);
    expect((await endOf(kit, request.id)).last).toMatchObject({ detail: { refusal: 'remediation-off' } });
  });

  test('as another process has listed meanwhile: that is taken before each change', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    const { account: known, leave } = fleet();
    let steps = 0;
    const newestAccounts = async () => {
      if (steps > 0) leave();
    };
    const onStep = () => {
      steps += 1;
    };
    await kit.run('p1', { account: known, newestAccounts, onStep });
    expect(kit.glue.writes).toBe(1);
    expect((await endOf(kit, request.id)).last).toMatchObject({ detail: { refusal: 'not-configured' } });
  });

  test('on the way back: nothing more is rolled back', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await kit.run();
    await orderBack(kit, request.id);
    await notify(kit);
    const { writes } = kit.glue;
    const { account: known, leave } = fleet();
    await kit.run('p1', { account: known, onStep: leave });
    expect(kit.glue.writes).toBe(writes + 1);
    expect((await endOf(kit, request.id)).last).toMatchObject({ detail: { refusal: 'not-configured' } });
  });
});

test('an account that only another process knows yet is not taken for one that left', async () => {
  const kit = await remediationKit();
  const request = await approved(kit);
  const { account: known, leave, comeBack } = fleet();
  leave();
  await kit.run('p1', { account: known, newestAccounts: async () => comeBack() });
  expect(kit.glue.writes).toBeGreaterThan(1);
  expect((await endOf(kit, request.id)).last).toMatchObject({ action: 'execution.done' });
});

test('an account that leaves while its canary job is waited for: to go on changes nothing, and says why', async () => {
  const kit = await remediationKit();
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  await notify(kit);
  const { writes } = kit.glue;
  const gone = { account: () => undefined };
  await goOnWithoutCanary(afterDependencies(kit, gone), { actor: approver, requestId: request.id });
  await kit.run('p1', gone);
  expect(kit.glue.writes).toBe(writes);
  const { execution, last, told } = await endOf(kit, request.id);
  expect(execution).toMatchObject({ state: 'ended' });
  expect(last).toMatchObject({ action: 'execution.refused', detail: { refusal: 'not-configured' } });
  expect(told[0]?.message).toMatchObject({ state: 'partly-done', moved: 1 });
});

describe('while another process has another configuration', () => {
  test('what this one does not know is left to it, from where it was', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    const unknown = { account: () => undefined, differsElsewhere: async () => true };
    await kit.run('old', unknown);
    expect(kit.glue.calls).toEqual([]);
    expect((await kit.store.remediation.executions(request.id)).at(-1)).toMatchObject({ state: 'running' });
    await kit.run('old', unknown);
    kit.clock.time += 60_000;
    await kit.run('new', { differsElsewhere: async () => true });
    expect((await endOf(kit, request.id)).last).toMatchObject({ action: 'execution.done' });
  });

  test('it is refused as soon as all have the same', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    let differs = true;
    const unknown = { account: () => undefined, differsElsewhere: async () => differs };
    await kit.run('p1', unknown);
    differs = false;
    kit.clock.time += 60_000;
    await kit.run('p1', unknown);
    expect((await endOf(kit, request.id)).last).toMatchObject({ detail: { refusal: 'not-configured' } });
  });
});

describe('what another process may know', () => {
  const unknown = { account: () => undefined, differsElsewhere: async () => true };
  const minutes = 60_000;

  async function held(kit: RemediationKit, requestId: string) {
    const { execution, told } = await endOf(kit, requestId);
    const trail = await kit.store.remediation.auditTrail(execution?.id ?? '');
    return { execution, holdings: trail.filter(({ action }) => action === 'execution.held'), told, last: trail.at(-1) };
  }

  async function tryFor(kit: RemediationKit, ms: number, changes: object = unknown) {
    for (const end = kit.clock.time + ms; kit.clock.time < end; kit.clock.time += minutes)
      await kit.run('old', changes);
  }

  test('is held for an hour, said once, shown with why it waits, and then ends as refused', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await notify(kit);
    await tryFor(kit, 59 * minutes);
    const { holdings, execution } = await held(kit, request.id);
    expect(execution).toMatchObject({ state: 'running' });
    expect(holdings).toHaveLength(1);
    expect(holdings[0]).toMatchObject({
      actor: 'gluewarden',
      detail: { request: request.id, plan: execution?.planId, until: expect.any(Number) },
    });
    const read = await readProgress({ ...kit, enabled: true }, request.id);
    expect(read?.message).toMatchObject({
      state: 'paused',
      headline: expect.stringMatching(/^Held: a process of the bot/),
    });
    expect(read?.message.next.join(' ')).toMatch(/tried again every minute.*\/glue-audit status.*ends as refused/);
    await tryFor(kit, 3 * minutes);
    const end = await held(kit, request.id);
    expect(end).toMatchObject({
      execution: { state: 'ended' },
      last: { action: 'execution.refused', detail: { refusal: 'not-configured' } },
    });
    expect(end.holdings).toHaveLength(1);
    expect(end.told[0]?.message).toMatchObject({
      headline: expect.stringMatching(/^For an hour no process .*: nothing was changed\.$/),
      next: [expect.stringMatching(/different accounts in their configurations.*then ask again\.$/)],
    });
    expect(kit.glue.calls).toEqual([]);
  });

  test('has an hour again where something was done in between', async () => {
    const kit = await remediationKit();
    const request = await approved(kit, canaryPlan(kit.glue));
    await tryFor(kit, 50 * minutes);
    await kit.run('new');
    expect((await held(kit, request.id)).execution).toMatchObject({ state: 'waiting-for-canary' });
    const read = await readProgress({ ...kit, enabled: true }, request.id);
    expect(read?.message.state).toBe('waiting-for-canary');
    kit.clock.time += 300 * minutes;
    await goOnWithoutCanary(afterDependencies(kit), { actor: approver, requestId: request.id });
    await tryFor(kit, 50 * minutes);
    const { execution, holdings } = await held(kit, request.id);
    expect(execution).toMatchObject({ state: 'running' });
    expect(holdings).toHaveLength(2);
  });

  test('is not held for longer by a clock that was ahead', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    kit.clock.time += 600 * minutes;
    await kit.run('old', unknown);
    kit.clock.time -= 600 * minutes;
    await tryFor(kit, 63 * minutes);
    expect((await held(kit, request.id)).execution).toMatchObject({ state: 'ended' });
  });

  test('on the way back, too', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await kit.run();
    await orderBack(kit, request.id);
    const { writes } = kit.glue;
    await kit.run('old', unknown);
    const read = await readProgress({ ...kit, enabled: true }, request.id);
    expect(read?.message).toMatchObject({ state: 'paused', headline: expect.stringMatching(/^Held/) });
    await tryFor(kit, 63 * minutes);
    expect((await held(kit, request.id)).last).toMatchObject({ action: 'execution.refused' });
    expect(kit.glue.writes).toBe(writes);
  });

  test('and is paused by somebody is shown as paused, since that is what keeps it', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await kit.run('old', unknown);
    await kit.store.remediation.setPaused({ by: 'UNINA', at: kit.clock.now() });
    const read = await readProgress({ ...kit, enabled: true }, request.id);
    expect(read?.message.headline).toBe('Paused: no new step begins.');
  });
});

describe('a request of an account that left before anybody decided', () => {
  test('cannot be approved, which leaves its entry, and can be rejected', async () => {
    const kit = await remediationKit();
    const { id: requestId } = await kit.ask();
    const { account: known, leave } = fleet();
    leave();
    expect(await kit.decide({ requestId }, { account: known })).toMatchObject({ refused: 'not-configured' });
    expect(await kit.store.remediation.executions(requestId)).toEqual([]);
    expect((await kit.store.remediation.auditTrail(requestId)).at(-1)).toMatchObject({
      action: 'decision.refused',
      detail: { refusal: 'not-configured' },
    });
    const rejected = await kit.decide({ requestId, decision: 'reject', reason: 'gone' }, { account: known });
    expect(rejected).toMatchObject({ state: 'rejected' });
  });

  test('cannot be approved while it has no remediation role, as a schedule may still name it, and can be rejected', async () => {
    const kit = await remediationKit();
    const { id: requestId } = await kit.ask();
    const { remediationRoleArn: _none, ...scanned } = account;
    const known = { account: () => scanned };
    expect(await kit.decide({ requestId }, known)).toMatchObject({ refused: 'remediation-off' });
    expect(await kit.store.remediation.executions(requestId)).toEqual([]);
    const rejected = await kit.decide({ requestId, decision: 'reject', reason: 'gone' }, known);
    expect(rejected).toMatchObject({ state: 'rejected' });
  });

  test('can be approved when it is back, or when another process knows that it is', async () => {
    const kit = await remediationKit();
    const { id: requestId } = await kit.ask();
    const { account: known, leave, comeBack } = fleet();
    leave();
    const newestAccounts = async () => comeBack();
    expect(await kit.decide({ requestId }, { account: known, newestAccounts })).toMatchObject({ state: 'approved' });
  });

  test('tells a stranger nothing more than before', async () => {
    const kit = await remediationKit();
    const { id: requestId } = await kit.ask();
    const refused = await kit.decide({ requestId, by: 'USTRANGER' }, { account: () => undefined });
    expect(refused).toEqual({ refused: 'not-approver' });
  });
});

describe('while the organization cannot be listed', () => {
  const unlisted = { mayDecide: async () => false };

  test('an approved plan changes nothing and does not end: it is held, says why, and goes on when it can', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await kit.run('p1', { ...unlisted, account: () => undefined });
    expect(kit.glue.calls).toEqual([]);
    expect(await kit.store.remediation.executions(request.id)).toMatchObject([
      { state: 'paused', held: 'account-unverifiable' },
    ]);
    const read = await readProgress({ ...kit, enabled: true }, request.id);
    expect(read?.message.headline).toMatch(/^Held: .* AWS organization could not be checked\.$/);
    expect(read?.message.next.join(' ')).toMatch(/\/glue-audit status says why .* "accounts"/);
    kit.clock.time += 60_000;
    const asked: string[] = [];
    await kit.run('p1', { mayDecide: async (id) => asked.push(id) > 0 });
    expect(asked).toEqual([account.id]);
    expect((await endOf(kit, request.id)).last).toMatchObject({ action: 'execution.done' });
  });

  test('nothing can be approved, which leaves its entry, and a request can be rejected', async () => {
    const kit = await remediationKit();
    const { id: requestId } = await kit.ask();
    expect(await kit.decide({ requestId }, unlisted)).toMatchObject({ refused: 'account-unverifiable' });
    expect(await kit.store.remediation.executions(requestId)).toEqual([]);
    expect((await kit.store.remediation.auditTrail(requestId)).at(-1)).toMatchObject({
      detail: { refusal: 'account-unverifiable' },
    });
    const rejected = await kit.decide({ requestId, decision: 'reject', reason: 'no' }, unlisted);
    expect(rejected).toMatchObject({ state: 'rejected' });
  });
});
