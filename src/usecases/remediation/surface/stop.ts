import { isExpected } from '../../../domain/errors.ts';
import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import type { PlanRefusal } from '../../../domain/plan/plan-refusal.ts';
import type { Refusal } from '../../../domain/remediation/approval.ts';
import type { ProblemMessage } from '../../messages/command-messages.ts';
import type { RequestLink } from '../../messages/finding-acts.ts';
import type { Store } from '../../ports/store.ts';
import { explainError } from '../../words/explain.ts';
import { leftOutType, leftOutWords, refusalWords } from '../../words/explain-plan.ts';
import { explainRefusal } from '../../words/explain-refusal.ts';
import type { RequestInput } from '../request/open-request.ts';
import { requestOfFinding } from '../state/request-of-finding.ts';

/** Ends an action with what to tell the person. */
export class Stop extends Error {
  readonly problem: ProblemMessage;

  constructor(problem: ProblemMessage) {
    super(problem.what);
    this.problem = problem;
  }
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
  next: 'Open the form again: it lists what uses it now.',
  suggestions: [],
};

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

/** A refusal as a message. */
export function refused(refusal: Refusal): ProblemMessage {
  return { kind: 'problem', ...explainRefusal(refusal), suggestions: [] };
}

/** Where somebody was first, with their request. */
export async function refusedRequest(
  store: Pick<Store, 'remediation' | 'outbox'>,
  { plans }: RequestInput,
  refusal: Refusal,
): Promise<ProblemMessage> {
  const request =
    refusal === 'finding-taken'
      ? await requestOfFinding(
          store,
          plans.map(({ plan }) => findingOfPlan(plan)),
        )
      : undefined;
  return request === undefined ? refused(refusal) : taken(request);
}

/** In place of a second form. */
export function taken(request: RequestLink): ProblemMessage {
  return { ...refused('finding-taken'), request };
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
