import type { ProblemMessage } from '../../../usecases/messages/command-messages.ts';
import type { Document, Item } from './document.ts';

const mostSuggestions = 5;

/** What is wrong, what was probably meant, and what to do. */
export function problemView({ what, next, suggestions }: ProblemMessage): Document {
  return {
    summary: [`${what} ${next}`],
    items: [{ type: 'text', line: [{ bold: what }] }, ...suggested(suggestions), { type: 'text', line: [next] }],
  };
}

function suggested(suggestions: readonly string[]): Item[] {
  if (suggestions.length === 0) return [];
  const rows = suggestions.slice(0, mostSuggestions).map((command) => [{ code: command }]);
  return [{ type: 'list', title: ['Did you mean this?'], rows, more: () => 'and others' }];
}
