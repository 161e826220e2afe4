import { isAll } from '../../domain/exceptions/coverage.ts';
import { type ExceptionScope, isExact } from '../../domain/exceptions/exception.ts';
import type { Account } from '../../domain/fleet.ts';
import type { RiskView } from '../messages/exception-messages.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';

/** More of them no message names. */
const mostNamed = 10;

/** Of an account that is no longer configured only the number is known. */
function namesOf(scope: ExceptionScope, accounts: readonly Account[]): Pick<RiskView, 'accountNames'> {
  const ids = isExact(scope) ? [scope.finding.account] : (scope.accounts ?? []).slice(0, mostNamed);
  const wanted = new Set(ids);
  const named = accounts.flatMap(({ id, name }): (readonly [string, string])[] => {
    return id !== undefined && name !== undefined && wanted.has(id) ? [[id, name]] : [];
  });
  return named.length === 0 ? {} : { accountNames: Object.fromEntries(named) };
}

/** A row as messages have it, with accounts named as they are configured now. */
export function riskView(row: ExceptionRow, { accounts }: { readonly accounts: readonly Account[] }): RiskView {
  const { id, state, from, scope, covers, reason, owner, ownerIs, until } = row;
  const { askedBy, decidedBy, decidedAt, decisionReason, closedBy, closedAt } = row;
  return {
    id,
    state,
    from,
    scope,
    ...namesOf(scope, accounts),
    reason,
    owner,
    ...(ownerIs !== undefined && { ownerIs }),
    until: until.day,
    timezone: until.timezone,
    ...(askedBy !== undefined && { askedBy }),
    ...(decidedBy !== undefined && { decidedBy }),
    ...(decidedAt !== undefined && { decidedAt }),
    ...(decisionReason !== undefined && { decisionReason }),
    ...(closedBy !== undefined && { closedBy }),
    ...(closedAt !== undefined && { closedAt }),
    ...(isAll(covers) && { evenIfWorse: true as const }),
  };
}
