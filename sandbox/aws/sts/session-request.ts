import type { Statement } from '../access/policy.ts';
import { MalformedPolicy, parsePolicy } from '../access/policy-document.ts';
import { constraint, invalid, ServiceError } from '../errors.ts';
import { type Call, optionalText } from '../operation.ts';

const mostPolicyCharacters = 2048;
const mostTags = 50;

export interface SessionPolicy {
  readonly text: string;
  readonly statements: readonly Statement[];
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The inline session policy: at most 2,048 characters of plain text, Latin-1 only, and one that IAM can read. */
export function sessionPolicyOf(call: Call): SessionPolicy | undefined {
  const pattern = /^[\u0009\u000A\u000D\u0020-\u00FF]+$/;
  const text = optionalText(call, 'Policy', { min: 1, max: mostPolicyCharacters, pattern });
  if (text === undefined) return undefined;
  try {
    return { text, statements: parsePolicy(text) };
  } catch (error) {
    if (!(error instanceof MalformedPolicy)) throw error;
    throw new ServiceError('MalformedPolicyDocument', error.message);
  }
}

/** The session tags, each with both halves, no key twice (keys are compared without case). */
export function tagsOf(call: Call): Tag[] {
  const tags: Tag[] = [];
  for (let number = 1; `Tags.member.${number}.Key` in call.input; number += 1) {
    const member = (half: string) => `Tags.member.${number}.${half}`;
    const key = optionalText(call, member('Key'), { min: 1, max: 128, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u });
    const value = optionalText(call, member('Value'), { max: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u });
    if (key === undefined || value === undefined) throw constraint('sts', undefined, 'tags', 'Member must not be null');
    tags.push({ key, value });
  }
  const members = Object.keys(call.input).filter((name) => name.startsWith('Tags.')).length;
  if (members !== tags.length * 2) throw invalid('sts', 'Tags must be numbered from 1, each with Key and Value');
  if (tags.length > mostTags)
    throw constraint('sts', tags.length, 'tags', `Member must have length less than or equal to ${mostTags}`);
  if (new Set(tags.map(({ key }) => key.toLowerCase())).size < tags.length) {
    throw new ServiceError(
      'InvalidParameterValue',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  return tags;
}

/** Percent of the space that AWS has for policy and tags in its binary form, which nobody outside can work out. */
export function packedSize(call: Call, policy: string | undefined, tags: readonly Tag[]): number {
  const characters = (policy?.length ?? 0) + tags.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  const percent = Math.ceil((characters * 100) / call.world.settings.packedPolicyCharacters);
  if (percent <= 100) return percent;
  const what = policy === undefined ? 'session tags' : 'policies and session tags';
  throw new ServiceError('PackedPolicyTooLarge', `Packed size of ${what} consumes ${percent}% of allotted space.`);
}
