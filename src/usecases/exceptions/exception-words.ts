import type { ExceptionProblem } from '../../domain/exceptions/judge-exception.ts';
import type { Acceptance } from '../../domain/model.ts';

/** What the words about an end need to know. */
export interface EndWords {
  /** The latest day that may be taken: YYYY-MM-DD. */
  readonly latest: string;
  /** IANA name. */
  readonly timezone: string;
}

/** What is wrong with a risk that somebody wants to accept, and what to do: a sentence for a form's field. */
export function exceptionProblemWords(problem: ExceptionProblem, { latest, timezone }: EndWords): string {
  switch (problem) {
    case 'reason-missing':
      return 'Say why the risk is accepted: an auditor will read it.';
    case 'owner-missing':
      return 'Say whose risk it is: a person, a user group or a team.';
    case 'end-missing':
      return `Say until when: a day like ${latest}.`;
    case 'end-unreadable':
      return `That is no day. Write it like ${latest}.`;
    case 'end-past':
      return `That day is over in ${timezone}. Take a later one, ${latest} at the latest.`;
    case 'end-too-late':
      return `The configuration allows ${latest} at the latest. Take that day or an earlier one, and extend it when it is near.`;
    case 'reaches-nothing':
      return 'No open finding is like that, so there is nothing to accept. Check the name, or run /glue-audit findings.';
    case 'too-mixed':
      return 'These are too many findings of different exposure for one accepted risk. Narrow it by account, region or kind.';
  }
}

/** "accepted until 2027-03-31 (data team): the job ends in March". Names are as the surface shows them. */
export function acceptedWords({ until, disagrees }: Acceptance, owner: string, reason: string): string {
  const others = disagrees ? ', the earliest end of those that cover it' : '';
  return `accepted until ${until}${others} (${owner}): ${reason}`;
}
