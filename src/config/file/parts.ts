import { z } from 'zod';
import {
  accountId,
  type Check,
  durationMs,
  isChannel,
  isDuration,
  isRegionName,
  isUser,
  isUsergroup,
} from '../values.ts';
import { issueWords } from '../words.ts';

/** What several parts of gluewarden.yaml are made of. */

export function text(check: Check) {
  return z.string().check((context) => {
    const message = check(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });
}

export function filled<T extends z.ZodType<string>>(entry: T) {
  return z.array(entry).check((context) => {
    if (context.value.length === 0)
      context.issues.push({ code: 'custom', message: 'is an empty list: fill it, or remove it', input: context.value });
  });
}

/** Milliseconds. A bare number is refused in the same words: it lacks its unit. */
export const duration = z.unknown().transform((value, context): number => {
  const message = isDuration(typeof value === 'string' ? value : String(value));
  if (message === undefined) return durationMs(String(value)) ?? 0;
  context.issues.push({ code: 'custom', message, input: value });
  return z.NEVER;
});

export const id = z.unknown().transform((value, context): string => {
  const read = accountId(value);
  if ('id' in read) return read.id;
  context.issues.push({ code: 'custom', message: read.problem, input: value });
  return z.NEVER;
});

export const regionList = filled(text(isRegionName));

export const accountRegions = z.unknown().transform((value, context): readonly string[] | 'enabled' => {
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

export const approvers = z.strictObject({
  users: z.array(text(isUser)).exactOptional(),
  usergroups: z.array(text(isUsergroup)).exactOptional(),
});

export const approvals = z.strictObject({
  channel: text(isChannel).exactOptional(),
  approvers: approvers.exactOptional(),
  required: z.literal([1, 2]).exactOptional(),
  allowSelfApproval: z.boolean().exactOptional(),
  expireAfter: duration.exactOptional(),
  remindBefore: duration.exactOptional(),
});
