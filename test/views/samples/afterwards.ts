import type {
  FirstRunsMessage,
  RemediationProgressMessage,
} from '../../../src/usecases/messages/afterwards-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { RollBackForm } from '../../../src/usecases/messages/remediation-forms.ts';
import { hostileNames, hours, now } from '../sample-parts.ts';

const days = 24 * hours;
const [hostile = ''] = hostileNames;

const about = {
  requestId: 'request-1',
  askedBy: 'UNINA',
  account: '111122223333',
  accountName: 'data-production',
  regions: ['eu-west-1'],
  findings: [{ kind: 'configuration', name: 'legacy-std' }],
  findingsTotal: 1,
} as const;

const stages: RemediationProgressMessage['stages'] = [
  { title: 'Create configurations', state: 'complete', detail: '1 of 1 done' },
  { title: 'Switch the canary job', state: 'complete', detail: '1 of 1 done' },
  { title: 'Wait for its next run', state: 'in-progress', detail: '1 pending' },
  { title: 'Switch jobs', state: 'pending', detail: '0 of 11 done' },
  { title: 'Switch triggers', state: 'pending', detail: '0 of 2 done' },
  { title: 'First runs', state: 'in-progress', detail: '0 of 1 went well; 1 pending' },
];

function progress(given: Partial<RemediationProgressMessage> = {}): RemediationProgressMessage {
  return {
    kind: 'remediation-progress',
    ...about,
    state: 'waiting-for-canary',
    headline: 'Waiting for the next run of canary job nightly-load: the other jobs follow.',
    stages,
    trouble: [],
    troubleTotal: 0,
    manual: [],
    manualTotal: 0,
    next: ['An approver may go on without waiting, stop here, or roll back.'],
    mayGoOn: true,
    mayRollBack: true,
    revision: now,
    ...given,
  };
}

function runs(given: Partial<FirstRunsMessage> = {}): FirstRunsMessage {
  return {
    kind: 'first-runs',
    ...about,
    event: 'trouble',
    good: 3,
    doubtful: [
      {
        job: 'nightly-load',
        region: 'eu-west-1',
        verdict: 'failed',
        reason: 'failed',
        runState: 'FAILED',
        aboutKeys: true,
        canary: false,
      },
      { job: 'hourly-load', region: 'eu-west-1', verdict: 'doubtful', reason: 'reset', canary: false },
    ],
    doubtfulTotal: 2,
    watching: 7,
    unseen: 0,
    mayRollBack: true,
    ...given,
  };
}

const manual = {
  type: 'dev-endpoint',
  name: 'notebook',
  why: 'A dev endpoint keeps its configuration for life.',
  command: 'aws glue create-dev-endpoint --endpoint-name=NEW-NAME',
};

export const afterwardsSamples = {
  'progress-queued': progress({
    state: 'queued',
    headline: 'Approved: it is about to be carried out.',
    stages: stages.map((stage) => ({ ...stage, state: 'pending', detail: '0 of 1 done' })),
    next: [],
    mayGoOn: false,
    mayRollBack: false,
  }),
  'progress-canary': progress(),
  'progress-resumed': progress({
    state: 'running',
    headline: 'It is being carried out.',
    next: [],
    wentOn: { by: 'UOMAR', at: now },
    resumed: { by: 'UAMIR', at: now },
    mayGoOn: false,
    mayRollBack: false,
  }),
  'progress-done': progress({
    state: 'done',
    headline: 'Done: 14 resources switched.',
    stages: stages.map((stage) => ({ ...stage, state: 'complete' })),
    next: [
      'The change holds from the next run of each job. The first runs are watched.',
      '"legacy-std" stays noncompliant: 1 resource may still use it. Retire it when nothing does.',
      'Left alone: job nightly-visual (It is a visual job: these are switched only on request).',
    ],
    template: {
      managed: ['CloudFormation stack orders-prod'],
      lines: ['SecurityConfiguration: "legacy-std-encrypted"  # CloudFormation'],
    },
    mayGoOn: false,
    rollBackUntil: now + 7 * days,
  }),
  'progress-partly': progress({
    state: 'partly-done',
    headline: 'Partly done: 12 of 14 resources switched.',
    stages: [
      { title: 'Switch jobs', state: 'error', detail: '10 of 12 done; 2 not as planned' },
      { title: 'First runs', state: 'error', detail: '8 of 10 went well; 2 to review' },
    ],
    trouble: [
      {
        type: 'repoint-job',
        name: 'nightly-load',
        why: 'it was changed since the plan was made (field Timeout); left as it was',
      },
      {
        type: 'repoint-job',
        name: 'hourly-load',
        why: 'AWS denied glue:UpdateJob: a service control policy of the organization denies it explicitly (AccessDeniedException): "User: arn:aws:sts::111122223333:assumed-role/gluewarden-remediate/p1 is not authorized to perform: glue:UpdateJob with an explicit deny in a service control policy", request 8f1a2c; left as it was',
      },
    ],
    troubleTotal: 2,
    manual: [manual],
    manualTotal: 1,
    next: ['Ask for a fresh plan for what was changed in the meantime.'],
    mayGoOn: false,
    rollBackUntil: now + 7 * days,
    freshPlanFor: { findingId: 'finding-1', name: 'legacy-std' },
  }),
  'progress-rolled-back': progress({
    state: 'rolled-back',
    headline: 'Rolled back: everything that was switched has its old configuration again.',
    stages: [
      { title: 'Switch jobs back', state: 'complete', detail: '12 of 12 done' },
      { title: 'Delete what was created', state: 'complete', detail: '1 of 1 done' },
    ],
    next: ['Bookmarks may be encrypted by now: check the next runs for duplicate data.'],
    ordered: { by: 'UOMAR', what: 'roll-back' },
    mayGoOn: false,
    mayRollBack: false,
  }),
  'progress-500': progress({
    findings: Array.from({ length: 5 }, (_, index) => ({ kind: 'configuration', name: `legacy-${index}` })),
    findingsTotal: 40,
    regions: Array.from({ length: 17 }, (_, index) => `eu-west-${index}`),
    trouble: Array.from({ length: 15 }, (_, index) => ({
      type: 'repoint-job',
      name: `job-${index}`,
      why: 'why '.repeat(200),
    })),
    troubleTotal: 500,
    manual: Array.from({ length: 10 }, () => ({ ...manual, command: 'word '.repeat(100) })),
    manualTotal: 60,
  }),
  'progress-hostile': progress({
    ...about,
    accountName: hostile,
    regions: hostileNames,
    findings: hostileNames.map((name) => ({ kind: 'configuration', name })),
    findingsTotal: hostileNames.length,
    headline: `${hostile} is the canary job: the others wait for its next run.`,
    stages: hostileNames.map((name) => ({ title: name, state: 'error', detail: name })),
    trouble: hostileNames.map((name) => ({ type: 'repoint-job', name, why: name })),
    troubleTotal: hostileNames.length,
    manual: hostileNames.map((name) => ({ type: name, name, why: name, command: name })),
    manualTotal: hostileNames.length,
    template: { managed: hostileNames, lines: hostileNames.slice(0, 10) },
    ordered: { by: 'UOMAR', what: 'stop' },
    freshPlanFor: { findingId: 'finding-1', name: hostile },
  }),
  'first-runs-trouble': runs(),
  'first-runs-canary': runs({
    event: 'canary',
    good: 0,
    doubtful: [
      {
        job: 'nightly-load',
        region: 'eu-west-1',
        verdict: 'failed',
        reason: 'failed',
        runState: 'FAILED',
        aboutKeys: true,
        canary: true,
      },
    ],
    doubtfulTotal: 1,
    watching: 0,
  }),
  'first-runs-canary-not-moved': runs({
    event: 'canary',
    good: 0,
    doubtful: [{ job: 'nightly-load', region: 'eu-west-1', verdict: 'failed', reason: 'not-moved', canary: true }],
    doubtfulTotal: 1,
    watching: 0,
    mayRollBack: false,
  }),
  'first-runs-canary-not-watched': runs({
    event: 'canary',
    good: 0,
    doubtful: [{ job: 'nightly-load', region: 'eu-west-1', verdict: 'doubtful', reason: 'not-watched', canary: true }],
    doubtfulTotal: 1,
    watching: 0,
    mayRollBack: false,
  }),
  'first-runs-canary-in-part': runs({
    event: 'canary',
    good: 0,
    doubtful: [
      {
        job: 'nightly-load',
        region: 'eu-west-1',
        verdict: 'failed',
        reason: 'alternates',
        alternates: { from: 'std', to: 'std-encrypted-bookmarks', left: ['trigger nightly'] },
        canary: true,
      },
    ],
    doubtfulTotal: 1,
    watching: 1,
  }),
  'first-runs-over': runs({ event: 'over', good: 12, doubtful: [], doubtfulTotal: 0, watching: 0, unseen: 1 }),
  'first-runs-none-seen': runs({ event: 'over', good: 0, doubtful: [], doubtfulTotal: 0, watching: 0, unseen: 3 }),
  'first-runs-500': runs({
    doubtful: Array.from({ length: 20 }, (_, index) => ({
      job: `${'job'.repeat(80)}-${index}`,
      region: 'eu-west-1',
      verdict: 'doubtful',
      reason: 'unread',
      canary: false,
    })),
    doubtfulTotal: 500,
  }),
  'first-runs-hostile': runs({
    accountName: hostile,
    findings: hostileNames.map((name) => ({ kind: 'configuration', name })),
    findingsTotal: hostileNames.length,
    regions: hostileNames,
    doubtful: hostileNames.map((job) => ({
      job,
      region: job,
      verdict: 'failed',
      reason: 'failed',
      runState: job,
      canary: true,
    })),
    doubtfulTotal: hostileNames.length,
  }),
  'open-requests-afterwards': {
    kind: 'open-requests',
    paused: { by: 'UAMIR', at: now },
    requests: [],
    underWay: [
      {
        requestId: 'request-1',
        account: '111122223333',
        accountName: 'data-production',
        region: 'eu-west-1',
        findings: ['legacy-std', 'legacy-two'],
        total: 12,
        headline: 'Waiting for the next run of canary job nightly-load: the other jobs follow.',
        mayGoOn: true,
        mayRollBack: true,
      },
    ],
    ended: Array.from({ length: 8 }, (_, index) => ({
      requestId: `request-${index + 2}`,
      account: '111122223333',
      region: 'eu-west-1',
      findings: [index === 0 ? hostile : `legacy-${index}`],
      total: 1,
      headline: 'Done: 3 resources switched.',
      mayGoOn: false,
      mayRollBack: true,
      rollBackUntil: now + 6 * days,
    })),
  },
} satisfies Record<string, Message>;

export const rollBackForms: Readonly<Record<string, RollBackForm>> = {
  quiet: {
    kind: 'roll-back-form',
    ...about,
    effect:
      'switches 3 jobs to what they used before and deletes 1 configuration that it created, if nothing else uses it',
    ran: [],
    ranTotal: 0,
    notLookedAt: 0,
    mustUnderstand: false,
    backToUnusable: false,
  },
  ran: {
    kind: 'roll-back-form',
    ...about,
    effect: 'switches 200 jobs to what they used before',
    ran: Array.from({ length: 10 }, (_, index) => `job-${index}`),
    ranTotal: 150,
    notLookedAt: 2,
    mustUnderstand: true,
    backToUnusable: true,
  },
  hostile: {
    kind: 'roll-back-form',
    ...about,
    accountName: hostile,
    findings: [{ kind: 'configuration', name: hostile }],
    effect: 'switches 1 job to what they used before',
    ran: hostileNames,
    ranTotal: hostileNames.length,
    notLookedAt: 0,
    mustUnderstand: true,
    backToUnusable: false,
  },
};
