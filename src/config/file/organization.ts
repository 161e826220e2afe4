import { z } from 'zod';
import { idMark, withId } from '../../domain/organization/organization.ts';
import { type Check, isExternalId, isRoleArn, shown } from '../values.ts';
import { accountRegions, approvals, filled, id, text } from './parts.ts';

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

/** Organizations: keys of 1 to 128 and values of 0 to 256 characters, without control characters. */
function isTagText(most: number): Check {
  return (value) =>
    value.length <= most && !/\p{Cc}/u.test(value) ? undefined : `must be a tag of at most ${most} characters`;
}

const tagValue = text(isTagText(256));

/** One value, or a list of them; a bare number or boolean lost its spelling when YAML read it. */
const tagValues = z.unknown().transform((value, context): readonly string[] => {
  const read = filled(tagValue).safeParse(Array.isArray(value) ? value : [value]);
  if (read.success) return read.data;
  const message = 'must be a value of the tag in quotes, a list of them, or "*" for any value';
  context.issues.push({ code: 'custom', message, input: value });
  return z.NEVER;
});

const tagWants = z.record(z.string(), tagValues).check((context) => {
  for (const key of Object.keys(context.value)) {
    const message = key === '' ? 'must be the key of a tag' : isTagText(128)(key);
    if (message !== undefined) context.issues.push({ code: 'custom', message, path: [key], input: key });
  }
});

const units = z.strictObject({
  include: filled(text(isUnit)).default([]),
  exclude: filled(text(isUnit)).default([]),
});

const tags = z.strictObject({ include: tagWants.default({}), exclude: tagWants.default({}) });

const accounts = z.strictObject({ exclude: z.array(id).default([]) });

export const organization = z.strictObject({
  roleArn: text(isRoleArn).exactOptional(),
  externalId: text(isExternalIdScheme).exactOptional(),
  organizationalUnits: units.prefault({}),
  tags: tags.prefault({}),
  accounts: accounts.prefault({}),
  scanRoleName: text(isRoleName),
  remediationRoleName: text(isRoleName).exactOptional(),
  regions: accountRegions.default('enabled'),
  approvals: approvals.exactOptional(),
});

export type OrganizationEntry = z.output<typeof organization>;

/** The maps of this section, for the keys that each takes. */
export const organizationMaps = {
  organization,
  'organization.organizationalUnits': units,
  'organization.tags': tags,
  'organization.accounts': accounts,
} as const;
