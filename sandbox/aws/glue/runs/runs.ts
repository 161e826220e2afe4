import { createHash } from 'node:crypto';
import { decide } from '../../access/policy.ts';
import { parseRoleArn } from '../../access/role-arn.ts';
import { forbids } from '../../kms/forbids.ts';
import type { RegionState, World } from '../../world.ts';
import type { Arguments, EncryptionConfiguration, Job } from '../shapes.ts';
import type { Bookmark, JobRun } from './run-shapes.ts';

const bookmarkArgument = '--job-bookmark-option';
const outcomes = ['SUCCEEDED', 'FAILED', 'TIMEOUT', 'STOPPED', 'RUNNING'] as const;
type RunState = (typeof outcomes)[number];

/** How a run goes, where it should not go as its job, configuration, key and role say. */
export interface RunStory {
  readonly state?: RunState;
  /** What becomes of the bookmark of a run that succeeds: it moves on, starts again, or stays where it is. */
  readonly bookmark?: 'moves' | 'reset' | 'stays';
  readonly error?: string;
  readonly trigger?: string;
  /** As StartJobRun or a trigger's action gives them. */
  readonly arguments?: Arguments;
  readonly configuration?: string;
  /** A further attempt of the job's last run, which failed. */
  readonly retry?: boolean;
}

export interface RunRequest extends RunStory {
  readonly account: string;
  readonly region: string;
  readonly job: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly id?: string;
}

/** A story from another process's JSON; a TypeError says what is wrong with it. */
export function readStory(from: Readonly<Record<string, unknown>>): RunStory {
  const state = outcomes.find((name) => name === from.state);
  if (from.state !== undefined && !state) throw new TypeError(`state must be one of ${outcomes.join(', ')}`);
  const bookmark = (['moves', 'reset', 'stays'] as const).find((name) => name === from.bookmark);
  if (from.bookmark !== undefined && !bookmark) throw new TypeError('bookmark must be one of moves, reset, stays');
  return {
    ...(state && { state }),
    ...(bookmark && { bookmark }),
    ...(typeof from.error === 'string' && { error: from.error }),
    ...(typeof from.configuration === 'string' && { configuration: from.configuration }),
    ...(typeof from.trigger === 'string' && { trigger: from.trigger }),
    ...(from.retry === true && { retry: true }),
  };
}

export function runsOf(state: RegionState, job: string): JobRun[] {
  return state.jobRuns.list().filter((run) => run.JobName === job);
}

/** What a run writes its bookmarks with: the key's ARN, undefined for plain text, or why the run fails. */
type Protection = { readonly key?: string } | { readonly error: string };

function protectionOf(world: World, state: RegionState, job: Job, request: RunRequest, name?: string): Protection {
  if (!name) return {};
  const configuration = state.securityConfigurations.get(name);
  if (!configuration) return { error: `Security configuration ${name} not found` };
  const encryption = configuration.EncryptionConfiguration;
  // An empty key ARN beside a mode that needs none makes a configuration that no run can use.
  if (encryption?.S3Encryption?.some(({ KmsKeyArn }) => KmsKeyArn === '')) return { error: 'Invalid KMS key ARN' };
  const { JobBookmarksEncryptionMode: mode, KmsKeyArn: key } = encryption?.JobBookmarksEncryption ?? {};
  const problemOfData = dataProblem(world, job, request, encryption);
  if (problemOfData) return { error: problemOfData };
  if (mode !== 'CSE-KMS') return {};
  if (!key) return { error: 'No KMS key for the job bookmark' };
  const problem = keyProblem(world, job, request, key, ['kms:Encrypt', 'kms:Decrypt']);
  return problem ? { error: problem } : { key };
}

/** [inferred] Every run writes to S3, and fails where its role may not use the key ("Setting up encryption in AWS Glue"). */
function dataProblem(world: World, job: Job, request: RunRequest, encryption?: EncryptionConfiguration | null) {
  const actions = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'];
  const keys = (encryption?.S3Encryption ?? []).flatMap(({ S3EncryptionMode: mode, KmsKeyArn: key }) =>
    mode === 'SSE-KMS' && key ? [key] : [],
  );
  return keys.map((key) => keyProblem(world, job, request, key, actions)).find((problem) => problem !== undefined);
}

function keyProblem(
  world: World,
  job: Job,
  { account, region }: RunRequest,
  arn: string,
  actions: readonly string[],
): string | undefined {
  const [, , , keyRegion, owner = '', ...rest] = arn.split(':');
  const name = rest.join(':');
  const keys = keyRegion === region && world.accounts.has(owner) ? world.region(owner, region) : undefined;
  const id = name.startsWith('alias/') ? keys?.aliases.get(name)?.TargetKeyId : name.replace(/^key\//, '');
  const key = keys?.keys.get(id ?? '');
  if (!key) return `KMS key ${arn} does not exist`;
  const { KeyState, KeySpec, Arn } = key.metadata;
  if (KeyState !== 'Enabled') return `KMS key ${Arn} is ${KeyState}`;
  if (KeySpec !== 'SYMMETRIC_DEFAULT') return `KMS key ${Arn} is not symmetric`;
  if (owner !== account && !key.visibleTo.includes(account)) return `Access to KMS key ${Arn} is not allowed`;
  const address = parseRoleArn(job.Role);
  const role = world.account(account).roles.get(address?.name ?? '');
  const denied = actions.find((action) => decide(role?.policy ?? [], { action, region, resource: Arn }) !== 'allowed');
  if (denied) return `The job's role is not authorized to perform: ${denied} on resource: ${Arn}`;
  const forbidden = actions.find((action) => forbids(key, job.Role, action));
  return forbidden && `The key's policy explicitly denies ${forbidden} to the job's role on resource: ${Arn}`;
}

function usesBookmarks(job: Job, request: RunRequest): boolean {
  const given = { ...job.DefaultArguments, ...request.arguments, ...job.NonOverridableArguments };
  const spark = job.Command.Name === 'glueetl' || job.Command.Name === 'gluestreaming';
  return spark && given[bookmarkArgument] === 'job-bookmark-enable';
}

/** Opaque to whoever reads it, and different each time. [inferred] An encrypted one is shown as its cipher text. */
function contentOf(runId: string, run: number, key?: string): string {
  const digest = createHash('sha256')
    .update(`${runId}/${key ?? ''}`)
    .digest('base64');
  return key ? digest : JSON.stringify({ datasource0: { timestamp: digest.slice(0, 12), run } });
}

function moveBookmark(state: RegionState, run: JobRun, how: RunStory['bookmark'], key?: string): void {
  const old = state.bookmarks.get(run.JobName);
  if (how === 'stays') return;
  const number = how === 'reset' ? 1 : (old?.entry.Run ?? 0) + 1;
  state.bookmarks.put(run.JobName, {
    entry: {
      JobName: run.JobName,
      Version: how === 'reset' ? 1 : (old?.entry.Version ?? 0) + 1,
      Run: number,
      Attempt: run.Attempt,
      ...(old && how !== 'reset' && { PreviousRunId: old.entry.RunId }),
      RunId: run.Id,
      JobBookmark: contentOf(run.Id, number, key),
    },
    ...(key && { key }),
  });
}

/** [inferred] A bookmark that the run's configuration or role cannot decrypt makes the run fail. */
function unreadable(world: World, job: Job, request: RunRequest, old: Bookmark | undefined, key?: string) {
  if (!old?.key) return undefined;
  if (!key) return 'The job bookmark is encrypted and the security configuration has no key for it';
  return keyProblem(world, job, request, old.key, ['kms:Decrypt']);
}

function errorOf(world: World, state: RegionState, job: Job, request: RunRequest, protection: Protection) {
  if ('error' in protection) return protection.error;
  if (!usesBookmarks(job, request)) return undefined;
  return unreadable(world, job, request, state.bookmarks.get(job.Name), protection.key);
}

function makeRun(state: RegionState, job: Job, request: RunRequest): JobRun {
  const last = runsOf(state, job.Name).at(-1);
  const number = state.jobRuns.size + 1;
  const words = `${request.account}/${request.region}/${job.Name}/${number}`;
  const previous = request.retry ? last : undefined;
  const base = previous?.Id.replace(/_attempt_\d+$/, '') ?? `jr_${createHash('sha256').update(words).digest('hex')}`;
  const attempt = previous ? previous.Attempt + 1 : 0;
  const configuration = request.configuration ?? job.SecurityConfiguration;
  const at = request.now / 1000;
  return {
    Id: request.id ?? (attempt > 0 ? `${base}_attempt_${attempt}` : base),
    Attempt: attempt,
    ...(previous && { PreviousRunId: previous.Id }),
    ...(request.trigger && { TriggerName: request.trigger }),
    JobName: job.Name,
    StartedOn: at,
    LastModifiedOn: at,
    JobRunState: 'RUNNING',
    ...(request.arguments && { Arguments: request.arguments }),
    PredecessorRuns: [],
    ...(job.AllocatedCapacity !== undefined && { AllocatedCapacity: job.AllocatedCapacity }),
    ExecutionTime: 0,
    ...(job.Timeout !== undefined && { Timeout: job.Timeout }),
    ...(job.MaxCapacity !== undefined && { MaxCapacity: job.MaxCapacity }),
    ...(job.WorkerType !== undefined && { WorkerType: job.WorkerType }),
    ...(job.NumberOfWorkers !== undefined && { NumberOfWorkers: job.NumberOfWorkers }),
    ...(configuration && { SecurityConfiguration: configuration }),
    LogGroupName: '/aws-glue/jobs',
    ...(job.GlueVersion !== undefined && { GlueVersion: job.GlueVersion }),
    ...(job.ExecutionClass !== undefined && { ExecutionClass: job.ExecutionClass }),
  };
}

/** Starts a run: RUNNING, with the settings that the job has now, which it keeps whatever becomes of the job. */
export function startRun(world: World, request: RunRequest): JobRun {
  const state = world.region(request.account, request.region);
  const job = state.jobs.get(request.job);
  if (!job) throw new RangeError(`The sandbox has no job ${request.job} in ${request.account} ${request.region}`);
  const run = makeRun(state, job, request);
  state.jobRuns.put(run.Id, run);
  return run;
}

/** Ends a run that was started. The bookmark moves only when the run succeeds with bookmarks enabled. */
export function endRun(world: World, run: JobRun, request: RunRequest): JobRun {
  const state = world.region(request.account, request.region);
  const job = state.jobs.get(run.JobName);
  const protection = job ? protectionOf(world, state, job, request, run.SecurityConfiguration) : { error: 'No job' };
  const error =
    request.error ?? (job && request.state === undefined ? errorOf(world, state, job, request, protection) : undefined);
  const end = request.state ?? (error === undefined ? 'SUCCEEDED' : 'FAILED');
  const ended: JobRun = {
    ...run,
    JobRunState: end,
    CompletedOn: request.now / 1000,
    LastModifiedOn: request.now / 1000,
    ExecutionTime: Math.round(request.now / 1000 - run.StartedOn),
    ...(end !== 'SUCCEEDED' && { ErrorMessage: error ?? `The run ended as ${end}` }),
  };
  state.jobRuns.put(run.Id, ended);
  if (end === 'SUCCEEDED' && job && usesBookmarks(job, request)) {
    moveBookmark(state, ended, request.bookmark, 'key' in protection ? protection.key : undefined);
  }
  return ended;
}

/** A whole run at one instant; with state RUNNING it stays open, until the next call for its job ends it. */
export function runJob(world: World, request: RunRequest): JobRun {
  const state = world.region(request.account, request.region);
  const open = runsOf(state, request.job).find((run) => world.heldRuns.has(run.Id) && run.JobRunState === 'RUNNING');
  const run = open ?? startRun(world, request);
  if (request.state !== 'RUNNING') return endRun(world, run, request);
  world.heldRuns.add(run.Id);
  return run;
}
