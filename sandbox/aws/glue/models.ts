import type { Rule, Structure } from '../validate.ts';

/** Inputs of Glue's writes, as its public service model 2017-03-31 states them. */
const singleLine = /^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*$/u;
const text: Rule = { type: 'string' };
const name: Rule = { type: 'string', min: 1, max: 255, pattern: singleLine };
const description: Rule = { type: 'string', max: 2048 };
const integer: Rule = { type: 'integer' };
const positive: Rule = { type: 'integer', min: 1 };
const texts: Rule = { type: 'map', of: text };
const sourceText: Rule = { type: 'string', min: 1, max: 512 };

function oneOf(...values: string[]): Rule {
  return { type: 'string', oneOf: values };
}

function structure(members: Readonly<Record<string, Rule>>, required: readonly string[] = []): Structure {
  return { type: 'structure', members, required };
}

const notification = structure({ NotifyDelayAfter: positive });
const workerType = oneOf(
  'Standard',
  'G.1X',
  'G.2X',
  'G.025X',
  'G.4X',
  'G.8X',
  'Z.2X',
  'G.12X',
  'G.16X',
  'R.1X',
  'R.2X',
  'R.4X',
  'R.8X',
);
const executionClass = oneOf('FLEX', 'STANDARD');

const keyArn: Rule = { type: 'string', pattern: /^$|^arn:aws[a-z0-9-]*:kms:.*$/ };
const s3 = structure({ S3EncryptionMode: oneOf('DISABLED', 'SSE-KMS', 'SSE-S3'), KmsKeyArn: keyArn });

export const createSecurityConfigurationInput = structure(
  {
    Name: name,
    EncryptionConfiguration: structure({
      S3Encryption: { type: 'list', of: s3 },
      CloudWatchEncryption: structure({ CloudWatchEncryptionMode: oneOf('DISABLED', 'SSE-KMS'), KmsKeyArn: keyArn }),
      JobBookmarksEncryption: structure({
        JobBookmarksEncryptionMode: oneOf('DISABLED', 'CSE-KMS'),
        KmsKeyArn: keyArn,
      }),
      DataQualityEncryption: structure({ DataQualityEncryptionMode: oneOf('DISABLED', 'SSE-KMS'), KmsKeyArn: keyArn }),
    }),
  },
  ['Name', 'EncryptionConfiguration'],
);

const jobUpdate = structure({
  JobMode: oneOf('SCRIPT', 'VISUAL', 'NOTEBOOK'),
  JobRunQueuingEnabled: { type: 'boolean' },
  Description: description,
  LogUri: text,
  Role: text,
  ExecutionProperty: structure({ MaxConcurrentRuns: integer }),
  Command: structure({
    Name: text,
    ScriptLocation: { type: 'string', max: 400_000 },
    PythonVersion: { type: 'string', pattern: /^([2-3]|3[.]9)$/ },
    Runtime: { type: 'string', max: 64 },
  }),
  DefaultArguments: texts,
  NonOverridableArguments: texts,
  Connections: structure({ Connections: { type: 'list', max: 1000, of: { type: 'string', max: 255 } } }),
  MaxRetries: integer,
  AllocatedCapacity: integer,
  Timeout: positive,
  MaxCapacity: { type: 'number' },
  WorkerType: workerType,
  NumberOfWorkers: integer,
  SecurityConfiguration: name,
  NotificationProperty: notification,
  GlueVersion: { type: 'string', min: 1, max: 255, pattern: /^(\w+\.)+\w+$/ },
  CodeGenConfigurationNodes: { type: 'map', of: { type: 'object' } },
  ExecutionClass: executionClass,
  SourceControlDetails: structure({
    Provider: oneOf('GITHUB', 'GITLAB', 'BITBUCKET', 'AWS_CODE_COMMIT'),
    Repository: sourceText,
    Owner: sourceText,
    Branch: sourceText,
    Folder: sourceText,
    LastCommitId: sourceText,
    AuthStrategy: oneOf('PERSONAL_ACCESS_TOKEN', 'AWS_SECRETS_MANAGER'),
    AuthToken: sourceText,
  }),
  MaintenanceWindow: { type: 'string', pattern: /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat):([01]?[0-9]|2[0-3])$/ },
});

export const updateJobInput = structure({ JobName: name, JobUpdate: jobUpdate }, ['JobName', 'JobUpdate']);

const action = structure({
  JobName: name,
  CrawlerName: name,
  Arguments: texts,
  Timeout: positive,
  SecurityConfiguration: name,
  NotificationProperty: notification,
});

const condition = structure({
  LogicalOperator: oneOf('EQUALS'),
  JobName: name,
  State: oneOf(
    'STARTING',
    'RUNNING',
    'STOPPING',
    'STOPPED',
    'SUCCEEDED',
    'FAILED',
    'TIMEOUT',
    'ERROR',
    'WAITING',
    'EXPIRED',
  ),
  CrawlerName: name,
  CrawlState: oneOf('RUNNING', 'CANCELLING', 'CANCELLED', 'SUCCEEDED', 'FAILED', 'ERROR'),
});

const triggerUpdate = structure({
  Name: name,
  Description: description,
  Schedule: text,
  Actions: { type: 'list', of: action },
  Predicate: structure({ Logical: oneOf('AND', 'ANY'), Conditions: { type: 'list', max: 500, of: condition } }),
  EventBatchingCondition: structure(
    { BatchSize: { type: 'integer', min: 1, max: 100 }, BatchWindow: { type: 'integer', min: 1, max: 900 } },
    ['BatchSize'],
  ),
});

export const updateTriggerInput = structure({ Name: name, TriggerUpdate: triggerUpdate }, ['Name', 'TriggerUpdate']);

export const updateCrawlerInput = structure(
  {
    Name: name,
    Role: text,
    DatabaseName: text,
    Description: description,
    Targets: { type: 'object' },
    Schedule: text,
    Classifiers: { type: 'list', of: name },
    TablePrefix: { type: 'string', max: 128 },
    SchemaChangePolicy: structure({
      UpdateBehavior: oneOf('LOG', 'UPDATE_IN_DATABASE'),
      DeleteBehavior: oneOf('LOG', 'DELETE_FROM_DATABASE', 'DEPRECATE_IN_DATABASE'),
    }),
    RecrawlPolicy: structure({
      RecrawlBehavior: oneOf('CRAWL_EVERYTHING', 'CRAWL_NEW_FOLDERS_ONLY', 'CRAWL_EVENT_MODE'),
    }),
    LineageConfiguration: structure({ CrawlerLineageSettings: oneOf('ENABLE', 'DISABLE') }),
    LakeFormationConfiguration: structure({
      UseLakeFormationCredentials: { type: 'boolean' },
      AccountId: { type: 'string', max: 12 },
    }),
    Configuration: text,
    CrawlerSecurityConfiguration: { type: 'string', max: 128 },
  },
  ['Name'],
);

export const updateColumnStatisticsTaskSettingsInput = structure(
  {
    DatabaseName: name,
    TableName: name,
    Role: name,
    Schedule: text,
    ColumnNameList: { type: 'list', of: name },
    SampleSize: { type: 'number' },
    CatalogID: name,
    SecurityConfiguration: name,
  },
  ['DatabaseName', 'TableName'],
);

export const startJobRunInput = structure(
  {
    JobName: name,
    JobRunQueuingEnabled: { type: 'boolean' },
    JobRunId: name,
    Arguments: texts,
    Timeout: positive,
    SecurityConfiguration: name,
    NotificationProperty: notification,
    ExecutionClass: executionClass,
  },
  ['JobName'],
);
