import { differences } from '../differences.ts';
import { canonical, type JsonObject } from '../json.ts';
import { list, member, members, misfits, omit, text, unread, value, values, withoutNulls } from '../shape.ts';
import type { Refused } from './job-update.ts';

/** What an update of a table's column statistics task settings can hold as it is read (AWS Glue API 2017-03-31). */
const updateShapes = {
  DatabaseName: value,
  TableName: value,
  Role: value,
  ColumnNameList: list(value),
  SampleSize: value,
  CatalogID: value,
  SecurityConfiguration: value,
};

/** What it cannot hold. A schedule is read as an expression with its state, and sent as the expression alone. */
const otherShapes = {
  Schedule: values('ScheduleExpression', 'State'),
  ScheduleType: value,
  SettingSource: value,
  LastExecutionAttempt: unread,
};

const settingsShape = members({ ...updateShapes, ...otherShapes });
const notSentAsRead: ReadonlySet<string> = new Set(Object.keys(otherShapes));
/** What the service writes into the settings whenever the statistics are computed. */
const serverKept: ReadonlySet<string> = new Set(['LastExecutionAttempt']);

/**
 * The UpdateColumnStatisticsTaskSettingsRequest that gives a table's settings, as they were read, another security
 * configuration. AWS does not say whether the update keeps what it is not sent, so everything is sent back. Nor does it
 * say what sending a schedule does to one that is stopped or made by Glue: left out it may be lost, sent it may begin to
 * run. Such settings are refused.
 */
export function columnStatisticsUpdate(
  settings: JsonObject,
  configuration: string,
): { readonly update: JsonObject } | Refused {
  const refused = [...misfits(settings, settingsShape), ...unkeepable(settings)];
  if (refused.length > 0) return { refused };
  const kept = omit(withoutNulls(settings, settingsShape) as JsonObject, notSentAsRead);
  const schedule = scheduleExpression(settings);
  return {
    update: {
      ...kept,
      ...(schedule !== undefined && { Schedule: schedule }),
      SecurityConfiguration: configuration,
    },
  };
}

/** Known members whose value cannot be given back, and required ones that are missing. */
function unkeepable(settings: JsonObject): string[] {
  const required = ['DatabaseName', 'TableName'].filter((name) => text(member(settings, name)) === undefined);
  const state = member(member(settings, 'Schedule'), 'State');
  const stopped = scheduleExpression(settings) !== undefined && state !== 'SCHEDULED';
  const type = member(settings, 'ScheduleType') ?? 'CRON';
  const source = member(settings, 'SettingSource') ?? 'TABLE';
  return [
    ...required,
    ...(stopped ? ['Schedule.State'] : []),
    ...(type === 'CRON' ? [] : ['ScheduleType']),
    ...(source === 'TABLE' ? [] : ['SettingSource']),
  ];
}

function scheduleExpression(settings: JsonObject): string | undefined {
  return text(member(member(settings, 'Schedule'), 'ScheduleExpression'));
}

/** The configuration that the settings name; null: none. */
export function columnStatisticsConfiguration(settings: JsonObject): string | null {
  return text(member(settings, 'SecurityConfiguration')) ?? null;
}

/** True for settings that a table has from its catalog: they are changed there. */
export function isOfCatalog(settings: JsonObject): boolean {
  return member(settings, 'SettingSource') === 'CATALOG';
}

/**
 * The paths at which settings differ from what they were, other than their configuration and what the service keeps.
 * The state of their schedule too must be the same.
 */
export function compareColumnStatistics(before: JsonObject, after: JsonObject): string[] {
  return differences(omit(before, serverKept), omit(after, serverKept)).filter(
    (path) => path !== 'SecurityConfiguration',
  );
}

/** The text of settings whose digest tells whether they changed. What is null is not there after an update. */
export function columnStatisticsForHash(settings: JsonObject): string {
  return canonical(withoutNulls(omit(settings, serverKept), settingsShape));
}
