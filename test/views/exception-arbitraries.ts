import { exceptionSources, findingKinds } from '../../src/domain/model.ts';
import type {
  AcceptedRisksMessage,
  ExceptionNoticeMessage,
  ExceptionRequestMessage,
  RiskView,
} from '../../src/usecases/messages/exception-messages.ts';
import fc from '../support/fast-check.ts';
import { account, anyOf, count, id, instant, name, optional, person, region, upTo, yes } from './arbitrary-parts.ts';
import { counts } from './finding-arbitraries.ts';

const kind = fc.constantFrom(...findingKinds);
const day = fc.constantFrom('2026-12-31', '2027-03-31');

const scope: fc.Arbitrary<RiskView['scope']> = fc.oneof(
  fc.record({ finding: fc.record({ rule: fc.constant('Glue-005'), account, region, kind, name }) }),
  optional({
    accounts: upTo(20, account),
    regions: upTo(20, region),
    name,
    kinds: upTo(5, kind),
    tag: fc.dictionary(name, name, { maxKeys: 3 }),
  }),
);

const risk = anyOf<RiskView>(
  {
    id,
    state: fc.constantFrom('asked', 'accepted', 'rejected', 'lapsed', 'revoked', 'replaced', 'ended'),
    from: fc.constantFrom(...exceptionSources),
    scope,
    reason: name,
    owner: person,
    until: day,
    timezone: fc.constantFrom('UTC', 'Europe/Berlin'),
  },
  {
    accountNames: fc.dictionary(account, name, { maxKeys: 20 }),
    ownerIs: fc.constantFrom('person', 'group'),
    askedBy: person,
    decidedBy: person,
    decidedAt: instant,
    decisionReason: name,
    closedBy: person,
    closedAt: instant,
    evenIfWorse: yes,
  },
);

export const exceptionRequest = anyOf<ExceptionRequestMessage>(
  { kind: fc.constant('exception-request'), exceptionId: id, risk, counts },
  { remediation: yes, alsoUntil: day, instead: day },
);

export const exceptionNotice = anyOf<ExceptionNoticeMessage>(
  {
    kind: fc.constant('exception-notice'),
    event: fc.constantFrom('asked', 'accepted', 'rejected', 'lapsed', 'revoked', 'ended', 'reminder'),
    risk,
    findings: count,
  },
  { remediation: yes, alsoUntil: day, askedIn: person },
);

export const acceptedRisks: fc.Arbitrary<AcceptedRisksMessage> = fc.record({
  kind: fc.constant('accepted-risks'),
  at: instant,
  risks: upTo(
    40,
    fc.tuple(risk, count).map(([each, findings]) => ({ ...each, findings })),
  ),
  hidden: count,
  ended: count,
});
