import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { readProgress } from '../../../../src/usecases/remediation/messages/read-shown.ts';
import { sealBack } from '../../../../src/usecases/remediation/state/request-seal.ts';
import { temporaryFolder } from '../../../store/harness.ts';
import { notify, orderBack } from '../../../support/remediation/afterwards.ts';
import {
  account,
  approved,
  newName,
  planOf,
  type RemediationKit,
  remediationKit,
  smallGlue,
} from '../../../support/remediation/remediation.ts';

/** Carried out, with somebody's order to go back queued, and the database at hand. */
async function ordered() {
  const file = join(temporaryFolder(), 'gluewarden.db');
  const kit = await remediationKit(smallGlue(), `sqlite:${file}`);
  const request = await approved(kit);
  await kit.run();
  expect(await orderBack(kit, request.id)).toHaveProperty('request');
  const back = (await kit.store.remediation.executions(request.id)).at(-1);
  if (back?.order === undefined) throw new Error('no order');
  await notify(kit);
  const writes = kit.glue.writes;
  const byHand = (statement: string) => {
    const hand = new DatabaseSync(file);
    const { changes } = hand.prepare(statement).run();
    hand.close();
    expect(Number(changes), statement).toBeGreaterThan(0);
  };
  return { kit, request, back, order: back.order, writes, byHand };
}

/** It is refused: nothing is called, it has ended, there is an entry, and the requester and the approvers are told. */
async function expectRefused(kit: RemediationKit, id: string, refusal: string, writes: number): Promise<void> {
  expect(kit.glue.writes).toBe(writes);
  expect(await kit.store.remediation.execution(id)).toMatchObject({ state: 'ended', outcomes: [] });
  expect((await kit.store.remediation.auditTrail(id)).at(-1)).toMatchObject({
    actor: 'gluewarden',
    action: 'execution.refused',
    detail: { refusal },
  });
  const all = await notify(kit);
  expect(all.filter(({ channel }) => channel === 'UASKER').at(-1)).toMatchObject({ message: { event: 'ended' } });
  const told = all.filter(({ message }) => message.kind === 'remediation-outcome');
  expect(told.map(({ channel }) => channel).toSorted()).toEqual(['CAPPROVALS']);
  expect(told[0]?.message).toMatchObject({ state: 'failed', executionId: id });
}

test('a genuine order is carried out', async () => {
  const { kit, back, writes } = await ordered();
  await kit.run();
  expect(kit.glue.writes).toBe(writes + 6);
  expect(await kit.store.remediation.execution(back.id)).toMatchObject({ state: 'ended' });
});

describe('a way back without a genuine order', () => {
  test.each([
    ['no order', 'order_seal = null'],
    ['a made-up seal', `order_seal = '${'0'.repeat(64)}'`],
    ['an empty seal', `order_seal = ''`],
    ['a seal that is changed in one place', `order_seal = 'g' || substr(order_seal, 2)`],
    ['another person', `ordered_by = 'USECOND'`],
    ['another time', 'ordered_at = ordered_at + 1'],
  ])('%s', async (_what, change) => {
    const { kit, back, byHand, writes } = await ordered();
    byHand(`update executions set ${change} where direction = 'back'`);
    await kit.run();
    await expectRefused(kit, back.id, 'tampered', writes);
  });

  test('an order copied to an execution with another id', async () => {
    const { kit, back, byHand, writes } = await ordered();
    byHand(`update executions set id = 'copy' where id = '${back.id}'`);
    await kit.run();
    await expectRefused(kit, 'copy', 'tampered', writes);
  });

  test('an order of another plan of the same people, in a request as genuine', async () => {
    const { kit, back, byHand } = await ordered();
    await kit.run();
    await notify(kit);
    const plan = smallPlan('other', kit);
    const request = await approved(kit, plan);
    await kit.run();
    await notify(kit);
    const writes = kit.glue.writes;
    const columns = 'process_id, holder, lease_until, queued_at, ended_at, canary, ordered_by, ordered_at, order_seal';
    byHand(
      `insert into executions (id, plan_id, request_id, direction, state, ${columns})
       select 'copy', 'other', '${request.id}', 'back', 'queued', ${columns} from executions where id = '${back.id}'`,
    );
    await kit.run();
    await expectRefused(kit, 'copy', 'tampered', writes);
  });

  test('the order of an honest person, sealed for the forward execution and turned round', async () => {
    const { kit, request, back, byHand, writes } = await ordered();
    const [forward] = await kit.store.remediation.executions(request.id);
    if (forward === undefined) throw new Error('no execution');
    byHand(`delete from executions where id = '${back.id}'`);
    byHand(`delete from steps where execution_id = '${forward.id}'`);
    byHand(`update executions set direction = 'back', state = 'queued', ended_at = null where id = '${forward.id}'`);
    await kit.run();
    await expectRefused(kit, forward.id, 'tampered', writes);
  });
});

describe('a genuine order is not believed either', () => {
  test.each([
    ['of a request whose reason was changed', `update requests set reason = 'x'`, 'tampered'],
    [
      'of a plan that was changed',
      `update plans set plan_json = replace(plan_json, '"from":"std"', '"from":"xyz"')`,
      'tampered',
    ],
    ['of a request whose approval was taken away', 'delete from decisions', 'not-approved'],
    ['of a request that is open again', `update requests set state = 'open'`, 'not-approved'],
  ])('%s', async (_what, statement, refusal) => {
    const { kit, back, byHand, writes } = await ordered();
    byHand(statement);
    await kit.run();
    await expectRefused(kit, back.id, refusal, writes);
  });

  test('that was sealed for a request with another seal', async () => {
    const { kit, back, byHand, writes } = await ordered();
    const { seal } = sealBack(kit.vault, 'another request', back, { by: 'UAPPROVER', at: kit.clock.now() });
    byHand(`update executions set ordered_at = ${kit.clock.now()}, order_seal = '${seal}' where id = '${back.id}'`);
    await kit.run();
    await expectRefused(kit, back.id, 'tampered', writes);
  });
});

describe('an account whose remediation was switched off after the approval', () => {
  const { remediationRoleArn: _removed, ...audited } = account;

  test.each([
    ['has no remediation role any more', audited, 'remediation-off'],
    ['left the configuration', undefined, 'not-configured'],
  ])('because it %s: no way forward', async (_what, now, refusal) => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await notify(kit);
    await kit.run('p1', { account: () => now });
    const [execution] = await kit.store.remediation.executions(request.id);
    await expectRefused(kit, execution?.id ?? '', refusal, 0);
    expect(kit.glue.calls).toEqual([]);
  });

  test('and no way back', async () => {
    const { kit, back, writes } = await ordered();
    await kit.run('p1', { account: () => audited });
    await expectRefused(kit, back.id, 'remediation-off', writes);
  });
});

describe('a second way back', () => {
  /** All moved; on the way back the job a had been changed, so it stayed, and so did the configuration. */
  async function partlyBack() {
    const kit = await remediationKit();
    const request = await approved(kit);
    await kit.run();
    const changed = kit.glue.now('job', 'a') ?? {};
    kit.glue.put('job', 'a', { ...changed, Timeout: 17 });
    await orderBack(kit, request.id);
    await kit.run();
    expect(kit.glue.references(newName)).toEqual([{ type: 'job', name: 'a' }]);
    kit.glue.put('job', 'a', changed);
    return { kit, request };
  }

  test('does what is left, and no more: what was moved again since belongs to somebody else', async () => {
    const { kit, request } = await partlyBack();
    const again = await approved(kit, smallPlan('other', kit));
    await kit.run();
    expect(await kit.store.remediation.executions(again.id)).toMatchObject([{ state: 'ended' }]);
    const writes = kit.glue.writes;
    expect(await orderBack(kit, request.id)).toHaveProperty('request');
    await kit.run();
    expect(kit.glue.effects.slice(-(kit.glue.writes - writes)).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'job a',
    ]);
    expect(kit.glue.now('job', 'b')).toMatchObject({ SecurityConfiguration: newName });
    expect(kit.glue.now('configuration', newName)).toBeDefined();
  });

  test('ends as rolled back once everything is back, whichever of them did it', async () => {
    const { kit, request } = await partlyBack();
    await orderBack(kit, request.id);
    await kit.run();
    expect(kit.glue.now('configuration', newName)).toBeUndefined();
    const read = await readProgress({ ...kit, enabled: true }, request.id);
    expect(read?.message).toMatchObject({ state: 'rolled-back', troubleTotal: 0, mayRollBack: false });
    expect(read?.message.stages.map(({ title, detail }) => `${title}: ${detail}`)).toEqual([
      'Switch crawlers back: 1 of 1 done',
      'Switch triggers back: 1 of 1 done',
      'Switch jobs back: 3 of 3 done',
      'Delete what was created: 1 of 1 done',
    ]);
    expect(await orderBack(kit, request.id)).toEqual({ refused: 'nothing-to-roll-back' });
  });
});

/** A plan for another finding, over the same things. */
function smallPlan(id: string, { glue }: RemediationKit) {
  return planOf(glue, { id, finding: { kind: 'configuration', name: 'another' } });
}
