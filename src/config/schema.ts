import * as v from '@badrap/valita';
import { validateDetailed } from 'node-cron';
import { defaultRetention, type KeptFor } from '../domain/retention.ts';
import { cronProblem } from './file/cron.ts';
import { exceptions } from './file/exceptions.ts';
import { organization } from './file/organization.ts';
import { owners, tags } from './file/owners.ts';
import { accountRegions, accountWord, approvals, duration, id, owner, regionList } from './file/parts.ts';
import { post, quietHours } from './file/posting.ts';
import { choice, type Exact, keysOf, parsed, text, texts } from './shapes.ts';
import {
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
function keptFor(least: string, why: string, byDefault: KeptFor) {
  const check = isKeptFor(least, why);
  const kept = parsed<KeptFor>((value) => {
    const problem = check(typeof value === 'string' ? value : String(value));
    return problem === undefined ? { is: durationMs(String(value)) ?? 'forever' } : { problem };
  });
  return kept.optional(() => byDefault);
}

const kmsKeys = texts((region, key) => isRegionName(region) ?? isKeyArnOf(region)(key));

const account = v.object({
  id: id.optional(),
  name: text(isAccountName).optional(),
  scanRoleArn: text(isRoleArn).optional(),
  remediationRoleArn: text(isRoleArn).optional(),
  externalId: text(isExternalId).optional(),
  regions: accountRegions.optional(() => 'enabled'),
  kmsKeys: kmsKeys.optional(),
  owner: owner.optional(),
  approvals: approvals.optional(),
});

const schedule = v.object({
  name: text(isScheduleName),
  cron: text((value) => cronProblem(value, validateDetailed)),
  timezone: text(isTimezone).optional(() => 'UTC'),
  accounts: v.array(accountWord).optional(),
  regions: regionList.optional(),
  channel: text(isChannel),
  post: post.optional(),
  quietHours: quietHours.optional(),
});

const access = v.object({
  users: v.array(text(isUser)).optional(() => []),
  usergroups: v.array(text(isUsergroup)).optional(() => []),
  channels: v.array(text(isChannel)).optional(() => []),
});

const remediation = v.object({
  mode: choice('bookmarks-only', 'full').optional(() => 'bookmarks-only'),
  watchRunsFor: duration.optional(() => 7 * 86_400_000),
});

const retention = v.object({
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

const operations = v.object({ channel: text(isChannel), headDaily: v.boolean().optional(() => false) });

export const fileShape = v.object({
  accounts: v.array(account).optional(),
  organization: organization.optional(),
  schedules: v.array(schedule).optional(),
  access: access.optional(),
  approvals: approvals.optional(),
  remediation: remediation.optional(),
  operations: operations.optional(),
  retention: retention.optional(),
  exceptions: exceptions.optional(),
  tags: tags.optional(),
  owners: owners.optional(),
});

export type FileContent = Exact<v.Infer<typeof fileShape>>;
export type AccountEntry = Exact<v.Infer<typeof account>>;
export type ApprovalsEntry = Exact<v.Infer<typeof approvals>>;

/** The keys that the map at this path takes. Positions in lists may be left out. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  return keysOf(fileShape, path);
}
