import type { Account } from '../../../domain/fleet.ts';
import type { Refusal } from '../../../domain/remediation/approval.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';

/**
 * Why nothing can be changed in the account of a request now: what is approved, or ordered to go back, would end at once,
 * or be carried out by surprise when the account is back. Undefined: it can.
 */
export function unreachable(
  { account }: { readonly account: (id: string) => Account | undefined },
  request: Pick<RequestRow, 'account'>,
): Extract<Refusal, 'not-configured' | 'remediation-off'> | undefined {
  const known = account(request.account);
  if (known === undefined) return 'not-configured';
  return known.remediationRoleArn === undefined ? 'remediation-off' : undefined;
}
