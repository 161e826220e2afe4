import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Inventory, Job, SecurityConfiguration, Trigger } from '../../../src/domain/model.ts';
import { type MadePlan, makePlan, type PlanInput, type PlanResult } from '../../../src/domain/plan/make-plan.ts';
import type { Plan, PlanChoice } from '../../../src/domain/plan/plan.ts';
import type { ReadDefinition } from '../../../src/domain/plan/plan-configuration.ts';
import { inventory } from '../inventory.ts';

export const key = 'arn:aws:kms:eu-west-1:111122223333:key/1111aaaa-11aa-11aa-11aa-111111111111';

/** An argument of every job here: whoever finds it in a text has found a leak. */
export const secretValue = 'S3CR3T';

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const choice: PlanChoice = { mode: 'bookmarks-only', key, crawlers: false, visualJobs: false, canary: false };

/** A configuration of the target: as the lists show it, and as GetSecurityConfiguration sends it. */
export function rawConfiguration(name: string, bookmarks: 'DISABLED' | 'CSE-KMS', more: JsonObject = {}): JsonObject {
  return {
    Name: name,
    CreatedTimeStamp: 1_700_000_000,
    EncryptionConfiguration: {
      S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
      JobBookmarksEncryption: {
        JobBookmarksEncryptionMode: bookmarks,
        ...(bookmarks === 'CSE-KMS' && { KmsKeyArn: key }),
      },
      ...more,
    },
  };
}

export function rawJob(name: string, more: JsonObject = {}): JsonObject {
  return {
    Name: name,
    Role: 'arn:aws:iam::111122223333:role/etl',
    Command: { Name: 'glueetl', ScriptLocation: 's3://b/s.py', PythonVersion: '3' },
    DefaultArguments: { '--job-bookmark-option': 'job-bookmark-enable', '--token': secretValue },
    WorkerType: 'G.1X',
    NumberOfWorkers: 2,
    MaxCapacity: 2,
    SecurityConfiguration: 'std',
    ...more,
  };
}

export function rawStatistics(database: string, table: string, more: JsonObject = {}): JsonObject {
  return {
    DatabaseName: database,
    TableName: table,
    Role: 'arn:aws:iam::111122223333:role/statistics',
    Schedule: { ScheduleExpression: 'cron(0 3 * * ? *)', State: 'SCHEDULED' },
    ScheduleType: 'CRON',
    SettingSource: 'TABLE',
    ColumnNameList: ['id', 'price'],
    SampleSize: 20,
    CatalogID: '111122223333',
    SecurityConfiguration: 'std',
    LastExecutionAttempt: { Status: 'STARTED', ExecutionTimestamp: 1_700_000_000.5 },
    ...more,
  };
}

export function rawTrigger(name: string, actions: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  return { Name: name, Type: 'ON_DEMAND', State: 'CREATED', Actions: actions, ...more };
}

export interface World {
  readonly configurations: readonly JsonObject[];
  readonly jobs?: readonly JsonObject[];
  readonly triggers?: readonly JsonObject[];
  readonly crawlers?: readonly JsonObject[];
  /** Column statistics task settings by database and table; undefined: the table has none. */
  readonly tables?: Readonly<Record<string, Readonly<Record<string, JsonObject | undefined>>>>;
  readonly devEndpoints?: readonly string[];
  readonly sessions?: readonly string[];
  readonly transforms?: readonly string[];
}

const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const name = (raw: JsonObject): string => word(raw.Name) ?? '';
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (here, step) => (typeof here === 'object' && here !== null ? Reflect.get(here, step) : undefined),
    value,
  );

function defined<T extends object>(parts: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** What the lists would show of these definitions. */
export function inventoryOf(world: World): Inventory {
  const users = (names: readonly string[] = []) => ({
    items: names.map((each) => ({ name: each, securityConfiguration: 'std' })),
  });
  return {
    ...inventory({
      configurations: world.configurations.map((raw): SecurityConfiguration => {
        const setting = at(raw, 'EncryptionConfiguration', 'JobBookmarksEncryption');
        return {
          name: name(raw),
          s3: [],
          jobBookmarks: defined<{ mode: string; keyArn: string }>({
            mode: word(at(setting, 'JobBookmarksEncryptionMode')),
            keyArn: word(at(setting, 'KmsKeyArn')),
          }),
        };
      }),
      jobs: (world.jobs ?? []).map(
        (raw): Job => ({
          name: name(raw),
          ...defined<Job>({
            name: undefined,
            securityConfiguration: word(raw.SecurityConfiguration),
            command: word(at(raw, 'Command', 'Name')),
            defaultBookmark: word(at(raw, 'DefaultArguments', '--job-bookmark-option')),
            fixedBookmark: undefined,
          }),
        }),
      ),
      triggers: (world.triggers ?? []).map(
        (raw): Trigger => ({
          name: name(raw),
          actions: (Array.isArray(raw.Actions) ? raw.Actions : []).map((action) =>
            defined<Trigger['actions'][number]>({
              jobName: word(at(action, 'JobName')),
              crawlerName: word(at(action, 'CrawlerName')),
              securityConfiguration: word(at(action, 'SecurityConfiguration')),
              bookmark: undefined,
            }),
          ),
        }),
      ),
    }),
    crawlers: {
      items: (world.crawlers ?? []).map((raw) => ({
        name: name(raw),
        securityConfiguration: word(raw.CrawlerSecurityConfiguration) ?? '',
      })),
    },
    devEndpoints: users(world.devEndpoints),
    sessions: users(world.sessions),
    transforms: users(world.transforms),
  };
}

function read(raws: readonly JsonObject[] = []): ReadonlyMap<string, ReadDefinition> {
  return new Map(raws.map((raw) => [name(raw), { definition: raw }]));
}

/** Every definition of a world, each readable. */
export function definitionsOf(world: World): PlanInput['definitions'] {
  return {
    configurations: read(world.configurations),
    dependents: new Map([
      ['job', read(world.jobs)],
      ['trigger', read(world.triggers)],
      ['crawler', read(world.crawlers)],
    ]),
  };
}

/** Makes a plan for a world where every definition can be read. */
export function planOf(world: World, finding: PlanInput['finding'], parts: Partial<PlanInput> = {}): PlanResult {
  return makePlan({
    id: 'plan-1',
    createdAt: 1_760_000_000_000,
    inventory: inventoryOf(world),
    finding,
    choice,
    definitions: definitionsOf(world),
    keyVerdict: { state: 'usable' },
    hash,
    ...parts,
  });
}

export function made(result: PlanResult): MadePlan {
  if ('plan' in result) return result;
  throw new Error(`refused: ${JSON.stringify(result.refusals)}`);
}

/** "create std-2", "job orders", …: the steps in short. */
export function stepNames({ steps }: Plan): string[] {
  return steps.map((step) => `${step.type.replace('repoint-', '').replace('-configuration', '')} ${step.name}`);
}

/** A small account with something of every kind that names `std`. */
export const std = rawConfiguration('std', 'DISABLED');
export const replacement = 'std-encrypted-bookmarks';
export const finding = { kind: 'configuration', name: 'std' } as const;
const graph = { CodeGenConfigurationNodes: { n: { A: {} } } };

export const world: World = {
  configurations: [std, rawConfiguration('good', 'CSE-KMS')],
  jobs: [
    rawJob('quiet', { DefaultArguments: {} }),
    rawJob('loads'),
    rawJob('stream', { Command: { Name: 'gluestreaming' } }),
    rawJob('paused', { DefaultArguments: { '--job-bookmark-option': 'job-bookmark-pause' } }),
    rawJob('drawn', graph),
    rawJob('elsewhere', { SecurityConfiguration: 'good' }),
    rawJob('bare', { SecurityConfiguration: '' }),
    rawJob('lost', { SecurityConfiguration: 'gone' }),
  ],
  triggers: [
    rawTrigger('nightly', [
      { JobName: 'elsewhere' },
      { JobName: 'elsewhere', SecurityConfiguration: 'std' },
      { JobName: 'lost', SecurityConfiguration: 'gone' },
    ]),
    rawTrigger('crawls', [{ CrawlerName: 'raw', SecurityConfiguration: 'std' }]),
  ],
  crawlers: [{ Name: 'raw', State: 'READY', CrawlerSecurityConfiguration: 'std' }],
  devEndpoints: ['dev 1'],
  sessions: ['-s'],
  transforms: ["it's"],
};

/** The usual choice without some of its members. */
export const without = <K extends keyof PlanChoice>(...names: readonly K[]) =>
  Object.fromEntries(Object.entries(choice).filter(([name]) => !names.some((each) => each === name))) as PlanChoice;
