import { describe, expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import type { Message } from '../../../../src/usecases/messages/message.ts';
import { readProgress } from '../../../../src/usecases/remediation/messages/read-shown.ts';
import { expireRequests } from '../../../../src/usecases/remediation/request/expire-requests.ts';
import { goOnWithoutCanary } from '../../../../src/usecases/remediation/rollback/after-actions.ts';
import {
  afterDependencies,
  approver,
  bookmarkOf,
  canaryPlan,
  notify,
  orderBack,
} from '../../../support/remediation/afterwards.ts';
import {
  approved,
  planOf,
  policy,
  type RemediationKit,
  remediationKit,
} from '../../../support/remediation/remediation.ts';
import { people, type Stricter, stricter, two } from '../../../support/remediation/stricter.ts';

async function approvedByOne({ before = {}, asker = 'UASKER' }: Pick<Stricter, 'before' | 'asker'> = {}) {
  const kit = await remediationKit();
  kit.approvals = () => ({ ...policy, ...people(['UONE']), ...before });
  const request = await kit.ask(undefined, asker);
  expect(await kit.decide({ requestId: request.id, by: 'UONE' })).toMatchObject({ state: 'approved' });
  await notify(kit);
  return { kit, request };
}

const stateOf = async (kit: RemediationKit, id: string) => (await kit.store.remediation.request(id))?.state;
const trailOf = async (kit: RemediationKit, id: string) =>
  (await kit.store.remediation.auditTrail(id)).map(({ action, detail }) => ({ action, detail }));

/** What asks the approvers again. */
const isLapse = (message: Message) => message.kind === 'request-news' && message.event === 'lapsed' && message.inThread;

describe('an approval that stopped counting before anything was begun', () => {
  test.each(stricter)('$what: nothing is changed, and it waits for a decision again', async (each) => {
    const { kit, request } = await approvedByOne(each);
    kit.approvals = () => each.after;
    await kit.run();
    expect(kit.glue.writes).toBe(0);
    expect(await stateOf(kit, request.id)).toBe('open');
    expect(await kit.store.remediation.executions(request.id)).toEqual([]);
    expect((await trailOf(kit, request.id)).at(-1)).toMatchObject({
      action: 'request.reopened',
      detail: { missing: 1, lapsed: each.why },
    });
    const told = await notify(kit);
    const channel = each.after?.channel ?? 'CTEAM';
    expect(told).toMatchObject([
      { channel, message: { kind: 'request-news', event: 'lapsed', inThread: true } },
      { channel: request.askedBy, message: { kind: 'request-news', event: 'lapsed' } },
    ]);
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
    const read = await readProgress({ ...kit, enabled: true }, request.id);
    expect(read?.message).toMatchObject({
      state: 'not-approved',
      headline: 'Not approved any more: it waits for a decision again.',
    });
  });

  test('who decides again has it carried out, once', async () => {
    const { kit, request } = await approvedByOne();
    kit.approvals = () => ({ ...two, ...people(['UONE', 'UTWO']) });
    await kit.run();
    expect(await kit.decide({ requestId: request.id, by: 'UONE' })).toMatchObject({ refused: 'already-decided' });
    expect(await kit.decide({ requestId: request.id, by: 'UTWO' })).toMatchObject({ state: 'approved', missing: 0 });
    await kit.run();
    await kit.run();
    expect(await kit.store.remediation.executions(request.id)).toMatchObject([{ state: 'ended' }]);
    expect(kit.glue.writes).toBe(6);
  });

  test('an approver who counts again has it carried out with one more press', async () => {
    const { kit, request } = await approvedByOne();
    kit.approvals = () => ({ ...policy, ...people(['UTWO']) });
    await kit.run();
    kit.approvals = () => ({ ...policy, ...people(['UONE', 'UTWO']) });
    expect(await kit.decide({ requestId: request.id, by: 'UONE' })).toMatchObject({ state: 'approved' });
    expect(await kit.store.remediation.decisions(request.id)).toHaveLength(1);
    await kit.run();
    expect(kit.glue.writes).toBe(6);
  });

  test('after its expiry it ends, in words, and the finding is free', async () => {
    const { kit, request } = await approvedByOne();
    kit.clock.time += policy.expireAfter;
    kit.approvals = () => ({ ...policy, ...people(['UTWO']) });
    await kit.run();
    expect(await stateOf(kit, request.id)).toBe('expired');
    expect(await notify(kit)).toMatchObject([
      { channel: 'CAPPROVALS', message: { event: 'lapsed-expired' } },
      { channel: 'UASKER', message: { event: 'lapsed-expired' } },
    ]);
    expect(await kit.ask(planOf(kit.glue, { id: 'again' }))).toHaveProperty('id');
  });

  test('it expires later like any open request, and its progress says so', async () => {
    const { kit, request } = await approvedByOne();
    kit.approvals = () => ({ ...policy, ...people(['UTWO']) });
    await kit.run();
    expect((await readProgress({ ...kit, enabled: true }, request.id))?.settled).toBe(false);
    kit.clock.time += policy.expireAfter;
    expect(await expireRequests(kit)).toBe(1);
    expect(await readProgress({ ...kit, enabled: true }, request.id)).toMatchObject({
      settled: true,
      message: { headline: 'Not approved any more, and expired: nothing was changed.' },
    });
  });

  test('several plans of one request: all of them wait, and are carried out together', async () => {
    const kit = await remediationKit();
    const other = planOf(kit.glue, { id: 'other', finding: { kind: 'configuration', name: 'another' } });
    const request = await kit.askAll([planOf(kit.glue), other]);
    await kit.decide({ requestId: request.id });
    kit.approvals = () => ({ ...policy, ...people(['USECOND']) });
    await kit.run();
    expect(await kit.store.remediation.executions(request.id)).toEqual([]);
    expect(kit.glue.calls).toEqual([]);
    expect((await notify(kit)).filter(({ message }) => isLapse(message))).toHaveLength(1);
    await kit.decide({ requestId: request.id, by: 'USECOND' });
    await kit.run();
    const executions = await kit.store.remediation.executions(request.id);
    expect(executions.map(({ state }) => state)).toEqual(['ended', 'ended']);
  });
});

async function byGroup() {
  const kit = await remediationKit();
  kit.chat.groups.SAPPROVERS = ['UONE'];
  kit.approvals = () => ({ ...policy, ...people(['UTWO'], ['SAPPROVERS']) });
  const request = await kit.ask();
  await kit.decide({ requestId: request.id, by: 'UONE' });
  await notify(kit);
  return { kit, request };
}

describe('an approver by user group', () => {
  test('who left the group since does not count', async () => {
    const { kit, request } = await byGroup();
    kit.chat.groups.SAPPROVERS = ['USOMEBODY'];
    await kit.run();
    expect(kit.glue.writes).toBe(0);
    expect(await stateOf(kit, request.id)).toBe('open');
  });

  test('a group that cannot be read: nothing is changed, it is said, and it is tried again a minute later', async () => {
    const { kit, request } = await byGroup();
    kit.chat.groups.SAPPROVERS = new ChatError('unavailable', 'ratelimited');
    await kit.run();
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
    expect(await stateOf(kit, request.id)).toBe('approved');
    expect(await kit.store.remediation.executions(request.id)).toMatchObject([
      { state: 'paused', held: 'approval-unverifiable' },
    ]);
    const read = await readProgress({ ...kit, enabled: true }, request.id);
    expect(read?.message.headline).toBe('Held: whether its approvals still count could not be checked.');
    expect(read?.message.next.join(' ')).toContain('usergroups:read');
    kit.chat.groups.SAPPROVERS = ['UONE'];
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
    kit.clock.time += 60_000;
    await kit.run();
    expect(kit.glue.writes).toBe(6);
    expect(await kit.store.remediation.executions(request.id)).toMatchObject([{ state: 'ended' }]);
    expect((await kit.store.remediation.executions(request.id))[0]).not.toHaveProperty('held');
  });
});

describe('a user group of approvers that was deleted or disabled in Slack', () => {
  const codes = ['no_such_subteam', 'subteam_disabled', 'plan_upgrade_required'];

  test.each(codes)(
    '%s is an answer: the request waits for a decision, and says which group and what to do',
    async (code) => {
      const { kit, request } = await byGroup();
      kit.chat.groups.SAPPROVERS = new ChatError('group-gone', code);
      await kit.run();
      expect(kit.glue.calls).toEqual([]);
      expect(await stateOf(kit, request.id)).toBe('open');
      expect((await trailOf(kit, request.id)).at(-1)).toMatchObject({
        action: 'request.reopened',
        detail: { missing: 1, lapsed: 'UONE approver-group-gone', gone: 'SAPPROVERS' },
      });
      expect(await notify(kit)).toMatchObject([
        { message: { kind: 'request-news', event: 'lapsed', inThread: true, gone: ['SAPPROVERS'] } },
        { channel: 'UASKER', message: { kind: 'request-news', event: 'lapsed', gone: ['SAPPROVERS'] } },
      ]);
      expect(await kit.decide({ requestId: request.id, by: 'UONE' })).toMatchObject({ refused: 'approver-group-gone' });
      await kit.decide({ requestId: request.id, by: 'UTWO' });
      await kit.run();
      expect(kit.glue.writes).toBe(6);
    },
  );

  test('one that could not be read before is let go of as soon as Slack says that it is gone', async () => {
    const { kit, request } = await byGroup();
    kit.chat.groups.SAPPROVERS = new ChatError('unavailable', 'ratelimited');
    await kit.run();
    expect(await stateOf(kit, request.id)).toBe('approved');
    kit.chat.groups.SAPPROVERS = new ChatError('group-gone', 'no_such_subteam');
    kit.clock.time += 60_000;
    await kit.run();
    expect(await stateOf(kit, request.id)).toBe('open');
  });

  test('after the expiry it ends with the same words; another group that cannot be read still waits', async () => {
    const { kit, request } = await byGroup();
    kit.approvals = () => ({ ...policy, ...people(['UTWO'], ['SAPPROVERS', 'SOTHER']) });
    kit.chat.groups.SAPPROVERS = new ChatError('group-gone', 'no_such_subteam');
    kit.chat.groups.SOTHER = new ChatError('not-authorised', 'missing_scope');
    await kit.run();
    expect(await stateOf(kit, request.id)).toBe('approved');
    kit.clock.time += policy.expireAfter;
    kit.chat.groups.SOTHER = ['USOMEBODY'];
    await kit.run();
    expect(await stateOf(kit, request.id)).toBe('expired');
    expect(await notify(kit)).toMatchObject([
      { channel: 'CAPPROVALS', message: { event: 'lapsed-expired', gone: ['SAPPROVERS'] } },
      { channel: 'UASKER', message: { event: 'lapsed-expired', gone: ['SAPPROVERS'] } },
    ]);
  });

  test('in the middle, and for an order to roll back, it ends and the outcome names the group', async () => {
    const { kit, request } = await byGroup();
    await kit.run();
    expect(await orderBack(kit, request.id, { user: 'UONE' })).toHaveProperty('request');
    await notify(kit);
    kit.chat.groups.SAPPROVERS = new ChatError('group-gone', 'no_such_subteam');
    const writes = kit.glue.writes;
    await kit.run();
    expect(kit.glue.writes).toBe(writes);
    expect((await notify(kit))[0]?.message).toMatchObject({
      kind: 'remediation-outcome',
      back: true,
      next: [
        'Another approver presses Roll back again.',
        expect.stringMatching(/^The user group SAPPROVERS of the approvers does not exist .* enable it in Slack, or /),
      ],
    });
  });
});

describe('an approval that stopped counting in the middle', () => {
  async function atCanary() {
    const kit = await remediationKit();
    for (const job of ['a', 'b', 'c']) bookmarkOf(kit, job, 7);
    const request = await approved(kit, canaryPlan(kit.glue));
    await kit.run();
    expect(await kit.store.remediation.executions(request.id)).toMatchObject([{ state: 'waiting-for-canary' }]);
    await notify(kit);
    return { kit, request, writes: kit.glue.writes };
  }

  test('the others are not switched; it ends in words, and can be rolled back', async () => {
    const { kit, request, writes } = await atCanary();
    kit.approvals = () => ({ ...policy, ...people(['USECOND']) });
    const order = { actor: { user: 'USECOND', channel: 'CAPPROVALS' }, requestId: request.id };
    expect(await goOnWithoutCanary(afterDependencies(kit), order)).toHaveProperty('request');
    await kit.run();
    expect(kit.glue.writes).toBe(writes);
    const [execution] = await kit.store.remediation.executions(request.id);
    expect(execution).toMatchObject({ state: 'ended', held: 'approval-lapsed' });
    expect((await trailOf(kit, execution?.id ?? '')).at(-1)).toMatchObject({
      action: 'execution.refused',
      detail: { refusal: 'approval-lapsed', missing: 1, lapsed: 'UAPPROVER not-approver' },
    });
    const told = (await notify(kit)).filter(({ message }) => message.kind === 'remediation-outcome');
    expect(told.map(({ channel }) => channel)).toEqual(['CAPPROVALS']);
    expect(told[0]?.message).toMatchObject({
      state: 'partly-done',
      headline:
        'Its approval does not hold any more (1 more approval is needed, and 1 given before does not count: not an approver any more): it was stopped in the middle.',
      next: ['Ask again for what is left. What was changed stays changed, until an approver rolls it back.'],
    });
    const read = await readProgress({ ...kit, enabled: true }, request.id);
    expect(read?.message).toMatchObject({ state: 'partly-done', mayRollBack: true });
    expect(read?.message.next.join(' ')).toContain('its approval does not hold any more');
    expect(await orderBack(kit, request.id, { user: 'USECOND', understood: true })).toHaveProperty('request');
    await kit.run();
    expect(kit.glue.now('job', 'a')?.SecurityConfiguration).toBe('std');
  });

  test('the requester does not overrule the canary of their own request, unless self-approval is allowed', async () => {
    const { kit, request } = await atCanary();
    kit.approvals = () => ({ ...policy, ...people(['UASKER', 'UAPPROVER']) });
    const order = { actor: { user: 'UASKER', channel: 'CTEAM' }, requestId: request.id };
    expect(await goOnWithoutCanary(afterDependencies(kit), order)).toEqual({ refused: 'own-canary' });
    expect((await trailOf(kit, request.id)).at(-1)).toMatchObject({ action: 'canary.refused' });
    kit.approvals = () => ({ ...policy, allowSelfApproval: true, ...people(['UASKER', 'UAPPROVER']) });
    // The request itself was sealed without it: both must allow it.
    expect(await goOnWithoutCanary(afterDependencies(kit), order)).toEqual({ refused: 'own-canary' });
    expect(await goOnWithoutCanary(afterDependencies(kit), { ...order, actor: approver })).toHaveProperty('request');
  });
});

describe('an order to roll back', () => {
  async function ordered() {
    const kit = await remediationKit();
    const request = await approved(kit);
    await kit.run();
    await orderBack(kit, request.id);
    await notify(kit);
    return { kit, request, writes: kit.glue.writes };
  }

  test('of somebody who is no approver any more is not carried out; another approver orders it again', async () => {
    const { kit, request, writes } = await ordered();
    kit.approvals = () => ({ ...policy, ...people(['USECOND']) });
    await kit.run();
    expect(kit.glue.writes).toBe(writes);
    const told = await notify(kit);
    expect(told[0]?.message).toMatchObject({
      kind: 'remediation-outcome',
      back: true,
      headline: 'The approver who ordered the roll back is not an approver any more: nothing was changed.',
      next: ['Another approver presses Roll back again.'],
    });
    expect(await orderBack(kit, request.id, { user: 'USECOND' })).toHaveProperty('request');
    await kit.run();
    expect(kit.glue.now('job', 'a')?.SecurityConfiguration).toBe('std');
  });

  test('needs no second approval where two are needed now: going back needs one approver of now', async () => {
    const { kit, writes } = await ordered();
    kit.approvals = () => ({ ...policy, required: 2 });
    await kit.run();
    expect(kit.glue.writes).toBe(writes + 6);
  });
});
