import { GluewardenError, isExpected } from '../src/domain/errors.ts';
import type { Message } from '../src/usecases/messages/message.ts';
import { explainError } from '../src/usecases/words/explain.ts';
import { quoteWord, shareWord } from './words.ts';

/** `share` counts first or last only: a configuration may be called that. */
export function takeShare(words: readonly string[]): { words: readonly string[]; shared: boolean } {
  if (words.at(-1)?.toLowerCase() === shareWord) return { words: words.slice(0, -1), shared: true };
  if (words[0]?.toLowerCase() === shareWord) return { words: words.slice(1), shared: true };
  return { words, shared: false };
}

/** What went wrong, in words. A wrong word becomes whole commands to choose from. @throws what nobody foresaw */
export function problemAnswer(error: unknown, commandName: string, words: readonly string[]): Message {
  if (!isExpected(error)) throw error;
  const message = explainError(error);
  if (!(error instanceof GluewardenError)) return message;
  const whole = error.suggestions.map((suggestion) => [commandName, ...correct(words, error, suggestion)].join(' '));
  return { ...message, suggestions: whole };
}

function correct(words: readonly string[], error: GluewardenError, suggestion: string): string[] {
  const at = words.indexOf(error.word ?? '');
  if (at < 0) return [suggestion];
  return words.map((word, index) => quoteWord(index === at ? suggestion : word));
}
