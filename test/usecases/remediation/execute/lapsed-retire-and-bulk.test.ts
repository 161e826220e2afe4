import { describe, expect, test } from 'vitest';
import { readProgress } from '../../../../src/usecases/remediation/messages/read-shown.ts';
import type { PlanToRequest } from '../../../../src/usecases/remediation/request/open-request.ts';
import type { FakeGlue } from '../../../support/fakes/fake-glue.ts';
import { notify, orderBack } from '../../../support/remediation/afterwards.ts';
import {
  planOf,
  policy,
  type RemediationKit,
  remediationKit,
  smallGlue,
} from '../../../support/remediation/remediation.ts';
import { retiredGlue, retirePlan } from '../../../support/remediation/retire.ts';
import { people, stricter, two } from '../../../support/remediation/stricter.ts';

function twoPlans(glue: FakeGlue): readonly PlanToRequest[] {
  const { definitions, plan } = planOf(glue);
  const [create, a, ...rest] = plan.steps;
  const first = { ...plan, steps: [create, a].flatMap((step) => step ?? []) };
  const bareJob = { kind: 'unprotected-job', name: 'b' } as const;
  const second = { ...plan, id: 'plan-2', finding: bareJob, steps: rest };
  return [first, second].map((each) => ({ plan: each, definitions }));
}

interface Kind {
  readonly kind: string;
  readonly glue: () => FakeGlue;
  readonly plans: (glue: FakeGlue) => readonly PlanToRequest[];
  /** What Glue is asked to change when all of it is carried out. */
  readonly writes: number;
}

const kinds: readonly Kind[] = [
  { kind: 'a retire', glue: retiredGlue, plans: (glue) => [retirePlan(glue)], writes: 1 },
  { kind: 'a bulk request', glue: smallGlue, plans: twoPlans, writes: 6 },
];

const cases = kinds.flatMap((kind) => stricter.map((each) => ({ ...kind, ...each })));

const stateOf = async (kit: RemediationKit, id: string) => (await kit.store.remediation.request(id))?.state;
const statesOf = async (kit: RemediationKit, id: string) =>
  (await kit.store.remediation.executions(id)).map(({ state }) => state);
const lastOf = async (kit: RemediationKit, id: string) => {
  const { action, detail } = (await kit.store.remediation.auditTrail(id)).at(-1) ?? {};
  return { action, detail };
};

/** Who may approve for it now, and did not yet. */
const fresh = { ...policy, ...people(['UFRESH', 'UFRESHER']) };

describe('at execution', () => {
  test.each(cases)('$kind: $what: nothing is asked of AWS, and one decision is awaited for all of it', async (each) => {
    const kit = await remediationKit(each.glue());
    kit.approvals = () => ({ ...policy, ...people(['UONE']), ...each.before });
    const plans = each.plans(kit.glue);
    const request = await kit.askAll(plans, each.asker ?? 'UASKER');
    expect(await kit.decide({ requestId: request.id, by: 'UONE' })).toMatchObject({ state: 'approved' });
    expect(await statesOf(kit, request.id)).toHaveLength(plans.length);
    await notify(kit);
    kit.approvals = () => each.after;
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
    expect(await stateOf(kit, request.id)).toBe('open');
    expect(await statesOf(kit, request.id)).toEqual([]);
    const detail = { missing: 1, lapsed: each.why };
    expect(await lastOf(kit, request.id)).toMatchObject({ action: 'request.reopened', detail });
    expect(await notify(kit)).toMatchObject([
      { channel: each.after?.channel ?? 'CTEAM', message: { kind: 'request-news', event: 'lapsed', inThread: true } },
      { channel: request.askedBy, message: { kind: 'request-news', event: 'lapsed' } },
    ]);
    kit.approvals = () => fresh;
    for (const by of ['UFRESH', 'UFRESHER']) await kit.decide({ requestId: request.id, by });
    await kit.run();
    expect(kit.glue.writes).toBe(each.writes);
    expect(await statesOf(kit, request.id)).toEqual(plans.map(() => 'ended'));
  });
});

describe('when the last approval comes', () => {
  const lapses = [
    { what: 'the first approver was taken off the list', before: {}, asker: 'UASKER', users: ['UTWO', 'UFOUR'] },
    {
      what: 'self-approval was switched off',
      before: { allowSelfApproval: true },
      asker: 'UONE',
      users: ['UONE', 'UTWO', 'UFOUR'],
    },
  ];
  const each = kinds.flatMap((kind) => lapses.map((lapse) => ({ ...kind, ...lapse })));
  test.each(each)('$kind: $what: the earlier one does not count, and nothing is queued', async (lapse) => {
    const kit = await remediationKit(lapse.glue());
    kit.approvals = () => ({ ...two, ...lapse.before });
    const request = await kit.askAll(lapse.plans(kit.glue), lapse.asker);
    expect(await kit.decide({ requestId: request.id, by: 'UONE' })).toMatchObject({ state: 'open', missing: 1 });
    kit.approvals = () => ({ ...policy, ...people(lapse.users) });
    expect(await kit.decide({ requestId: request.id, by: 'UTWO' })).toMatchObject({ state: 'open', missing: 1 });
    await kit.run();
    expect(kit.glue.calls).toEqual([]);
    expect(await statesOf(kit, request.id)).toEqual([]);
    expect(await kit.decide({ requestId: request.id, by: 'UFOUR' })).toMatchObject({ state: 'approved', missing: 0 });
    await kit.run();
    expect(kit.glue.writes).toBe(lapse.writes);
  });

  test.each(kinds)(
    '$kind: one more is needed than when it was asked: the first press does not close it',
    async (each) => {
      const kit = await remediationKit(each.glue());
      kit.approvals = () => ({ ...two, required: 1 });
      const request = await kit.askAll(each.plans(kit.glue));
      kit.approvals = () => two;
      expect(await kit.decide({ requestId: request.id, by: 'UONE' })).toMatchObject({ state: 'open', missing: 1 });
      await kit.run();
      expect(kit.glue.calls).toEqual([]);
      expect(await kit.decide({ requestId: request.id, by: 'UTWO' })).toMatchObject({ state: 'approved' });
    },
  );
});

describe('in the middle', () => {
  test('a bulk request: the plan that ended stays, the other is not begun, and one message says both', async () => {
    const kit = await remediationKit();
    const request = await kit.askAll(twoPlans(kit.glue));
    await kit.decide({ requestId: request.id });
    await notify(kit);
    // The policy becomes stricter with the first change that is made: the plan that is under way is finished.
    kit.glue.around = ({ operation }, phase) => {
      if (operation === 'UpdateJob' && phase === 'after') kit.approvals = () => ({ ...policy, ...people(['USECOND']) });
    };
    await kit.run('process-1', { approvals: (id) => kit.approvals(id) });
    expect(kit.glue.writes).toBe(2);
    const [first, second] = await kit.store.remediation.executions(request.id);
    expect(first).toMatchObject({ state: 'ended' });
    expect(first).not.toHaveProperty('held');
    expect(second).toMatchObject({ state: 'ended', held: 'approval-lapsed', outcomes: [] });
    expect(await stateOf(kit, request.id)).toBe('approved');
    const told = await notify(kit);
    expect(told.filter(({ channel }) => channel === 'UASKER')).toMatchObject([{ message: { event: 'ended' } }]);
    const ends = told.filter(({ message }) => message.kind === 'remediation-progress');
    expect(ends).toHaveLength(1);
    expect(ends[0]?.message).toMatchObject({ state: 'partly-done' });
    expect(JSON.stringify(ends[0]?.message)).toContain('its approval does not hold any more');
    expect(kit.glue.now('job', 'b')?.SecurityConfiguration).toBe('std');
    expect(await orderBack(kit, request.id, { user: 'USECOND', understood: true })).toHaveProperty('request');
    await kit.run();
    expect(kit.glue.now('job', 'a')?.SecurityConfiguration).toBe('std');
  });

  test('a retire that was killed with its deletion sent: what may be gone is named, with the way to see it', async () => {
    const kit = await remediationKit(retiredGlue());
    const request = await kit.askAll([retirePlan(kit.glue)]);
    await kit.decide({ requestId: request.id });
    await notify(kit);
    kit.glue.around = ({ operation }, phase) => {
      if (operation === 'DeleteSecurityConfiguration' && phase === 'after') throw new Error('the process is gone');
    };
    await kit.run();
    kit.glue.around = () => {};
    kit.clock.time += 600_000;
    kit.approvals = () => ({ ...policy, ...people(['USECOND']) });
    await kit.run('process-2');
    const [execution] = await kit.store.remediation.executions(request.id);
    expect(execution).toMatchObject({ state: 'ended', held: 'approval-lapsed', outcomes: [{ state: 'acting' }] });
    const outcome = (await notify(kit)).find(({ message }) => message.kind === 'remediation-outcome')?.message;
    expect(outcome).toMatchObject({
      state: 'partly-done',
      trouble: [{ name: 'std', why: 'started, so it needs review' }],
      troubleTotal: 1,
      total: 1,
    });
    expect(JSON.stringify(outcome)).not.toContain('switched');
    const progress = await readProgress({ ...kit, enabled: true }, request.id);
    expect(progress?.message).toMatchObject({ mayRollBack: true });
    expect(JSON.stringify(progress?.message.next)).not.toContain('switched');
    expect(await orderBack(kit, request.id, { user: 'USECOND' })).toHaveProperty('request');
    await kit.run('process-2');
    expect(kit.glue.now('configuration', 'std')).toBeDefined();
  });
});
