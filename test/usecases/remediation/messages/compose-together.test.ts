import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import type { RequestRow } from '../../../../src/usecases/ports/remediation-records.ts';
import {
  composeDetails,
  composeOpenRequest,
  composeRequest,
} from '../../../../src/usecases/remediation/messages/compose-request.ts';
import { plansTogether, regionsOf } from '../../../../src/usecases/remediation/messages/compose-together.ts';
import {
  choice,
  finding,
  key,
  made,
  planOf,
  rawConfiguration,
  rawJob,
  world,
} from '../../../support/remediation/plans.ts';

const canary = made(planOf(world, finding, { choice: { ...choice, canary: true } })).plan;
const attached = made(
  planOf(
    { configurations: [rawConfiguration('good', 'CSE-KMS')], jobs: [rawJob('bare', { SecurityConfiguration: '' })] },
    { kind: 'unprotected-job', name: 'bare' },
    { choice: { mode: 'bookmarks-only', attach: 'good', crawlers: false, visualJobs: false, canary: true } },
  ),
).plan;
const elsewhere: Plan = { ...canary, id: 'plan-3', target: { account: '111122223333', region: 'us-east-1' } };

function request(plans: readonly Plan[]): RequestRow {
  return {
    id: 'r1',
    askedBy: 'UASKER',
    askedIn: 'CTEAM',
    reason: 'why',
    createdAt: 1,
    expiresAt: 2,
    required: 1,
    selfApproval: false,
    state: 'open',
    account: '111122223333',
    plans: plans.map((plan) => ({ plan, seal: 's' })),
    seal: 's',
  };
}

describe('several plans together', () => {
  test('count everything once: configurations, what moves, keys, plans where one job is the canary job', () => {
    expect(plansTogether([canary, attached, elsewhere])).toMatchObject({
      effect: 'creates 2 configurations, uses 1 existing configuration and switches 9 jobs and 2 triggers',
      keys: [key],
      canaries: 2,
    });
  });

  test('name each doubt once, with the number of plans, failed ones first', () => {
    const check = (name: string, outcome: 'failed' | 'passed' | 'not-checked') => ({
      check: name,
      outcome,
      detail: '',
    });
    const plans = [
      { ...canary, checks: [check('a', 'not-checked'), check('a', 'not-checked'), check('b', 'passed')] },
      { ...attached, checks: [check('a', 'not-checked'), check('c', 'failed')] },
    ];
    expect(plansTogether(plans)?.doubts).toEqual([
      { check: 'c', outcome: 'failed', plans: 1 },
      { check: 'a', outcome: 'not-checked', plans: 2 },
    ]);
  });

  test('say where they are: a few regions by name, many as a number', () => {
    const inRegion = (region: string) => ({ target: { account: '1', region } });
    expect(regionsOf([inRegion('a'), inRegion('a')])).toBe('a');
    expect(regionsOf(['a', 'b', 'c'].map(inRegion))).toBe('a, b and c');
    expect(regionsOf(['a', 'b', 'c', 'd'].map(inRegion))).toBe('4 regions');
    expect(regionsOf([])).toBe('unknown');
  });

  test('are one line in the list of what waits', () => {
    expect(
      composeOpenRequest(request([canary, attached, elsewhere]), [], { needed: 1, missing: 1, lapsed: [] }),
    ).toMatchObject({
      region: 'eu-west-1 and us-east-1',
      findings: ['std', 'bare', 'std'],
      effect: 'creates 2 configurations, uses 1 existing configuration and switches 9 jobs and 2 triggers',
    });
  });

  test('one plan alone is said as before', () => {
    expect(plansTogether([canary])).toBeUndefined();
    const message = composeRequest(request([canary]), []);
    expect(message).not.toHaveProperty('together');
    expect(message.plans[0]?.doubts.length).toBeGreaterThan(0);
    expect(composeDetails(request([canary]))).not.toHaveProperty('among');
  });

  test('doubts of single plans are left to the details, where every plan can be reached', () => {
    const all = request([canary, attached, elsewhere]);
    const message = composeRequest(all, []);
    expect(message).toMatchObject({ region: 'eu-west-1 and us-east-1', plans: [{ doubts: [] }, { doubts: [] }, {}] });
    const names = [0, 1, 2, 7, Number.NaN].map((wanted) => composeDetails(all, { wanted })?.plan.id);
    expect(names).toEqual(all.plans.map(({ plan }) => plan.id).concat([canary.id, canary.id]));
    expect(composeDetails(all, { wanted: 2 })?.among).toMatchObject({
      at: 2,
      plans: [{ region: 'eu-west-1' }, { name: 'bare' }, { region: 'us-east-1' }],
    });
  });
});
