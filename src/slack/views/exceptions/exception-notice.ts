import type { ExceptionNoticeMessage } from '../../../usecases/messages/exception-messages.ts';
import { countWords } from '../../../usecases/words/explain.ts';
import type { Document, Part } from '../common/document.ts';
import { besides, ownerPart, reasonWords, rejectedItems, scopeParts, shortId, untilWords } from './risk-lines.ts';

/** What became of an accepted risk, for those whom it concerns. */
export function exceptionNoticeView(message: ExceptionNoticeMessage): Document {
  const { risk } = message;
  const line: Part[] = [...whatHappened(message), ...whatNow(message)];
  const notes = besides(message);
  return {
    summary: line,
    items: [
      { type: 'text', line },
      {
        type: 'text',
        line: [{ bold: 'Why: ' }, reasonWords(risk), ' ', { bold: 'Whose risk: ' }, ownerPart(risk)],
      },
      ...rejectedItems(risk),
      ...notes,
    ],
  };
}

function by(user: string | undefined): Part[] {
  return user === undefined ? [] : [' by ', { user }];
}

function whatHappened({ event, risk }: ExceptionNoticeMessage): Part[] {
  const what = scopeParts(risk);
  switch (event) {
    case 'asked':
      return [{ bold: 'Asked: ' }, 'whoever may approve decides about the risk of ', ...what, `, ${untilWords(risk)}.`];
    case 'accepted':
      return [{ bold: 'Risk accepted' }, ...by(risk.decidedBy), ': ', ...what, `, ${untilWords(risk)}.`];
    case 'rejected':
      return [{ bold: 'Risk not accepted: ' }, 'rejected', ...by(risk.decidedBy), ': ', ...what, '.'];
    case 'lapsed':
      return [{ bold: 'Risk not accepted: ' }, `nobody decided before ${risk.until} was over: `, ...what, '.'];
    case 'revoked':
      return [{ bold: 'Accepted risk taken back' }, ...by(risk.closedBy), ': ', ...what, '.'];
    case 'ended':
      return [{ bold: 'Accepted risk ended: ' }, ...what, `, as of ${risk.until}.`];
    case 'reminder':
      return [{ bold: 'Accepted risk ends soon: ' }, ...what, `, ${untilWords(risk)}.`];
  }
}

/** How many it concerns, and what to do. */
function whatNow({ event, findings, risk }: ExceptionNoticeMessage): Part[] {
  const some = countWords(findings, 'finding');
  const isOne = findings === 1;
  switch (event) {
    case 'asked':
      return [` It would cover ${some}.`];
    case 'accepted':
      return [` It covers ${some}.`];
    case 'rejected':
    case 'lapsed':
      return [' Everything counts as before. Remediate it, or ask again with another reason or end.'];
    case 'revoked':
      return [findings === 0 ? '' : ` ${some} ${isOne ? 'counts' : 'count'} again.`];
    case 'ended':
      if (findings === 0) return [' Nothing comes back: it covered no open finding.'];
      return [
        ` ${some} ${isOne ? 'is' : 'are'} back, as new. Remediate, or ask again with `,
        { code: '/glue-audit accept' },
        '.',
      ];
    case 'reminder': {
      const back =
        findings === 0 ? ' It covers no open finding.' : ` After that ${some} ${isOne ? 'counts' : 'count'} again.`;
      return risk.from === 'file'
        ? [`${back} To extend it, change its end in the file.`]
        : [`${back} To extend it, type `, { code: `/glue-audit accepted extend ${shortId(risk)} until …` }, '.'];
    }
  }
}
