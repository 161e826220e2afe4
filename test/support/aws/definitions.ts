import type { Json, JsonObject } from '../../../src/domain/json.ts';
import fc from '../fast-check.ts';

/** Marks every value that must never be shown: whoever finds it in a text has found a leak. */
export const secretMark = 'S3CR3T';
/** Without asterisks: a masked token is refused. */
export const secret = fc.stringMatching(/^[ -)+-~]{0,12}$/).map((tail) => `${secretMark}${tail}`);

const words = fc.string({ maxLength: 12 });
const names = fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/);
const count = fc.integer({ min: 0, max: 5000 });
const args = fc.dictionary(
  fc.oneof(
    names.map((name) => `--${name}`),
    words,
  ),
  secret,
  { maxKeys: 4 },
);

/** Leaves members out at random; `required` ones stay. */
function some(model: Record<string, fc.Arbitrary<Json>>, required: readonly string[] = []): fc.Arbitrary<JsonObject> {
  return fc.record(model, { requiredKeys: [...required] }) as fc.Arbitrary<JsonObject>;
}

const capacity = fc.oneof(
  fc.constantFrom<JsonObject>(
    { Command: { Name: 'pythonshell', PythonVersion: '3.9', ScriptLocation: 's3://b/s.py' }, MaxCapacity: 0.0625 },
    { Command: { Name: 'pythonshell', PythonVersion: '3.9' }, MaxCapacity: 1, AllocatedCapacity: 1 },
    { Command: { Name: 'glueetl' }, GlueVersion: '0.9', MaxCapacity: 10, AllocatedCapacity: 10 },
    { Command: { Name: 'glueetl' }, GlueVersion: '1.0', MaxCapacity: 4 },
    { Command: { Name: 'future-kind' } },
  ),
  fc
    .record({
      command: fc.constantFrom('glueetl', 'gluestreaming', 'glueray'),
      workers: fc.integer({ min: 1, max: 50 }),
      type: fc.constantFrom('G.1X', 'G.2X', 'G.025X', 'Z.2X'),
      graph: fc.boolean(),
    })
    .map(
      ({ command, workers, type, graph }): JsonObject => ({
        Command: {
          Name: command,
          ScriptLocation: 's3://b/s.py',
          ...(command === 'glueray' ? { Runtime: 'Ray2.4' } : { PythonVersion: '3' }),
        },
        WorkerType: type,
        NumberOfWorkers: workers,
        ...derivedCapacity(workers),
        ...(graph && { CodeGenConfigurationNodes: { 'node-1': { S3CsvSource: { Name: 'in', Paths: ['s3://b'] } } } }),
      }),
    ),
);

/** What the service computes; any function of the workers will do. */
export function derivedCapacity(workers: number): JsonObject {
  return { MaxCapacity: workers * 2, AllocatedCapacity: workers * 2 };
}

const rest = some(
  {
    JobMode: fc.constantFrom('SCRIPT', 'VISUAL', 'NOTEBOOK'),
    JobRunQueuingEnabled: fc.boolean(),
    Description: words,
    LogUri: words,
    Role: fc.constant('arn:aws:iam::111122223333:role/etl'),
    ExecutionProperty: some({ MaxConcurrentRuns: count }),
    DefaultArguments: args,
    NonOverridableArguments: args,
    Connections: some({ Connections: fc.array(names, { maxLength: 3 }) }),
    MaxRetries: count,
    Timeout: count,
    SecurityConfiguration: names,
    NotificationProperty: some({ NotifyDelayAfter: count }),
    GlueVersion: fc.constantFrom('3.0', '4.0', '5.0'),
    ExecutionClass: fc.constantFrom('FLEX', 'STANDARD'),
    SourceControlDetails: some({
      Provider: fc.constantFrom('GITHUB', 'AWS_CODE_COMMIT'),
      Repository: words,
      Owner: words,
      Branch: words,
      Folder: words,
      LastCommitId: words,
      AuthStrategy: fc.constantFrom('PERSONAL_ACCESS_TOKEN', 'AWS_SECRETS_MANAGER'),
      AuthToken: secret,
      // A strategy whose token is not shown is refused.
    }).map((details) => ('AuthStrategy' in details ? { AuthToken: secretMark, ...details } : details)),
    MaintenanceWindow: fc.constant('Sun:10'),
    CreatedOn: fc.constant(1_700_000_000.123),
    LastModifiedOn: fc.constant(1_700_000_001.5),
    ProfileName: names,
    AutoUpgradeMetadata: some({ TargetVersion: fc.constant('5.0'), Status: words, Future: fc.constant({ a: [1] }) }),
  },
  ['Role'],
);

/** Every kind of job that GetJob can send: all 23 shared fields, all read-only ones, graph or none. */
export const anyJob: fc.Arbitrary<JsonObject> = fc
  .tuple(names, rest, capacity)
  .map(([Name, most, own]) => ({ Name, ...most, ...own }));

const action = fc.oneof(
  some(
    {
      JobName: names,
      Arguments: args,
      Timeout: count,
      SecurityConfiguration: fc.constantFrom('std', 'other', ''),
      NotificationProperty: some({ NotifyDelayAfter: count }),
    },
    ['JobName'],
  ),
  some({ CrawlerName: names, Timeout: count }, ['CrawlerName']),
);

export const anyTrigger: fc.Arbitrary<JsonObject> = some(
  {
    Name: names,
    WorkflowName: names,
    Id: words,
    Type: fc.constantFrom('SCHEDULED', 'CONDITIONAL', 'ON_DEMAND', 'EVENT'),
    State: fc.constantFrom('ACTIVATED', 'DEACTIVATED', 'CREATED'),
    Description: words,
    Schedule: fc.constant('cron(0 8 * * ? *)'),
    Actions: fc.array(action, { maxLength: 4 }),
    Predicate: some({
      Logical: fc.constantFrom('AND', 'ANY'),
      Conditions: fc.array(
        some({
          LogicalOperator: fc.constant('EQUALS'),
          JobName: names,
          State: fc.constant('SUCCEEDED'),
          CrawlerName: names,
          CrawlState: fc.constant('FAILED'),
        }),
        { maxLength: 3 },
      ),
    }),
    EventBatchingCondition: some({ BatchSize: count, BatchWindow: count }, ['BatchSize']),
  },
  ['Name', 'Type', 'State'],
);

/** A name that no API has, as a future field would be; also names that trip careless look-ups. */
export const unknownName = fc.constantFrom(
  'FutureField',
  'constructor',
  'toString',
  'hasOwnProperty',
  'securityConfiguration',
);

/** A JSON copy with one member more at a place (`''` is the top, `Command`, `Actions[0]`). Undefined: no such place. */
export function plant(definition: JsonObject, place: string, name: string, planted: Json): JsonObject | undefined {
  const copy: unknown = JSON.parse(JSON.stringify(definition));
  const steps = place === '' ? [] : place.split(/[.[\]]+/).filter((step) => step !== '');
  const at = steps.reduce<unknown>(
    (here, step) => (typeof here === 'object' && here !== null ? Reflect.get(here, step) : undefined),
    copy,
  );
  if (typeof at !== 'object' || at === null) return undefined;
  Object.defineProperty(at, name, { value: planted, enumerable: true, configurable: true, writable: true });
  return copy as JsonObject;
}

/** Column statistics task settings that an update can give back, as GetColumnStatisticsTaskSettings sends them. */
export const anyStatistics: fc.Arbitrary<JsonObject> = some(
  {
    DatabaseName: names,
    TableName: names,
    Role: names,
    Schedule: fc.record({ ScheduleExpression: fc.constant('cron(0 8 * * ? *)'), State: fc.constant('SCHEDULED') }),
    ScheduleType: fc.constant('CRON'),
    SettingSource: fc.constant('TABLE'),
    ColumnNameList: fc.array(names, { maxLength: 4 }),
    SampleSize: fc.double({ min: 0, max: 100, noNaN: true }),
    CatalogID: fc.constant('111122223333'),
    SecurityConfiguration: names,
    LastExecutionAttempt: some({ Status: words, ErrorMessage: secret, Future: fc.constant({ a: [1] }) }),
  },
  ['DatabaseName', 'TableName', 'SecurityConfiguration'],
);
