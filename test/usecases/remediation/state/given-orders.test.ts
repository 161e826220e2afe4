import { describe, expect, test } from 'vitest';
import type { Approvals } from '../../../../src/domain/remediation/approval.ts';
import { renderMessage } from '../../../../src/slack/render.ts';
import type { Message } from '../../../../src/usecases/messages/message.ts';
import { composeRequest, withTakenBack } from '../../../../src/usecases/remediation/messages/compose-request.ts';
import { readProgress } from '../../../../src/usecases/remediation/messages/read-shown.ts';
import { pauseRemediation } from '../../../../src/usecases/remediation/request/pause-remediation.ts';
import { takeBackApproval } from '../../../../src/usecases/remediation/request/take-back-approval.ts';
import { withdrawRequest } from '../../../../src/usecases/remediation/request/withdraw-request.ts';
import { goOnWithoutCanary, stopAtCanary } from '../../../../src/usecases/remediation/rollback/after-actions.ts';
import { readTakenBack } from '../../../../src/usecases/remediation/state/given-orders.ts';
import { afterDependencies, approver, canaryPlan, notify, orderBack } from '../../../support/remediation/afterwards.ts';
import {
  account,
  approved,
  policy,
  type RemediationKit,
  remediationKit,
} from '../../../support/remediation/remediation.ts';

const shown = (message: Message) => JSON.stringify(renderMessage(message));

/** The message in the channel, as its next edit shows it. */
async function edited(kit: RemediationKit, requestId: string) {
  const read = await readProgress({ ...kit, enabled: true }, requestId);
  if (read === undefined) throw new Error('no progress');
  return { message: read.message, text: shown(read.message) };
}

function order(kit: RemediationKit, user: string, pause: boolean, accounts = [account.id ?? '']) {
  const policies = accounts.map((id) => ({ account: id, label: id, policy: kit.approvals(id) ?? policy }));
  const dependencies = { ...kit, policies: () => policies, onQueued: () => {} };
  return pauseRemediation(dependencies, { user, channel: 'CTEAM' }, pause);
}

async function atItsCanary() {
  const kit = await remediationKit();
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  return { kit, request, input: { actor: { user: 'USECOND', channel: approver.channel }, requestId: request.id } };
}

describe('the edited message names', () => {
  test('who stopped it, as the message about its end does', async () => {
    const { kit, request, input } = await atItsCanary();
    await notify(kit);
    await stopAtCanary(afterDependencies(kit), input);
    const { message, text } = await edited(kit, request.id);
    expect(message.ordered).toEqual({ by: 'USECOND', what: 'stop' });
    expect(text).toContain('stopped by ');
    expect(text).toContain('USECOND');
    const end = (await notify(kit)).find(({ message: told }) => told.kind === 'remediation-progress')?.message;
    expect(end).toMatchObject({ ordered: message.ordered });
  });

  test('who had it go on without its canary, also when it is over', async () => {
    const { kit, request, input } = await atItsCanary();
    const at = kit.clock.now();
    await goOnWithoutCanary(afterDependencies(kit), input);
    expect((await edited(kit, request.id)).message).toMatchObject({ state: 'running', wentOn: { by: 'USECOND', at } });
    await kit.run();
    const { message, text } = await edited(kit, request.id);
    expect(message).toMatchObject({ state: 'done', wentOn: { by: 'USECOND' } });
    expect(text).toContain('went on without waiting by order of ');
  });

  test('who rolled it back, and not who had stopped it before', async () => {
    const { kit, request, input } = await atItsCanary();
    await stopAtCanary(afterDependencies(kit), input);
    await orderBack(kit, request.id);
    expect((await edited(kit, request.id)).message.ordered).toEqual({ by: 'UAPPROVER', what: 'roll-back' });
  });

  test('who paused, then who resumed; a later pause again who paused', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await order(kit, 'UAPPROVER', true);
    const paused = await edited(kit, request.id);
    expect(paused.message).toMatchObject({ state: 'paused', paused: { by: 'UAPPROVER' } });
    expect(paused.message).not.toHaveProperty('resumed');
    await order(kit, 'USECOND', false);
    const resumed = await edited(kit, request.id);
    expect(resumed.message).toMatchObject({ state: 'queued', resumed: { by: 'USECOND' } });
    expect(resumed.text).toContain('resumed by ');
    await order(kit, 'UAPPROVER', true);
    expect((await edited(kit, request.id)).message).not.toHaveProperty('resumed');
  });

  test('nobody who resumed before it was approved, or once it is over', async () => {
    const kit = await remediationKit();
    await order(kit, 'UAPPROVER', true);
    await order(kit, 'USECOND', false);
    kit.clock.time += 60_000;
    const request = await approved(kit);
    expect((await edited(kit, request.id)).message).not.toHaveProperty('resumed');
    await order(kit, 'UAPPROVER', true);
    await order(kit, 'USECOND', false);
    await kit.run();
    const { message } = await edited(kit, request.id);
    expect(message.state).toBe('done');
    expect(message).not.toHaveProperty('resumed');
  });

  test('nobody who resumed other accounts alone', async () => {
    const kit = await remediationKit();
    const only = (user: string): Approvals => ({ ...policy, approvers: { users: [user], usergroups: [] } });
    kit.approvals = (id) => only(id === account.id ? 'UAPPROVER' : 'UOTHER');
    const accounts = [account.id ?? '', '444455556666'];
    const request = await approved(kit);
    await order(kit, 'UAPPROVER', true, accounts);
    // What waits for another account's approvers is not theirs to let go on.
    expect(await order(kit, 'UOTHER', false, accounts)).toBe('not-paused-accounts');
    await kit.store.remediation.audit({
      id: 'partly',
      at: kit.clock.now(),
      actor: 'UOTHER',
      action: 'remediation.resumed',
      subject: 'remediation',
      detail: { stays: accounts[0] ?? '' },
      awsRequestIds: [],
    });
    expect((await edited(kit, request.id)).message).toMatchObject({ state: 'paused', paused: { by: 'UAPPROVER' } });
    await kit.store.remediation.setPaused(null);
    expect((await edited(kit, request.id)).message).not.toHaveProperty('resumed');
  });
});

describe('the message with the buttons names', () => {
  const two: Approvals = { ...policy, required: 2, approvers: { users: ['UONE', 'UTWO'], usergroups: [] } };

  async function takenBack() {
    const kit = await remediationKit();
    kit.approvals = () => two;
    const request = await kit.ask();
    await kit.decide({ requestId: request.id, by: 'UONE' });
    const at = kit.clock.now();
    await takeBackApproval({ ...kit, approvals: kit.approvals }, { requestId: request.id, by: 'UONE' });
    const now = async () => {
      const row = (await kit.store.remediation.request(request.id)) ?? request;
      const made = composeRequest(row, await kit.store.remediation.decisions(request.id));
      return withTakenBack(kit.store.remediation, made);
    };
    return { kit, request, at, now };
  }

  test('who took an approval back, until they decide again', async () => {
    const { kit, request, at, now } = await takenBack();
    const message = await now();
    expect(message.takenBack).toEqual([{ by: 'UONE', at }]);
    expect(shown(message)).toMatch(/Approval taken back.*UONE/);
    await kit.decide({ requestId: request.id, by: 'UONE' });
    expect(await now()).not.toHaveProperty('takenBack');
  });

  test('who took an approval back and who withdrew', async () => {
    const { kit, request, now } = await takenBack();
    await withdrawRequest({ ...kit, approvals: kit.approvals }, { requestId: request.id, by: 'UASKER' });
    const text = shown(await now());
    expect(text).toMatch(/Approval taken back.*UONE.*Withdrawn.*UASKER/);
  });

  test('a few people, the latest of each', async () => {
    const kit = await remediationKit();
    const entry = (actor: string, at: number) => ({
      id: `${actor}-${at}`,
      at,
      actor,
      action: 'decision.taken-back',
      subject: 'r1',
      detail: {},
      awsRequestIds: [],
    });
    for (let index = 0; index < 8; index += 1) await kit.store.remediation.audit(entry(`U${index % 7}`, index));
    const taken = await readTakenBack(kit.store.remediation, 'r1');
    expect(taken).toHaveLength(5);
    expect(new Set(taken.map(({ by }) => by)).size).toBe(5);
  });
});
