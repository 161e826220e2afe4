import { validateDetailed } from 'node-cron';
import { z } from 'zod';
import { defaultRetention, type KeptFor } from '../domain/retention.ts';
import { cronProblem } from './cron.ts';
import {
  accountId,
  type Check,
  durationMs,
  isAccountName,
  isChannel,
  isDuration,
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
import { issueWords } from './words.ts';

/** The shape of gluewarden.yaml. What concerns two places at once is in cross-checks.ts. */

function text(check: Check) {
  return z.string().check((context) => {
    const message = check(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });
}

function filled<T extends z.ZodType<string>>(entry: T) {
  return z.array(entry).check((context) => {
    if (context.value.length === 0)
      context.issues.push({ code: 'custom', message: 'is an empty list: fill it, or remove it', input: context.value });
  });
}

/** Milliseconds. A bare number is refused in the same words: it lacks its unit. */
const duration = z.unknown().transform((value, context): number => {
  const message = isDuration(typeof value === 'string' ? value : String(value));
  if (message === undefined) return durationMs(String(value)) ?? 0;
  context.issues.push({ code: 'custom', message, input: value });
  return z.NEVER;
});

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

const id = z.unknown().transform((value, context): string => {
  const read = accountId(value);
  if ('id' in read) return read.id;
  context.issues.push({ code: 'custom', message: read.problem, input: value });
  return z.NEVER;
});

/** An account by id or name; whether it exists is a cross-check. */
const accountWord = z.unknown().transform((value, context): string => {
  const read = typeof value === 'string' ? { id: value } : accountId(value);
  if ('id' in read) return read.id;
  context.issues.push({ code: 'custom', message: read.problem, input: value });
  return z.NEVER;
});

const regionList = filled(text(isRegionName));

const accountRegions = z.unknown().transform((value, context): readonly string[] | 'enabled' => {
  if (value === 'enabled') return value;
  const read = regionList.safeParse(value, { reportInput: true });
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const whole = issue.path.length === 0 && !Array.isArray(value);
    const message = whole
      ? 'must be a list of regions, like [eu-west-1, us-east-1], or the word enabled'
      : issueWords(issue);
    context.issues.push({ code: 'custom', message, path: issue.path, input: issue.input });
  }
  return z.NEVER;
});

const kmsKeys = z.record(z.string(), z.string()).check((context) => {
  for (const [region, key] of Object.entries(context.value)) {
    const message = isRegionName(region) ?? isKeyArnOf(region)(key);
    if (message !== undefined) context.issues.push({ code: 'custom', message, path: [region], input: key });
  }
});

const approvers = z.strictObject({
  users: z.array(text(isUser)).exactOptional(),
  usergroups: z.array(text(isUsergroup)).exactOptional(),
});

const approvals = z.strictObject({
  channel: text(isChannel).exactOptional(),
  approvers: approvers.exactOptional(),
  required: z.literal([1, 2]).exactOptional(),
  allowSelfApproval: z.boolean().exactOptional(),
  expireAfter: duration.exactOptional(),
  remindBefore: duration.exactOptional(),
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
