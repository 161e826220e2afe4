/**
 * Glue's shapes as they go over the wire (public service model 2017-03-31): instants are numbers, seconds since the
 * epoch. Enumerations are plain strings and `null` is possible where a test wants what the model does not promise.
 */
type Maybe<T> = T | null;

export interface SecurityConfiguration {
  readonly Name: string;
  readonly CreatedTimeStamp: number;
  readonly EncryptionConfiguration?: Maybe<EncryptionConfiguration>;
}

export interface EncryptionConfiguration {
  readonly S3Encryption?: Maybe<readonly { readonly S3EncryptionMode: string; readonly KmsKeyArn?: string }[]>;
  readonly CloudWatchEncryption?: Maybe<{ readonly CloudWatchEncryptionMode: string; readonly KmsKeyArn?: string }>;
  readonly JobBookmarksEncryption?: Maybe<JobBookmarksEncryption>;
  readonly DataQualityEncryption?: Maybe<{ readonly DataQualityEncryptionMode: string; readonly KmsKeyArn?: string }>;
}

export interface JobBookmarksEncryption {
  readonly JobBookmarksEncryptionMode?: Maybe<string>;
  readonly KmsKeyArn?: Maybe<string>;
}

export type Arguments = Readonly<Record<string, string>>;

export interface JobCommand {
  readonly Name: string;
  readonly ScriptLocation: string;
  readonly PythonVersion?: string;
  readonly Runtime?: string;
}

export interface Job {
  readonly Name: string;
  readonly JobMode?: string;
  readonly JobRunQueuingEnabled?: boolean;
  readonly Description?: string;
  readonly LogUri?: string;
  readonly Role: string;
  readonly CreatedOn: number;
  readonly LastModifiedOn: number;
  readonly ExecutionProperty?: { readonly MaxConcurrentRuns: number };
  readonly Command: JobCommand;
  readonly DefaultArguments?: Maybe<Arguments>;
  readonly NonOverridableArguments?: Maybe<Arguments>;
  readonly Connections?: { readonly Connections: readonly string[] };
  readonly MaxRetries?: number;
  readonly AllocatedCapacity?: number;
  readonly Timeout?: number;
  readonly MaxCapacity?: number;
  readonly WorkerType?: string;
  readonly NumberOfWorkers?: number;
  readonly SecurityConfiguration?: Maybe<string>;
  readonly NotificationProperty?: { readonly NotifyDelayAfter: number };
  readonly GlueVersion?: string;
  readonly CodeGenConfigurationNodes?: Readonly<Record<string, object>>;
  readonly ExecutionClass?: string;
  readonly SourceControlDetails?: Readonly<Record<string, string>>;
  readonly MaintenanceWindow?: string;
  readonly ProfileName?: string;
  readonly AutoUpgradeMetadata?: object;
}

export type Tags = Readonly<Record<string, string>>;

export interface Action {
  readonly JobName?: string;
  readonly CrawlerName?: string;
  readonly Arguments?: Maybe<Arguments>;
  readonly Timeout?: number;
  readonly SecurityConfiguration?: Maybe<string>;
  readonly NotificationProperty?: { readonly NotifyDelayAfter: number };
}

interface Condition {
  readonly LogicalOperator: string;
  readonly JobName?: string;
  readonly State?: string;
  readonly CrawlerName?: string;
  readonly CrawlState?: string;
}

export interface Trigger {
  readonly Name: string;
  readonly WorkflowName?: string;
  readonly Id?: string;
  readonly Type: string;
  readonly State: string;
  readonly Description?: string;
  readonly Schedule?: string;
  readonly Actions: readonly Action[];
  readonly Predicate?: { readonly Logical?: string; readonly Conditions: readonly Condition[] };
  readonly EventBatchingCondition?: { readonly BatchSize: number; readonly BatchWindow?: number };
}

export interface Crawler {
  readonly Name: string;
  readonly Role: string;
  readonly Targets: Readonly<Record<string, readonly object[]>>;
  readonly DatabaseName: string;
  readonly Classifiers: readonly string[];
  readonly RecrawlPolicy: { readonly RecrawlBehavior: string };
  readonly SchemaChangePolicy: { readonly UpdateBehavior: string; readonly DeleteBehavior: string };
  readonly LineageConfiguration: { readonly CrawlerLineageSettings: string };
  readonly State: string;
  readonly CrawlElapsedTime: number;
  readonly CreationTime: number;
  readonly LastUpdated: number;
  readonly Version: number;
  readonly CrawlerSecurityConfiguration?: string;
  readonly Description?: string;
  readonly TablePrefix?: string;
  readonly Configuration?: string;
  readonly Schedule?: { readonly ScheduleExpression: string; readonly State: string };
  readonly LakeFormationConfiguration?: { readonly UseLakeFormationCredentials?: boolean; readonly AccountId?: string };
}

export interface DevEndpoint {
  readonly EndpointName: string;
  readonly RoleArn: string;
  readonly Status: string;
  readonly GlueVersion: string;
  readonly NumberOfNodes: number;
  readonly CreatedTimestamp: number;
  readonly LastModifiedTimestamp: number;
  readonly SecurityConfiguration?: string;
}

export interface Session {
  readonly Id: string;
  readonly CreatedOn: number;
  readonly Status: string;
  readonly Role: string;
  readonly Command: { readonly Name: string; readonly PythonVersion: string };
  readonly DefaultArguments?: Arguments;
  readonly Progress: number;
  readonly MaxCapacity: number;
  readonly GlueVersion: string;
  readonly WorkerType: string;
  readonly NumberOfWorkers: number;
  readonly SecurityConfiguration?: string;
}

export interface MLTransform {
  readonly TransformId: string;
  readonly Name: string;
  readonly Status: string;
  readonly CreatedOn: number;
  readonly LastModifiedOn: number;
  readonly InputRecordTables: readonly { readonly DatabaseName: string; readonly TableName: string }[];
  readonly Parameters: { readonly TransformType: string };
  readonly Role: string;
  readonly GlueVersion: string;
  readonly MaxCapacity: number;
  readonly TransformEncryption?: {
    readonly MlUserDataEncryption?: { readonly MlUserDataEncryptionMode: string; readonly KmsKeyId?: string };
    readonly TaskRunSecurityConfigurationName?: string;
  };
}

export interface Table {
  readonly Name: string;
  readonly DatabaseName: string;
  readonly CatalogId: string;
  readonly CreateTime: number;
  readonly TableType: string;
  readonly StorageDescriptor: { readonly Columns: readonly { readonly Name: string; readonly Type: string }[] };
}

/** Of one table. */
export interface ColumnStatisticsTaskSettings {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly CatalogID: string;
  readonly Role?: string;
  readonly Schedule?: { readonly ScheduleExpression?: string; readonly State: string };
  readonly ScheduleType?: string;
  readonly SettingSource?: string;
  readonly ColumnNameList?: readonly string[];
  readonly SampleSize?: number;
  readonly SecurityConfiguration?: string;
  readonly LastExecutionAttempt?: object;
}
