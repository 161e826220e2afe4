import type { ProblemMessage } from '../../../usecases/messages/command-messages.ts';
import { countWords } from '../../../usecases/words/explain.ts';
import type { Document, Item, Line } from './document.ts';

const mostSuggestions = 5;

/** What is wrong, what was probably meant, and what to do. */
export function problemView({ what, details = [], next, suggestions, who }: ProblemMessage): Document {
  return {
    summary: [`${what} ${next}`],
    items: [
      { type: 'text', line: [{ bold: what }] },
      ...detailItems(details),
      ...suggested(suggestions),
      { type: 'text', line: [next] },
      ...(who === undefined ? [] : whoItems(who)),
    ],
  };
}

/** What was typed in a form that is gone, so that nobody has to find the words again. Empty: nothing. */
export function typedItems(reason: string): Item[] {
  if (reason === '') return [];
  return [
    { type: 'text', line: ['Your reason was:'] },
    { type: 'code', lines: [reason] },
  ];
}

function detailItems(details: readonly string[]): Item[] {
  if (details.length === 0) return [];
  const rows = details.map((sentence): Line => [sentence]);
  return [{ type: 'list', rows, more: (count) => `and ${countWords(count, 'more line')} that did not fit` }];
}

function suggested(suggestions: readonly string[]): Item[] {
  if (suggestions.length === 0) return [];
  const rows = suggestions.slice(0, mostSuggestions).map((command) => [{ code: command }]);
  return [{ type: 'list', title: ['Did you mean this?'], rows, more: () => 'and others' }];
}

const mostPeople = 10;

/** Groups by their id: a mention would call all of their members. */
function whoItems({ users, usergroups }: NonNullable<ProblemMessage['who']>): Item[] {
  const all: Line[] = [
    ...users.map((user): Line => [{ user }]),
    ...usergroups.map((group): Line => ['members of the user group ', { name: group }]),
  ];
  const rows = all.slice(0, mostPeople);
  if (rows.length === 0) return [];
  return [
    { type: 'list', title: ['Who may:'], rows, hidden: all.length - rows.length, more: (count) => `and ${count} more` },
  ];
}
