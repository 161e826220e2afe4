import { describe, expect, test, vi } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import type { Approvals } from '../../../../src/domain/remediation/approval.ts';
import { pauseProblem, pauseRemediation } from '../../../../src/usecases/remediation/request/pause-remediation.ts';
import { notify } from '../../../support/remediation/afterwards.ts';
import { account, approved, planOf, policy, remediationKit } from '../../../support/remediation/remediation.ts';

function policyOf(users: readonly string[], usergroups: readonly string[] = []): Approvals {
  return { ...policy, approvers: { users, usergroups } };
}

function accountsWith(policies: readonly Approvals[]) {
  return policies.map((each, index) => ({
    account: `${index === 0 ? '111122223333' : index}`,
    label: `account ${index}`,
    policy: each,
  }));
}

async function setUp(policies: readonly Approvals[] = [policy]) {
  const kit = await remediationKit();
  const nudges: number[] = [];
  const dependencies = { ...kit, policies: () => accountsWith(policies), onQueued: () => void nudges.push(1) };
  const order = (user: string, pause: boolean) => pauseRemediation(dependencies, { user, channel: 'CTEAM' }, pause);
  const trail = () => kit.store.remediation.auditTrail('remediation');
  const paused = () => kit.store.remediation.paused();
  return { kit, order, trail, paused, nudges: () => nudges.length };
}

test('an approver stops everything and lets it go on; each order has its entry', async () => {
  const { kit, order, trail, paused, nudges } = await setUp();
  const at = kit.clock.now();
  expect(await order('UAPPROVER', true)).toBeUndefined();
  expect(await paused()).toEqual({ by: 'UAPPROVER', at });
  expect(nudges()).toBe(0);
  expect(await order('USECOND', false)).toBeUndefined();
  expect(await paused()).toBeUndefined();
  expect(nudges()).toBe(1);
  expect(await trail()).toMatchObject([
    { actor: 'UAPPROVER', action: 'remediation.paused', at, detail: { channel: 'CTEAM', pause: true } },
    { actor: 'USECOND', action: 'remediation.resumed', detail: { channel: 'CTEAM', pause: false } },
  ]);
});

test('what is approved waits while it is stopped, and is carried out afterwards', async () => {
  const { kit, order } = await setUp();
  const request = await approved(kit);
  await order('UAPPROVER', true);
  await kit.run();
  expect(kit.glue.calls).toEqual([]);
  await order('UAPPROVER', false);
  await kit.run();
  expect(await kit.store.remediation.executions(request.id)).toMatchObject([{ state: 'ended' }]);
});

test('twice is refused, keeps who was first, and has its entry', async () => {
  const { order, trail, paused, nudges } = await setUp();
  expect(await order('UAPPROVER', false)).toBe('not-paused');
  await order('UAPPROVER', true);
  const first = await paused();
  expect(await order('USECOND', true)).toBe('paused-already');
  expect(await paused()).toEqual(first);
  expect(nudges()).toBe(0);
  expect((await trail()).map(({ action, actor, detail }) => [action, actor, detail.refusal])).toEqual([
    ['pause.refused', 'UAPPROVER', 'not-paused'],
    ['remediation.paused', 'UAPPROVER', undefined],
    ['pause.refused', 'USECOND', 'paused-already'],
  ]);
});

test('what another process listed since is known before it goes on: an account that joined stays for its approvers', async () => {
  const { kit, order, paused } = await setUp();
  await order('UAPPROVER', true);
  let policies = accountsWith([policy]);
  const newestAccounts = async () => {
    policies = accountsWith([policy, policyOf(['UOTHER'])]);
  };
  const dependencies = { ...kit, policies: () => policies, newestAccounts, onQueued: () => {} };
  await pauseRemediation(dependencies, { user: 'UAPPROVER', channel: 'CTEAM' }, false);
  expect(await paused()).toMatchObject({ resumed: ['111122223333'] });
});

test('of many at once exactly one stops it', async () => {
  const { order, trail } = await setUp();
  const orders = await Promise.all(['UAPPROVER', 'USECOND', 'UASKER'].map((user) => order(user, true)));
  expect(orders.toSorted()).toEqual(['paused-already', 'paused-already', undefined]);
  expect((await trail()).filter(({ action }) => action === 'remediation.paused')).toHaveLength(1);
});

describe('who may', () => {
  const gone = new ChatError('group-gone', 'no_such_subteam');
  const members = { S1: ['UMEMBER'], S2: [], SGONE: new ChatError('unavailable', 'internal_error'), SOFF: gone };

  test.each<[string, readonly Approvals[], string, string | undefined]>([
    ['an approver of one account of several', [policyOf(['UOTHER']), policyOf(['UONE'])], 'UONE', undefined],
    ['a member of a group', [policyOf([], ['S1'])], 'UMEMBER', undefined],
    ['somebody else', [policyOf(['UONE'], ['S1'])], 'UNOBODY', 'not-approver'],
    ['anybody where nobody approves', [policyOf([])], 'UONE', 'no-approvers'],
    ['anybody where there is no policy', [], 'UONE', 'no-approvers'],
    ['an empty user', [policyOf(['UONE'])], '', 'not-approver'],
    ['somebody whose group cannot be read', [policyOf([], ['SGONE'])], 'UMEMBER', 'approver-unverifiable'],
    ['somebody whose group was deleted', [policyOf([], ['SOFF'])], 'UMEMBER', 'approver-group-gone'],
    ['somebody in a list, though a group cannot be read', [policyOf(['UONE'], ['SGONE'])], 'UONE', undefined],
    ['somebody in a group, though another cannot be read', [policyOf([], ['SGONE', 'S1'])], 'UMEMBER', undefined],
    ['somebody in no group that can be read', [policyOf([], ['S1', 'SGONE'])], 'UNOBODY', 'approver-unverifiable'],
    [
      'somebody of one account, though the group of another cannot be read',
      [policyOf([], ['SGONE']), policyOf([], ['S1'])],
      'UMEMBER',
      undefined,
    ],
    [
      'somebody of no account that can be read',
      [policyOf([]), policyOf(['UONE']), policyOf([], ['SGONE'])],
      'UMEMBER',
      'approver-unverifiable',
    ],
  ])('%s', async (_, policies, user, refusal) => {
    for (const pause of [true, false]) {
      const { kit, order, trail, paused, nudges } = await setUp(policies);
      Object.assign(kit.chat.groups, members);
      if (!pause) await kit.store.remediation.setPaused({ by: 'UFIRST', at: 1 });
      const before = await paused();
      expect(await order(user, pause)).toBe(refusal);
      const after = await paused();
      if (refusal === undefined && pause) expect(after?.by).toBe(user);
      // What somebody else may approve stays paused.
      else if (refusal === undefined && policies.length > 1) expect(after).toEqual({ ...before, resumed: ['1'] });
      else if (refusal === undefined) expect(after).toBeUndefined();
      else expect(after).toEqual(before);
      expect(nudges()).toBe(refusal === undefined && !pause ? 1 : 0);
      const done = pause ? 'remediation.paused' : 'remediation.resumed';
      expect(await trail()).toMatchObject([
        { actor: user, action: refusal ? 'pause.refused' : done, detail: { pause, ...(refusal && { refusal }) } },
      ]);
    }
  });
});

test('of many groups none is asked about once Slack has had enough: those who decide ask it too', async () => {
  const groups = Array.from({ length: 9 }, (_, index) => `S${index}`);
  const { kit, order } = await setUp(groups.map((group) => policyOf([], [group])));
  const asked: string[] = [];
  kit.chat.usergroupMembers = async (group) => {
    asked.push(group);
    if (asked.length > 2) throw new ChatError('unavailable', 'ratelimited', 30_000);
    return [];
  };
  for (const pause of [true, false]) {
    asked.length = 0;
    expect(await order('UNOBODY', pause)).toBe('approver-unverifiable');
    expect(asked).toEqual(['S0', 'S1', 'S2']);
  }
});

describe('who may resume is who may approve for what was paused', () => {
  const prod = policyOf(['UPROD', 'UASKER']);
  const dev = { ...policyOf(['UDEV']), channel: 'CDEV' };

  /** An approved request of account 111122223333 waits; `dev` is the policy of another account. */
  async function pausedBy(user: string) {
    const given = await setUp([prod, dev]);
    given.kit.approvals = () => prod;
    const request = await given.kit.ask();
    await given.kit.decide({ requestId: request.id, by: 'UPROD' });
    expect(await given.order(user, true)).toBeUndefined();
    await notify(given.kit);
    return { ...given, request };
  }

  test('who may approve for another account alone lets nothing go on', async () => {
    const { kit, order, paused, nudges } = await pausedBy('UDEV');
    expect(await order('UDEV', false)).toBe('not-paused-accounts');
    expect(await paused()).toBeDefined();
    expect(nudges()).toBe(0);
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
    expect(await order('UPROD', false)).toBeUndefined();
    expect(await paused()).toMatchObject({ resumed: ['111122223333'] });
    await kit.run();
    expect(kit.glue.writes).toBe(6);
  });

  test('an account in which nothing waits yet stays paused for its own approvers', async () => {
    const { kit, order, paused } = await setUp([prod, dev]);
    kit.approvals = () => prod;
    const request = await kit.ask();
    expect(await order('UPROD', true)).toBeUndefined();
    await notify(kit);
    expect(await order('UDEV', false)).toBeUndefined();
    expect(await paused()).toMatchObject({ by: 'UPROD', resumed: ['1'] });
    expect((await notify(kit))[0]?.message).toMatchObject({ goesOn: ['account 1'], stays: ['account 0'] });
    await kit.decide({ requestId: request.id, by: 'UPROD' });
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
    expect(await order('UPROD', false)).toBeUndefined();
    expect(await paused()).toBeUndefined();
    await kit.run();
    expect(kit.glue.writes).toBe(6);
  });

  test('who pauses again what was let go on in part does not make it their own pause', async () => {
    const { kit, order, paused } = await pausedBy('UPROD');
    const first = await paused();
    await kit.store.remediation.resume(['1'], 'UDEV', 5);
    expect(await order('UASKER', true)).toBeUndefined();
    expect(await paused()).toEqual(first);
    expect(await order('UASKER', false)).toBe('own-paused');
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
  });

  test('with work of several accounts each approver lets their own go on, and the rest stays', async () => {
    const { kit, order, paused, request } = await pausedBy('UPROD');
    const elsewhere = planOf(kit.glue, {
      id: 'dev',
      target: { account: '1', region: 'eu-west-1' },
      finding: { kind: 'configuration', name: 'other' },
    });
    kit.approvals = (id) => (id === '1' ? dev : prod);
    const own = await kit.ask(elsewhere);
    await kit.decide({ requestId: own.id, by: 'UDEV' });
    await notify(kit);
    expect(await order('UDEV', false)).toBeUndefined();
    expect(await paused()).toMatchObject({ by: 'UPROD', resumed: ['1'] });
    const told = await notify(kit);
    expect(told.map(({ channel }) => channel)).toEqual(['CAPPROVALS', 'CDEV']);
    expect(told[0]?.message).toMatchObject({
      kind: 'pause-news',
      event: 'resumed',
      by: 'UDEV',
      since: { by: 'UPROD' },
      goesOn: ['account 1'],
      stays: ['account 0'],
    });
    await kit.run('p1', { account: (id) => ({ ...account, id }) });
    expect(await kit.store.remediation.executions(own.id)).toMatchObject([{ state: 'ended' }]);
    expect(await kit.store.remediation.executions(request.id)).toMatchObject([{ state: 'queued' }]);
    // Again for all: also for what had been let go on. It stays the pause of who was first.
    expect(await order('UDEV', true)).toBeUndefined();
    expect(await paused()).toMatchObject({ by: 'UPROD' });
    expect(await paused()).not.toHaveProperty('resumed');
  });

  test('the requester does not let their own request go on, unless they paused it or may approve it', async () => {
    const { order, paused } = await pausedBy('UPROD');
    expect(await order('UASKER', false)).toBe('own-paused');
    expect(await paused()).toBeDefined();
    const own = await pausedBy('UASKER');
    expect(await own.order('UASKER', false)).toBeUndefined();
    expect(await own.paused()).toMatchObject({ resumed: ['111122223333'] });
  });
});

test('a pause and its end are told in every channel of approvals once, and in the log', async () => {
  const { kit, order } = await setUp([policy, { ...policy, channel: 'COTHER' }, policy]);
  await approved(kit);
  await notify(kit);
  await order('UAPPROVER', true);
  const at = kit.clock.now();
  const message = { kind: 'pause-news', event: 'paused', by: 'UAPPROVER', at, underWay: 1 };
  expect(await notify(kit)).toMatchObject([
    { channel: 'CAPPROVALS', message },
    { channel: 'COTHER', message },
  ]);
  expect(await order('USECOND', true)).toBe('paused-already');
  expect(await notify(kit)).toEqual([]);
  await order('USECOND', false);
  expect(await notify(kit)).toMatchObject([
    { channel: 'CAPPROVALS', message: { event: 'resumed', by: 'USECOND', since: { by: 'UAPPROVER', at } } },
    { channel: 'COTHER' },
  ]);
  const lines = kit.log.lines.filter(({ text }) => text.startsWith('remediation '));
  expect(lines.map(({ text, fields }) => [text, 'by' in fields && fields.by])).toEqual([
    ['remediation paused', 'UAPPROVER'],
    ['remediation resumed', 'USECOND'],
  ]);
});

describe('with hundreds of owners, each with a group', () => {
  async function owners() {
    const policies = Array.from({ length: 400 }, (_, n) => policyOf([], [`STEAM${n}`, 'SCOMMON']));
    const { kit, ...given } = await setUp([...policies, policyOf(['ULISTED'], ['SOTHER'])]);
    for (let n = 0; n < 400; n++) kit.chat.groups[`STEAM${n}`] = n === 7 ? ['UOWNER'] : [];
    kit.chat.groups.SCOMMON = ['UMEMBER'];
    kit.chat.groups.SOTHER = [];
    return { ...given, asked: vi.spyOn(kit.chat, 'usergroupMembers') };
  }

  test('a member of the common group pauses with one question to Slack, whom a list names with none', async () => {
    const { order, asked } = await owners();
    expect(await order('UMEMBER', true)).toBeUndefined();
    expect(asked.mock.calls).toEqual([['SCOMMON']]);
    asked.mockClear();
    expect(await order('ULISTED', true)).toBe('paused-already');
    expect(asked).not.toHaveBeenCalled();
  });

  test('and lets all of its accounts go on with those of the others: no group is asked about that decides nothing', async () => {
    const { order, asked, paused } = await owners();
    await order('UMEMBER', true);
    asked.mockClear();
    expect(await order('UMEMBER', false)).toBeUndefined();
    expect(asked.mock.calls).toEqual([['SCOMMON'], ['SOTHER']]);
    expect((await paused())?.resumed).toHaveLength(400);
  });

  test('an owner lets only their own account go on', async () => {
    const { order, paused } = await owners();
    await order('UMEMBER', true);
    expect(await order('UOWNER', false)).toBeUndefined();
    expect((await paused())?.resumed).toEqual(['7']);
  });
});

test('who may not pause is told who may, each once', () => {
  const policies = accountsWith([policyOf(['UAMIR', 'UJUN'], ['SLEADS']), policyOf(['UJUN'], ['SLEADS', 'SOPS'])]);
  expect(pauseProblem('not-approver', policies)).toMatchObject({
    what: expect.stringContaining('only they may pause and resume'),
    who: { users: ['UAMIR', 'UJUN'], usergroups: ['SLEADS', 'SOPS'] },
  });
  expect(pauseProblem('paused-already', policies)).not.toHaveProperty('who');
});
