import { isAll } from '../../domain/exceptions/coverage.ts';
import type { RiskView } from '../messages/exception-messages.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';

/** A row as messages have it. */
export function riskView(row: ExceptionRow): RiskView {
  const { id, state, from, scope, covers, reason, owner, ownerIs, until } = row;
  const { askedBy, decidedBy, decidedAt, decisionReason, closedBy, closedAt } = row;
  return {
    id,
    state,
    from,
    scope,
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
