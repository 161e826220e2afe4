import { CloudError } from '../../../domain/errors.ts';
import type { BookmarkObservation } from '../../../domain/remediation/first-run.ts';
import { canaryToWaitFor, isSwitch, nextStep } from '../../../domain/remediation/remediation.ts';
import { watchedJobs } from '../../../domain/steps/step-groups.ts';
import { aboutStep, type Step } from '../../../domain/steps/step-kinds.ts';
import { startAge } from '../../age.ts';
import type { DefinitionReader, RawDefinition } from '../../ports/remediation-cloud.ts';
import type { ExecutionRow } from '../../ports/remediation-records.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import type { ApprovedWork } from '../state/approved-work.ts';
import type { EarlyDefinition, ReadEarly } from './execute-step.ts';
import type { Journal } from './execution-journal.ts';
import { hasBookmark } from './open-switch.ts';
import type { createSessions } from './plan-sessions.ts';

/**
 * What is read early may be so old when its step begins, milliseconds; older, it is read again. What somebody changes
 * after the read is made undone by the update, so this is far below `oldestObservation`: it is the update before and its
 * verification where AWS answers as fast as it mostly does.
 */
export const oldestAhead = 1_000;

type Ahead<T> = Promise<ReadEarly<T> | undefined>;

interface AheadOfStep {
  readonly stepId: string;
  definition?: Ahead<RawDefinition | undefined>;
  bookmark?: { readonly job: string; readonly read: Ahead<BookmarkObservation> };
}

export interface ReadAheadInput {
  readonly store: Store;
  readonly clock: Clock;
  readonly work: ApprovedWork;
  readonly execution: Pick<ExecutionRow, 'canary'>;
  readonly journal: Pick<Journal, 'outcomes'>;
  readonly sessions: Pick<ReturnType<typeof createSessions>, 'current'>;
}

/**
 * The reads of the next step, sent while the change of the one before it is on its way: changes stay one at a time, and
 * nothing waits for a read that could have been made meanwhile. Each is used once, by its own step, while it is fresh.
 */
export function createReadAhead({ store, clock, work, execution, journal, sessions }: ReadAheadInput) {
  const { plan, steps, direction } = work;
  let ahead: AheadOfStep | undefined;

  /** The step after this one, should this one succeed; undefined: there is none to hurry for. */
  function nextAfter(step: Step): Step | undefined {
    // Before the first switch all is asked that the others rest on, which takes its time.
    if (!isSwitch(step)) return undefined;
    const outcomes = new Map(journal.outcomes).set(step.id, { stepId: step.id, state: 'done', awsRequestIds: [] });
    const next = nextStep(steps, outcomes);
    if (next === undefined || canaryToWaitFor(steps, outcomes, execution.canary) !== undefined) return undefined;
    // What deletes a configuration looks last of all.
    return isSwitch(next) ? next : undefined;
  }

  async function early<T>(
    session: Promise<{ readonly reader: DefinitionReader }>,
    read: (reader: DefinitionReader) => Promise<T>,
  ): Promise<ReadEarly<T>> {
    const { reader } = await session;
    const age = startAge(clock);
    return { value: await read(reader), age };
  }

  /** Of the one job whose runs the step changes: the jobs that a trigger starts can be many. */
  function bookmarkAhead(step: Step, session: Promise<{ readonly reader: DefinitionReader }>) {
    const [watched, ...others] = direction === 'forward' ? watchedJobs(plan.steps, step) : [];
    if (watched === undefined || others.length > 0 || !hasBookmark(watched)) return {};
    const { id, job } = watched;
    const read = async () => {
      const isOpen = (await store.remediation.jobSwitch({ planId: plan.id, stepId: id })) !== undefined;
      return isOpen ? undefined : early(session, (reader) => reader.bookmark(job));
    };
    return { bookmark: { job, read: begun(read()) } };
  }

  /** What AWS answered with an error is read again in its own time, which answers for it. */
  async function fresh<T>(read: Ahead<T> | undefined): Promise<ReadEarly<T> | undefined> {
    try {
      const found = await read;
      return found !== undefined && found.age() <= oldestAhead ? found : undefined;
    } catch (error) {
      if (error instanceof CloudError) return undefined;
      throw error;
    }
  }

  /** Heard when it is asked for, and not before. */
  function begun<T>(read: Ahead<T>): Ahead<T> {
    read.catch(() => {});
    return read;
  }

  return {
    /** Told when the change of a step is being sent. */
    begin(step: Step): void {
      const next = nextAfter(step);
      // A new session is opened in its own time.
      const session = next && sessions.current(next);
      if (next === undefined || session === undefined) return;
      const { resource } = aboutStep(next);
      const definition = begun(early(session, (reader) => reader.definition(resource)));
      ahead = { stepId: next.id, ...bookmarkAhead(next, session), definition };
    },

    async definition({ id }: Step): Promise<EarlyDefinition | undefined> {
      if (ahead?.stepId !== id) return undefined;
      const { definition } = ahead;
      delete ahead.definition;
      return fresh(definition);
    },

    async bookmark({ id }: Step, job: string): Promise<BookmarkObservation | undefined> {
      if (ahead?.stepId !== id || ahead.bookmark?.job !== job) return undefined;
      const { read } = ahead.bookmark;
      delete ahead.bookmark;
      return (await fresh(read))?.value;
    },
  };
}
