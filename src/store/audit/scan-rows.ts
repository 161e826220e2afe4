import { z } from 'zod';
import { findingKinds } from '../../domain/model.ts';
import type { ProgressNumbers } from '../../usecases/messages/audit-messages.ts';
import type { ScanRow } from '../../usecases/ports/scan-records.ts';
import { given, parseJson, parseRow } from '../database/rows.ts';

const worst = z
  .object({
    account: z.string(),
    accountName: z.string().nullish(),
    region: z.string(),
    kind: z.enum(findingKinds),
    name: z.string(),
  })
  .transform(({ accountName, ...rest }) => ({ ...rest, ...given('accountName', accountName ?? null) }));

const progress = z
  .object({
    done: z.number(),
    total: z.number().nullish(),
    found: z.number(),
    unknown: z.number(),
    exposed: z.number().nullish(),
    worst: z.array(worst).nullish(),
    leftMs: z.number().nullish(),
    silent: z.array(z.string()).nullish(),
  })
  .transform(
    ({ total, exposed, worst: named, leftMs, silent, ...rest }): ProgressNumbers => ({
      ...rest,
      ...given('total', total ?? null),
      ...given('exposed', exposed ?? null),
      ...given('worst', named ?? null),
      ...given('leftMs', leftMs ?? null),
      ...given('silent', silent ?? null),
    }),
  );

const scanRow = z
  .object({
    id: z.string(),
    process_id: z.string(),
    started_at: z.number(),
    scope: z.string(),
    schedule: z.string().nullable(),
    slot_at: z.number().nullable(),
    caught_up: z.literal([0, 1]),
    asked_by: z.string().nullable(),
    asked_in: z.string().nullable(),
    command: z.string().nullable(),
    state: z.enum(['running', 'finished', 'cancelled', 'interrupted', 'failed']),
    finished_at: z.number().nullable(),
    scanned: z.number(),
    unknown: z.number(),
    opened: z.number(),
    resolved: z.number(),
    open: z.number(),
    accounts_json: z.string().transform(parseJson).pipe(z.array(z.string())).nullable(),
    progress_json: z.string().transform(parseJson).pipe(progress).nullable(),
    cancelled_by: z.string().nullable(),
    cancelled_at: z.number().nullable(),
    not_reached: z.number().nullable(),
  })
  .transform(
    (row): ScanRow => ({
      id: row.id,
      processId: row.process_id,
      startedAt: row.started_at,
      scope: row.scope,
      ...given('schedule', row.schedule),
      ...given('slotAt', row.slot_at),
      caughtUp: row.caught_up === 1,
      ...given('askedBy', row.asked_by),
      ...given('askedIn', row.asked_in),
      ...given('command', row.command),
      state: row.state,
      ...given('finishedAt', row.finished_at),
      scanned: row.scanned,
      unknown: row.unknown,
      opened: row.opened,
      resolved: row.resolved,
      open: row.open,
      ...given('accounts', row.accounts_json),
      ...given('progress', row.progress_json),
      ...(row.cancelled_by !== null && { cancel: { by: row.cancelled_by, at: row.cancelled_at ?? 0 } }),
      ...given('notReached', row.not_reached),
    }),
  );

/** @throws {StoreError} `damaged-row` */
export function toScan(row: unknown): ScanRow {
  return parseRow('scans', scanRow, row);
}
