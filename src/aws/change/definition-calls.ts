import type {
  CreateSecurityConfigurationCommandInput,
  DeleteSecurityConfigurationCommandInput,
  UpdateColumnStatisticsTaskSettingsCommandInput,
  UpdateCrawlerCommandInput,
  UpdateJobCommandInput,
  UpdateTriggerCommandInput,
} from '@aws-sdk/client-glue';
import type { JsonObject } from '../../domain/json.ts';
import type { Resource } from '../../domain/steps/step-kind.ts';
import type { ResourceKind, WriteOperation } from '../../domain/steps/step-kinds.ts';
import type { GlueConnection } from '../access/clients.ts';
import type { Guard } from './guard.ts';

/** How one sort of definition is read. */
export interface DefinitionRead {
  readonly operation: string;
  /** The member of the answer that is the definition. */
  readonly member: string;
  send(connection: GlueConnection, of: Resource, http: { readonly abortSignal?: AbortSignal }): Promise<object>;
}

/** Everything that a step reads. */
export const definitionReads: Readonly<Record<ResourceKind, DefinitionRead>> = {
  configuration: {
    operation: 'GetSecurityConfiguration',
    member: 'SecurityConfiguration',
    send: ({ sdk, client }, { name }, http) =>
      client.send(new sdk.GetSecurityConfigurationCommand({ Name: name }), http),
  },
  job: {
    operation: 'GetJob',
    member: 'Job',
    send: ({ sdk, client }, { name }, http) => client.send(new sdk.GetJobCommand({ JobName: name }), http),
  },
  trigger: {
    operation: 'GetTrigger',
    member: 'Trigger',
    send: ({ sdk, client }, { name }, http) => client.send(new sdk.GetTriggerCommand({ Name: name }), http),
  },
  crawler: {
    operation: 'GetCrawler',
    member: 'Crawler',
    send: ({ sdk, client }, { name }, http) => client.send(new sdk.GetCrawlerCommand({ Name: name }), http),
  },
  'column-statistics': {
    operation: 'GetColumnStatisticsTaskSettings',
    member: 'ColumnStatisticsTaskSettings',
    send: ({ sdk, client }, { database, name }, http) =>
      client.send(new sdk.GetColumnStatisticsTaskSettingsCommand({ DatabaseName: database, TableName: name }), http),
  },
};

/** `guard` refuses to send anything but the input; what the SDK's types say of a request is not known to hold for it. */
type Write = (connection: GlueConnection, input: JsonObject, guard: Guard) => Promise<object>;

/** Everything that a step changes. */
export const definitionWrites: Readonly<Record<WriteOperation, Write>> = {
  CreateSecurityConfiguration: ({ sdk, client }, input, guard) =>
    client.send(
      guard(new sdk.CreateSecurityConfigurationCommand(input as object as CreateSecurityConfigurationCommandInput)),
    ),
  UpdateJob: ({ sdk, client }, input, guard) =>
    client.send(guard(new sdk.UpdateJobCommand(input as object as UpdateJobCommandInput))),
  UpdateTrigger: ({ sdk, client }, input, guard) =>
    client.send(guard(new sdk.UpdateTriggerCommand(input as object as UpdateTriggerCommandInput))),
  UpdateCrawler: ({ sdk, client }, input, guard) =>
    client.send(guard(new sdk.UpdateCrawlerCommand(input as object as UpdateCrawlerCommandInput))),
  UpdateColumnStatisticsTaskSettings: ({ sdk, client }, input, guard) =>
    client.send(
      guard(
        new sdk.UpdateColumnStatisticsTaskSettingsCommand(
          input as object as UpdateColumnStatisticsTaskSettingsCommandInput,
        ),
      ),
    ),
  DeleteSecurityConfiguration: ({ sdk, client }, input, guard) =>
    client.send(
      guard(new sdk.DeleteSecurityConfigurationCommand(input as object as DeleteSecurityConfigurationCommandInput)),
    ),
};
