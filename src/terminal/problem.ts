import { GluewardenError } from '../domain/errors.ts';
import { explainError } from '../usecases/words/explain.ts';
import { paragraph, visible } from './text.ts';

/**
 * An error in words for stderr, with what to do, and a newline at the end. `command` is what was run, as it is typed:
 * "npm run -s audit".
 */
export function renderProblem(error: unknown, options: { readonly command: string; readonly width: number }): string {
  const { what, next, suggestions } = words(error, options.command);
  const lines = [
    ...paragraph(visible(what), options.width, 0),
    ...(suggestions.length > 0
      ? paragraph(`Did you mean: ${suggestions.map(visible).join(', ')}`, options.width, 2, '  ')
      : []),
    ...paragraph(visible(next), options.width, 0),
  ];
  return `${lines.join('\n')}\n`;
}

/** Wrong usage is answered in the terminal's own words: the common ones name the chat's commands. */
function words(error: unknown, command: string) {
  if (!(error instanceof GluewardenError) || error.code !== 'usage') return explainError(error);
  return {
    what: error.detail ?? 'The options cannot be read.',
    next: `${command} -- --help shows every option.`,
    suggestions: error.suggestions,
  };
}
