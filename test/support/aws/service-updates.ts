import type { JsonObject } from '../../../src/domain/json.ts';
import { derivedCapacity } from './definitions.ts';

/** The 23 members of JobUpdate (AWS Glue API 2017-03-31). */
export const jobMembers = [
  'AllocatedCapacity CodeGenConfigurationNodes Command Connections DefaultArguments Description ExecutionClass',
  'ExecutionProperty GlueVersion JobMode JobRunQueuingEnabled LogUri MaintenanceWindow MaxCapacity MaxRetries',
  'NonOverridableArguments NotificationProperty NumberOfWorkers Role SecurityConfiguration SourceControlDetails',
  'Timeout WorkerType',
]
  .join(' ')
  .split(' ');

/** What UpdateTrigger overwrites. */
export const triggerMembers = ['Description', 'Schedule', 'Actions', 'Predicate', 'EventBatchingCondition'];

/** UpdateJob: everything of the update is overwritten or lost; the graph stays where it is not sent; the rest is the service's. */
export function updatedJob(job: JsonObject, update: JsonObject): JsonObject {
  const kept = Object.entries(job).filter(
    ([name]) => !jobMembers.includes(name) || (name === 'CodeGenConfigurationNodes' && !(name in update)),
  );
  const ray = JSON.stringify(update.Command).includes('glueray');
  const { MaxCapacity } = update;
  return {
    ...Object.fromEntries(kept),
    ...update,
    LastModifiedOn: 1_800_000_000,
    ...(typeof update.NumberOfWorkers === 'number' && derivedCapacity(update.NumberOfWorkers)),
    ...(typeof MaxCapacity === 'number' &&
      'AllocatedCapacity' in job && { AllocatedCapacity: Math.floor(MaxCapacity) }),
    ...(ray && job.Timeout !== undefined && { Timeout: job.Timeout }),
  };
}

/** UpdateTrigger overwrites its own members and keeps the others. */
export function updatedTrigger(trigger: JsonObject, update: JsonObject): JsonObject {
  return {
    ...Object.fromEntries(Object.entries(trigger).filter(([name]) => !triggerMembers.includes(name))),
    ...update,
  };
}

/** UpdateCrawler keeps what it is not sent, counts its versions, and takes an empty name as none. */
export function updatedCrawler(crawler: JsonObject, update: JsonObject): JsonObject {
  const { CrawlerSecurityConfiguration: name, ...rest } = { ...crawler, ...update };
  const version = typeof crawler.Version === 'number' ? { Version: crawler.Version + 1 } : {};
  return { ...rest, ...(name !== '' && name !== undefined && { CrawlerSecurityConfiguration: name }), ...version };
}
