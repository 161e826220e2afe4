import { z } from 'zod';
import {
  bookmarkOptions,
  exposures,
  type FindingReason,
  findingKinds,
  type Reference,
  type ReferenceType,
} from '../../domain/model.ts';
import { findRule } from '../../domain/rules/index.ts';
import type { FindingRow } from '../../usecases/ports/finding-records.ts';
import { given, parseJson, parseRow } from '../database/rows.ts';
import type { FindingTable } from '../database/schema.ts';
import { acceptanceColumn } from '../exceptions/exception-rows.ts';
import { tagsColumn, toOwner } from '../owners/owner-columns.ts';

// Records, so that the compiler misses whatever the domain adds.
const reasons: Readonly<Record<FindingReason, true>> = {
  disabled: true,
  'mode-missing': true,
  'mode-unrecognised': true,
  'no-key': true,
  'no-configuration': true,
  'configuration-missing': true,
  'points-back': true,
  'key-disabled': true,
  'key-pending-deletion': true,
  'key-missing': true,
  'key-asymmetric': true,
  'key-other-region': true,
  'of-another-version': true,
};

const referenceTypes: Readonly<Record<ReferenceType, true>> = {
  job: true,
  trigger: true,
  crawler: true,
  'dev-endpoint': true,
  session: true,
  'ml-transform': true,
};

type Why = Pick<FindingTable, 'rule' | 'reason' | 'detail'>;

function isOneOf<T extends string>(known: Readonly<Record<T, true>>) {
  return (value: unknown): value is T => typeof value === 'string' && Object.hasOwn(known, value);
}

const reference: z.ZodType<Reference> = z.object({
  type: z.custom<ReferenceType>(isOneOf(referenceTypes)),
  name: z.string(),
  bookmarks: z.enum(bookmarkOptions).exactOptional(),
  via: z.array(z.string()).exactOptional(),
  kept: z.literal(true).exactOptional(),
});

const isReason = isOneOf(reasons);

/**
 * What a rule that this version does not know gave as its reason stays readable, so that one such row hides no other;
 * of a known rule it is damage.
 */
function whyOf({ rule, reason, detail }: Why): { reason: FindingReason; detail: string | null } | undefined {
  if (isReason(reason)) return { reason, detail };
  if (findRule(rule) !== undefined) return undefined;
  return { reason: 'of-another-version', detail: detail === null ? reason : `${reason} (${detail})` };
}

const failedList = z.object({
  call: z.string(),
  error: z.string(),
  message: z.string().exactOptional(),
  list: z.custom<ReferenceType>(isOneOf(referenceTypes)).exactOptional(),
});

const findingRow = z
  .object({
    id: z.string(),
    rule: z.string(),
    account: z.string(),
    account_name: z.string().nullable(),
    region: z.string(),
    kind: z.enum(findingKinds),
    name: z.string(),
    reason: z.string(),
    detail: z.string().nullable(),
    exposure: z.enum(exposures),
    references_json: z.string().transform(parseJson).pipe(z.array(reference)),
    incomplete_json: z.string().transform(parseJson).pipe(z.array(failedList)).nullable(),
    first_seen_at: z.number(),
    last_seen_at: z.number(),
    resolved_at: z.number().nullable(),
    fixed_at: z.number().nullable(),
    accepted_json: acceptanceColumn,
    news_at: z.number().nullable(),
    tags_json: tagsColumn,
    owner_channel: z.string().nullable(),
    owner_usergroup: z.string().nullable(),
  })
  .transform((row, context): FindingRow => {
    const why = whyOf(row);
    if (why === undefined) {
      context.addIssue({ code: 'custom', path: ['reason'] });
      return z.NEVER;
    }
    return {
      id: row.id,
      rule: row.rule,
      account: row.account,
      ...given('accountName', row.account_name),
      region: row.region,
      kind: row.kind,
      name: row.name,
      reason: why.reason,
      ...given('detail', why.detail),
      exposure: row.exposure,
      references: row.references_json,
      ...given('referencesIncomplete', row.incomplete_json),
      firstSeenAt: row.first_seen_at,
      lastSeenAt: row.last_seen_at,
      ...given('resolvedAt', row.resolved_at),
      ...given('fixedAt', row.fixed_at),
      ...given('accepted', row.accepted_json),
      ...given('newsAt', row.news_at),
      ...given('tags', row.tags_json),
      ...given('owner', toOwner(row.owner_channel, row.owner_usergroup)),
    };
  });

/** @throws {StoreError} `damaged-row` */
export function toFinding(row: unknown): FindingRow {
  return parseRow('findings', findingRow, row);
}

/** The same as it counts at an instant: an end that passed accepts nothing. */
export function toFindingAt(now: number): (row: unknown) => FindingRow {
  return (row) => {
    const { accepted, ...finding } = toFinding(row);
    return accepted === undefined || accepted.endsAt <= now ? finding : { ...finding, accepted };
  };
}

export function toColumns(row: FindingRow): FindingTable {
  return {
    id: row.id,
    rule: row.rule,
    account: row.account,
    account_name: row.accountName ?? null,
    region: row.region,
    kind: row.kind,
    name: row.name,
    reason: row.reason,
    detail: row.detail ?? null,
    exposure: row.exposure,
    references_json: JSON.stringify(row.references),
    incomplete_json: row.referencesIncomplete === undefined ? null : JSON.stringify(row.referencesIncomplete),
    first_seen_at: row.firstSeenAt,
    last_seen_at: row.lastSeenAt,
    resolved_at: row.resolvedAt ?? null,
    fixed_at: row.fixedAt ?? null,
    raised_at: null,
    // Exceptions are held against it afterwards: see mark-findings.ts.
    accepted_by: null,
    accepted_json: null,
    accepted_until: null,
    news_at: row.newsAt ?? null,
    tags_json: row.tags === undefined ? null : JSON.stringify(row.tags),
    owner_channel: row.owner?.channel ?? null,
    owner_usergroup: row.owner?.usergroup ?? null,
    // Owners are decided afterwards: see assign-owners.ts.
    owned_at: null,
  };
}
