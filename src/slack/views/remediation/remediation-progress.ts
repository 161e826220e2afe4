import type { RemediationProgressMessage } from '../../../usecases/messages/afterwards-messages.ts';
import { capital } from '../../../usecases/words/explain.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenEnd, shortenMiddle } from '../common/display-name.ts';
import type { Button, Document, Item, Line } from '../common/document.ts';
import { requestLine } from '../common/request-line.ts';
import { templateItems } from '../common/template-items.ts';
import { pausedItem } from './pause-notice.ts';
import { remediateButton } from './remediation-offer.ts';

const longestWhy = 300;
/** A confirmation has 300 characters in all. */
const longestTrouble = 200;
const goesOn = 'Everything of this request that waits for a canary job is switched now, in AWS.';

/** How far an approved request is; edited in place, and the result in the end. */
export function remediationProgressView(message: RemediationProgressMessage): Document {
  const { headline, stages, next } = message;
  return {
    summary: [headline, ' Remediation of ', ...requestLine(message), '.'],
    items: [
      {
        type: 'text',
        line: [
          { bold: headline },
          ' Remediation of ',
          ...requestLine(message),
          ', asked by ',
          { user: message.askedBy },
          ...orderWords(message),
          '.',
        ],
      },
      ...(stages.length > 0 ? [{ type: 'stages', title: 'Remediation', stages } as const] : []),
      ...troubleItems(message),
      ...manualItems(message),
      ...(message.paused ? [pausedItem(message.paused)] : []),
      ...(message.resumed ? [resumedItem(message.resumed)] : []),
      ...next.map((sentence): Item => ({ type: 'text', line: [sentence] })),
      ...templateItems(message.template),
      ...windowItems(message),
      ...buttonItems(message),
    ],
  };
}

function orderWords({ ordered, wentOn }: RemediationProgressMessage): Line {
  const what = ordered?.what === 'stop' ? ', stopped by ' : ', rolled back by order of ';
  return [
    ...(wentOn ? [', went on without waiting by order of ', { user: wentOn.by }] : []),
    ...(ordered ? [what, { user: ordered.by }] : []),
  ];
}

function resumedItem({ by, at }: NonNullable<RemediationProgressMessage['resumed']>): Item {
  return { type: 'text', line: ['It was paused, and goes on: resumed by ', { user: by }, ', ', { at }, '.'] };
}

function troubleItems({ trouble, troubleTotal }: RemediationProgressMessage): Item[] {
  if (trouble.length === 0) return [];
  return [
    {
      type: 'list',
      title: [{ bold: 'Not as planned' }],
      rows: trouble.map(({ name, why }) => [{ name }, `: ${shortenMiddle(why, longestWhy)}`]),
      hidden: troubleTotal - trouble.length,
      more: (count) => `and ${count} more; the audit trail has every one`,
    },
  ];
}

function manualItems({ manual, manualTotal }: RemediationProgressMessage): Item[] {
  if (manual.length === 0) return [];
  return [
    {
      type: 'list',
      title: [{ bold: 'Left for you to do' }],
      rows: manual.map(({ name, why, command }) => [{ name }, `: ${why} `, { code: command }]),
      hidden: manualTotal - manual.length,
      more: (count) => `and ${count} more`,
    },
  ];
}

function windowItems({ mayRollBack, rollBackUntil }: RemediationProgressMessage): Item[] {
  if (!mayRollBack || rollBackUntil === undefined) return [];
  return [{ type: 'note', line: ['Approvers can roll this back until ', { at: rollBackUntil }, '.'] }];
}

function buttonItems(message: RemediationProgressMessage): Item[] {
  const { freshPlanFor } = message;
  const buttons: readonly Button[] = [
    ...(message.mayGoOn ? [goOnButton(message, message.canaryTrouble), stopButton(message)] : []),
    ...(message.mayRollBack ? [rollBackButton(message)] : []),
    ...(freshPlanFor ? [{ ...remediateButton(freshPlanFor.findingId, freshPlanFor.name), label: 'Fresh plan' }] : []),
  ];
  return buttons.length === 0 ? [] : [{ type: 'buttons', buttons, instead: '/glue-remediate status' }];
}

type About = Pick<RemediationProgressMessage, 'requestId' | 'findings'>;

function aboutWords({ findings }: Pick<About, 'findings'>): string {
  return shortenMiddle(findings[0]?.name ?? 'this', 40);
}

/** Opens the form in which a roll back is confirmed. */
export function rollBackButton(message: About): Button {
  return {
    label: 'Roll back',
    actionId: actionIds.rollBack,
    value: message.requestId,
    says: `Roll back the remediation of ${aboutWords(message)}`,
    style: 'danger',
  };
}

/** `trouble`: what the canary's run showed, for whoever goes on all the same. */
export function goOnButton(message: About, trouble?: string): Button {
  return {
    label: 'Go on',
    actionId: actionIds.goOn,
    value: message.requestId,
    says: `Go on with ${aboutWords(message)} without waiting`,
    confirm: {
      title: trouble === undefined ? 'Go on without waiting?' : 'Go on all the same?',
      text: `${trouble === undefined ? '' : `${capital(shortenEnd(trouble, longestTrouble))} `}${goesOn}`,
      yes: 'Go on',
      no: 'Not yet',
    },
  };
}

export function stopButton(message: About): Button {
  return {
    label: 'Stop here',
    actionId: actionIds.stop,
    value: message.requestId,
    says: `Stop the remediation of ${aboutWords(message)} here`,
    confirm: {
      title: 'Stop here?',
      text: 'What was switched stays switched, and nothing more is switched. You can still roll back.',
      yes: 'Stop here',
      no: 'Not yet',
    },
  };
}
