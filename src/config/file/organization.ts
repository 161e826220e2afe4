import * as v from '@badrap/valita';
import { idMark, withId } from '../../domain/organization/organization.ts';
import { type Exact, filled, free, parsed, text } from '../shapes.ts';
import { type Check, isExternalId, isRoleArn, shown } from '../values.ts';
import { accountRegions, approvals, id, isTagKey, isTagText, tagKey } from './parts.ts';

/** `r-` and `ou-…-…`: the patterns of the Organizations API reference (ListAccountsForParent, ParentId). */
const isUnit: Check = (value) =>
  /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/.test(value)
    ? undefined
    : `must be the id of a root or of an organizational unit, like "r-ab12" or "ou-ab12-cd34ef56"; this is ${shown(value)}`;

const someId = '111122223333';

/** IAM: a name of at most 64 characters of `[\w+=,.@-]`, after a path that begins and ends with a slash. */
const isRoleName: Check = (value) => {
  if (value.includes(':role/'))
    return `must be the name of a role, which is the same in every account: write what stands after ":role/"`;
  const [name = '', ...path] = withId(value, someId).split('/').toReversed();
  const isRight = /^[\w+=,.@-]{1,64}$/.test(name) && path.every((part) => /^[\w+=,.@-]+$/.test(part));
  if (isRight && path.join('/').length <= 510) return undefined;
  return `must be the name of an IAM role, with its path if it has one, like "gluewarden/GluewardenScan" (${idMark} stands for the account); this is ${shown(value)}`;
};

const isExternalIdScheme: Check = (value) => {
  const message = isExternalId(withId(value, someId));
  return message === undefined ? undefined : `${message}; ${idMark} stands for the account`;
};

const tagValue = filled(text(isTagText(256)));

/** One value, or a list of them; a bare number or boolean lost its spelling when YAML read it. */
function tagValues(key: string) {
  return parsed<readonly string[]>((value) => {
    const problem = isTagKey(key);
    if (problem !== undefined) return { problem };
    const read = tagValue.try(Array.isArray(value) ? value : [value]);
    if (read.ok) return { is: read.value };
    return { problem: 'must be a value of the tag in quotes, a list of them, or "*" for any value' };
  });
}

const tagWants = free(tagValues);

const units = v.object({
  include: filled(text(isUnit)).optional(() => []),
  exclude: filled(text(isUnit)).optional(() => []),
});

const tags = v.object({ include: tagWants.optional(() => ({})), exclude: tagWants.optional(() => ({})) });

const ownerTags = v.object({ channel: tagKey.optional(), usergroup: tagKey.optional() });

const accounts = v.object({ exclude: v.array(id).optional(() => []) });

export const organization = v.object({
  roleArn: text(isRoleArn).optional(),
  externalId: text(isExternalIdScheme).optional(),
  organizationalUnits: units.optional(),
  tags: tags.optional(),
  accounts: accounts.optional(),
  scanRoleName: text(isRoleName),
  remediationRoleName: text(isRoleName).optional(),
  regions: accountRegions.optional(() => 'enabled'),
  ownerTags: ownerTags.optional(),
  approvals: approvals.optional(),
});

export type OrganizationEntry = Exact<v.Infer<typeof organization>>;
