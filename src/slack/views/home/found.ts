import type { FoundFinding, FoundMessage } from '../../../usecases/messages/finding-messages.ts';
import { countWords, numberWords, referenceTypeWords } from '../../../usecases/words/explain.ts';
import { nameParts, rowOfOne } from '../audit/finding-lines.ts';
import { actOnItems } from '../common/act-on.ts';
import type { Document, Item, Line, Part } from '../common/document.ts';

/** What was found by a part of a name or in a message, and what can be done about it. */
export function foundView(message: FoundMessage): Document {
  const { items, total } = message;
  return {
    summary: [...foundWords(message), '.'],
    items: [
      { type: 'text', line: foundWords(message).map(bold) },
      ...(total === 0 ? nothingItems(message) : [listItem(message)]),
      ...actOnItems(items, message),
      {
        type: 'note',
        line: [
          'Open findings as recorded, by their own names and the names of what uses them.',
          message.partial ? ' So many are open that not all were searched: say more of the name.' : '',
        ],
      },
    ],
  };
}

function bold(part: Part): Part {
  return typeof part === 'string' ? { bold: part } : part;
}

function foundWords({ part, total }: FoundMessage): Line {
  const count = total === 0 ? 'No open finding' : countWords(total, 'open finding');
  if (part === undefined) return [`${count} named in this message`];
  return [`${count} with `, { name: part }, ' in a name'];
}

function nothingItems({ part }: FoundMessage): Item[] {
  const shorter =
    part === undefined ? 'A name in a message counts to the letter. Search for a part of it: ' : 'Try a shorter part: ';
  return [
    {
      type: 'text',
      line: [
        shorter,
        { code: '/glue-audit find <part of a name>' },
        '. What is compliant is in no record: ',
        { code: '/glue-audit show "<name>" <account> <region>' },
        ' reads it from AWS.',
      ],
    },
  ];
}

function listItem(message: FoundMessage): Item {
  const { items, total, part } = message;
  const words = { ...message, among: items, sayExposure: true, since: true };
  const rows = items.map((finding) => ({ ...rowOfOne(finding, items, words), through: throughParts(finding) }));
  return {
    type: 'list',
    rows: rows.map(({ line, through }) => [...line, ...through]),
    under: rows.map(({ under }) => under),
    hidden: total - items.length,
    more: (count) => `and ${numberWords(count)} more${part === undefined ? '' : ': say more of the name'}`,
  };
}

/** "; used by job `orders-load`" */
function throughParts({ through = [], throughTotal = through.length }: FoundFinding): Part[] {
  const [first] = through;
  if (first === undefined) return [];
  const left = throughTotal - through.length;
  const isOne = through.every(({ type }) => type === first.type);
  return [
    `; used by ${isOne ? `${referenceTypeWords(first.type, throughTotal)} ` : ''}`,
    ...nameParts(through.map(({ name }) => name)),
    left > 0 ? ` and ${numberWords(left)} more of that name` : '',
  ];
}
