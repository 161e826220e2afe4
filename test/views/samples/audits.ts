import { countByExposure } from '../../../src/usecases/audit/views.ts';
import type { AuditResultMessage, FindingView } from '../../../src/usecases/messages/audit-messages.ts';
import {
  finding,
  findings,
  fixedFindings,
  group,
  hostileFindings,
  hostileNames,
  jobs,
  now,
  target,
  targetsOf,
  unknownTarget,
  unknownTargets,
} from '../sample-parts.ts';
import { cancelledEarly, someCancelled } from './running.ts';

const oneRegion = 'eu-west-1 in data-production (111122223333)';

interface Given extends Partial<Omit<AuditResultMessage, 'findings'>> {
  readonly findings?: readonly FindingView[];
}

function audit({ findings: all = [], ...given }: Given = {}): AuditResultMessage {
  const targets = given.targets ?? [target({ findings: countByExposure(all) })];
  return {
    kind: 'audit-result',
    scope: oneRegion,
    finishedAt: now,
    durationMs: 1_240,
    scanned: targets.filter(({ outcome }) => outcome === 'scanned').length,
    unknown: targets.filter(({ outcome }) => outcome === 'unknown'),
    configurations: targets.reduce((sum, { configurations }) => sum + configurations, 0),
    jobs: targets.reduce((sum, { jobs }) => sum + jobs, 0),
    keysNotChecked: [],
    keysNotCheckedTotal: 0,
    queryId: 'Qx7dP2mVbN4',
    findings: group(all),
    targets,
    ...given,
  };
}

function sized(count: number): AuditResultMessage {
  const all = findings(count);
  return audit({ scope: '3 accounts', findings: all, targets: targetsOf(all) });
}

const manyTargets = Array.from({ length: 100 }, (_, index) =>
  target({
    account: String(500_000_000_000 + index),
    accountName: `team-${index + 1}`,
    findings: countByExposure(findings(index % 4)),
  }),
);
const manyUnknown = unknownTargets(1_000);

export const auditSamples = {
  'audit-compliant-one': audit(),
  'audit-compliant-many': audit({ scope: '3 accounts', targets: targetsOf([]) }),
  'audit-empty-region': audit({ targets: [target({ configurations: 0, jobs: 0 })] }),
  'audit-one-finding': audit({ findings: [finding()] }),
  'audit-acts': audit({
    findings: findings(4).map((each, index) => ({ ...each, id: `finding-${index}` })),
    acts: {
      remediable: ['finding-0', 'finding-2'],
      acceptable: ['finding-0', 'finding-1'],
      requests: { 'finding-1': { requestId: 'r1', isOpen: true, channel: 'C0APPROVALS' } },
    },
  }),
  'audit-lower-bound': audit({
    findings: [finding({ referencesIncomplete: [{ call: 'GetTriggers', error: 'ThrottlingException' }] })],
  }),
  'audit-not-configured': audit({ findings: [finding()], unwatched: true }),
  'audit-partly-watched': audit({
    findings: findings(3),
    targets: targetsOf(findings(3)),
    notWatched: {
      targets: 7,
      findings: 2,
      places: ['eu-north-1', 'eu-south-2', 'eu-west-3', 'ca-west-1', 'il-central-1'].map((region) => ({
        account: '444455556666',
        accountName: 'data-sandbox',
        region,
      })),
    },
  }),
  'audit-not-watched-hostile': audit({
    findings: [finding()],
    targets: hostileNames.map((accountName) => target({ accountName })),
    unwatched: true,
    notWatched: {
      targets: hostileNames.length,
      findings: 1,
      places: hostileNames.map((accountName) => ({ account: '444455556666', accountName, region: 'eu-west-1' })),
    },
  }),
  'audit-kept-references': audit({
    findings: [
      finding({
        references: [...jobs(2, 'job-bookmark-enable'), { type: 'session', name: 'dev-ana', kept: true }],
        referencesIncomplete: [{ call: 'ListSessions', error: 'AccessDeniedException', list: 'session' }],
      }),
    ],
  }),
  'audit-bare-job': audit({
    findings: [
      finding({
        kind: 'unprotected-job',
        reason: 'no-configuration',
        name: 'load-invoices',
        references: [{ type: 'job', name: 'load-invoices', bookmarks: 'job-bookmark-enable', via: ['nightly'] }],
      }),
    ],
  }),
  'audit-cancelled': audit({
    scope: '300 accounts',
    findings: findings(7),
    targets: targetsOf(findings(7)),
    cancelled: { ...someCancelled, read: 12, left: 288 },
  }),
  'audit-cancelled-clean': audit({
    scope: '300 accounts',
    targets: targetsOf([]),
    cancelled: { ...someCancelled, read: 12, left: 1 },
  }),
  'audit-cancelled-unrecorded': audit({
    scope: '300 accounts',
    targets: targetsOf([]),
    cancelled: { ...someCancelled, read: 12, left: 1, unrecorded: true },
  }),
  'audit-unrecorded': audit({ scope: '3 accounts', findings: findings(7), unrecorded: true }),
  'audit-cancelled-at-once': audit({ scope: '300 accounts', targets: [], cancelled: cancelledEarly }),
  'audit-typical': audit({
    scope: '3 accounts',
    findings: findings(7),
    durationMs: 4_800,
    targets: [...targetsOf(findings(7)).slice(1), unknownTarget()],
    keysNotChecked: [
      {
        configuration: 'shared-key',
        key: 'arn:aws:kms:eu-west-1:999900001111:key/abc',
        error: 'AccessDeniedException',
      },
      { configuration: 'partner-key', key: 'arn:aws:kms:eu-west-1:999900001111:key/def', error: 'NotFoundException' },
    ],
    keysNotCheckedTotal: 2,
  }),
  'audit-tags-not-read': {
    ...audit({ findings: findings(1) }),
    tagsNotRead: { targets: 1, call: 'GetResources', error: 'AccessDeniedException' },
  },
  'audit-fixed': audit({
    findings: [finding(), ...fixedFindings],
    targets: [
      target({ findings: countByExposure([finding()]) }),
      target({ region: 'us-east-1', findings: countByExposure(fixedFindings) }),
    ],
  }),
  'audit-only-fixed': audit({ findings: fixedFindings }),
  'audit-unknown-one': audit({ targets: [unknownTarget({ lastGoodAt: null })] }),
  'audit-unknown-in-part': audit({
    findings: [finding()],
    targets: [unknownTarget({ configurations: 4, findings: countByExposure([finding()]) })],
  }),
  'audit-regions-not-listed': audit({
    scope: 'data-staging (222233334444)',
    targets: [unknownTarget({ region: '*', call: 'ListRegions' })],
  }),
  'audit-no-credentials': audit({
    scope: 'own account',
    targets: [
      unknownTarget({
        account: 'unknown',
        region: '*',
        call: 'GetCallerIdentity',
        reason: 'CredentialsMissing',
        message: 'Could not load credentials from any providers',
        lastGoodAt: null,
      }),
    ].map(({ accountName: _, ...rest }) => rest),
  }),
  'audit-nothing': audit({ targets: [], scope: '3 accounts' }),
  'audit-49': sized(49),
  'audit-50': sized(50),
  'audit-51': sized(51),
  'audit-500': sized(500),
  'audit-5000': sized(5_000),
  'audit-1000-unknown': audit({ scope: '1000 accounts', targets: manyUnknown.slice(0, 100), unknown: manyUnknown }),
  'audit-1000-targets': audit({
    scope: '1000 accounts',
    findings: findings(150),
    targets: manyTargets,
    scanned: 1_000,
  }),
  'audit-hostile': audit({
    scope: `<!channel> & ${'x'.repeat(255)}`,
    findings: hostileFindings(),
    targets: hostileNames.map((name) => target({ accountName: name, region: 'eu-west-1' })),
  }),
} satisfies Record<string, AuditResultMessage>;
