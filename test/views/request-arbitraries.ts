import { findingKinds } from '../../src/domain/model.ts';
import fc from '../support/fast-check.ts';
import { account, count, id, instant, name, optional, person, region } from './arbitrary-parts.ts';

const check = fc.record({
  check: name,
  outcome: fc.constantFrom('passed' as const, 'failed' as const, 'warning' as const, 'not-checked' as const),
  detail: name,
});
const effect = fc
  .tuple(
    fc.record({
      finding: fc.record({ kind: fc.constantFrom(...findingKinds), name }),
      effect: name,
      configuration: name,
      mode: fc.constantFrom('bookmarks-only' as const, 'full' as const),
      streaming: count,
      leftOut: count,
      manual: count,
      checks: fc.record({ passed: count, failed: count, warning: count, 'not-checked': count }),
      doubts: fc.array(check, { maxLength: 6 }),
    }),
    optional({ key: name, canary: name, region: name, retires: fc.constant(true as const) }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));
const place = { account, accountName: name, region };

const together = fc.record({
  effect: name,
  keys: fc.array(name, { maxLength: 8 }),
  canaries: count,
  doubts: fc.array(
    fc.record({
      check: name,
      outcome: fc.constantFrom('failed' as const, 'warning' as const, 'not-checked' as const),
      plans: count,
    }),
    { maxLength: 9 },
  ),
});

export const approvalRequest = fc
  .tuple(
    fc.record({
      kind: fc.constant('approval-request' as const),
      requestId: id,
      state: fc.constantFrom(
        'open' as const,
        'approved' as const,
        'rejected' as const,
        'withdrawn' as const,
        'expired' as const,
      ),
      askedBy: person,
      reason: name,
      createdAt: instant,
      expiresAt: instant,
      required: fc.constantFrom(1 as const, 2 as const),
      selfApproval: fc.boolean(),
      ...place,
      plans: fc.array(effect, { maxLength: 8 }),
      decisions: fc.array(
        fc
          .tuple(
            fc.record({
              by: person,
              decision: fc.constantFrom('approve' as const, 'reject' as const),
              at: instant,
              reason: name,
            }),
            optional({
              lapse: fc.constantFrom(
                'no-approvers',
                'not-approver',
                'approver-unverifiable',
                'approver-group-gone',
                'own-request',
              ),
            }),
          )
          .map(([made, more]) => ({ ...made, ...more })),
        { maxLength: 3 },
      ),
    }),
    optional({ together, again: fc.constant(true as const) }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));

const paused = fc
  .tuple(fc.record({ by: person, at: instant }), optional({ goesOn: fc.array(name, { maxLength: 3 }) }))
  .map(([needed, more]) => ({ ...needed, ...more }));

export const decisionNote = fc
  .tuple(
    fc.record({
      kind: fc.constant('decision-note' as const),
      event: fc.constantFrom('approved' as const, 'taken-back' as const),
      missing: count,
    }),
    optional({ paused }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));

export const pauseNotice = fc
  .tuple(
    fc.record({
      kind: fc.constant('pause-news' as const),
      event: fc.constantFrom('paused' as const, 'resumed' as const),
      by: person,
      at: instant,
      goesOn: fc.array(name, { maxLength: 40 }),
      stays: fc.array(name, { maxLength: 40 }),
      underWay: count,
    }),
    optional({ since: paused }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));

export const openRequests = fc.record({
  kind: fc.constant('open-requests' as const),
  requests: fc.array(
    fc.record({
      ...place,
      requestId: id,
      findings: fc.array(name, { maxLength: 3 }),
      effect: name,
      askedBy: person,
      expiresAt: instant,
      approvals: count,
      required: count,
    }),
    { maxLength: 30 },
  ),
});

export const offer = fc.record({
  kind: fc.constant('remediation-offer' as const),
  ...place,
  name,
  findings: fc.array(
    fc
      .tuple(
        fc.record({ id, kind: fc.constantFrom(...findingKinds), why: name }),
        optional({ retire: fc.constant(true as const) }),
      )
      .map(([needed, more]) => ({ ...needed, ...more })),
    { maxLength: 8 },
  ),
});

const revertedJob = fc
  .tuple(fc.record({ findingId: id, name, to: name, movedAt: instant }), optional({ configuration: name }))
  .map(([needed, more]) => ({ ...needed, ...more }));

export const revertedNotice = fc.record({
  kind: fc.constant('reverted-news' as const),
  ...place,
  requestId: id,
  askedBy: person,
  at: instant,
  jobs: fc.array(revertedJob, { minLength: 1, maxLength: 20 }),
  jobsTotal: count,
  managed: fc.array(name, { maxLength: 8 }),
  snippets: fc.array(
    fc.record({ tool: fc.constantFrom('CloudFormation' as const, 'Terraform' as const), text: name }),
    {
      maxLength: 40,
    },
  ),
});

export const bulkOffer = fc.record({
  kind: fc.constant('several-offer' as const),
  ...place,
  counts: fc.record({ total: count, exposed: count, latent: count, unused: count }),
  asked: count,
  queryId: id,
});
