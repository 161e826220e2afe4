import { isObject, type Json } from '../json.ts';

/** Which surface the blocks are for; some blocks are for one of them only. */
export type Surface = 'message' | 'modal' | 'home';

/** Gathers what is wrong with a payload, in Slack's own form: words and a JSON pointer. */
export class Complaints {
  readonly list: string[] = [];

  add(pointer: string, words: string): void {
    this.list.push(`${words} [json-pointer:${pointer}]`);
  }

  /** The form of `response_metadata.messages`. */
  messages(): string[] {
    return this.list.map((words) => `[ERROR] ${words}`);
  }
}

/** Refuses fields that Slack does not know at this place. */
export function checkFields(complaints: Complaints, object: Json, pointer: string, known: readonly string[]): void {
  for (const key of Object.keys(object)) {
    if (object[key] !== undefined && !known.includes(key))
      complaints.add(pointer, `invalid additional property: ${key}`);
  }
}

/** Checks a plain string field. */
export function checkString(
  complaints: Complaints,
  value: unknown,
  pointer: string,
  rule: { max: number; min?: number; required?: boolean },
): void {
  if (value === undefined || value === null) {
    if (rule.required === true) complaints.add(pointer, 'missing required field');
    return;
  }
  if (typeof value !== 'string') {
    complaints.add(pointer, 'must provide a string');
    return;
  }
  const min = rule.min ?? 0;
  if (value.length < min) complaints.add(pointer, `must be more than ${min - 1} characters`);
  if (value.length > rule.max) complaints.add(pointer, `must be less than ${rule.max + 1} characters`);
}

/** Checks a whole number within bounds. */
export function checkInteger(
  complaints: Complaints,
  value: unknown,
  pointer: string,
  rule: { min: number; max: number },
): void {
  if (value === undefined) return;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < rule.min || value > rule.max) {
    complaints.add(pointer, `must be an integer from ${rule.min} to ${rule.max}`);
  }
}

/** Checks that a value is one of a few words. */
export function checkOneOf(complaints: Complaints, value: unknown, pointer: string, words: readonly string[]): void {
  if (value !== undefined && !words.includes(String(value))) {
    complaints.add(pointer, `must be a valid enum value: ${words.join(', ')}`);
  }
}

/** Checks a list's length and hands each entry that is an object to `each`. */
export function checkList(
  complaints: Complaints,
  value: unknown,
  pointer: string,
  rule: { min: number; max: number },
  each: (entry: Json, pointer: string, index: number) => void,
): void {
  if (!Array.isArray(value)) {
    complaints.add(pointer, 'must provide an array');
    return;
  }
  if (value.length < rule.min) complaints.add(pointer, `no fewer than ${rule.min} items allowed`);
  if (value.length > rule.max) complaints.add(pointer, `no more than ${rule.max} items allowed`);
  value.forEach((entry, index) => {
    if (isObject(entry)) each(entry, `${pointer}/${index}`, index);
    else complaints.add(`${pointer}/${index}`, 'must provide an object');
  });
}

/** Checks a text object (`plain_text` or `mrkdwn`). */
export function checkText(
  complaints: Complaints,
  value: unknown,
  pointer: string,
  rule: { max: number; only?: 'plain_text' | 'mrkdwn'; required?: boolean },
): void {
  if (value === undefined || value === null) {
    if (rule.required === true) complaints.add(pointer, 'missing required field');
    return;
  }
  if (!isObject(value)) {
    complaints.add(pointer, 'must provide an object');
    return;
  }
  const types = rule.only === undefined ? ['plain_text', 'mrkdwn'] : [rule.only];
  if (!types.includes(String(value.type)))
    complaints.add(`${pointer}/type`, `must be a valid enum value: ${types.join(', ')}`);
  const known = value.type === 'plain_text' ? ['type', 'text', 'emoji'] : ['type', 'text', 'verbatim'];
  checkFields(complaints, value, pointer, known);
  checkString(complaints, value.text, `${pointer}/text`, { min: 1, max: rule.max, required: true });
}
