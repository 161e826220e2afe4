import { validateDetailed } from 'node-cron';
import { z } from 'zod';
import { defaultRetention, type KeptFor } from '../domain/retention.ts';
import { cronProblem } from './cron.ts';
import { organization, organizationMaps } from './file/organization.ts';
import { accountRegions, approvals, approvers, duration, id, regionList, text } from './file/parts.ts';
import {
  accountId,
  durationMs,
  isAccountName,
  isChannel,
  isExternalId,
  isKeptFor,
  isKeyArnOf,
  isRegionName,
  isRoleArn,
  isScheduleName,
  isTimezone,
  isUser,
  isUsergroup,
} from './values.ts';

/** The shape of gluewarden.yaml. What concerns two places at once is in cross-checks.ts. */

/** Milliseconds, or `forever`. */
function keptFor(least: string, why: string, preset: KeptFor) {
  const check = isKeptFor(least, why);
  const kept = z.unknown().transform((value, context): KeptFor => {
    const message = check(typeof value === 'string' ? value : String(value));
    if (message === undefined) return durationMs(String(value)) ?? 'forever';
    context.issues.push({ code: 'custom', message, input: value });
    return z.NEVER;
  });
  return kept.default(preset);
}

/** An account by id or name; whether it exists is a cross-check. */
const accountWord = z.unknown().transform((value, context): string => {
  const read = typeof value === 'string' ? { id: value } : accountId(value);
  if ('id' in read) return read.id;
  context.issues.push({ code: 'custom', message: read.problem, input: value });
  return z.NEVER;
});

const kmsKeys = z.record(z.string(), z.string()).check((context) => {
  for (const [region, key] of Object.entries(context.value)) {
    const message = isRegionName(region) ?? isKeyArnOf(region)(key);
    if (message !== undefined) context.issues.push({ code: 'custom', message, path: [region], input: key });
  }
});

const account = z.strictObject({
  id: id.exactOptional(),
  name: text(isAccountName).exactOptional(),
  scanRoleArn: text(isRoleArn).exactOptional(),
  remediationRoleArn: text(isRoleArn).exactOptional(),
  externalId: text(isExternalId).exactOptional(),
  regions: accountRegions.default('enabled'),
  kmsKeys: kmsKeys.exactOptional(),
  approvals: approvals.exactOptional(),
});

const schedule = z.strictObject({
  name: text(isScheduleName),
  cron: text((value) => cronProblem(value, validateDetailed)),
  timezone: text(isTimezone).default('UTC'),
  accounts: z.array(accountWord).exactOptional(),
  regions: regionList.exactOptional(),
  channel: text(isChannel),
});

const access = z.strictObject({
  users: z.array(text(isUser)).default([]),
  usergroups: z.array(text(isUsergroup)).default([]),
  channels: z.array(text(isChannel)).default([]),
});

const remediation = z.strictObject({
  mode: z.literal(['bookmarks-only', 'full']).default('bookmarks-only'),
  watchRunsFor: duration.default(7 * 86_400_000),
});

const retention = z.strictObject({
  findings: keptFor(
    '30d',
    'a resolved finding is what people look for when the same one comes back',
    defaultRetention.findings,
  ),
  scans: keptFor('30d', 'the scans of a month are what a failing account is judged by', defaultRetention.scans),
  slots: keptFor('7d', 'a clock that was put back would run a forgotten slot again', defaultRetention.slots),
  messages: keptFor('30d', 'a message is found by its row to be edited or delivered once', defaultRetention.messages),
  requests: keptFor('30d', 'the buttons of a request that ended are still pressed', defaultRetention.requests),
});

const operations = z.strictObject({ channel: text(isChannel) });

export const fileSchema = z.strictObject({
  accounts: z.array(account).exactOptional(),
  organization: organization.exactOptional(),
  schedules: z.array(schedule).default([]),
  access: access.exactOptional(),
  approvals: approvals.exactOptional(),
  remediation: remediation.prefault({}),
  operations: operations.exactOptional(),
  retention: retention.prefault({}),
});

export type FileContent = z.output<typeof fileSchema>;
export type AccountEntry = z.output<typeof account>;
export type ApprovalsEntry = z.output<typeof approvals>;

const maps: Readonly<Record<string, { readonly shape: object }>> = {
  '': fileSchema,
  accounts: account,
  'accounts.approvals': approvals,
  'accounts.approvals.approvers': approvers,
  ...organizationMaps,
  'organization.approvals': approvals,
  'organization.approvals.approvers': approvers,
  schedules: schedule,
  access,
  approvals,
  'approvals.approvers': approvers,
  remediation,
  operations,
  retention,
};

/** The keys that the map at this path takes. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const position = path.filter((part) => typeof part !== 'number').join('.');
  return Object.keys(maps[position]?.shape ?? {});
}
