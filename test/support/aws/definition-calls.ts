import type { JsonObject } from '../../../src/domain/json.ts';
import type { Resource } from '../../../src/domain/steps/step-kind.ts';
import type { ResourceKind } from '../../../src/domain/steps/step-kinds.ts';
import type { DefinitionWriter } from '../../../src/usecases/ports/remediation-cloud.ts';

/** Definitions by name: what a reader reads. */
export const the = {
  configuration: (name: string) => ({ kind: 'configuration', name }),
  job: (name: string) => ({ kind: 'job', name }),
  trigger: (name: string) => ({ kind: 'trigger', name }),
  crawler: (name: string) => ({ kind: 'crawler', name }),
  columnStatistics: (database: string, name: string) => ({ kind: 'column-statistics', name, database }),
} as const satisfies Record<string, (...names: string[]) => Resource<ResourceKind>>;

const fresh = () => true;

/** Every write, with its request as AWS names the members. */
export const write = {
  createConfiguration: (writer: DefinitionWriter, name: string, encryption: JsonObject) =>
    writer.write(
      the.configuration(name),
      'CreateSecurityConfiguration',
      {
        Name: name,
        EncryptionConfiguration: encryption,
      },
      fresh,
    ),
  updateJob: (writer: DefinitionWriter, name: string, update: JsonObject) =>
    writer.write(the.job(name), 'UpdateJob', { JobName: name, JobUpdate: update }, fresh),
  updateTrigger: (writer: DefinitionWriter, name: string, update: JsonObject) =>
    writer.write(the.trigger(name), 'UpdateTrigger', { Name: name, TriggerUpdate: update }, fresh),
  updateCrawler: (writer: DefinitionWriter, name: string, configuration: string) =>
    writer.write(
      the.crawler(name),
      'UpdateCrawler',
      { Name: name, CrawlerSecurityConfiguration: configuration },
      fresh,
    ),
  updateColumnStatistics: (writer: DefinitionWriter, update: JsonObject) =>
    writer.write(
      the.columnStatistics(String(update.DatabaseName), String(update.TableName)),
      'UpdateColumnStatisticsTaskSettings',
      update,
      fresh,
    ),
  deleteConfiguration: (writer: DefinitionWriter, name: string) =>
    writer.write(the.configuration(name), 'DeleteSecurityConfiguration', { Name: name }, fresh),
};
