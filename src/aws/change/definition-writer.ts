import type {
  CreateSecurityConfigurationCommandInput,
  UpdateColumnStatisticsTaskSettingsCommandInput,
  UpdateJobCommandInput,
  UpdateTriggerCommandInput,
} from '@aws-sdk/client-glue';
import type { JsonObject } from '../../domain/json.ts';
import type { DefinitionWriter } from '../../usecases/ports/remediation-cloud.ts';
import type { GlueConnection } from '../access/clients.ts';
import { toCloudError } from '../access/errors.ts';
import { requestIdOf } from './definition-reader.ts';
import { sendExactly } from './exact-body.ts';

/** `glue` must be a connection whose client makes one attempt: nobody knows whether a write without answer was made. */
export function createDefinitionWriter(glue: () => Promise<GlueConnection>): DefinitionWriter {
  /** @throws {CloudError} */
  async function write(
    call: string,
    input: JsonObject,
    send: (connection: GlueConnection, exact: ReturnType<typeof sendExactly>) => Promise<object>,
  ): Promise<{ awsRequestId: string }> {
    try {
      return { awsRequestId: requestIdOf(await send(await glue(), sendExactly(call, input))) };
    } catch (error) {
      throw toCloudError(call, error);
    }
  }

  return {
    createConfiguration(name, encryption) {
      const input = { Name: name, EncryptionConfiguration: encryption };
      return write('CreateSecurityConfiguration', input, ({ sdk, client }, exact) =>
        client.send(
          exact(new sdk.CreateSecurityConfigurationCommand(input as CreateSecurityConfigurationCommandInput)),
        ),
      );
    },
    updateJob(name, update) {
      const input = { JobName: name, JobUpdate: update };
      return write('UpdateJob', input, ({ sdk, client }, exact) =>
        client.send(exact(new sdk.UpdateJobCommand(input as UpdateJobCommandInput))),
      );
    },
    updateTrigger(name, update) {
      const input = { Name: name, TriggerUpdate: update };
      return write('UpdateTrigger', input, ({ sdk, client }, exact) =>
        client.send(exact(new sdk.UpdateTriggerCommand(input as UpdateTriggerCommandInput))),
      );
    },
    updateCrawler(name, configuration) {
      // An empty name takes the configuration off.
      const input = { Name: name, CrawlerSecurityConfiguration: configuration ?? '' };
      return write('UpdateCrawler', input, ({ sdk, client }, exact) =>
        client.send(exact(new sdk.UpdateCrawlerCommand(input))),
      );
    },
    updateColumnStatistics(update) {
      const input = { ...update } as object as UpdateColumnStatisticsTaskSettingsCommandInput;
      return write('UpdateColumnStatisticsTaskSettings', update, ({ sdk, client }, exact) =>
        client.send(exact(new sdk.UpdateColumnStatisticsTaskSettingsCommand(input))),
      );
    },
    deleteConfiguration(name) {
      const input = { Name: name };
      return write('DeleteSecurityConfiguration', input, ({ sdk, client }, exact) =>
        client.send(exact(new sdk.DeleteSecurityConfigurationCommand(input))),
      );
    },
  };
}
