import { accountLabel } from '../../../domain/fleet.ts';
import type { RemediationOutcomeMessage } from '../../../usecases/messages/afterwards-messages.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { templateItems } from '../common/template-items.ts';

const mostRows = 15;

/** How the carrying out of one plan ended. */
export function remediationOutcomeView(message: RemediationOutcomeMessage): Document {
  const where = `${accountLabel({ id: message.account, ...(message.accountName && { name: message.accountName }) })}, ${message.region}`;
  const trouble: Item = {
    type: 'list',
    title: [{ bold: 'Not as planned' }],
    rows: message.trouble.slice(0, mostRows).map(({ name, why }) => [{ name }, `: ${why}`]),
    hidden: Math.max(0, message.troubleTotal - mostRows),
    more: (count) => `and ${count} more`,
  };
  const manual: Item = {
    type: 'list',
    title: [{ bold: 'Left for you to do' }],
    rows: message.manual.slice(0, mostRows).map(({ name, why, command }) => [{ name }, `: ${why} `, { code: command }]),
    hidden: Math.max(0, message.manual.length - mostRows),
    more: (count) => `and ${count} more`,
  };
  return {
    summary: [message.headline],
    items: [
      { type: 'text', line: [{ bold: message.headline }, ' ', ...aboutLine(message, where)] },
      ...(message.trouble.length > 0 ? [trouble] : []),
      ...(message.manual.length > 0 ? [manual] : []),
      ...message.next.map((sentence): Item => ({ type: 'text', line: [sentence] })),
      ...templateItems(message.template),
      ...backItems(message),
    ],
  };
}

function aboutLine({ finding, askedBy, back, orderedBy }: RemediationOutcomeMessage, where: string): Line {
  const what: Line = [back ? 'Roll back of ' : 'Remediation of ', { name: finding.name }, ` in ${where}`];
  const asked: Line = [', asked by ', { user: askedBy }];
  return orderedBy === undefined ? [...what, ...asked, '.'] : [...what, ', ordered by ', { user: orderedBy }, '.'];
}

function backItems({ rollBackUntil }: RemediationOutcomeMessage): Item[] {
  if (rollBackUntil === undefined) return [];
  const line: Line = [
    'Approvers can roll it back until ',
    { at: rollBackUntil },
    ': ',
    { code: '/glue-remediate status' },
  ];
  return [{ type: 'note', line }];
}
