import type { AuditHeadMessage } from '../../../usecases/messages/evidence-messages.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import type { Document, Line } from '../common/document.ts';

/** The head of the audit trail, to be kept where the database is not. */
export function auditHeadView({ place, hash, since }: AuditHeadMessage): Document {
  const entries = countWords(place, 'entry', 'entries');
  return {
    summary: [`Audit trail: ${entries}, head ${place}:${hash.slice(0, 12)}…`],
    items: [
      { type: 'text', line: [{ bold: 'Audit trail' }, `: ${entries}`, ...newLine(place, since)] },
      { type: 'code', lines: [`${place}:${hash}`] },
      {
        type: 'note',
        line: [
          'This head stands for every entry up to it. To prove that none was changed or removed since: ',
          { code: 'npm run -s audit-log -- verify --head <head>' },
        ],
      },
    ],
  };
}

function newLine(place: number, since: AuditHeadMessage['since']): Line {
  if (since === undefined) return ['. This is the first head that is posted.'];
  const added = place - since.place;
  return [`, ${added > 0 ? numberWords(added) : 'none'} of them since the head of `, { day: since.day }, '.'];
}
