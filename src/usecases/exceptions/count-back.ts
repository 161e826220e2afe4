import { covers } from '../../domain/exceptions/coverage.ts';
import { judgeBy } from '../../domain/exceptions/match.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';
import type { Records } from '../ports/store.ts';

/**
 * How many open findings count again because this one holds no more, whoever wrote that down: a scan may have, or the end
 * of another on the same day. `row`: as it held. Call it after the row was moved, in the same transaction.
 */
export async function countBack(
  { exceptions }: Pick<Records, 'exceptions'>,
  row: ExceptionRow,
  now: number,
): Promise<number> {
  if (row.state !== 'accepted') return 0;
  const left = await exceptions.inState(['accepted', 'ended']);
  const held = judgeBy([...left.filter(({ id }) => id !== row.id), row], Math.min(now, row.until.at - 1));
  const holds = judgeBy(left, now);
  const reached = await exceptions.reached(row.scope);
  return reached.filter(
    (finding) =>
      covers(row.covers, finding) && held(finding).accepted !== undefined && holds(finding).accepted === undefined,
  ).length;
}
