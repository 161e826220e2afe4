import { notListed } from '../domain/assess.ts';
import type { FindingRow } from './ports.ts';
import type { RetireForm } from './remediation-message.ts';

/** What is said before somebody asks to retire a configuration. */
export function composeRetireForm({ id, kind, name, account, accountName, region }: FindingRow): RetireForm {
  return {
    kind: 'retire-form',
    findingId: id,
    finding: { kind, name },
    account,
    ...(accountName !== undefined && { accountName }),
    region,
    notLookedAt: notListed,
  };
}
