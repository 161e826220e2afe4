import type { ArnTarget } from '../glue-arn.ts';
import type { JsonObject } from '../json.ts';
import type { BookmarkOption, Job, ReferenceType } from '../model.ts';
import type { Refused } from './job-update.ts';
import type { Observation } from './observation.ts';
import type { Permission } from './permissions.ts';
import type { JobStep, StartedJob, StepBase } from './step-base.ts';
import type { RunsOf } from './step-runs.ts';

/** SHA-256 of a text, hex. Passed in: the domain computes none. */
export type Hash = (text: string) => string;

/** One definition of Glue by its name; column statistics task settings by the names of their table. */
export interface Resource<R extends string = string> {
  readonly kind: R;
  readonly name: string;
  readonly database?: string;
}

/** Why something that a plan could move is left alone. */
export interface LeftAlone {
  /**
   * `not-chosen`, `visual` (has a graph, not asked for), `crawler` (not asked for), `unsendable` (fields that cannot be
   * sent back), `changed` (no longer uses the configuration, or is gone), `unreadable` (its definition could not be read),
   * `catalog` (column statistics settings that the table has from its catalog), `together` (its runs would alternate
   * between two configurations, because something that belongs to it is left alone).
   */
  readonly reason:
    | 'not-chosen'
    | 'visual'
    | 'crawler'
    | 'unsendable'
    | 'changed'
    | 'unreadable'
    | 'catalog'
    | 'together';
  /** With `together`: what it belongs to and is left alone, as "job orders". */
  readonly with?: readonly string[];
  /** With `unsendable`: the paths of the fields; never a value. */
  readonly paths?: readonly string[];
  /** With `unreadable`: AWS's error code. */
  readonly error?: string;
}

/** What a step is made from. */
export interface DraftInput {
  readonly name: string;
  readonly definition: JsonObject;
  /** The configuration that is to be replaced; null: none. */
  readonly replaced: string | null;
  readonly to: string;
  /** The job that the finding is about: nothing that concerns other jobs changes. Absent: all of them. */
  readonly job?: string;
  /** The strongest bookmark option among the runs of a job. */
  readonly bookmarks?: BookmarkOption;
  /** The jobs of the target, by name, as the list shows them. */
  readonly jobs: ReadonlyMap<string, Job>;
  readonly choice: { readonly crawlers: boolean; readonly visualJobs: boolean };
  /** Named by the requester: then it is moved whatever it is. */
  readonly named: boolean;
  readonly hash: Hash;
}

/** The step, its `id` empty until it has its place in the plan; or why there is none. */
export type Draft<S> = (input: DraftInput) => S | LeftAlone;

/** Sentences of a kind that changes nothing of what runs use. */
export interface ConfigurationWords {
  /** The headline of work that was nothing else. */
  done(name: string): string;
  failed(name: string): string;
  /** What a roll back does, after "It"; `counted`: "2 configurations". */
  rollsBack(counted: string): string;
}

export interface KindWords {
  /** Titles of the stage in the progress of a request, on the way there and on the way back. */
  readonly stage: string;
  readonly stageBack: string;
  /** The title of the canary's own stage; null: this kind has no canary. */
  readonly canaryStage: string | null;
  /** What is counted for approvers: "the column statistics of " before the number, and "table". */
  readonly unit: { readonly before: string; readonly one: string };
  /** What a step is about, where its kind is not said: the name, or more where the name alone would mislead. */
  subject(name: string): string;
  /** After a step that failed and sent nothing: "left as it was". */
  readonly untouched: string;
}

/** Anything that a kind says without looking at a step. */
export interface KindFacts<S extends StepBase, R extends string, W extends string> {
  readonly type: S['type'];
  /** `switches`: it changes what runs use; the others make or delete a configuration. */
  readonly effect: S extends { readonly saw: string } ? 'switches' : 'creates' | 'deletes';
  /** What is read and changed, by the name of its definition. */
  readonly resource: R;
  /**
   * The type under which the lists show it as something that uses a configuration: people can then choose it by name, and
   * two plans of one request can meet in it. Null: no list shows it.
   */
  readonly dependent: Extract<R, ReferenceType> | null;
  /** The one operation that changes it. */
  readonly operation: W;
  readonly words: KindWords;
  readonly configurationWords: S extends { readonly saw: string } ? null : ConfigurationWords;
  readonly draft: S extends { readonly saw: string } ? Draft<S> : null;
}

/** Anything that a kind says of one of its steps. */
export interface AboutStep<S extends StepBase, R extends string> {
  readonly resource: Resource<R>;
  /** `before`: the definition as it was, which the goal is compared with; undefined: it does not exist. */
  judge(definition: JsonObject | undefined, before: JsonObject, hash: Hash): Observation;
  /** The whole request of the operation, made from the definition as just read. */
  request(definition: JsonObject): { readonly input: JsonObject } | Refused;
  /** What undoes it. `saw` is empty until the definition is known, see `expecting`. */
  inverse(): S;
  /** The definition as this step left it, made from what it was before: what the way back must find. */
  made(before: JsonObject): JsonObject;
  /** The step of a way back, with what it must find. */
  expecting(definition: JsonObject, hash: Hash): S;
  /** What its session must be allowed, beside reading configurations. */
  permissions(target: ArnTarget): readonly Permission[];
  /** The ARN of what it changes, where that can have tags. */
  tagged(target: ArnTarget): string | null;
  /** The job whose runs it changes; null: it changes no job. */
  readonly job: JobStep | null;
  /** The role that is handed to Glue with the update, as the definition names it; null: none. */
  readonly role: string | null;
  /** What runs with another configuration afterwards, by the definition that it saw. */
  runs(definition: JsonObject): readonly RunsOf[];
  /** The actions of a trigger, by position, whose runs it changes; empty: it changes no trigger. */
  readonly actions: readonly number[];
  /** The jobs that those actions start, in their order; empty: it changes no trigger, or was planned before they were known. */
  readonly starts: readonly StartedJob[];
  /** A sentence without a full stop: "switch crawler raw from std to std-encrypted-bookmarks". */
  toDo(): string;
  /** What a person must know before saying yes to such a step; null: nothing more. The same note is given once. */
  readonly note: string | null;
}

/**
 * One kind of step: all that the bot knows about it. `S`: its steps; `R`: the definition that it reads and changes; `W`:
 * the operation that changes it; `Back`: the steps that undo it. Everything is written out, also what a kind has not:
 * leaving out a member does not compile.
 */
export interface StepKind<S extends StepBase, R extends string, W extends string, Back extends StepBase = S>
  extends KindFacts<S, R, W> {
  of(step: S): AboutStep<S | Back, R>;
}
