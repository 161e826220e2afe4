import { findingKinds } from '../../src/domain/model.ts';
import { kindsInOrder } from '../../src/domain/steps/step-kinds.ts';
import type {
  AboutRequest,
  FirstRunsMessage,
  RemediationOutcomeMessage,
  RemediationProgressMessage,
  SuspectRun,
  TemplateLines,
  Trouble,
} from '../../src/usecases/messages/afterwards-messages.ts';
import type { Paused } from '../../src/usecases/messages/paused.ts';
import fc from '../support/fast-check.ts';
import { account, anyOf, count, id, instant, name, person, region, upTo, yes } from './arbitrary-parts.ts';

export const aboutFinding = fc.record({ kind: fc.constantFrom(...findingKinds), name });
const aboutNeeded = {
  requestId: id,
  askedBy: person,
  account,
  regions: fc.array(region, { maxLength: 20 }),
  findings: fc.array(aboutFinding, { maxLength: 5 }),
  findingsTotal: count,
} satisfies { [K in Exclude<keyof AboutRequest, 'accountName'>]: fc.Arbitrary<AboutRequest[K]> };
const aboutMore = { accountName: name };

export const given = fc.record({ by: person, at: instant });
export const paused = anyOf<Paused>({ by: person, at: instant }, { goesOn: upTo(40, name) });
export const manual = fc.record({ type: name, name, why: name, command: name });
const trouble: fc.Arbitrary<Trouble> = fc.record({
  type: fc.constantFrom(...kindsInOrder.map(({ type }) => type)),
  name,
  why: name,
});
export const template: fc.Arbitrary<TemplateLines> = fc.record({
  managed: upTo(10, name),
  lines: upTo(10, name),
});

export const remediationOutcome = anyOf<RemediationOutcomeMessage>(
  {
    kind: fc.constant('remediation-outcome'),
    requestId: id,
    planId: id,
    executionId: id,
    askedBy: person,
    account,
    region,
    finding: aboutFinding,
    configuration: name,
    state: fc.constantFrom('done', 'partly-done', 'failed'),
    headline: name.map((words) => `${words}.`),
    moved: count,
    total: count,
    trouble: upTo(50, trouble),
    troubleTotal: count,
    manual: upTo(30, manual),
    next: upTo(12, name),
    endedAt: instant,
  },
  { accountName: name, back: yes, template, orderedBy: person, rollBackUntil: instant },
);

export const progressState = fc.constantFrom(
  'queued' as const,
  'running' as const,
  'waiting-for-canary' as const,
  'not-approved' as const,
  'paused' as const,
  'done' as const,
  'partly-done' as const,
  'failed' as const,
  'rolling-back' as const,
  'rolled-back' as const,
  'partly-rolled-back' as const,
);

export const remediationProgress = anyOf<RemediationProgressMessage>(
  {
    kind: fc.constant('remediation-progress'),
    ...aboutNeeded,
    state: progressState,
    headline: name.map((words) => `${words}.`),
    stages: fc.array(
      fc.record({
        title: name,
        state: fc.constantFrom('pending' as const, 'in-progress' as const, 'complete' as const, 'error' as const),
        detail: name,
      }),
      { maxLength: 9 },
    ),
    trouble: upTo(15, trouble),
    troubleTotal: count,
    manual: upTo(10, manual),
    manualTotal: count,
    next: upTo(12, name),
    mayGoOn: fc.boolean(),
    mayRollBack: fc.boolean(),
    revision: instant,
  },
  {
    ...aboutMore,
    paused,
    template,
    ordered: fc.record({ by: person, what: fc.constantFrom('roll-back' as const, 'stop' as const) }),
    wentOn: given,
    resumed: given,
    canaryTrouble: name,
    rollBackUntil: instant,
    freshPlanFor: fc.record({ findingId: id, name }),
  },
);

const configurationOrNone = fc.option(name);
const suspect = anyOf<SuspectRun>(
  {
    job: name,
    region,
    verdict: fc.constantFrom('failed', 'doubtful'),
    reason: fc.constantFrom('failed', 'reset', 'not-moved', 'not-run', 'alternates', 'unread', 'no-bookmark'),
    canary: fc.boolean(),
  },
  {
    alternates: fc.record({ from: configurationOrNone, to: configurationOrNone, left: upTo(20, name) }),
    runState: name,
    aboutKeys: fc.boolean(),
    runId: name,
    error: name,
  },
);

export const firstRuns = anyOf<FirstRunsMessage>(
  {
    kind: fc.constant('first-runs'),
    ...aboutNeeded,
    event: fc.constantFrom('trouble', 'canary', 'over'),
    good: count,
    doubtful: upTo(20, suspect),
    doubtfulTotal: count,
    watching: count,
    unseen: count,
    mayRollBack: fc.boolean(),
  },
  {
    ...aboutMore,
    decided: fc.oneof(
      fc.record({ what: fc.constantFrom('went-on', 'stopped', 'rolled-back'), by: person, at: instant }),
      fc.record({ what: fc.constantFrom('ended', 'window-over') }),
    ),
  },
);
