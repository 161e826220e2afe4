import type {
  LogEntryView,
  ReportMadeMessage,
  RequestLogMessage,
} from '../../../src/usecases/messages/evidence-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { days, hostileNames, hours, now } from '../sample-parts.ts';

const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const entry = (given: Partial<LogEntryView>): LogEntryView => ({
  at: now - 5 * hours,
  what: 'did a step',
  detail: 'job orders-etl, step s1, touched true',
  awsRequestIds: ['6f0d1c1e-3b52-4d0c-9a39-3b6a9d3a6d10'],
  ...given,
});

const log: RequestLogMessage = {
  kind: 'request-log',
  requestId: 'k3JvZ0xYQpqV1bTn2mWc8A',
  state: 'approved',
  account: '111122223333',
  accountName: 'data-production',
  region: 'eu-west-1',
  findings: ['orders-etl'],
  entries: [
    entry({ by: 'U0ENGINEER', what: 'asked', detail: 'account 111122223333, reason audit finding', awsRequestIds: [] }),
    entry({
      by: 'U0ENGINEER',
      what: 'tried to decide: refused',
      detail: 'decision approve, refusal own-request',
      awsRequestIds: [],
    }),
    entry({ by: 'U0APPROVER', what: 'approved', detail: 'decision approve, missing 0', awsRequestIds: [] }),
    entry({ what: 'queued it', detail: '', awsRequestIds: [] }),
    entry({}),
    entry({ what: 'first run: good', detail: 'job orders-etl, run jr_1', awsRequestIds: [] }),
  ].reverse(),
  total: 6,
  others: [],
};

const alone: ReportMadeMessage = {
  kind: 'report-made',
  from: now - 30 * days,
  before: now,
  madeAt: now,
  recordedSince: now - 200 * days,
  findings: { opened: 17, resolved: 1_204, openAtEnd: 35 },
  scans: 60,
  daysWithoutScan: 2,
};
const open = { total: 35, exposed: 9, latent: 20, unused: 6 };

export const evidenceSamples = {
  'report-made': { ...alone, open, where: 'thread' },
  'report-made-direct': { ...alone, open, daysWithoutScan: 0, where: 'direct' },
  'report-made-no-scope': { ...alone, refused: 'missing_scope' },
  'report-made-refused': { ...alone, refused: 'storage_limit_reached' },
  'report-made-too-large': { ...alone, refused: 'too-large' },
  'report-made-nothing': { ...alone, recordedSince: null, where: 'thread' },
  'report-made-before': { ...alone, recordedSince: now, where: 'direct' },
  'audit-head': {
    kind: 'audit-head',
    at: now,
    place: 1_234,
    hash,
    since: { place: 1_200, day: now - days },
  },
  'audit-head-first': { kind: 'audit-head', at: now, place: 1, hash },
  'audit-head-nothing-new': { kind: 'audit-head', at: now, place: 7, hash, since: { place: 7, day: now - days } },
  'request-log': log,
  'request-log-many': {
    ...log,
    findings: ['orders-etl', 'orders-daily', 'invoices', 'clicks', 'legacy'],
    entries: Array.from({ length: 90 }, (_, at) => entry({ at: now - (90 - at) * 60_000 })),
    total: 412,
    others: [
      { id: 'Zq_9-xYQpqV1bTn2mWc8Ab', createdAt: now - 40 * days, state: 'rejected' },
      { id: 'Bq_9-xYQpqV1bTn2mWc8Ab', createdAt: now - 60 * days, state: 'approved' },
    ],
  },
  'request-log-hostile': {
    ...log,
    accountName: hostileNames[0] ?? '',
    findings: hostileNames,
    entries: hostileNames.map((name) => entry({ by: name, what: name, detail: name, awsRequestIds: [name] })),
    total: hostileNames.length,
  },
} satisfies Record<string, Message>;
