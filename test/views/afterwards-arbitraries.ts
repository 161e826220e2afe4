import { findingKinds } from '../../src/domain/model.ts';
import fc from '../support/fast-check.ts';
import { account, count, id, instant, name, optional, person, region } from './arbitrary-parts.ts';

const about = {
  requestId: id,
  askedBy: person,
  account,
  accountName: name,
  regions: fc.array(region, { maxLength: 20 }),
  findings: fc.array(fc.record({ kind: fc.constantFrom(...findingKinds), name }), { maxLength: 5 }),
  findingsTotal: count,
};

export const remediationProgress = fc
  .tuple(
    fc.record({
      kind: fc.constant('remediation-progress' as const),
      ...about,
      state: fc.constantFrom('running' as const, 'waiting-for-canary' as const, 'partly-done' as const),
      headline: name.map((words) => `${words}.`),
      stages: fc.array(
        fc.record({
          title: name,
          state: fc.constantFrom('pending' as const, 'in-progress' as const, 'complete' as const, 'error' as const),
          detail: name,
        }),
        { maxLength: 9 },
      ),
      trouble: fc.array(fc.record({ type: fc.constant('repoint-job' as const), name, why: name }), { maxLength: 15 }),
      troubleTotal: count,
      manual: fc.array(fc.record({ type: name, name, why: name, command: name }), { maxLength: 10 }),
      manualTotal: count,
      next: fc.array(name, { maxLength: 4 }),
      mayGoOn: fc.boolean(),
      mayRollBack: fc.boolean(),
      revision: instant,
    }),
    optional({ rollBackUntil: instant, freshPlanFor: fc.record({ findingId: id, name }) }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));

export const firstRuns = fc.record({
  kind: fc.constant('first-runs' as const),
  ...about,
  event: fc.constantFrom('trouble' as const, 'canary' as const, 'over' as const),
  good: count,
  doubtful: fc.array(
    fc.record({
      job: name,
      region,
      verdict: fc.constantFrom('failed' as const, 'doubtful' as const),
      reason: fc.constantFrom('failed' as const, 'reset' as const, 'not-moved' as const, 'unread' as const),
      runState: name,
      aboutKeys: fc.boolean(),
      canary: fc.boolean(),
    }),
    { maxLength: 20 },
  ),
  doubtfulTotal: count,
  watching: count,
  unseen: count,
  mayRollBack: fc.boolean(),
});
