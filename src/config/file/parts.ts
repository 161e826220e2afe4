import * as v from '@badrap/valita';
import { choice, filled, parsed, text } from '../shapes.ts';
import { accountId, durationMs, isChannel, isDuration, isRegionName, isUser, isUsergroup } from '../values.ts';

/** What several parts of gluewarden.yaml are made of. */

/** Milliseconds. A bare number is refused in the same words: it lacks its unit. */
export const duration = parsed((value) => {
  const problem = isDuration(typeof value === 'string' ? value : String(value));
  return problem === undefined ? { is: durationMs(String(value)) ?? 0 } : { problem };
});

export function readId(value: unknown) {
  const read = accountId(value);
  return 'id' in read ? { is: read.id } : read;
}

export const id = parsed(readId);

/** An account by id or name; whether it exists is a cross-check. */
export const accountWord = parsed((value) => (typeof value === 'string' ? { is: value } : readId(value)));

export const regionList = filled(text(isRegionName));

export const accountRegions = v.unknown().chain((value): v.ValitaResult<string[] | 'enabled'> => {
  if (value === 'enabled') return v.ok(value);
  if (Array.isArray(value)) return regionList.try(value);
  return v.err('must be a list of regions, like [eu-west-1, us-east-1], or the word enabled');
});

const approvers = v.object({
  users: v.array(text(isUser)).optional(),
  usergroups: v.array(text(isUsergroup)).optional(),
  ownerGroup: v.boolean().optional(),
});

export const owner = v.object({ channel: text(isChannel).optional(), usergroup: text(isUsergroup).optional() });

export const approvals = v.object({
  channel: text(isChannel).optional(),
  approvers: approvers.optional(),
  required: choice(1, 2).optional(),
  allowSelfApproval: v.boolean().optional(),
  expireAfter: duration.optional(),
  remindBefore: duration.optional(),
});
