import type { Approvals } from '../../../src/domain/remediation/approval.ts';
import { policy } from './remediation-samples.ts';

export const people = (users: readonly string[], usergroups: readonly string[] = []) => ({
  approvers: { users, usergroups },
});

export const two: Approvals = { ...policy, required: 2, ...people(['UONE', 'UTWO', 'UTHREE']) };

export interface Stricter {
  readonly what: string;
  readonly before?: Partial<Approvals>;
  readonly asker?: string;
  readonly after: Approvals | undefined;
  /** As the audit trail names it. */
  readonly why: string;
}

/** Each way in which a policy can become stricter than what UONE approved. */
export const stricter: readonly Stricter[] = [
  { what: 'the approver was taken off the list', after: { ...policy, ...people(['UTWO']) }, why: 'UONE not-approver' },
  { what: 'the list was emptied', after: { ...policy, ...people([]) }, why: 'UONE no-approvers' },
  { what: 'the account has no policy any more', after: undefined, why: 'UONE no-approvers' },
  { what: 'one more approval is needed', after: { ...two, ...people(['UONE', 'UTWO']) }, why: '' },
  {
    what: 'self-approval was switched off',
    before: { allowSelfApproval: true },
    asker: 'UONE',
    after: { ...policy, ...people(['UONE', 'UTWO']) },
    why: 'UONE own-request',
  },
];
