import * as v from '@badrap/valita';
import { findAccount } from '../../domain/fleet.ts';
import { choice, filled, free, parsed, text } from '../shapes.ts';
import {
  accountId,
  type Check,
  durationMs,
  isChannel,
  isDuration,
  isRegionName,
  isUser,
  isUsergroup,
  shown,
} from '../values.ts';

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

interface Listed {
  readonly id?: string;
  readonly name?: string;
}

/** The ids of what the file names by id or name; a word that is neither is of an account that is not listed by hand. */
export function accountIds(words: readonly string[], listed: readonly Listed[]): readonly string[] {
  const accounts = listed.map((account) => ({ ...account, regions: [] }));
  return words.map((word) => findAccount(accounts, word)?.id ?? word);
}

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

/** Glue: names of at most 255 characters. */
export const isPattern: Check = (value) =>
  value !== '' && value.length <= 255
    ? undefined
    : 'must be a name of at most 255 characters, where * stands for any characters and ? for one';

/** Keys of 1 to 128 and values of 0 to 256 characters, without control characters (Tagging API, Organizations). */
export function isTagText(most: number): Check {
  return (value) =>
    value.length <= most && !/\p{Cc}/u.test(value) ? undefined : `must be a tag of at most ${most} characters`;
}

export const isTagKey: Check = (value) => (value === '' ? 'must be the key of a tag' : isTagText(128)(value));

export const tagKey = text(isTagKey);

/** A bare number or boolean lost its spelling when YAML read it. */
const oneTagValue = (key: string) =>
  parsed<string>((value) => {
    const problem = isTagKey(key);
    if (problem !== undefined) return { problem };
    if (typeof value !== 'string')
      return { problem: `must be the value of the tag in quotes; this is ${shown(value)}` };
    const wrong = isTagText(256)(value);
    return wrong === undefined ? { is: value } : { problem: wrong };
  });

/** Tags that a job has, all of them: keys with one value each. */
export const jobTag = free(oneTagValue).assert(
  (tag) => Object.keys(tag).length > 0,
  'names no tag: write its key and its value, like { team: finance }',
);

export const approvals = v.object({
  channel: text(isChannel).optional(),
  approvers: approvers.optional(),
  required: choice(1, 2).optional(),
  allowSelfApproval: v.boolean().optional(),
  expireAfter: duration.optional(),
  remindBefore: duration.optional(),
});
