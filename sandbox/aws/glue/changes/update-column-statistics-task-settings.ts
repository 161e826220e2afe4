import { requirePassRole } from '../../access/access.ts';
import { invalid, ServiceError } from '../../errors.ts';
import { type Call, optionalText, requiredText } from '../../operation.ts';
import { validate } from '../../validate.ts';
import { noSettings } from '../definitions/get-column-statistics-task-settings.ts';
import { updateColumnStatisticsTaskSettingsInput } from '../models.ts';
import { tableKey } from '../table-key.ts';
import { requireConfiguration, requireRole } from './references.ts';

function checkReferences(call: Call): void {
  requireConfiguration(call, optionalText(call, 'SecurityConfiguration'));
  const catalog = optionalText(call, 'CatalogID') ?? call.identity.account;
  if (catalog !== call.identity.account)
    throw new ServiceError('EntityNotFoundException', `Catalog ${catalog} not found.`);
  const role = optionalText(call, 'Role');
  if (role !== undefined) requirePassRole(call, requireRole(call, role));
}

/**
 * Replaces the settings of a table. [inferred] What is not sent is lost, and a schedule that is sent runs, whatever the
 * state of the one before.
 */
export function updateColumnStatisticsTaskSettings(call: Call): object {
  validate('glue', call.input, updateColumnStatisticsTaskSettingsInput);
  const database = requiredText(call, 'DatabaseName');
  const table = requiredText(call, 'TableName');
  const { columnStatistics } = call.world.region(call.identity.account, call.region);
  const before = columnStatistics.get(tableKey(database, table));
  if (!before) throw noSettings(database, table);
  const { SampleSize: size } = call.input;
  if (typeof size === 'number' && (size < 0 || size > 100)) throw invalid('glue', 'SampleSize must be from 0 to 100.');
  checkReferences(call);
  const { Schedule: schedule, ...sent } = Object.fromEntries(
    Object.entries(call.input).filter(([, value]) => value !== null),
  );
  const { ScheduleType, LastExecutionAttempt } = before;
  columnStatistics.put(tableKey(database, table), {
    CatalogID: call.identity.account,
    ...sent,
    DatabaseName: database,
    TableName: table,
    ...(typeof schedule === 'string' && { Schedule: { ScheduleExpression: schedule, State: 'SCHEDULED' } }),
    ...(ScheduleType !== undefined && { ScheduleType: typeof schedule === 'string' ? 'CRON' : ScheduleType }),
    SettingSource: 'TABLE',
    ...(LastExecutionAttempt && { LastExecutionAttempt }),
  });
  return {};
}
