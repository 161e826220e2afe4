import type {
  AuditProgressMessage,
  CancelledScan,
  NamedFinding,
} from '../../../src/usecases/messages/audit-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { RunningScanView, ScanCancelMessage } from '../../../src/usecases/messages/status-messages.ts';
import { days, hostileNames, minutes, now } from '../sample-parts.ts';

const fleet = '300 accounts';

function progress(given: Partial<AuditProgressMessage> = {}): AuditProgressMessage {
  return {
    kind: 'audit-progress',
    scope: fleet,
    startedAt: now,
    done: 120,
    total: 300,
    found: 31,
    unknown: 3,
    exposed: 12,
    worst,
    leftMs: 2 * minutes,
    scanId: 'Rk3mT8wLq2ZcV0pN5sXyHa',
    ...given,
  };
}

function withoutLeft(given: Partial<AuditProgressMessage>): AuditProgressMessage {
  const { leftMs: _, ...rest } = progress(given);
  return rest;
}

const worst: readonly NamedFinding[] = [
  {
    account: '111122223333',
    accountName: 'data-production',
    region: 'eu-west-1',
    kind: 'configuration',
    name: 'etl-default-2019',
  },
  {
    account: '444455556666',
    accountName: 'analytics',
    region: 'us-east-1',
    kind: 'unprotected-job',
    name: 'load-invoices',
  },
  { account: '777788889999', region: 'us-east-1', kind: 'unusable-key', name: 'survey' },
];

export const someCancelled: CancelledScan = {
  by: 'U0123456789',
  read: 120,
  left: 180,
  accountsLeft: 0,
  oldestKeptAt: now - 2 * days,
  neverScanned: 4,
};

export const cancelledEarly: CancelledScan = {
  by: 'U0123456789',
  read: 0,
  left: 0,
  accountsLeft: 300,
  neverScanned: 0,
};

function running(given: Partial<RunningScanView> = {}): RunningScanView {
  const { done, total, found, unknown, exposed, leftMs } = progress();
  return {
    id: 'Rk3mT8wLq2ZcV0pN5sXyHa',
    scope: fleet,
    startedAt: now - 3 * minutes,
    askedBy: 'U0123456789',
    progress: {
      done,
      found,
      unknown,
      ...(total !== undefined && { total }),
      exposed: exposed ?? 0,
      leftMs: leftMs ?? 0,
    },
    ...given,
  };
}

export const oneRunning = [running()];
const scheduled = running({ id: 'W4', schedule: 'daily', scope: '40 accounts' });
export const severalRunning: readonly RunningScanView[] = [
  running(),
  scheduled,
  { id: 'Zq8', scope: 'eu-west-1 in data-production (111122223333)', startedAt: now - 2_000, askedBy: 'U9876543210' },
  running({ id: 'Lm2', scope: '7 accounts', cancelledBy: 'U0123456789' }),
];

function cancel(given: Partial<ScanCancelMessage> = {}): ScanCancelMessage {
  return { kind: 'scan-cancel', event: 'chosen', scope: fleet, startedAt: now, askedBy: 'U0123456789', ...given };
}

export const runningSamples = {
  'audit-progress-fleet': progress(),
  'audit-progress-silent': withoutLeft({ silent: ['eu-south-1'] }),
  'audit-progress-pace-unknown': withoutLeft({ done: 4, found: 0, unknown: 0, exposed: 0, worst: [] }),
  'audit-progress-cancelling': withoutLeft({ cancelledBy: 'U9876543210' }),
  'audit-progress-hostile': progress({
    scope: hostileNames[0] ?? '',
    exposed: hostileNames.length,
    worst: hostileNames.map((name) => ({
      ...{ account: '111122223333', accountName: name, region: 'eu-west-1', kind: 'configuration', name },
    })),
  }),
  'scan-cancel': cancel(),
  'scan-cancel-scheduled': cancel({ schedule: 'daily' }),
  'scan-cancel-before': cancel({ event: 'before', by: 'U9876543210' }),
  'scan-cancel-late': cancel({ event: 'ended', state: 'finished', endedAt: now + minutes }),
  'scan-cancel-interrupted': cancel({ event: 'ended', state: 'interrupted', endedAt: now + minutes }),
  'running-scans': { kind: 'running-scans', at: now, scans: severalRunning },
  'running-scans-hostile': {
    kind: 'running-scans',
    at: now,
    scans: hostileNames.map((scope, index) => running({ id: `h${index}`, scope })),
  },
} satisfies Record<string, Message>;
