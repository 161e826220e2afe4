import { CloudError, isExpected } from '../../../domain/errors.ts';
import type { PlanRefusal, RefusalCode } from '../../../domain/plan/plan-refusal.ts';
import type { Refusal } from '../../../domain/remediation/approval.ts';
import type { ProblemMessage } from '../../messages/command-messages.ts';
import type { AskRefused, FormField } from '../../messages/remediation-forms.ts';
import { explainError } from '../../words/explain.ts';
import { leftOutType, leftOutWords, refusalWords } from '../../words/explain-plan.ts';
import { explainRefusal } from '../../words/explain-refusal.ts';

/** Ends an action with what to tell the person. */
export class Stop extends Error {
  readonly problem: ProblemMessage;
  /** Present: the same form can be sent again, with this changed; `anything`: not one field alone. */
  readonly change: FormField | 'anything' | undefined;
  /** Present: the request was refused, for this. */
  readonly refusal: Refusal | undefined;

  constructor(problem: ProblemMessage, change?: FormField | 'anything', refusal?: Refusal) {
    super(problem.what);
    this.problem = problem;
    this.change = change;
    this.refusal = refusal;
  }
}

/** True where somebody else asked for the same finding first. */
export function isTaken(error: unknown): boolean {
  return error instanceof Stop && error.refusal === 'finding-taken';
}

export const findingGone: ProblemMessage = {
  kind: 'problem',
  what: 'This finding is not open any more.',
  next: 'Audit again to see what is open now.',
  suggestions: [],
};

export const unauthorisedChosen: ProblemMessage = {
  kind: 'problem',
  what: 'Something that was chosen is not among what uses this any more.',
  next: 'Choose again: what uses it now is listed.',
  suggestions: [],
};

/** A refusal as a message. */
export function refused(refusal: Refusal): ProblemMessage {
  return { kind: 'problem', ...explainRefusal(refusal), suggestions: [] };
}

/** Why there is no plan. */
export function refusalsProblem(refusals: readonly PlanRefusal[]): ProblemMessage {
  const words = refusals.map((refusal) => refusalWords(refusal));
  const left = refusals
    .flatMap(({ leftOut = [] }) => leftOut)
    .slice(0, 5)
    .map((entry) => `${leftOutType(entry)} ${entry.name}: ${leftOutWords(entry)}`);
  return {
    kind: 'problem',
    what: [...words.map(({ what }) => what), ...left].join(' '),
    next: words[0]?.next ?? 'Audit again.',
    suggestions: [],
  };
}

/** What of a form stands against a plan. `never`: another answer does not help. */
const changes: Record<RefusalCode, FormField | 'anything' | 'never'> = {
  'not-read': 'anything',
  'no-such-finding': 'never',
  compliant: 'never',
  ambiguous: 'never',
  'key-needed': 'key',
  'key-and-attach': 'key',
  'key-malformed': 'key',
  'key-unusable': 'key',
  'attach-not-possible': 'attach',
  'attach-unknown': 'attach',
  'attach-noncompliant': 'attach',
  unsendable: 'never',
  gone: 'never',
  'unknown-dependent': 'only',
  'ray-job': 'only',
  'ray-only': 'never',
  'databases-not-possible': 'databases',
  'no-such-database': 'databases',
  'nothing-to-move': 'also',
  'retire-not-possible': 'never',
  'still-referenced': 'never',
  unrepeatable: 'never',
};

/** A plan that was refused. What another answer can fix is said in the form, at the first field that it is about. */
export function stopFor(refusals: readonly PlanRefusal[]): Stop {
  const all = refusals.map(({ code, leftOut = [] }) =>
    // Without anything left out nothing uses it, and nothing can be ticked.
    code === 'nothing-to-move' && leftOut.length === 0 ? 'never' : changes[code],
  );
  const problem = refusalsProblem(refusals);
  if (all.includes('never')) return new Stop(problem);
  return new Stop(problem, all.find((each) => each !== 'never') ?? 'anything');
}

/** Problems become messages. @throws what nobody foresaw */
export async function safely<T>(work: () => Promise<T>): Promise<T | ProblemMessage> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Stop) return error.problem;
    if (!isExpected(error)) throw error;
    return explainError(error);
  }
}

/** The same for a form that was sent: what another answer fixes, or AWS a moment later, is told apart. @throws what nobody foresaw */
export async function safelyAsked<T>(work: () => Promise<T>): Promise<T | AskRefused | ProblemMessage> {
  return safely(async () => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CloudError) return { kind: 'ask-refused', problem: explainError(error) } as const;
      if (!(error instanceof Stop) || error.change === undefined) throw error;
      const { problem, change } = error;
      return { kind: 'ask-refused', problem, ...(change !== 'anything' && { at: change }) } as const;
    }
  });
}
