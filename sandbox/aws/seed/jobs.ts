import type { Job, JobCommand } from '../glue/shapes.ts';
import { etlRole } from './job-roles.ts';

export type JobKind = 'glueetl' | 'gluestreaming' | 'pythonshell' | 'glueray';
export type Bookmark = 'enable' | 'pause' | 'disable';

export interface JobOptions {
  readonly kind?: JobKind;
  /** The configuration's name; "" is sent as such. */
  readonly configuration?: string;
  /** In DefaultArguments. */
  readonly bookmark?: Bookmark;
  /** In NonOverridableArguments. */
  readonly fixed?: Bookmark;
  readonly workers?: number;
  readonly description?: string;
  /** The name of a service role of the account. */
  readonly role?: string;
  /** A visual job: it has a graph, which its script was generated from. */
  readonly graph?: boolean;
  /** Days since it was created and since it was changed. */
  readonly ages?: readonly [number, number];
}

export const bookmarkArgument = '--job-bookmark-option';

export function bookmarkValue(bookmark: Bookmark): string {
  return `job-bookmark-${bookmark}`;
}

function commandOf(kind: JobKind, script: string): JobCommand {
  if (kind === 'glueray') return { Name: kind, ScriptLocation: script, PythonVersion: '3.9', Runtime: 'Ray2.4' };
  return { Name: kind, ScriptLocation: script, PythonVersion: kind === 'pythonshell' ? '3.9' : '3' };
}

/** Glue computes MaxCapacity from the workers (and AllocatedCapacity from it) and returns it beside them. */
function capacityOf(kind: JobKind, workers: number): Partial<Job> {
  if (kind === 'pythonshell') return { AllocatedCapacity: 0, MaxCapacity: 0.0625 };
  const perWorker = kind === 'glueray' ? 2 : 1;
  const capacity = workers * perWorker;
  const workerType = kind === 'glueray' ? 'Z.2X' : 'G.1X';
  return { AllocatedCapacity: capacity, MaxCapacity: capacity, WorkerType: workerType, NumberOfWorkers: workers };
}

function graphOf(name: string): Readonly<Record<string, object>> {
  return {
    'node-1': { CatalogSource: { Name: 'source', Database: 'raw', Table: name } },
    'node-2': { DropDuplicates: { Name: 'distinct', Inputs: ['node-1'] } },
  };
}

/** A job with every member that a real GetJobs returns for its kind. `now` in seconds since the epoch. */
export function makeJob(account: string, name: string, now: number, options: JobOptions): Job {
  const {
    kind = 'glueetl',
    workers = 10,
    configuration,
    bookmark,
    fixed,
    description,
    graph,
    ages = [200, 20],
  } = options;
  const role = options.role ?? etlRole;
  const bucket = `s3://aws-glue-assets-${account}`;
  const spark = kind === 'glueetl' || kind === 'gluestreaming';
  return {
    Name: name,
    JobMode: graph ? 'VISUAL' : 'SCRIPT',
    JobRunQueuingEnabled: false,
    ...(description && { Description: description }),
    Role: `arn:aws:iam::${account}:role/service-role/${role}`,
    CreatedOn: now - ages[0] * 86_400 + 0.188,
    LastModifiedOn: now - ages[1] * 86_400 + 0.731,
    ExecutionProperty: { MaxConcurrentRuns: 1 },
    Command: commandOf(kind, `${bucket}/scripts/${encodeURIComponent(name).slice(0, 80)}.py`),
    DefaultArguments: {
      ...(spark && { '--enable-metrics': 'true', '--enable-continuous-cloudwatch-log': 'true' }),
      ...(bookmark && { [bookmarkArgument]: bookmarkValue(bookmark) }),
      '--job-language': 'python',
      '--TempDir': `${bucket}/temporary/`,
    },
    ...(fixed && { NonOverridableArguments: { [bookmarkArgument]: bookmarkValue(fixed) } }),
    MaxRetries: 0,
    ...capacityOf(kind, workers),
    // Streaming jobs run on; Ray jobs have no time-out.
    ...((kind === 'glueetl' || kind === 'pythonshell') && { Timeout: 480 }),
    ...(configuration !== undefined && { SecurityConfiguration: configuration }),
    GlueVersion: kind === 'pythonshell' ? '3.0' : '4.0',
    ...(graph && { CodeGenConfigurationNodes: graphOf(name) }),
    ...(spark && { ExecutionClass: 'STANDARD' }),
  };
}
