import { GluewardenError, isExpected } from '../domain/errors.ts';
import { explainError } from '../usecases/words/explain.ts';
import { didYouMean } from '../usecases/words/usage-words.ts';
import { inCheckout } from './help.ts';
import { paragraph, visible } from './text.ts';

export interface ProblemOptions {
  /** The command that was run; undefined when no command was understood. */
  readonly command: string | undefined;
  readonly width: number;
}

/** An error in words for stderr, with what to do, and a newline at the end. */
export function renderProblem(error: unknown, { command, width }: ProblemOptions): string {
  const { what, next, suggestions } = words(error, command);
  const lines = [
    ...paragraph(visible(what), width, 0),
    ...(suggestions.length > 0 ? paragraph(didYouMean(suggestions.map(visible)), width, 2, '  ') : []),
    ...paragraph(visible(next), width, 0),
  ];
  return `${lines.join('\n')}\n`;
}

/** Wrong usage is answered in the terminal's own words: the common ones name the chat's commands. */
function words(error: unknown, command: string | undefined) {
  // No log has what ends a terminal command, and its message may quote anything.
  if (!isExpected(error))
    return { ...explainError(error), next: `Try again; if it stays, report it.${whereWords(error)}` };
  if (!(error instanceof GluewardenError) || error.code !== 'usage') return explainError(error);
  return {
    what: error.detail ?? 'The options cannot be read.',
    next:
      command === undefined
        ? 'node src/launch.mjs help shows every command.'
        : `${inCheckout(command, '--help')} shows every option.`,
    suggestions: error.suggestions,
  };
}

/** The kind of an error and the first line of ours in its stack: " It is a TypeError at src/terminal/args.ts:10." */
function whereWords(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const line = /\b((?:src|commands)\/[\w./-]+\.ts:\d+)/.exec(error.stack ?? '')?.[1];
  const kind = /^[A-Z]\w{2,59}$/.test(error.name) ? error.name : 'Error';
  return line === undefined ? ` It is of kind ${kind}.` : ` It is of kind ${kind}, at ${line}.`;
}
