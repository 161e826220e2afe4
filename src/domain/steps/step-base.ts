import type { BookmarkOption } from '../model.ts';

/** What a step of any kind has. */
export interface StepBase {
  readonly id: string;
  /** The kind, as stored. */
  readonly type: string;
  /** Of what it changes, to be shown. */
  readonly name: string;
}

/** A job whose runs a changed action of a trigger starts, with what a watch over its first run must know. */
export interface StartedJob {
  readonly job: string;
  /** The configuration that the action names before the step, and after it. */
  readonly from: string | null;
  readonly to: string | null;
  /** The effective option of the runs that the action starts; absent: they have no bookmarks. */
  readonly bookmarks?: BookmarkOption;
  readonly streaming: boolean;
}

/** A step after which a job's runs use another configuration: its first run is watched, and it can be a canary. */
export interface JobStep extends StepBase {
  readonly type: 'repoint-job';
  /** The configuration that it has now; null: none. The inverse points it back. */
  readonly from: string | null;
  /** Null: none. Only a way back takes a configuration off. */
  readonly to: string | null;
  readonly saw: string;
  /** Digest of CodeGenConfigurationNodes; null: no graph. Compared, never sent. */
  readonly graph: string | null;
  readonly bookmarks?: BookmarkOption;
  readonly role?: string;
  readonly streaming: boolean;
  /** The canary job, which is waited for. */
  readonly canary: boolean;
  /** Of a way back: it may be a Ray job, which takes no configuration. */
  readonly anyCommand?: true;
}
