import type { ExceptionRequestMessage, RiskState } from '../../../usecases/messages/exception-messages.ts';
import { countWords, exposureCountWords } from '../../../usecases/words/explain.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenEnd } from '../common/display-name.ts';
import type { Document, Item, Part } from '../common/document.ts';
import { besides, ownerPart, reasonWords, rejectedItems, scopeParts, untilWords } from './risk-lines.ts';

const titles: Record<RiskState, string> = {
  asked: 'Accept a risk: a decision is needed',
  accepted: 'Risk accepted',
  rejected: 'Risk not accepted',
  lapsed: 'Risk not accepted: nobody decided in time',
  revoked: 'Accepted risk: taken back',
  replaced: 'Accepted risk: changed',
  ended: 'Accepted risk: ended',
};

/** What is asked of those who may approve; after the decision the same without buttons, and with who and when. */
export function exceptionRequestView(message: ExceptionRequestMessage): Document {
  const { risk, counts } = message;
  const { state } = risk;
  const open =
    counts.total === 0
      ? 'nothing that is open'
      : `${countWords(counts.total, 'open finding')} (${exposureCountWords(counts)})`;
  return {
    summary: [
      ...asks(message),
      state === 'asked' ? ', and a decision is needed.' : `: ${titles[state].toLowerCase()}.`,
    ],
    items: [
      { type: 'heading', text: titles[state] },
      { type: 'text', line: [...asks(message), `. It covers ${open}${worseWords(message)}`] },
      { type: 'text', line: [{ bold: 'Why: ' }, reasonWords(risk)] },
      { type: 'text', line: [{ bold: 'Whose risk: ' }, ownerPart(risk)] },
      ...rejectedItems(risk),
      ...besides(message),
      ...decided(message),
      ...(state === 'asked' ? [buttons(message)] : []),
    ],
  };
}

function asks({ risk, instead }: ExceptionRequestMessage): Part[] {
  const who: Part = risk.askedBy === undefined ? 'Somebody' : { user: risk.askedBy };
  const change = instead === undefined ? '' : ` instead of ${instead}`;
  return [
    who,
    ` ${risk.state === 'asked' ? 'asks' : 'asked'} to accept `,
    ...scopeParts(risk, 'whole'),
    `, ${untilWords(risk)}${change}`,
  ];
}

function worseWords({ risk }: ExceptionRequestMessage): string {
  return risk.evenIfWorse
    ? ', also when it grows worse: more exposed, or another kind of finding.'
    : '. What grows worse counts again.';
}

function decided({ risk }: ExceptionRequestMessage): Item[] {
  const { state, decidedBy, decidedAt, closedBy, closedAt } = risk;
  const words = state === 'rejected' ? 'Rejected by ' : 'Agreed to by ';
  const decision: Part[] =
    decidedBy === undefined ? [] : [words, { user: decidedBy }, ...(decidedAt ? [', ', { at: decidedAt }] : []), '. '];
  const end: Part[] =
    closedAt === undefined
      ? []
      : closedBy === undefined
        ? ['Over ', { at: closedAt }, '.']
        : [state === 'replaced' ? 'Changed by ' : 'Taken back by ', { user: closedBy }, ', ', { at: closedAt }, '.'];
  const line = [...decision, ...end];
  return line.length === 0 ? [] : [{ type: 'note', line }];
}

function buttons({ exceptionId, risk }: ExceptionRequestMessage): Item {
  const about = shortenEnd(riskName(risk), 40);
  return {
    type: 'buttons',
    buttons: [
      {
        label: 'Accept risk',
        actionId: actionIds.acceptRisk,
        value: exceptionId,
        says: `Accept the risk of ${about}`,
        style: 'primary',
        confirm: {
          title: 'Accept this risk?',
          text: `It is not counted as exposed, latent or unused ${untilWords(risk)}, and is back as new after that.`,
          yes: 'Accept risk',
          no: 'Not yet',
        },
      },
      {
        label: 'Reject',
        actionId: actionIds.rejectRisk,
        value: exceptionId,
        says: `Do not accept the risk of ${about}`,
        style: 'danger',
      },
    ],
    instead: '/glue-audit accepted',
  };
}

function riskName({ scope }: ExceptionRequestMessage['risk']): string {
  return ('finding' in scope ? scope.finding.name : scope.name) ?? 'these findings';
}
