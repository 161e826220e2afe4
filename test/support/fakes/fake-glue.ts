import { definitionReads } from '../../../src/aws/change/definition-calls.ts';
import { tooOld } from '../../../src/domain/aws-fault.ts';
import { CloudError } from '../../../src/domain/errors.ts';
import type { Json, JsonObject } from '../../../src/domain/json.ts';
import { canonical } from '../../../src/domain/json.ts';
import type { Reference } from '../../../src/domain/model.ts';
import type { BookmarkObservation, RunObservation } from '../../../src/domain/remediation/first-run.ts';
import { isObject } from '../../../src/domain/shape.ts';
import type { Resource } from '../../../src/domain/steps/step-kind.ts';
import { aboutStep, type ResourceKind, type Step, type WriteOperation } from '../../../src/domain/steps/step-kinds.ts';
import { triggerActions } from '../../../src/domain/steps/trigger-update.ts';
import type {
  DefinitionReader,
  DefinitionWriter,
  RawDefinition,
  RemediationCloud,
} from '../../../src/usecases/ports/remediation-cloud.ts';

/** What the fakes' region is in. */
export const publicPartition = { name: 'aws', dnsSuffix: 'amazonaws.com' };

export type Kind = ResourceKind;

export interface GlueCall {
  readonly operation: string;
  readonly name: string;
  readonly write: boolean;
}

/** What may happen around a call: throw, or change something. `after`: the service has done it, the answer is on its way. */
export type Around = (call: GlueCall, phase: 'before' | 'after') => void | Promise<void>;

interface Thing {
  definition: JsonObject;
  /** What reads still show, and how many of them. */
  stale?: { readonly definition: JsonObject | undefined; reads: number };
}

const jobMembers = new Set(
  (
    'JobMode JobRunQueuingEnabled Description LogUri Role ExecutionProperty Command DefaultArguments ' +
    'NonOverridableArguments Connections MaxRetries Timeout MaxCapacity WorkerType NumberOfWorkers SecurityConfiguration ' +
    'NotificationProperty GlueVersion ExecutionClass SourceControlDetails MaintenanceWindow'
  ).split(' '),
);
const statisticsMembers = new Set(
  'DatabaseName TableName Role Schedule ColumnNameList SampleSize CatalogID SecurityConfiguration'.split(' '),
);
const triggerMembers = new Set(['Description', 'Schedule', 'Actions', 'Predicate', 'EventBatchingCondition']);

function keyOf({ kind, name, database }: Resource<Kind>): readonly [kind: Kind, name: string] {
  return [kind, database === undefined ? name : `${database}.${name}`];
}

/**
 * A small Glue of one region that is as strict as the service where a remediation could do harm: UpdateJob and
 * UpdateTrigger overwrite, read-only and derived members are refused, a configuration must exist to be used, a running
 * crawler refuses, and a session may change exactly what its steps name.
 */
export class FakeGlue implements RemediationCloud {
  readonly things: Record<Kind, Map<string, Thing>> = {
    configuration: new Map(),
    job: new Map(),
    trigger: new Map(),
    crawler: new Map(),
    // By "database.table".
    'column-statistics': new Map(),
  };
  /** Every change that took effect, with what it made of the thing. */
  readonly effects: { readonly kind: Kind; readonly name: string; readonly after: string }[] = [];
  readonly calls: GlueCall[] = [];
  around: Around = () => {};
  /** What happens to a change before it is sent: credentials, a signature, a process that is stopped. */
  onTheWay: (call: GlueCall) => void | Promise<void> = () => {};
  /** By job. */
  readonly runs = new Map<string, readonly RunObservation[]>();
  readonly bookmarks = new Map<string, BookmarkObservation>();
  /** How many reads after a write still show the state before it. */
  staleReads = 0;
  /** How many uses of a new configuration are refused. */
  unusableUses = 0;
  #requests = 0;
  #modified = 1_000;

  put(kind: Kind, name: string, definition: JsonObject): void {
    this.things[kind].set(name, { definition });
  }

  /** As it is, whatever reads still show. */
  now(kind: Kind, name: string): JsonObject | undefined {
    const thing = this.things[kind].get(name);
    return thing && this.#shown(kind, thing.definition);
  }

  /** Everything that names a configuration now. */
  references(name: string): Reference[] {
    const named = (kind: Kind, uses: (definition: JsonObject) => boolean) =>
      [...this.things[kind]].filter(([, { definition }]) => uses(definition)).map(([each]) => each);
    const jobs = named('job', (definition) => definition.SecurityConfiguration === name);
    const triggers = named('trigger', (definition) =>
      triggerActions(definition).some((action) => action.SecurityConfiguration === name),
    );
    const crawlers = named('crawler', (definition) => definition.CrawlerSecurityConfiguration === name);
    return [
      ...jobs.map((each) => ({ type: 'job', name: each }) as const),
      ...triggers.map((each) => ({ type: 'trigger', name: each }) as const),
      ...crawlers.map((each) => ({ type: 'crawler', name: each }) as const),
    ];
  }

  /** What a call meets that its role may not make. */
  denied(operation: string): CloudError {
    return new CloudError(operation, 'AccessDeniedException', 'not allowed');
  }

  get writes(): number {
    return this.calls.filter(({ write }) => write).length;
  }

  async reader() {
    return { account: '111122223333', partition: publicPartition, reader: this.#reader() };
  }

  sessions(_account: object, _plan: object, steps: readonly Step[]): readonly (readonly Step[])[] {
    const size = 3;
    return Array.from({ length: Math.ceil(steps.length / size) }, (_, run) =>
      steps.slice(run * size, (run + 1) * size),
    );
  }

  async session(_account: object, plan: { readonly id: string }, steps: readonly Step[]) {
    return this.#call({ operation: 'AssumeRole', name: plan.id, write: false }, () => ({
      reader: this.#reader(),
      writer: this.#writer(new Set(steps.map((step) => keyOf(aboutStep(step).resource).join('/')))),
    }));
  }

  async #call<T>(call: GlueCall, work: () => T): Promise<T> {
    this.calls.push(call);
    await this.around(call, 'before');
    const answer = work();
    await this.around(call, 'after');
    return answer;
  }

  #reader(): DefinitionReader {
    return {
      definition: (of) => {
        const [kind, name] = keyOf(of);
        return this.#call({ operation: definitionReads[kind].operation, name, write: false }, () =>
          this.#read(kind, name),
        );
      },
      tables: (database) =>
        this.#call({ operation: 'GetTables', name: database, write: false }, () => this.#tables(database)),
      keys: async () => [],
      activeRuns: async () => 0,
      runs: (name, since) =>
        this.#call({ operation: 'GetJobRuns', name, write: false }, () =>
          (this.runs.get(name) ?? []).filter(({ startedAt }) => startedAt >= since),
        ),
      bookmark: (name) =>
        this.#call(
          { operation: 'GetJobBookmark', name, write: false },
          () => this.bookmarks.get(name) ?? { none: true },
        ),
      tags: async () => ({}),
      simulate: async ({ actions, resources }) =>
        actions.flatMap((action) =>
          resources.map((resource) => ({ action, resource, decision: 'allowed' as const, missingContext: [] })),
        ),
      keyArn: async (key) => key,
      keyPolicy: async () => '{}',
    };
  }

  /** A database is there as long as a table in it has settings. */
  #tables(database: string): readonly string[] {
    const all = [...this.things['column-statistics'].keys()].map((name) => name.split('.'));
    const tables = all.flatMap(([of, table = '']) => (of === database ? [table] : []));
    if (tables.length === 0) throw new CloudError('GetTables', 'EntityNotFoundException', 'no such database');
    return tables;
  }

  #read(kind: Kind, name: string): RawDefinition | undefined {
    const thing = this.things[kind].get(name);
    let definition = thing?.definition;
    if (thing?.stale && thing.stale.reads > 0) {
      thing.stale.reads -= 1;
      definition = thing.stale.definition;
    }
    return definition && { definition: this.#shown(kind, definition), awsRequestId: `r${++this.#requests}` };
  }

  /** MaxCapacity is computed from the workers, and given back like a setting. */
  #shown(kind: Kind, definition: JsonObject): JsonObject {
    const workers = definition.NumberOfWorkers;
    return kind === 'job' && typeof workers === 'number' ? { ...definition, MaxCapacity: workers } : definition;
  }

  #writer(allowed: ReadonlySet<string>): DefinitionWriter {
    return {
      write: async (of, operation, input, isFresh) => {
        const [kind, name] = keyOf(of);
        await this.onTheWay({ operation, name, write: true });
        if (!isFresh()) throw new CloudError(operation, tooOld, 'not sent');
        return this.#call({ operation, name, write: true }, () => {
          if (!allowed.has(`${kind}/${name}`))
            throw new CloudError(operation, 'AccessDeniedException', 'session policy');
          return operation === 'DeleteSecurityConfiguration'
            ? this.#delete(operation, name)
            : this.#change(kind, name, (old) => this.#changes[operation](old, input));
        });
      },
    };
  }

  readonly #changes: Record<
    Exclude<WriteOperation, 'DeleteSecurityConfiguration'>,
    (old: JsonObject | undefined, input: JsonObject) => JsonObject
  > = {
    CreateSecurityConfiguration: (old, { Name, EncryptionConfiguration }) => {
      if (old) throw new CloudError('CreateSecurityConfiguration', 'AlreadyExistsException', 'exists');
      return {
        Name: Name ?? null,
        CreatedTimeStamp: ++this.#modified,
        EncryptionConfiguration: EncryptionConfiguration ?? {},
      };
    },
    UpdateJob: (old, { JobUpdate }) => this.#updatedJob(old, objectOf(JobUpdate)),
    UpdateTrigger: (old, { TriggerUpdate }) => this.#updatedTrigger(old, objectOf(TriggerUpdate)),
    UpdateCrawler: (old, { CrawlerSecurityConfiguration: configuration }) => {
      if (!old) throw new CloudError('UpdateCrawler', 'EntityNotFoundException', 'none');
      if (old.State === 'RUNNING') throw new CloudError('UpdateCrawler', 'CrawlerRunningException', 'runs');
      if (configuration !== '') this.#use('UpdateCrawler', configuration);
      const { CrawlerSecurityConfiguration: _old, ...rest } = old;
      const named =
        configuration === '' || configuration === undefined ? {} : { CrawlerSecurityConfiguration: configuration };
      return { ...rest, ...named, LastUpdated: ++this.#modified };
    },
    UpdateColumnStatisticsTaskSettings: (old, input) => this.#updatedStatistics(old, input),
  };

  #delete(operation: string, name: string): { awsRequestId: string } {
    if (!this.things.configuration.delete(name)) throw new CloudError(operation, 'EntityNotFoundException', 'none');
    this.effects.push({ kind: 'configuration', name, after: 'deleted' });
    return { awsRequestId: `w${++this.#requests}` };
  }

  #change(kind: Kind, name: string, change: (old: JsonObject | undefined) => JsonObject): { awsRequestId: string } {
    const old = this.things[kind].get(name)?.definition;
    const definition = change(old);
    const stale = this.staleReads > 0 ? { stale: { definition: old, reads: this.staleReads } } : {};
    this.things[kind].set(name, { definition, ...stale });
    this.effects.push({ kind, name, after: canonical(withoutTimes(definition)) });
    return { awsRequestId: `w${++this.#requests}` };
  }

  #updatedJob(old: JsonObject | undefined, update: JsonObject): JsonObject {
    if (!old) throw new CloudError('UpdateJob', 'EntityNotFoundException', 'no such job');
    refuseUnauthorised('UpdateJob', update, jobMembers);
    if (update.MaxCapacity !== undefined && (update.WorkerType ?? update.NumberOfWorkers) !== undefined)
      throw new CloudError('UpdateJob', 'InvalidInputException', 'MaxCapacity and workers');
    if (update.SecurityConfiguration !== undefined) this.#use('UpdateJob', update.SecurityConfiguration);
    const kept = ['Name', 'CreatedOn', 'ProfileName', 'CodeGenConfigurationNodes'];
    return { ...pick(old, kept), ...update, LastModifiedOn: ++this.#modified };
  }

  #updatedTrigger(old: JsonObject | undefined, update: JsonObject): JsonObject {
    if (!old) throw new CloudError('UpdateTrigger', 'EntityNotFoundException', 'no such trigger');
    refuseUnauthorised('UpdateTrigger', update, triggerMembers);
    return { ...pick(old, ['Name', 'Type', 'State', 'WorkflowName']), ...update };
  }

  /** Overwrites. A schedule that is sent runs. */
  #updatedStatistics(old: JsonObject | undefined, update: JsonObject): JsonObject {
    const operation = 'UpdateColumnStatisticsTaskSettings';
    if (!old) throw new CloudError(operation, 'EntityNotFoundException', 'no settings');
    refuseUnauthorised(operation, update, statisticsMembers);
    this.#use(operation, update.SecurityConfiguration);
    const { Schedule, ...rest } = update;
    const scheduled = Schedule === undefined ? {} : { Schedule: { ScheduleExpression: Schedule, State: 'SCHEDULED' } };
    return { ...pick(old, ['ScheduleType', 'SettingSource', 'LastExecutionAttempt']), ...rest, ...scheduled };
  }

  #use(operation: string, configuration: Json | undefined): void {
    const known = typeof configuration === 'string' && this.things.configuration.has(configuration);
    if (!known) throw new CloudError(operation, 'InvalidInputException', 'Entity not found');
    if (this.unusableUses === 0) return;
    this.unusableUses -= 1;
    throw new CloudError(operation, 'InvalidInputException', 'Error trying to retrieve security config x');
  }
}

function refuseUnauthorised(operation: string, update: JsonObject, known: ReadonlySet<string>): void {
  const unauthorised = Object.keys(update).find((member) => !known.has(member));
  if (unauthorised !== undefined)
    throw new CloudError(operation, 'InvalidInputException', `unknown member ${unauthorised}`);
}

function objectOf(json: Json | undefined): JsonObject {
  if (isObject(json)) return json;
  throw new CloudError('Update', 'InvalidInputException', 'no update');
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

/** A definition without the instants that the service keeps. */
export function withoutTimes(definition: JsonObject): JsonObject {
  const times = ['LastModifiedOn', 'LastUpdated', 'CreatedTimeStamp'];
  return Object.fromEntries(Object.entries(definition).filter(([name]) => !times.includes(name)));
}
