import type { HelpMessage } from '../../../usecases/messages/command-messages.ts';
import type { Document, Line } from './document.ts';

/** What can be typed, each with an example where there is one. */
export function helpView({ command, summary, entries, notes }: HelpMessage): Document {
  const rows = entries.map(
    ({ usage, does, example }): Line => [
      { code: `${command} ${usage}` },
      `: ${does}.`,
      ...(example === undefined ? [] : [' Example: ', { code: `${command} ${example}` }]),
    ],
  );
  return {
    summary: [`${summary}: how to use ${command}.`],
    items: [
      { type: 'text', line: [{ bold: summary }] },
      { type: 'list', rows, more: (count) => `and ${count} more` },
      ...notes.map((note) => ({ type: 'note' as const, line: [note] })),
    ],
  };
}
