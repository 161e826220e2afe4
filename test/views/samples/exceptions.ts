import type {
  AcceptedRisksMessage,
  ExceptionNoticeMessage,
  ExceptionRequestMessage,
  RiskView,
} from '../../../src/usecases/messages/exception-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { days, hostileNames, minutes, now } from '../sample-parts.ts';

const finding = {
  rule: 'Glue-005',
  account: '111122223333',
  region: 'eu-west-1',
  kind: 'configuration',
  name: 'orders-etl',
} as const;

export function risk(given: Partial<RiskView> = {}): RiskView {
  return {
    id: 'Zk3fPq8sT1uV5wXy',
    state: 'asked',
    from: 'slack',
    scope: { finding },
    accountNames: { '111122223333': 'data-production' },
    reason: 'The job is switched off with the old platform in March, DATA-1234.',
    owner: 'UNINA',
    ownerIs: 'person',
    until: '2027-03-31',
    timezone: 'UTC',
    askedBy: 'UNINA',
    ...given,
  };
}

/** Of somebody in words, as a file has it. */
function worded(owner: string, given: Partial<RiskView> = {}): RiskView {
  const { ownerIs: _nobody, ...rest } = risk(given);
  return { ...rest, owner };
}

const one = { total: 1, exposed: 0, latent: 1, unused: 0 };
const shared = {
  name: 'adhoc-*',
  accounts: ['111122223333', '222233334444'],
  regions: ['eu-west-1'],
  kinds: ['unprotected-job', 'configuration'],
} as const;

function request(given: Partial<ExceptionRequestMessage> = {}): ExceptionRequestMessage {
  return { kind: 'exception-request', exceptionId: 'Zk3fPq8sT1uV5wXy', risk: risk(), counts: one, ...given };
}

const decided = { decidedBy: 'UOSCAR', decidedAt: now + 5 * minutes };
const why = { decisionReason: 'The old platform stays until June: fix it now.' };
const closed = { closedBy: 'UOSCAR', closedAt: now + 2 * days };

function notice(event: ExceptionNoticeMessage['event'], given: Partial<ExceptionNoticeMessage> = {}) {
  return { kind: 'exception-notice', event, risk: risk(), findings: 3, ...given } as const;
}

const hostile = hostileNames.map((name, index) => ({
  ...risk({
    id: `hostile-${index}-0123456789`,
    state: index % 3 === 0 ? 'asked' : 'accepted',
    scope: index % 2 === 0 ? { finding: { ...finding, name } } : { name },
    owner: name,
    reason: name,
    timezone: 'Europe/Berlin',
  }),
  findings: index,
}));

function risks(some: AcceptedRisksMessage['risks'], given: Partial<AcceptedRisksMessage> = {}): AcceptedRisksMessage {
  return { kind: 'accepted-risks', at: now, risks: some, hidden: 0, ended: 0, ...given };
}

const accepted = risk({ state: 'accepted', ...decided });
const many = Array.from({ length: 40 }, (_, index) => ({
  ...risk({
    id: `${String(index).padStart(4, '0')}-0123456789`,
    state: 'accepted',
    scope: { ...shared, name: `job-${index}-*` },
    reason: 'Replaced in March. '.repeat(30),
  }),
  findings: index * 100,
}));

/** Accepted risks: asked for, decided, ended, and listed. */
export const exceptionSamples = {
  'risk-asked': request(),
  'risk-asked-many': request({
    risk: risk({ scope: shared, evenIfWorse: true, timezone: 'Europe/Berlin', owner: 'data team' }),
    counts: { total: 5_012, exposed: 12, latent: 3_000, unused: 2_000 },
    remediation: true,
    alsoUntil: '2027-01-31',
    instead: '2026-12-31',
  }),
  'risk-asked-hostile': request({
    risk: risk({
      scope: { finding: { ...finding, name: hostileNames.join(' ').slice(0, 255) } },
      accountNames: { '111122223333': hostileNames.join(' ') },
      reason: hostileNames.join(' '),
      owner: hostileNames.join(' '),
    }),
  }),
  'risk-asked-long': request({ risk: risk({ scope: { name: `${'x'.repeat(250)}*y` }, reason: 'why '.repeat(125) }) }),
  'risk-asked-group': request({ risk: risk({ owner: 'S0604QSJC', ownerIs: 'group' }) }),
  'risk-asked-word': request({ risk: worded('WEBTEAM') }),
  'risk-accepted': request({ risk: accepted }),
  'risk-rejected': request({ risk: risk({ state: 'rejected', ...decided, ...why }) }),
  'risk-lapsed': request({ risk: risk({ state: 'lapsed', closedAt: now + 2 * days }) }),
  'risk-revoked': request({ risk: risk({ state: 'revoked', ...decided, ...closed }) }),
  'risk-notice-asked': notice('asked', { remediation: true, alsoUntil: '2027-01-31' }),
  'risk-notice-accepted': notice('accepted', { risk: accepted, findings: 1 }),
  'risk-notice-rejected': notice('rejected', { risk: risk({ state: 'rejected', ...decided, ...why }) }),
  'risk-notice-lapsed': notice('lapsed', { risk: risk({ state: 'lapsed' }) }),
  'risk-notice-revoked': notice('revoked', { risk: risk({ state: 'revoked', ...closed }), findings: 1 }),
  'risk-notice-ended': notice('ended', { risk: risk({ state: 'ended' }) }),
  'risk-notice-ended-nothing': notice('ended', { risk: risk({ state: 'ended' }), findings: 0 }),
  'risk-notice-reminder': notice('reminder', { risk: accepted }),
  'risk-notice-reminder-file': notice('reminder', {
    risk: worded('data team', { state: 'accepted', from: 'file', scope: shared }),
  }),
  'risks-by-tag': risks([
    { ...accepted, scope: { name: '*', tag: { team: 'finance', 'cost center': '<!here>' } }, findings: 12 },
  ]),
  'risks-none': risks([]),
  'risks-one': risks([{ ...accepted, findings: 1 }], { ended: 1 }),
  'risks-many': risks(many, { hidden: 160, ended: 2 }),
  'risks-hostile': risks(hostile),
} as const satisfies Record<string, Message>;
