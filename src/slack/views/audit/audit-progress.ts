import type { AuditProgressMessage, NamedFinding } from '../../../usecases/messages/audit-messages.ts';
import { numberWords } from '../../../usecases/words/explain.ts';
import { foundSoFar, progressWords } from '../../../usecases/words/progress-words.ts';
import { actionIds } from '../common/action-ids.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { targetNamer } from '../common/target-words.ts';

/** A scan that goes on; its own message is edited as it does. */
export function auditProgressView(message: AuditProgressMessage): Document {
  const { scope, startedAt, cancelledBy } = message;
  const soFar = foundSoFar(message);
  const seen = `${progressWords(message)}${soFar === undefined ? '' : `; ${soFar}`}`;
  const doing = cancelledBy === undefined ? 'Auditing' : 'Cancelling the audit of';
  return {
    summary: [`${doing} ${scope}: ${seen}.`],
    items: [
      { type: 'text', line: [{ bold: `${doing} ${scope}` }, `: ${seen}.`] },
      ...worstItems(message),
      ...cancelItems(message),
      { type: 'note', line: ['Started ', { at: startedAt }, '. ', ...whatComes(message)] },
    ],
  };
}

function whatComes({ cancelledBy }: AuditProgressMessage): Line {
  if (cancelledBy !== undefined)
    return ['Cancelled by ', { user: cancelledBy }, '; what was read until then comes here.'];
  return ['The result comes here; ', { code: '/glue-audit status' }, ' shows how far it is.'];
}

/** The first exposed ones that were met: nobody has to wait for the end to begin with them. */
function worstItems({ worst = [], exposed = worst.length }: AuditProgressMessage): Item[] {
  if (worst.length === 0) return [];
  const nameOf = targetNamer(worst);
  const rows = worst.map((finding): Line => [...nameParts(finding), `, ${nameOf(finding)}`]);
  return [
    {
      type: 'list',
      title: [{ bold: 'Exposed' }, ', not recorded yet:'],
      rows,
      hidden: Math.max(0, exposed - rows.length),
      more: (count) => `and ${numberWords(count)} more exposed`,
    },
  ];
}

function nameParts({ kind, name }: NamedFinding): Line {
  return kind === 'configuration' || kind === 'unusable-key' ? [{ name }] : ['job ', { name }];
}

function cancelItems({ scanId, cancelledBy, scope }: AuditProgressMessage): Item[] {
  if (scanId === undefined || cancelledBy !== undefined) return [];
  const button = {
    label: 'Cancel scan',
    actionId: actionIds.cancelScan,
    value: scanId,
    says: `Cancel the audit of ${scope}`,
  };
  return [{ type: 'buttons', buttons: [button], instead: '/glue-audit cancel' }];
}
