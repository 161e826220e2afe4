import { CloudError, type ErrorCode, GluewardenError } from '../../domain/errors.ts';
import { internalProblem } from '../boundary.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import { codeWords, type Explanation, explainCode } from './explain-call.ts';
import { capital } from './words.ts';

export { codeWords, explainCode, iamAction } from './explain-call.ts';
export {
  bookmarkWords,
  explainedCounts,
  exposureMeaning,
  fixedWords,
  kindWords,
  reasonWords,
  referenceTypeWords,
  shortReasonWords,
  shortUsageWords,
  thingWords,
  usageWords,
  writes,
} from './explain-finding.ts';
export {
  capital,
  countWords,
  durationWords,
  exposureCountWords,
  fixedTail,
  instantWords,
  listWords,
  numberWords,
  openCounts,
} from './words.ts';

/** Details come from people and from AWS: a problem stays short whatever they hold. */
const longestDetail = 300;

/**
 * Turns anything that was thrown into words for a person, with what to do next. Never quotes an unexpected error.
 * `command`: the slash command that was typed, whose help is named.
 */
export function explainError(error: unknown, command = '/glue-audit'): ProblemMessage {
  if (error instanceof GluewardenError) {
    const detail = error.detail?.trim();
    return problem(byCode[error.code](shorten(detail), command), error.suggestions);
  }
  if (error instanceof CloudError) {
    const { code, call, message } = error;
    const { next } = explainCode(code, call, undefined, message);
    return problem({ what: `${capital(codeWords(code, call, undefined, message))}.`, next });
  }
  return internalProblem();
}

function problem({ what, next }: Explanation, suggestions: readonly string[] = []): ProblemMessage {
  return { kind: 'problem', what, next, suggestions };
}

function shorten(detail: string | undefined): string | undefined {
  if (detail === undefined || detail === '') return undefined;
  return detail.length <= longestDetail ? detail : `${detail.slice(0, longestDetail).toWellFormed()}…`;
}

function quoted(detail: string | undefined): string {
  return detail === undefined ? 'that' : `"${detail}"`;
}

const byCode: Record<ErrorCode, (detail: string | undefined, command: string) => Explanation> = {
  usage: (detail, command) => ({
    what: detail === undefined ? 'This command cannot be read.' : `This command cannot be read: ${detail}`,
    next: `Type ${command} help to see what can be asked.`,
  }),
  'not-allowed': () => ({
    what: 'You are not among those who may ask this.',
    next: 'Ask the operator of Gluewarden to add you, one of your user groups or this channel to the access list of its configuration.',
  }),
  'access-unverifiable': (detail) => ({
    what: `Whether you may ask this could not be checked: Slack did not list the members of a user group${detail === undefined ? '' : ` (${detail})`}.`,
    next: 'Try again in a minute. If it stays, the operator should check its usergroups:read scope.',
  }),
  'unknown-account': (detail) => ({
    what: `There is no account ${quoted(detail)} in Gluewarden's configuration.`,
    next: 'Give an account by its name there, or by its 12-digit id.',
  }),
  'unknown-region': (detail) => ({
    what: `There is no region ${quoted(detail)}.`,
    next: 'Check the spelling: a region is written like eu-west-1.',
  }),
  'unknown-configuration': (detail) => ({
    what: `There is no security configuration and no job ${quoted(detail)} in that account and region.`,
    next: 'Check the name (it must match to the letter), the account and the region. /glue-audit findings lists what is open.',
  }),
  'unknown-name': (detail, command) => ({
    what: `The records know no ${command === '/glue-remediate' ? 'finding about' : 'configuration or job'} ${quoted(detail)}.`,
    next: 'Check the name: it must match to the letter. The records hold what is noncompliant and what uses it; for anything else name account and region.',
  }),
  'ambiguous-name': (detail) => ({
    what: `The records know ${quoted(detail)} in more than one account or region.`,
    next: 'Say which one you mean.',
  }),
  'account-needed': (detail) => ({
    what: 'That name can exist in several accounts.',
    next: `Say which account you mean, before the region${detail === undefined ? '.' : `: ${detail}`}`,
  }),
  'expired-view': () => ({
    what: 'This list is too old to go on with.',
    next: 'Type /glue-audit findings for a new one.',
  }),
  busy: (detail) => ({
    what:
      detail === undefined
        ? 'Gluewarden has too much to do right now.'
        : `You have ${detail} commands running already.`,
    next: 'Ask again in a minute.',
  }),
  stopping: () => ({
    what: 'Gluewarden is being restarted and takes nothing new.',
    next: 'Type the command again in a minute.',
  }),
};
