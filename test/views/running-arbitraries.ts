import { findingKinds } from '../../src/domain/model.ts';
import type {
  AuditProgressMessage,
  CancelledScan,
  NamedFinding,
  ProgressNumbers,
} from '../../src/usecases/messages/audit-messages.ts';
import type {
  RunningScansMessage,
  RunningScanView,
  ScanCancelMessage,
} from '../../src/usecases/messages/status-messages.ts';
import fc from '../support/fast-check.ts';
import { account, anyOf, count, id, instant, name, person, region, upTo } from './arbitrary-parts.ts';

/** Messages about scans that go on or were cancelled. */

const worst = anyOf<NamedFinding>(
  { account, region, kind: fc.constantFrom(...findingKinds), name },
  { accountName: name },
);

const numbers = { done: count, found: count, unknown: count };
const moreNumbers = { total: count, exposed: count, worst: upTo(5, worst), leftMs: count, silent: upTo(20, region) };

export const auditProgress = anyOf<AuditProgressMessage>(
  { kind: fc.constant('audit-progress'), scope: name, startedAt: instant, ...numbers },
  { ...moreNumbers, scanId: id, cancelledBy: person },
);

export const cancelled = anyOf<CancelledScan>(
  { by: person, read: count, left: count, accountsLeft: count, neverScanned: count },
  { oldestKeptAt: instant, unrecorded: fc.constant(true) },
);

export const runningScan = anyOf<RunningScanView>(
  { id, scope: name, startedAt: instant },
  { schedule: name, askedBy: person, progress: anyOf<ProgressNumbers>(numbers, moreNumbers), cancelledBy: person },
);

export const runningScans = fc.record({
  kind: fc.constant('running-scans'),
  at: instant,
  scans: fc.array(runningScan, { minLength: 1, maxLength: 20 }),
}) satisfies fc.Arbitrary<RunningScansMessage>;

export const scanCancel = anyOf<ScanCancelMessage>(
  {
    kind: fc.constant('scan-cancel'),
    event: fc.constantFrom('chosen', 'before', 'ended'),
    scope: name,
    startedAt: instant,
  },
  {
    schedule: name,
    askedBy: person,
    by: person,
    state: fc.constantFrom('finished', 'cancelled', 'interrupted', 'failed'),
    endedAt: instant,
  },
);
