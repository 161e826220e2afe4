import type { HomeRisks, WaitingRisk } from '../../../usecases/messages/home-page.ts';
import { numberWords } from '../../../usecases/words/explain.ts';
import { recipient } from '../common/delivery-words.ts';
import { shortenEnd } from '../common/display-name.ts';
import type { Item, Line, Part } from '../common/document.ts';
import { scopeParts, untilWords } from '../exceptions/risk-lines.ts';

const longestReason = 120;

/** What somebody wants to be accepted, and whoever reads it may decide about. */
export function riskItems({ total, shown }: HomeRisks): Item[] {
  return [
    { type: 'text', line: [{ bold: `Risks to accept or reject: ${numberWords(total)}` }] },
    {
      type: 'list',
      rows: shown.map(row),
      hidden: total - shown.length,
      more: (count) => `and ${numberWords(count)} more: /glue-audit accepted`,
    },
  ];
}

function row(risk: WaitingRisk): Line {
  const who: Part = risk.askedBy === undefined ? 'Somebody' : { user: risk.askedBy };
  const reason = shortenEnd(risk.reason, longestReason);
  return [...scopeParts(risk), `, ${untilWords(risk)}. Asked by `, who, `: ${reason} `, ...whereParts(risk)];
}

function whereParts({ channel, link }: WaitingRisk): Part[] {
  if (link !== undefined) return [{ link, words: 'Decide there' }];
  if (channel === undefined) return ['(its message is gone: ask for it again)'];
  return ['(decide at its message to ', recipient(channel), ')'];
}
