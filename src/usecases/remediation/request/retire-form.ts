import { notListed } from '../../../domain/audit/assess.ts';
import type { RetireForm } from '../../messages/remediation-forms.ts';
import type { FindingRow } from '../../ports/finding-records.ts';

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
