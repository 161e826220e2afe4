import type { AcceptedRisksMessage } from '../../../usecases/messages/exception-messages.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import { shortenEnd } from '../common/display-name.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { ownerPart, scopeParts, shortId, untilWords } from './risk-lines.ts';

const longestReason = 120;

/** All that is accepted or asked for, the earliest end first. */
export function acceptedRisksView(message: AcceptedRisksMessage): Document {
  const { risks, hidden, ended } = message;
  const total = risks.length + hidden;
  const summary: Line = [
    total === 0 ? 'No risk is accepted.' : `${countWords(total, 'accepted risk')}, the earliest end first.`,
  ];
  return {
    summary,
    items: [
      { type: 'heading', text: 'Accepted risks' },
      { type: 'text', line: summary },
      ...(risks.length === 0 ? [] : [list(message)]),
      ...(ended === 0 ? [] : [endedItem(ended)]),
      howTo(total),
    ],
  };
}

function list({ risks, hidden }: AcceptedRisksMessage): Item {
  return {
    type: 'list',
    rows: risks.map(row),
    hidden,
    more: (count) => `and ${numberWords(count)} more that end later`,
  };
}

function row(risk: AcceptedRisksMessage['risks'][number]): Line {
  const { state, from, findings, reason, evenIfWorse } = risk;
  return [
    { bold: state === 'asked' ? 'Asked, not decided: ' : `${untilWords(risk)}: `.replace(/^u/, 'U') },
    ...scopeParts(risk),
    ` — ${countWords(findings, 'finding')}, `,
    ownerPart(risk),
    `: ${shortenEnd(reason, longestReason)} `,
    ...(evenIfWorse ? ['(also what grows worse) '] : []),
    ...(from === 'file' ? ['(from the file)'] : [{ code: shortId(risk) }]),
  ];
}

function endedItem(ended: number): Item {
  const entries = countWords(ended, 'entry', 'entries');
  const words = `${entries} of the file ended and ${ended === 1 ? 'accepts' : 'accept'} nothing any more: change the end there, or remove ${ended === 1 ? 'it' : 'them'}.`;
  return { type: 'text', line: [words] };
}

function howTo(total: number): Item {
  const ask = ['To accept one: ', { code: '/glue-audit accept "<name>" until <day> because "<reason>"' }, '.'] as const;
  const change = [
    ' To change one: ',
    { code: '/glue-audit accepted extend <id> until <day>' },
    ' or ',
    { code: '/glue-audit accepted revoke <id>' },
    '.',
  ] as const;
  return { type: 'note', line: total === 0 ? [...ask] : [...ask, ...change] };
}
