import { z } from 'zod';
import type { AuditEntry, LinkedEntry } from '../../domain/evidence/audit-entry.ts';
import { detailOf, requestIdsOf } from '../../domain/evidence/stored-detail.ts';
import { parseRow } from '../database/rows.ts';

const auditRow = z
  .object({
    id: z.string(),
    place: z.number(),
    at: z.number(),
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    detail_json: z.string(),
    aws_request_ids_json: z.string(),
    previous: z.string().nullable(),
    hash: z.string().nullable(),
  })
  .transform(
    ({ detail_json: detail, aws_request_ids_json: ids, ...row }): LinkedEntry => ({
      ...row,
      detail: detailOf(detail),
      awsRequestIds: requestIdsOf(ids),
    }),
  );

/** Content that was edited by hand is no error here: the chain says that it was. @throws {StoreError} `damaged-row` */
export function toLinkedEntry(row: unknown): LinkedEntry {
  return parseRow('audit', auditRow, row);
}

export function withoutLink({ id, at, actor, action, subject, detail, awsRequestIds }: LinkedEntry): AuditEntry {
  return { id, at, actor, action, subject, detail, awsRequestIds };
}
