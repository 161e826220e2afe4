import type {
  Action,
  ColumnStatisticsTaskSettings,
  Crawler,
  DevEndpoint,
  EncryptionConfiguration,
  Job,
  JobBookmarksEncryption,
  MLTransform,
  SecurityConfiguration,
  Session,
  Table,
  Tags,
  Trigger,
} from '../glue/shapes.ts';
import type { Alias, Key } from '../kms/shapes.ts';
import { etlRole } from './job-roles.ts';
import { type Bookmark, bookmarkArgument, bookmarkValue, type JobOptions, makeJob } from './jobs.ts';
import { type KeyOptions, makeAlias, makeKey } from './keys.ts';
import type { OptStatus, RegionSeed } from './model.ts';
import { uuidFrom } from './random.ts';

export interface ActionOptions {
  readonly job?: string;
  readonly crawler?: string;
  readonly configuration?: string;
  readonly bookmark?: Bookmark;
}

export interface TriggerOptions {
  readonly type?: 'SCHEDULED' | 'CONDITIONAL' | 'ON_DEMAND';
  readonly state?: 'ACTIVATED' | 'DEACTIVATED' | 'CREATED';
  readonly workflow?: string;
  /** A conditional trigger fires when this job has succeeded. */
  readonly after?: string;
}

export interface StatisticsOptions {
  readonly configuration?: string;
  readonly schedule?: 'SCHEDULED' | 'NOT_SCHEDULED';
  readonly source?: 'TABLE' | 'CATALOG';
}

/** The bookmark block itself: absent, odd or right. */
export type BookmarkBlock = JobBookmarksEncryption | null | undefined;

/** Fills one account and region; everything is named by the caller and dated relative to one given instant. */
export class RegionBuilder {
  readonly account: string;
  readonly region: string;
  readonly #now: number;
  readonly #configurations: SecurityConfiguration[] = [];
  readonly #jobs: Job[] = [];
  readonly #triggers: Trigger[] = [];
  readonly #crawlers: Crawler[] = [];
  readonly #devEndpoints: DevEndpoint[] = [];
  readonly #sessions: Session[] = [];
  readonly #mlTransforms: MLTransform[] = [];
  readonly #tables: Table[] = [];
  readonly #columnStatistics: ColumnStatisticsTaskSettings[] = [];
  readonly #tags: Record<string, Tags> = {};
  readonly #keys: Key[] = [];
  readonly #aliases: Alias[] = [];

  /** `nowMs` in epoch milliseconds. */
  constructor(account: string, region: string, nowMs: number) {
    this.account = account;
    this.region = region;
    this.#now = Math.floor(nowMs / 1000);
  }

  /** Makes a key and gives its ARN. */
  key(words: string, options: KeyOptions = {}): string {
    const key = makeKey(this.account, this.region, words, this.#now, options);
    this.#keys.push(key);
    if (options.alias) this.#aliases.push(makeAlias(key, options.alias));
    return key.metadata.Arn;
  }

  aliasArn(alias: string): string {
    return `arn:aws:kms:${this.region}:${this.account}:alias/${alias}`;
  }

  /** A configuration with exactly this bookmark block; the other settings are the usual ones. */
  configuration(name: string, block: BookmarkBlock, rest: Partial<EncryptionConfiguration> = {}): this {
    const encryption = {
      S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
      CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED' },
      ...rest,
      ...(block !== undefined && { JobBookmarksEncryption: block }),
    };
    const created = this.#now - (300 - this.#configurations.length) * 86_400 + 0.188;
    this.#configurations.push({ Name: name, CreatedTimeStamp: created, EncryptionConfiguration: encryption });
    return this;
  }

  encrypted(name: string, key: string): this {
    return this.configuration(
      name,
      { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
      { S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }] },
    );
  }

  disabled(name: string): this {
    return this.configuration(name, { JobBookmarksEncryptionMode: 'DISABLED' });
  }

  /** A configuration as it stands, for shapes that nothing else here makes. */
  rawConfiguration(configuration: SecurityConfiguration): this {
    this.#configurations.push(configuration);
    return this;
  }

  job(name: string, options: JobOptions = {}): this {
    this.#jobs.push(makeJob(this.account, name, this.#now, options));
    return this;
  }

  /** The same job many times: `names` are its instances. */
  jobs(names: readonly string[], options: JobOptions = {}): this {
    for (const name of names) this.job(name, options);
    return this;
  }

  trigger(name: string, actions: readonly ActionOptions[], options: TriggerOptions = {}): this {
    const { type = options.after ? 'CONDITIONAL' : 'SCHEDULED', workflow, after } = options;
    const condition = { LogicalOperator: 'EQUALS', JobName: after ?? '', State: 'SUCCEEDED' };
    this.#triggers.push({
      Name: name,
      ...(workflow && { WorkflowName: workflow }),
      Type: type,
      State: options.state ?? (type === 'ON_DEMAND' ? 'CREATED' : 'ACTIVATED'),
      ...(type === 'SCHEDULED' && { Schedule: 'cron(15 2 * * ? *)' }),
      Actions: actions.map(makeAction),
      ...(after && { Predicate: { Logical: 'ANY', Conditions: [condition] } }),
    });
    return this;
  }

  crawler(name: string, configuration?: string): this {
    const at = this.#now - 40 * 86_400;
    this.#crawlers.push({
      Name: name,
      Role: 'service-role/AWSGlueServiceRole-crawler',
      Targets: { S3Targets: [{ Path: `s3://lake-${this.account}-${this.region}/${name}`, Exclusions: [] }] },
      DatabaseName: 'raw',
      Classifiers: [],
      RecrawlPolicy: { RecrawlBehavior: 'CRAWL_EVERYTHING' },
      SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'DEPRECATE_IN_DATABASE' },
      LineageConfiguration: { CrawlerLineageSettings: 'DISABLE' },
      State: 'READY',
      CrawlElapsedTime: 0,
      CreationTime: at,
      LastUpdated: at,
      Version: 1,
      ...(configuration !== undefined && { CrawlerSecurityConfiguration: configuration }),
    });
    return this;
  }

  devEndpoint(name: string, configuration?: string): this {
    this.#devEndpoints.push({
      EndpointName: name,
      RoleArn: `arn:aws:iam::${this.account}:role/GlueDevEndpoint`,
      Status: 'READY',
      GlueVersion: '1.0',
      NumberOfNodes: 5,
      CreatedTimestamp: this.#now - 90 * 86_400,
      LastModifiedTimestamp: this.#now - 90 * 86_400,
      ...(configuration !== undefined && { SecurityConfiguration: configuration }),
    });
    return this;
  }

  session(id: string, configuration?: string): this {
    this.#sessions.push({
      Id: id,
      CreatedOn: this.#now - 3_000,
      Status: 'READY',
      Role: `arn:aws:iam::${this.account}:role/GlueNotebook`,
      Command: { Name: 'glueetl', PythonVersion: '3' },
      DefaultArguments: { '--enable-glue-datacatalog': 'true' },
      Progress: 0,
      MaxCapacity: 5,
      GlueVersion: '4.0',
      WorkerType: 'G.1X',
      NumberOfWorkers: 5,
      ...(configuration !== undefined && { SecurityConfiguration: configuration }),
    });
    return this;
  }

  mlTransform(name: string, configuration?: string): this {
    const id = uuidFrom(`transform/${this.account}/${this.region}/${name}`).replaceAll('-', '');
    this.#mlTransforms.push({
      TransformId: `tfm-${id}`,
      Name: name,
      Status: 'READY',
      CreatedOn: this.#now - 120 * 86_400,
      LastModifiedOn: this.#now - 30 * 86_400,
      InputRecordTables: [{ DatabaseName: 'curated', TableName: 'customers' }],
      Parameters: { TransformType: 'FIND_MATCHES' },
      Role: `arn:aws:iam::${this.account}:role/GlueML`,
      GlueVersion: '2.0',
      MaxCapacity: 10,
      ...(configuration !== undefined && {
        TransformEncryption: {
          MlUserDataEncryption: { MlUserDataEncryptionMode: 'DISABLED' },
          TaskRunSecurityConfigurationName: configuration,
        },
      }),
    });
    return this;
  }

  /** A table, and with options its column statistics task settings. */
  table(database: string, name: string, statistics?: StatisticsOptions): this {
    this.#tables.push({
      Name: name,
      DatabaseName: database,
      CatalogId: this.account,
      CreateTime: this.#now - 200 * 86_400,
      TableType: 'EXTERNAL_TABLE',
      StorageDescriptor: { Columns: ['id', 'at', 'amount'].map((column) => ({ Name: column, Type: 'string' })) },
    });
    if (statistics) {
      const { configuration, schedule = 'SCHEDULED', source = 'TABLE' } = statistics;
      this.#columnStatistics.push({
        DatabaseName: database,
        TableName: name,
        CatalogID: this.account,
        Role: `arn:aws:iam::${this.account}:role/service-role/${etlRole}`,
        Schedule: { ScheduleExpression: 'cron(30 4 * * ? *)', State: schedule },
        ScheduleType: 'CRON',
        SettingSource: source,
        ColumnNameList: ['id', 'amount'],
        SampleSize: 20,
        ...(configuration !== undefined && { SecurityConfiguration: configuration }),
        LastExecutionAttempt: { Status: 'SUCCEEDED', ExecutionTimestamp: this.#now - 86_400 + 0.25 },
      });
    }
    return this;
  }

  /** `resource` as "job/name" or "trigger/name". */
  tag(resource: string, tags: Tags): this {
    this.#tags[resource] = { ...this.#tags[resource], ...tags };
    return this;
  }

  build(status: OptStatus = 'ENABLED_BY_DEFAULT'): RegionSeed {
    return {
      name: this.region,
      status,
      glue: {
        securityConfigurations: this.#configurations,
        jobs: this.#jobs,
        triggers: this.#triggers,
        crawlers: this.#crawlers,
        devEndpoints: this.#devEndpoints,
        sessions: this.#sessions,
        mlTransforms: this.#mlTransforms,
        tables: this.#tables,
        columnStatistics: this.#columnStatistics,
        tags: this.#tags,
      },
      kms: { keys: this.#keys, aliases: this.#aliases },
    };
  }
}

function makeAction({ job, crawler, configuration, bookmark }: ActionOptions): Action {
  return {
    ...(job !== undefined && { JobName: job }),
    ...(crawler !== undefined && { CrawlerName: crawler }),
    ...(bookmark && { Arguments: { [bookmarkArgument]: bookmarkValue(bookmark) } }),
    ...(configuration !== undefined && { SecurityConfiguration: configuration }),
  };
}
