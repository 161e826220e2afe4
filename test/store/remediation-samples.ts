import type { RequestRow } from '../../src/usecases/ports/remediation-records.ts';
import { planOf, smallGlue } from '../support/remediation/remediation-samples.ts';

/** A request with one plan, `plan of <id>`, for the finding of the configuration `std`. */
export function request(id: string, changes: Partial<RequestRow> = {}): RequestRow {
  const { plan } = planOf(smallGlue(), { id: `plan of ${id}` });
  return {
    id,
    state: 'open',
    askedBy: 'U1',
    askedIn: 'C1',
    reason: 'why',
    createdAt: 1_000,
    expiresAt: 2_000,
    required: 2,
    selfApproval: true,
    seal: 'terms',
    account: plan.target.account,
    plans: [{ plan, seal: 'seal' }],
    ...changes,
  };
}

/** The same for the finding of another configuration. */
export function requestOf(id: string, name: string): RequestRow {
  const { plan } = planOf(smallGlue(), { id: `plan of ${id}`, finding: { kind: 'configuration', name } });
  return request(id, { plans: [{ plan, seal: 'seal' }] });
}
