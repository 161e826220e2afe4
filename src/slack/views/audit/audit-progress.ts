import type { AuditProgressMessage } from '../../../usecases/messages/audit-messages.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import type { Document } from '../common/document.ts';

/** A scan that goes on; its own message is edited as it does. */
export function auditProgressView(message: AuditProgressMessage): Document {
  const { scope, startedAt, done, total, found, unknown } = message;
  const seen = [
    total === undefined
      ? 'finding out which regions there are'
      : `${numberWords(done)} of ${countWords(total, 'account-region')} scanned`,
    ...(done > 0 || found > 0 ? [`${countWords(found, 'finding')} so far`] : []),
    ...(unknown > 0 ? [`${numberWords(unknown)} could not be scanned`] : []),
  ].join(', ');
  return {
    summary: [`Auditing ${scope}: ${seen}.`],
    items: [
      { type: 'text', line: [{ bold: `Auditing ${scope}` }, `: ${seen}.`] },
      {
        type: 'note',
        line: ['Started ', { at: startedAt }, '. This message changes as the audit goes on; the result comes here.'],
      },
    ],
  };
}
