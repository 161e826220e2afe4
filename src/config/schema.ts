import { validateDetailed } from 'node-cron';
import { defaultRetention, type KeptFor } from '../domain/retention.ts';
import { cronProblem } from './cron.ts';
import {
  choice,
  filled,
  flag,
  list,
  map,
  optional,
  parsed,
  preset,
  type Read,
  type Shape,
  text,
  texts,
} from './shapes.ts';
import {
  accountId,
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

/** The shape of gluewarden.yaml. What concerns two places at once is in cross-checks.ts. */

/** Milliseconds. A bare number is refused in the same words: it lacks its unit. */
const duration = parsed((value) => {
  const problem = isDuration(typeof value === 'string' ? value : String(value));
  return problem === undefined ? { is: durationMs(String(value)) ?? 0 } : { problem };
});

/** Milliseconds, or `forever`. */
function keptFor(least: string, why: string, byDefault: KeptFor): Shape<KeptFor> {
  const check = isKeptFor(least, why);
  const kept = parsed<KeptFor>((value) => {
    const problem = check(typeof value === 'string' ? value : String(value));
    return problem === undefined ? { is: durationMs(String(value)) ?? 'forever' } : { problem };
  });
  return preset(kept, byDefault);
}

function readId(value: unknown) {
  const read = accountId(value);
  return 'id' in read ? { is: read.id } : read;
}

/** An account by id or name; whether it exists is a cross-check. */
const accountWord = parsed((value) => (typeof value === 'string' ? { is: value } : readId(value)));

const regionList = filled(text(isRegionName));

const accountRegions: Shape<readonly string[] | 'enabled'> = {
  read(value, path, found) {
    if (value === 'enabled') return value;
    if (Array.isArray(value)) return regionList.read(value, path, found);
    const message = 'must be a list of regions, like [eu-west-1, us-east-1], or the word enabled';
    found.push({ path, message });
    return undefined;
  },
};

const kmsKeys = texts((region, key) => isRegionName(region) ?? isKeyArnOf(region)(key));

const approvers = map({
  users: optional(list(text(isUser))),
  usergroups: optional(list(text(isUsergroup))),
});

const approvals = map({
  channel: optional(text(isChannel)),
  approvers: optional(approvers),
  required: optional(choice(1, 2)),
  allowSelfApproval: optional(flag),
  expireAfter: optional(duration),
  remindBefore: optional(duration),
});

const account = map({
  id: optional(parsed(readId)),
  name: optional(text(isAccountName)),
  scanRoleArn: optional(text(isRoleArn)),
  remediationRoleArn: optional(text(isRoleArn)),
  externalId: optional(text(isExternalId)),
  regions: preset(accountRegions, 'enabled'),
  kmsKeys: optional(kmsKeys),
  approvals: optional(approvals),
});

const schedule = map({
  name: text(isScheduleName),
  cron: text((value) => cronProblem(value, validateDetailed)),
  timezone: preset(text(isTimezone), 'UTC'),
  accounts: optional(list(accountWord)),
  regions: optional(regionList),
  channel: text(isChannel),
});

const access = map({
  users: preset(list(text(isUser)), []),
  usergroups: preset(list(text(isUsergroup)), []),
  channels: preset(list(text(isChannel)), []),
});

const remediation = map({
  mode: preset(choice('bookmarks-only', 'full'), 'bookmarks-only'),
  watchRunsFor: preset(duration, 7 * 86_400_000),
});

const retention = map({
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

const operations = map({ channel: text(isChannel) });

export const fileShape = map({
  accounts: optional(list(account)),
  schedules: preset(list(schedule), []),
  access: optional(access),
  approvals: optional(approvals),
  remediation: preset(remediation, { mode: 'bookmarks-only', watchRunsFor: 7 * 86_400_000 }),
  operations: optional(operations),
  retention: preset(retention, defaultRetention),
});

export type FileContent = Read<typeof fileShape>;
export type AccountEntry = Read<typeof account>;
export type ApprovalsEntry = Read<typeof approvals>;

/** The keys that the map at this path takes. Positions in lists may be left out. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let shape: Shape<unknown> | undefined = fileShape;
  for (const part of path) if (typeof part !== 'number') shape = mapIn(shape?.keys?.[String(part)]);
  return Object.keys(shape?.keys ?? {});
}

function mapIn(shape: Shape<unknown> | undefined): Shape<unknown> | undefined {
  return shape?.entry ?? shape;
}
