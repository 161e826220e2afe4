import type { Arguments } from '../shapes.ts';

/** Glue's JobRun on the wire: instants in seconds since the epoch. */
export interface JobRun {
  readonly Id: string;
  readonly Attempt: number;
  readonly PreviousRunId?: string;
  readonly TriggerName?: string;
  readonly JobName: string;
  readonly StartedOn: number;
  readonly LastModifiedOn: number;
  readonly CompletedOn?: number;
  readonly JobRunState: string;
  readonly Arguments?: Arguments;
  readonly ErrorMessage?: string;
  readonly PredecessorRuns: readonly object[];
  readonly AllocatedCapacity?: number;
  readonly ExecutionTime: number;
  readonly Timeout?: number;
  readonly MaxCapacity?: number;
  readonly WorkerType?: string;
  readonly NumberOfWorkers?: number;
  readonly SecurityConfiguration?: string;
  readonly LogGroupName: string;
  readonly GlueVersion?: string;
  readonly ExecutionClass?: string;
}

/** Glue's JobBookmarkEntry on the wire. */
interface BookmarkEntry {
  readonly JobName: string;
  readonly Version: number;
  readonly Run: number;
  readonly Attempt: number;
  readonly PreviousRunId?: string;
  readonly RunId: string;
  readonly JobBookmark: string;
}

/** A job's bookmark: what GetJobBookmark says, and what only the storage knows. */
export interface Bookmark {
  readonly entry: BookmarkEntry;
  /** The key that the stored bookmark is encrypted with; absent = it is plain text. */
  readonly key?: string;
}

/** A run that comes by itself. */
export interface AwaitedRun {
  readonly account: string;
  readonly region: string;
  readonly job: string;
  /** When it starts, epoch milliseconds. */
  readonly at: number;
  /** What the action of a trigger that starts it names; absent: it is started by itself. */
  readonly trigger?: string;
  readonly configuration?: string;
  readonly arguments?: Arguments;
}
