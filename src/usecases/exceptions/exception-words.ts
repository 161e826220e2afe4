import type { ExceptionProblem } from '../../domain/exceptions/judge-exception.ts';
import { mostSaid } from '../../domain/exceptions/said.ts';
import type { Acceptance } from '../../domain/model.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import { explainRefusal } from '../words/explain-refusal.ts';
import type { AskProblem } from './ask-exception.ts';
import type { ExceptionRefused } from './decide-exception.ts';

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
    case 'reason-too-long':
      return `Say it in ${mostSaid.reason} characters at most: whoever decides reads all of it. Put the rest in a ticket, and name that.`;
    case 'owner-too-long':
      return `Name whose risk it is in ${mostSaid.owner} characters at most.`;
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

/** Why nothing was asked for, and what to do: for who typed it. */
export function askProblemWords(problem: AskProblem, end: EndWords): string {
  switch (problem) {
    case 'no-approvers':
      return 'Nobody may approve for an account that it concerns, so nobody could agree. The operator lists approvers in "approvals", or sets exceptions.consent to none.';
    case 'tag-not-read':
      return 'No scan reads a tag with that key. The operator adds the key to "tags" in gluewarden.yaml; until then name accounts, regions or a name.';
    case 'not-in-force':
      return 'What was to be changed is over or was taken back. Accept the risk again with /glue-audit accept.';
    case 'waiting':
      return 'It still waits for a decision. Take it back with /glue-audit accepted revoke, and ask again with another day.';
    case 'not-yours':
      return 'It would change or shorten what somebody else answers for. Its requester, its owner, or an approver of every account that it concerns, can: /glue-audit accepted lists them.';
    case 'accepted-already':
      return 'Somebody accepted it first. /glue-audit accepted lists what is accepted, with what to type to change it.';
    case 'asked-already':
      return 'Somebody asked for this first, and it waits for a decision. /glue-audit accepted lists what is asked for.';
    default:
      return exceptionProblemWords(problem, end);
  }
}

/** Why a decision or a change was refused. */
export function exceptionRefusal(refused: ExceptionRefused): Pick<ProblemMessage, 'what' | 'next'> {
  switch (refused) {
    case 'unknown':
      return { what: 'There is no such accepted risk.', next: 'Type /glue-audit accepted to list them.' };
    case 'decided':
      return {
        what: 'This was decided, or taken back, already.',
        next: 'Nothing more is needed here; the message says by whom.',
      };
    case 'over':
      return { what: 'Its last day is over, so there is nothing to agree to.', next: 'Ask again with a later day.' };
    case 'not-in-force':
      return { what: 'It does not hold any more.', next: 'Type /glue-audit accepted to see what does.' };
    case 'of-the-file':
      return {
        what: 'This one stands in gluewarden.yaml.',
        next: 'Change or remove its entry there; it holds from the next start.',
      };
    case 'not-yours':
      return {
        what: 'Only the requester, its owner, or an approver of every account that it concerns, can take it back.',
        next: 'Ask one of them: /glue-audit accepted lists them.',
      };
    case 'own-request':
      return { what: 'You asked for this yourself, so somebody else must agree to it.', next: 'Ask another approver.' };
    default:
      return explainRefusal(refused);
  }
}

export function refusedMessage(refused: ExceptionRefused): ProblemMessage {
  return { kind: 'problem', ...exceptionRefusal(refused), suggestions: [] };
}

/** Everything that is wrong with what was asked, as one problem. */
export function askProblem(problems: readonly AskProblem[], end: EndWords): ProblemMessage {
  const [first = '', ...rest] = problems.map((problem) => askProblemWords(problem, end));
  return { kind: 'problem', what: 'The risk was not accepted.', next: [first, ...rest].join(' '), suggestions: [] };
}
