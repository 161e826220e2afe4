import { z } from 'zod';
import type { Coverage, ExceptionScope, RiskException } from '../../domain/exceptions/exception.ts';
import { ownerText, readOwner } from '../../domain/exceptions/owner.ts';
import { type Acceptance, exceptionSources, exposures, findingKinds } from '../../domain/model.ts';
import { type ExceptionRow, exceptionStates } from '../../usecases/ports/records/exception-records.ts';
import { given, parseJson, parseRow } from '../database/rows.ts';
import type { ExceptionTable } from '../database/schema.ts';

const kind = z.enum(findingKinds);

const scope: z.ZodType<ExceptionScope> = z.union([
  z.strictObject({
    finding: z.strictObject({
      rule: z.string(),
      account: z.string(),
      region: z.string(),
      kind,
      name: z.string(),
    }),
  }),
  z.strictObject({
    accounts: z.array(z.string()).exactOptional(),
    regions: z.array(z.string()).exactOptional(),
    name: z.string().exactOptional(),
    kinds: z.array(kind).exactOptional(),
    tag: z.record(z.string(), z.string()).exactOptional(),
  }),
]);

const exposure = z.enum(exposures);

const covers: z.ZodType<Coverage> = z.union([
  z.literal('all'),
  z.strictObject({ all: z.array(z.string()) }),
  z.strictObject({
    kinds: z.partialRecord(kind, exposure),
    others: z.record(z.string(), z.partialRecord(kind, exposure)).exactOptional(),
    lower: z.record(z.string(), exposure).exactOptional(),
  }),
]);

const acceptance: z.ZodType<Acceptance> = z.object({
  id: z.string(),
  reason: z.string(),
  owner: z.string(),
  until: z.string(),
  endsAt: z.number(),
  from: z.enum(exceptionSources),
  disagrees: z.literal(true).exactOptional(),
});

/** As it stands in a column of `findings`. */
export const acceptanceColumn = z.string().transform(parseJson).pipe(acceptance).nullable();

const row = z
  .object({
    id: z.string(),
    source: z.enum(exceptionSources),
    state: z.enum(exceptionStates),
    scope_json: z.string().transform(parseJson).pipe(scope),
    covers_json: z.string().transform(parseJson).pipe(covers),
    reason: z.string(),
    owner: z.string(),
    until_day: z.string(),
    timezone: z.string(),
    until_at: z.number(),
    asked_by: z.string().nullable(),
    asked_in: z.string().nullable(),
    asked_at: z.number(),
    since_at: z.number().nullable(),
    decided_by: z.string().nullable(),
    decided_at: z.number().nullable(),
    decision_reason: z.string().nullable(),
    closed_by: z.string().nullable(),
    closed_at: z.number().nullable(),
    reminded_at: z.number().nullable(),
    replaces: z.string().nullable(),
  })
  .transform(
    (each): ExceptionRow => ({
      id: each.id,
      from: each.source,
      state: each.state,
      scope: each.scope_json,
      covers: each.covers_json,
      reason: each.reason,
      ...readOwner(each.owner),
      until: { day: each.until_day, timezone: each.timezone, at: each.until_at },
      ...given('askedBy', each.asked_by),
      ...given('askedIn', each.asked_in),
      askedAt: each.asked_at,
      ...given('since', each.since_at),
      ...given('decidedBy', each.decided_by),
      ...given('decidedAt', each.decided_at),
      ...given('decisionReason', each.decision_reason),
      ...given('closedBy', each.closed_by),
      ...given('closedAt', each.closed_at),
      ...given('remindedAt', each.reminded_at),
      ...given('replaces', each.replaces),
    }),
  );

/** @throws {StoreError} `damaged-row` */
export function toException(value: unknown): ExceptionRow {
  return parseRow('exceptions', row, value);
}

export function exceptionColumns(each: ExceptionRow): ExceptionTable {
  return {
    id: each.id,
    source: each.from,
    state: each.state,
    scope_json: JSON.stringify(each.scope),
    covers_json: JSON.stringify(each.covers),
    reason: each.reason,
    owner: ownerText(each),
    until_day: each.until.day,
    timezone: each.until.timezone,
    until_at: each.until.at,
    asked_by: each.askedBy ?? null,
    asked_in: each.askedIn ?? null,
    asked_at: each.askedAt,
    since_at: each.since ?? null,
    decided_by: each.decidedBy ?? null,
    decided_at: each.decidedAt ?? null,
    decision_reason: each.decisionReason ?? null,
    closed_by: each.closedBy ?? null,
    closed_at: each.closedAt ?? null,
    reminded_at: each.remindedAt ?? null,
    replaces: each.replaces ?? null,
  };
}

/** As the domain judges by it. */
export function toRiskException({ id, scope, covers, reason, owner, until, from, since }: ExceptionRow): RiskException {
  return { id, scope, covers, reason, owner, until, from, ...(since !== undefined && { since }) };
}
