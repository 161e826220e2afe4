import { GluewardenError } from '../domain/errors.ts';
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
