import { ServiceError } from '../../errors.ts';
import { type Call, requiredText, seen } from '../../operation.ts';
import { tableKey } from '../table-key.ts';

/** What Glue says of a table that has no settings, and of one that is not there [inferred]. */
export function noSettings(database: string, table: string): ServiceError {
  return new ServiceError(
    'EntityNotFoundException',
    `Column statistics task settings of table ${table} in database ${database} not found.`,
  );
}

/** The settings of one table. */
export function getColumnStatisticsTaskSettings(call: Call): object {
  const database = requiredText(call, 'DatabaseName', { min: 1, max: 255 });
  const table = requiredText(call, 'TableName', { min: 1, max: 255 });
  const { columnStatistics } = call.world.region(call.identity.account, call.region);
  const found = seen(call, columnStatistics, tableKey(database, table));
  if (!found) throw noSettings(database, table);
  return { ColumnStatisticsTaskSettings: found };
}
