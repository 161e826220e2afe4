import type { ProblemMessage } from './messages/command-messages.ts';
import type { Log, NewId } from './ports/runtime.ts';
import { isStoreAway, isStoreBusy } from './ports/store.ts';

/** Where something failed: ids only, nothing that a person typed and nothing that AWS answered. */
export interface Circumstances {
  /** The command, the id of the button, the form, or the name of the worker. */
  readonly action: string;
  /** Whoever pressed or typed, by their id in the chat. */
  readonly user?: string | undefined;
  readonly request?: string | undefined;
  readonly plan?: string | undefined;
  readonly [more: string]: string | number | undefined;
}

export interface BoundaryParts {
  readonly log: Log;
  readonly newId: NewId;
}

export interface Unexpected {
  /** Eight characters, in the log line and in the problem. */
  readonly reference: string;
  /** What to tell the person, if there is one. It says nothing of the error. */
  readonly problem: ProblemMessage;
}

/**
 * The one end of whatever nobody foresaw: one line in the log, with the cause, and one reference that leads to it.
 * Call it once for each failure, where it is not thrown any further. Never throws.
 */
export function reportUnexpected(
  { log, newId }: BoundaryParts,
  error: unknown,
  circumstances: Circumstances,
  text = 'something failed unexpectedly',
): Unexpected {
  const reference = newId().slice(0, 8);
  log.error({ ...circumstances, reference, err: error }, text);
  const isOfStore = isStoreBusy(error) || isStoreAway(error);
  return { reference, problem: isOfStore ? busyProblem(error, reference) : internalProblem(reference) };
}

/** What the work resolves with, or the problem that stands for a defect of ours. Never rejects. */
export async function guarded<T>(
  parts: BoundaryParts,
  circumstances: Circumstances,
  work: () => Promise<T>,
): Promise<T | ProblemMessage> {
  try {
    return await work();
  } catch (error) {
    return reportUnexpected(parts, error, circumstances).problem;
  }
}

/** A defect of ours in words; without a reference where nothing is logged: in the terminal. */
export function internalProblem(reference?: string): ProblemMessage {
  const next = 'Try again. If it happens again, tell the operator of Gluewarden: the cause is in its log.';
  return {
    kind: 'problem',
    what: 'Something went wrong in Gluewarden itself.',
    next: reference === undefined ? next : `${next} ${referenceWords(reference)}`,
    suggestions: [],
  };
}

/**
 * The database was locked, or away, for longer than anything waits. Of several statements the first may have been done: an approval
 * can stand although its message could not be read.
 */
function busyProblem(error: unknown, reference: string): ProblemMessage {
  const [is, cause] = isStoreAway(error)
    ? ['cannot be reached', 'its server may be down']
    : ['is busy', 'another process keeps the database locked'];
  return {
    kind: 'problem',
    what: `The database ${is}, so this was not done, or only in part.`,
    next: `Look again in a minute, and try again if it is not done. If it stays so, tell the operator of Gluewarden: ${cause}. ${referenceWords(reference)}`,
    suggestions: [],
  };
}

/** The sentence that leads from what a person sees to the line in the log. */
export function referenceWords(reference: string): string {
  return `Reference: ${reference}.`;
}
