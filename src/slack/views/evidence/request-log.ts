import type { LogEntryView, RequestLogMessage } from '../../../usecases/messages/evidence-messages.ts';
import { countWords, listWords, numberWords } from '../../../usecases/words/explain.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { targetWords } from '../common/target-words.ts';

const mostNames = 3;
const mostOthers = 5;

/** Who did what on one request, newest first. */
export function requestLogView(message: RequestLogMessage): Document {
  const { entries, total, requestId, state, findings, others } = message;
  const [first = 'nothing'] = findings;
  const recorded = countWords(total, 'entry', 'entries');
  return {
    summary: [`Audit trail of a request for `, { name: first }, `: ${recorded}.`],
    items: [
      {
        type: 'text',
        line: [
          { bold: `Audit trail of the request` },
          ' for ',
          ...nameParts(findings),
          ` in ${targetWords(message)}: ${state}. Its id: `,
          { code: requestId },
        ],
      },
      {
        type: 'table',
        title: [{ bold: `${recorded}, newest first` }],
        head: ['When', 'Who', 'What', 'Details', 'AWS request'],
        rows: entries.map(entryRow),
        hidden: Math.max(0, total - entries.length),
        more: (count) => `and ${countWords(count, 'earlier entry', 'earlier entries')}`,
      },
      {
        type: 'note',
        line: ['Every entry whole, in a terminal: ', { code: `npm run -s audit-log -- show --subject ${requestId}` }],
      },
      ...otherItems(others),
    ],
  };
}

function nameParts(findings: readonly string[]): Line {
  const named = findings.slice(0, mostNames).flatMap((name, at): Line => [...(at > 0 ? [', '] : []), { name }]);
  const hidden = findings.length - mostNames;
  return hidden > 0 ? [...named, ` and ${numberWords(hidden)} more`] : named;
}

function entryRow({ at, by, what, detail, awsRequestIds }: LogEntryView): Line[] {
  return [[{ at }], by === undefined ? ['Gluewarden'] : [{ user: by }], [what], [detail], [listWords(awsRequestIds)]];
}

function otherItems(others: RequestLogMessage['others']): Item[] {
  if (others.length === 0) return [];
  return [
    {
      type: 'list',
      title: ['Other requests for this name, each by its id:'],
      rows: others
        .slice(0, mostOthers)
        .map(({ id, createdAt, state }) => [
          { code: `/glue-remediate log ${id}` },
          ', of ',
          { day: createdAt },
          `, ${state}`,
        ]),
      hidden: Math.max(0, others.length - mostOthers),
      more: (count) => `and ${numberWords(count)} more`,
    },
  ];
}
