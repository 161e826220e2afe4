import * as v from '@badrap/valita';
import type { OwnerRule } from '../../domain/owners/owner-of-finding.ts';
import { type Exact, filled, text } from '../shapes.ts';
import { accountIds, accountWord, isPattern, jobTag, owner, regionList, tagKey } from './parts.ts';

/** Each key is one more list of each account and region in which something is found. */
const mostKeys = 10;

/** Keys of tags of jobs. */
export const tags = filled(tagKey).assert(
  (keys) => keys.length <= mostKeys,
  `names too many keys: ${mostKeys} at most, each is read with requests of its own`,
);

const rule = v.object({
  name: text(isPattern).optional(),
  tag: jobTag.optional(),
  accounts: filled(accountWord).optional(),
  regions: regionList.optional(),
  channel: owner.shape.channel,
  usergroup: owner.shape.usergroup,
});

export const owners = v.array(rule);

export type OwnerEntry = Exact<v.Infer<typeof rule>>;

/** What the file says of owners, with the ids of the accounts that it names. */
export function ownerRules(
  entries: readonly OwnerEntry[],
  listed: Parameters<typeof accountIds>[1],
): readonly OwnerRule[] {
  return entries.map(({ channel, usergroup, accounts, ...about }) => ({
    ...about,
    ...(accounts && { accounts: accountIds(accounts, listed) }),
    owner: { ...(channel !== undefined && { channel }), ...(usergroup !== undefined && { usergroup }) },
  }));
}
