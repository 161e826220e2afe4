import type { JsonObject } from '../../../src/domain/json.ts';
import type { Plan, PlanCheck, Step } from '../../../src/domain/plan/plan.ts';
import { retireChoice } from '../../../src/domain/plan/retire-plan.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type {
  ApprovalRequestMessage,
  BulkOfferMessage,
  PlanDetailsMessage,
} from '../../../src/usecases/messages/request-messages.ts';
import { effectOf } from '../../../src/usecases/remediation/messages/compose-request.ts';
import { plansTogether, regionsOf } from '../../../src/usecases/remediation/messages/compose-together.ts';
import { acceptedNote } from '../../../src/usecases/words/explain-plan.ts';
import { hostileNames, hours, minutes, now } from '../sample-parts.ts';
import { attachedPlan } from './attached-plan.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1111aaaa-11aa-11aa-11aa-111111111111';
const before: JsonObject = {
  S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
  JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' },
};
const after: JsonObject = {
  S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
  JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
};
const target = 'std-encrypted-bookmarks';

const checks: readonly PlanCheck[] = [
  { check: 'Key', outcome: 'passed', detail: 'The key is enabled, symmetric and in eu-west-1.' },
  {
    check: 'Role of etl-orders',
    outcome: 'warning',
    detail: 'The simulation of its own policy denies kms:Decrypt on the key. A simulation may differ from live.',
  },
  { check: 'Key policy', outcome: 'not-checked', detail: 'AWS denied kms:GetKeyPolicy (AccessDeniedException).' },
  { check: 'Managed by', outcome: 'not-checked', detail: 'No tag says who manages etl-orders: that is not "nobody".' },
];

function switches(names: readonly string[], from: string, to: string, canary: string): Step[] {
  return names.map((name, index) => ({
    id: `s${index + 2}`,
    type: 'repoint-job',
    name,
    from,
    to,
    saw: 'aa',
    graph: null,
    bookmarks: 'job-bookmark-enable',
    streaming: index === 2,
    canary: name === canary,
  }));
}

function plan(given: Partial<Plan> = {}, jobs: readonly string[] = ['etl-orders', 'etl-returns', 'clicks']): Plan {
  return {
    id: 'plan-1',
    target: { account: '111122223333', region: 'eu-west-1' },
    accountName: 'data-production',
    finding: { kind: 'configuration', name: 'std' },
    createdAt: now - minutes,
    choice: { mode: 'bookmarks-only', key, crawlers: false, visualJobs: false, canary: true },
    configuration: { name: target, before: { name: 'std', encryption: before }, after, create: after, reused: false },
    steps: [
      { id: 's1', type: 'create-configuration', name: target, encryption: after },
      ...switches(jobs, 'std', target, 'etl-orders'),
    ],
    manual: [
      {
        type: 'dev-endpoint',
        name: 'notebooks',
        why: 'It cannot be changed: it has to be created again.',
        command: `aws glue create-dev-endpoint --endpoint-name notebooks-2 --security-configuration ${target}`,
      },
    ],
    leftOut: [
      { type: 'crawler', name: 'raw-zone', reason: 'crawler' },
      { type: 'job', name: 'drawn', reason: 'visual' },
    ],
    checks,
    notes: ['The change holds from the next run of each job; a run that is in progress keeps its settings.'],
    ...given,
  };
}

const whole = plan();
const noted = plan({ notes: [...whole.notes, acceptedNote('2027-03-31')] });
const large = plan(
  {
    checks: Array.from({ length: 300 }, (_, index) => ({
      check: `Role of job-${index}`,
      outcome: index % 2 === 0 ? 'not-checked' : 'failed',
      detail: 'word '.repeat(200),
    })),
    notes: Array.from({ length: 20 }, () => 'note '.repeat(200)),
    logGroups: Array.from({ length: 6 }, (_, index) => ({
      from: `/aws-glue/jobs/${'n'.repeat(255)}-role/ROLE/{error,output}`,
      to: `/aws-glue/jobs/${'m'.repeat(128)}-role/ROLE/{error,output}`,
      type: index < 5 ? 'job' : 'crawler',
      runs: 500,
      roles: Array.from({ length: 5 }, (_each, role) => `service-role/${'r'.repeat(64 - 1)}${role}`),
      rolesTotal: 120,
    })),
  },
  Array.from({ length: 500 }, (_, index) => `job-${index + 1}`),
);
const retire = plan({
  choice: retireChoice,
  configuration: { name: 'std', before: { name: 'std', encryption: before }, reused: false },
  steps: [{ id: 's1', type: 'delete-configuration', name: 'std', encryption: before }],
  manual: [],
  leftOut: [],
  checks: [
    { check: 'references', outcome: 'passed', detail: 'Every list was read to the end, and nothing references it.' },
    { check: 'what no list shows', outcome: 'not-checked', detail: 'Not checked: column statistics task settings.' },
  ],
  notes: ['Its settings stay in this plan: with them a roll back creates std again.'],
});
const [first = 'x'] = hostileNames;
const hostile = plan(
  {
    accountName: first,
    finding: { kind: 'configuration', name: first },
    configuration: {
      name: first,
      before: { name: first, encryption: { S3Encryption: first } },
      after: {},
      reused: true,
    },
    manual: hostileNames.map((name) => ({ type: name, name, why: name, command: name })),
    leftOut: hostileNames.map((name) => ({ type: 'job', name, reason: 'unsendable', paths: [name] })),
    checks: hostileNames.map((name) => ({ check: name, outcome: 'warning', detail: name })),
    notes: hostileNames,
    logGroups: hostileNames.slice(0, 3).map((name) => ({ from: name, to: name, type: 'job', runs: 1 })),
  },
  hostileNames,
);

const attached = plan({ ...attachedPlan, steps: switches(['adhoc-extract'], 'std', 'std-kms', '') }, []);

const tables = plan({
  choice: { mode: 'bookmarks-only', key, crawlers: false, databases: ['sales'], visualJobs: false, canary: true },
  steps: [
    ...whole.steps,
    {
      id: 's9',
      type: 'repoint-column-statistics',
      name: 'sales.orders',
      database: 'sales',
      table: 'orders',
      from: 'std',
      to: target,
      saw: '',
    },
  ],
  leftOut: [
    { type: 'column-statistics', name: 'sales.returns', reason: 'unsendable', paths: ['Schedule.State'] },
    { type: 'column-statistics', name: 'sales.regions', reason: 'catalog' },
    { type: 'database', name: 'hr', reason: 'unreadable', error: 'AccessDeniedException' },
  ],
});

function request(given: Partial<ApprovalRequestMessage> = {}, of: Plan = whole): ApprovalRequestMessage {
  return {
    kind: 'approval-request',
    requestId: 'request-1',
    state: 'open',
    askedBy: 'UNINA',
    reason: 'Rule Glue-005: the nightly audit names it since Monday.',
    createdAt: now,
    expiresAt: now + 24 * hours,
    required: 1,
    selfApproval: false,
    account: '111122223333',
    accountName: 'data-production',
    region: 'eu-west-1',
    plans: [effectOf(of)],
    decisions: [],
    ...given,
  };
}

function bulkOffer(given: Partial<BulkOfferMessage> = {}): BulkOfferMessage {
  return {
    kind: 'several-offer',
    account: '111122223333',
    accountName: 'data-production',
    region: '*',
    counts: { total: 1_240, exposed: 800, latent: 400, unused: 40 },
    asked: 12,
    queryId: 'Qx7dP2mVbN4',
    ...given,
  };
}

const bare = plan({
  target: { account: '111122223333', region: 'us-east-1' },
  finding: { kind: 'unprotected-job', name: 'adhoc-extract' },
  configuration: { name: 'std-kms', after, reused: false },
  steps: switches(['adhoc-extract'], 'std', 'std-kms', ''),
  leftOut: [],
  manual: [],
});

function together(plans: readonly Plan[]): ApprovalRequestMessage {
  const all = plansTogether(plans);
  return request({
    region: regionsOf(plans),
    plans: plans.map((each) => ({ ...effectOf(each), doubts: [] })),
    ...(all && { together: all }),
  });
}

function among(plans: readonly Plan[], at: number): PlanDetailsMessage {
  const shown = plans[at] ?? whole;
  const named = plans.map(({ finding, target: { region } }) => ({ ...finding, region }));
  return { kind: 'plan-details', plan: shown, among: { at, plans: named }, request: opened };
}

const approvedAt = { by: 'UAMIR', decision: 'approve', at: now + 5 * minutes } as const;
const opened = {
  id: 'request-1',
  state: 'open',
  askedBy: 'UNINA',
  reason: 'Rule Glue-005',
  expiresAt: now + 24 * hours,
  opened: true,
} as const;

export const requestSamples = {
  'remediation-offer': {
    kind: 'remediation-offer',
    account: '111122223333',
    accountName: 'data-production',
    region: 'eu-west-1',
    name: 'std',
    findings: [{ id: 'finding-1', kind: 'configuration', why: 'job bookmark encryption is switched off' }],
  },
  'remediation-offer-requested': {
    kind: 'remediation-offer',
    account: '111122223333',
    region: 'eu-west-1',
    name: 'std',
    findings: [
      {
        id: 'finding-1',
        kind: 'configuration',
        why: 'job bookmark encryption is switched off',
        request: { requestId: 'r1', isOpen: false, channel: 'C0APPROVE1' },
      },
    ],
  },
  'remediation-offer-retire': {
    kind: 'remediation-offer',
    account: '111122223333',
    accountName: 'data-production',
    region: 'eu-west-1',
    name: 'std',
    findings: [
      {
        id: 'finding-1',
        kind: 'configuration',
        why: 'job bookmark encryption is switched off',
        retire: true,
        fixed: true,
      },
    ],
  },
  'remediation-offer-hostile': {
    kind: 'remediation-offer',
    account: '111122223333',
    accountName: first,
    region: 'eu-west-1',
    name: first,
    findings: hostileNames.map((why, index) => ({ id: `f${index}`, kind: 'unprotected-job', why })),
  },
  'several-offer': bulkOffer(),
  'several-offer-region': bulkOffer({
    region: 'eu-west-1',
    counts: { total: 1, exposed: 1, latent: 0, unused: 0 },
    asked: 0,
  }),
  'several-offer-none': bulkOffer({ counts: { total: 0, exposed: 0, latent: 0, unused: 0 }, asked: 0 }),
  'several-offer-never-scanned': bulkOffer({
    counts: { total: 0, exposed: 0, latent: 0, unused: 0 },
    asked: 0,
    neverScanned: 3,
  }),
  'several-offer-nothing-in-use': bulkOffer({ counts: { total: 4, exposed: 0, latent: 1, unused: 3 }, asked: 1 }),
  'several-offer-hostile': bulkOffer({ accountName: first, account: first, region: first }),
  'request-open': request(),
  'request-self-approval': request({ selfApproval: true, required: 2, decisions: [approvedAt] }),
  'request-approved': request({ state: 'approved', decisions: [approvedAt], closedAt: approvedAt.at }),
  'request-rejected': request({
    state: 'rejected',
    decisions: [{ ...approvedAt, decision: 'reject', reason: 'Not during the close of the quarter.' }],
    closedAt: approvedAt.at,
  }),
  'request-withdrawn': request({ state: 'withdrawn', closedAt: now + 9 * minutes }),
  'request-expired': request({ state: 'expired', closedAt: now + 24 * hours }),
  'request-large': request({ reason: 'because '.repeat(300) }, large),
  'request-retire': request({ reason: 'Nothing uses it since the remediation of Monday.' }, retire),
  'request-several': together([
    whole,
    bare,
    plan({ finding: { kind: 'configuration', name: 'clicks-legacy' } }, ['clicks']),
  ]),
  'request-several-approved': { ...together([whole, bare]), state: 'approved', decisions: [approvedAt] },
  'request-many': together(
    Array.from({ length: 40 }, (_, index) => ({ ...large, finding: { kind: 'unusable-key', name: `std-${index}` } })),
  ),
  'request-several-hostile': together(Array.from({ length: 40 }, () => hostile)),
  'request-besides-bookmarks': request({}, attached),
  'request-several-besides-bookmarks': together([whole, attached]),
  'plan-besides-bookmarks': { kind: 'plan-details', plan: attached },
  'request-column-statistics': request({}, tables),
  'request-hostile': request(
    { askedBy: '<!channel>', reason: hostileNames.join(' '), accountName: first, region: first, required: 2 },
    hostile,
  ),
  'plan-preview': { kind: 'plan-details', plan: whole },
  'plan-column-statistics': { kind: 'plan-details', plan: tables },
  'plan-opened': { kind: 'plan-details', plan: whole, request: opened },
  'plan-opened-accepted': { kind: 'plan-details', plan: noted, request: { ...opened, acceptedUntil: '2027-03-31' } },
  'plan-approved': { kind: 'plan-details', plan: whole, request: { ...opened, state: 'approved', opened: false } },
  'plan-first-of-two': among([whole, bare], 0),
  'plan-second-of-two': among([whole, bare], 1),
  'plan-last-of-40': among(
    Array.from({ length: 40 }, () => large),
    39,
  ),
  'plan-one-of-hostile': among([hostile, hostile, hostile], 1),
  'plan-500-jobs': { kind: 'plan-details', plan: large },
  'plan-retire': { kind: 'plan-details', plan: retire },
  'plan-hostile': { kind: 'plan-details', plan: hostile, request: { ...opened, reason: hostileNames.join(' ') } },
  'open-requests-none': { kind: 'open-requests', requests: [] },
  'open-requests-two': {
    kind: 'open-requests',
    requests: ['std', 'etl'].map((name, index) => ({
      account: '111122223333',
      accountName: 'data-production',
      region: 'eu-west-1',
      requestId: `request-${index}`,
      findings: [name],
      effect: 'creates 1 configuration and switches 3 jobs',
      askedBy: 'UNINA',
      expiresAt: now + (index + 1) * hours,
      approvals: index,
      required: 2,
    })),
  },
} as const satisfies Record<string, Message>;
