import type { FindingRow } from '../../src/usecases/ports/finding-records.ts';
import type { NewOutboxMessage } from '../../src/usecases/ports/outbox-records.ts';
import type { NewScan } from '../../src/usecases/ports/scan-records.ts';

export function finding(id: string, changes: Partial<FindingRow> = {}): FindingRow {
  return {
    id,
    rule: 'Glue-005',
    account: '111111111111',
    region: 'eu-west-1',
    kind: 'configuration',
    name: `configuration of ${id}`,
    reason: 'disabled',
    exposure: 'exposed',
    references: [],
    firstSeenAt: 1_000,
    lastSeenAt: 1_000,
    ...changes,
  };
}

export function scan(id: string, changes: Partial<NewScan> = {}): NewScan {
  return { id, processId: 'p1', startedAt: 1_000, scope: 'everything', caughtUp: false, ...changes };
}

export function outbox(id: string, changes: Partial<NewOutboxMessage> = {}): NewOutboxMessage {
  const message = { kind: 'problem', what: id, next: 'Nothing.', suggestions: [] } as const;
  return { id, channel: 'C1', message, createdAt: 1_000, ...changes };
}
