import { arnForm, partitionNote } from '../domain/glue-arn.ts';
import { nearest } from '../domain/nearest.ts';
import { isRegion, knownRegions } from '../domain/regions.ts';
import { makeVisible } from '../domain/visible.ts';

/** What is wrong with a text and what to do, or undefined when it is right. */
export type Check = (value: string) => string | undefined;

const secretLike = /xox[a-z]-|xapp-|\b(AKIA|ASIA)[A-Z0-9]{12}/;

/** The text with everything invisible written out as JSON would, which quotes it. */
export function visible(text: string): string {
  return makeVisible(text, (codePoint) => `\\u{${codePoint.toLowerCase()}}`);
}

/** A value as shown in a problem: quoted, one line, short, and never a token. */
export function shown(value: unknown): string {
  const text = visible(JSON.stringify(value) ?? String(value));
  if (secretLike.test(text)) return 'the value (not shown: it looks like a secret)';
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

/** "did you mean …?" with a leading space, or nothing. */
export function didYouMean(word: string, words: readonly string[]): string {
  const [first] = nearest(word, words, 1);
  return first === undefined ? '' : ` Did you mean ${shown(first)}?`;
}

const namePattern = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._+@/()-]*[\p{L}\p{N}._+@/()-])?$/u;

const isName: Check = (value) =>
  namePattern.test(value) && value.length <= 64
    ? undefined
    : `${shown(value)} cannot be used as a name: take up to 64 letters, digits, spaces and . _ - + @ / ( ), beginning with a letter or digit`;

export const isScheduleName = isName;

/** Account names are typed in commands beside ids and regions, so they must not look like either. */
export const isAccountName: Check = (value) => {
  if (/^\d{12}$/.test(value)) return `${shown(value)} looks like an account id: write it as "id", or take another name`;
  if (isRegion(value.toLowerCase())) return `${shown(value)} looks like a region: take another name`;
  if (value.toLowerCase() === 'enabled') return `${shown(value)} is a word of this file: take another name`;
  return isName(value);
};

/** @param value as YAML read it: a number has lost its leading zeros, unless it has all 12 digits. */
export function accountId(value: unknown): { readonly id: string } | { readonly problem: string } {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && value >= 1e11 && value < 1e12) return { id: String(value) };
    return {
      problem: `is not 12 digits: without quotes YAML reads a number and drops its leading zeros. Put the id in quotes, like "012345678901"`,
    };
  }
  if (typeof value === 'string' && /^\d{12}$/.test(value)) return { id: value };
  const digits = typeof value === 'string' ? value.replace(/[\s-]/g, '') : '';
  if (/^\d{12}$/.test(digits)) return { problem: `must be the 12 digits alone: write "${digits}"` };
  return { problem: `must be an account id: 12 digits in quotes, like "111122223333"; this is ${shown(value)}` };
}

const roleArn = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]{1,576}$/;

/** The account that a role ARN names, or undefined when it is not one. */
export function roleAccount(arn: string): string | undefined {
  return roleArn.exec(arn)?.[1];
}

const roleForm = `"${arnForm('iam::111122223333:role/GluewardenScan')}" (${partitionNote})`;

export const isRoleArn: Check = (value) => {
  if (roleArn.test(value)) return undefined;
  if (/:assumed-role\//.test(value)) return `is the ARN of a session: write the role itself, like ${roleForm}`;
  return `must be the ARN of an IAM role, like ${roleForm}; this is ${shown(value)}`;
};

/** STS AssumeRole: 2 to 1,224 characters of `[\w+=,.@:/-]`. The value is not repeated: people treat it as a secret. */
export const isExternalId: Check = (value) =>
  /^[\w+=,.@:/-]{2,1224}$/.test(value)
    ? undefined
    : 'must be 2 to 1224 letters, digits and _ + = , . @ : / - (no spaces), as in the trust policy of the role';

const areas =
  /^(us|eu|ap|sa|ca|mx|af|me|il|cn|us-gov|us-iso[a-z]?|eu-iso[a-z]?|eusc-[a-z]{2})-(north|south|east|west|central|north(east|west)|south(east|west))-\d{1,2}$/;

export const isRegionName: Check = (value) => {
  if (knownRegions.includes(value) || areas.test(value)) return undefined;
  const lower = value.toLowerCase();
  const suggestion = knownRegions.includes(lower) ? ` Did you mean "${lower}"?` : didYouMean(lower, knownRegions);
  if (isRegion(value) && suggestion === '') return undefined;
  return `${shown(value)} is no AWS region.${suggestion === '' ? ' Write its code, like "eu-west-1"' : suggestion}`;
};

/** New regions appear faster than this list grows: one that is only unknown is used, and said. */
export function regionWarning(value: string): string | undefined {
  if (knownRegions.includes(value) || isRegionName(value) !== undefined) return undefined;
  return `${shown(value)} is not in Gluewarden's list of AWS regions; it is used as written.${didYouMean(value, knownRegions)}`;
}

export const isChannel: Check = (value) => {
  if (/^[CG][A-Z0-9]{2,30}$/.test(value)) return undefined;
  if (/^[DUW][A-Z0-9]{6,30}$/.test(value))
    return `${shown(value)} is the id of a person or a direct message: write a channel's id, which begins with C or G`;
  return `${shown(value)} is not a channel's id, like "C0123ABCDEF". To find it in Slack: open the channel, click its name, scroll down in "About" and copy the channel ID`;
};

export const isUser: Check = (value) =>
  /^[UW][A-Z0-9]{2,30}$/.test(value)
    ? undefined
    : `${shown(value)} is not a user's id, like "U0123ABCDEF". To find it in Slack: open the person's profile, press ⋮ and "Copy member ID"`;

export const isUsergroup: Check = (value) =>
  /^S[A-Z0-9]{2,30}$/.test(value)
    ? undefined
    : `${shown(value)} is not a user group's id, like "S0123ABCDEF". To find it in Slack: People & user groups → User groups → open the group → ⋮ → "Copy group ID"`;

function knownTimezone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    // Intl also takes offsets like +02:00, which know nothing of summer time and are no names.
    return /^[A-Za-z]/.test(value);
  } catch {
    return false;
  }
}

export const isTimezone: Check = (value) => {
  if (knownTimezone(value)) return undefined;
  const zones = Intl.supportedValuesOf('timeZone');
  const city = zones.find((zone) => zone.toLowerCase().endsWith(`/${value.toLowerCase().replaceAll(' ', '_')}`));
  const suggestion = city === undefined ? didYouMean(value, ['UTC', ...zones]) : ` Did you mean "${city}"?`;
  return `${shown(value)} is no time zone: write an IANA name, like "Europe/Berlin" or "UTC".${suggestion}`;
};

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const longest = 90 * 86_400_000;

/** Milliseconds of `90s`, `30m`, `24h`, `7d` or `1d12h`; undefined when it is none of these. */
export function durationMs(value: string): number | undefined {
  if (!/^(\d{1,6}[smhd])+$/.test(value)) return undefined;
  let total = 0;
  for (const [, count, unit] of value.matchAll(/(\d+)([smhd])/g)) total += Number(count) * (units[unit ?? ''] ?? 0);
  return total;
}

export const isDuration: Check = (value) => {
  const ms = durationMs(value);
  if (ms === undefined)
    return `${shown(value)} is no duration: write a number and a unit (s, m, h, d), like "24h" or "7d"`;
  if (ms === 0) return 'must be longer than nothing, like "24h"';
  return ms > longest ? `${shown(value)} is too long: 90d at most` : undefined;
};

const longestKept = 3_650 * 86_400_000;

/** How long something is kept. `why`: what shorter would break. */
export function isKeptFor(least: string, why: string): Check {
  return (value) => {
    if (value === 'forever') return undefined;
    const ms = durationMs(value);
    if (ms === undefined)
      return `${shown(value)} is no duration: write a number of days, like "${least}" or "400d", or the word forever`;
    if (ms < (durationMs(least) ?? 0)) return `${shown(value)} is too short: ${least} at least, because ${why}`;
    return ms > longestKept ? `${shown(value)} is too long: 3650d at most, or the word forever` : undefined;
  };
}

const keyArn = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(key|alias)\/[\w/:-]{1,250}$/;

/** The key of one region: Glue uses keys of its own region only. */
export function isKeyArnOf(region: string): Check {
  return (value) => {
    const match = keyArn.exec(value);
    if (match === null)
      return `must be the ARN of a KMS key or alias, like "${arnForm(`kms:${region}:111122223333:alias/glue`)}" (${partitionNote}); this is ${shown(value)}`;
    return match[1] === region
      ? undefined
      : `is a key of ${match[1]}: Glue in ${region} can only use keys of ${region}. Write one of that region`;
  };
}
