import fc from 'fast-check';
import type {
  AuditHeadMessage,
  LogEntryView,
  ReportMadeMessage,
  RequestLogMessage,
} from '../../src/usecases/messages/evidence-messages.ts';
import type { EditClosedMessage, Message } from '../../src/usecases/messages/message.ts';
import { account, anyOf, count, id, instant, name, person, region, upTo } from './arbitrary-parts.ts';

/** `now`: any message that it would be. */
export const editClosed = (now: fc.Arbitrary<Message>) =>
  anyOf<EditClosedMessage>({ kind: fc.constant('edit-closed'), of: name }, { now });

const counts = fc.record({ total: count, exposed: count, latent: count, unused: count });

export const reportMade = anyOf<ReportMadeMessage>(
  {
    kind: fc.constant('report-made'),
    ...{ from: instant, before: instant, madeAt: instant },
    recordedSince: fc.option(instant),
    findings: fc.record({ opened: count, resolved: count, openAtEnd: count }),
    ...{ scans: count, daysWithoutScan: count },
  },
  { open: counts, where: fc.constantFrom('thread', 'direct'), refused: name },
);

export const auditHead = anyOf<AuditHeadMessage>(
  { kind: fc.constant('audit-head'), at: instant, place: count, hash: fc.stringMatching(/^[0-9a-f]{64}$/) },
  { since: fc.record({ place: count, day: instant }) },
);

export const requestLog = anyOf<RequestLogMessage>(
  {
    kind: fc.constant('request-log'),
    requestId: id,
    state: fc.constantFrom('open', 'approved', 'rejected', 'withdrawn', 'expired'),
    account,
    region,
    findings: upTo(40, name),
    entries: upTo(
      90,
      anyOf<LogEntryView>({ at: instant, what: name, detail: name, awsRequestIds: upTo(4, id) }, { by: person }),
    ),
    total: count,
    others: upTo(20, fc.record({ id, createdAt: instant, state: fc.constantFrom('open', 'approved') })),
  },
  { accountName: name },
);
