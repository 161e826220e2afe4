import { optionsOf } from '../elements.ts';
import { isObject, type Json } from '../json.ts';
import { type Complaints, checkFields, checkList, checkString, checkText } from './complaints.ts';

/** As docs.slack.dev says of the option object; the comment in @slack/types 3.2 still says 75. */
const OPTION_VALUE = 150;

/** The options of a select, a group of choices or an overflow menu (which alone may have addresses). */
export function checkOptionList(
  complaints: Complaints,
  options: unknown,
  pointer: string,
  rule: { min?: number; max: number; mrkdwn?: boolean; url?: boolean },
): void {
  const known = ['text', 'value', 'description', ...(rule.url === true ? ['url'] : [])];
  checkList(complaints, options, pointer, { min: rule.min ?? 1, max: rule.max }, (option, at) => {
    const only = rule.mrkdwn === true ? {} : { only: 'plain_text' as const };
    checkFields(complaints, option, at, known);
    checkText(complaints, option.text, `${at}/text`, { max: 75, required: true, ...only });
    checkText(complaints, option.description, `${at}/description`, { max: 75, ...only });
    checkString(complaints, option.value, `${at}/value`, { min: 1, max: OPTION_VALUE, required: true });
    checkString(complaints, option.url, `${at}/url`, { min: 1, max: 3000 });
  });
}

/**
 * Option values are unique in their element (Slack's documentation of the option object); that a second one is
 * refused, and an empty list of initial options as well, is [inferred].
 */
export function checkChoices(complaints: Complaints, element: Json, pointer: string): void {
  const values = new Set<unknown>();
  for (const { value } of optionsOf(element)) {
    if (values.has(value)) complaints.add(pointer, `the option value "${value}" already exists`);
    values.add(value);
  }
  checkInitial(complaints, element, pointer);
}

/** An initial option must be one of the options, letter by letter; several are no more than may be chosen. */
function checkInitial(complaints: Complaints, element: Json, pointer: string): void {
  const known = optionsOf(element).map(lettersOf);
  const check = (option: unknown, at: string): void => {
    if (!isObject(option) || !known.includes(lettersOf(option))) {
      complaints.add(at, 'initial options must match one of the options');
    }
  };
  if (element.initial_option !== undefined) check(element.initial_option, `${pointer}/initial_option`);
  if (element.initial_options === undefined) return;
  const max = typeof element.max_selected_items === 'number' ? element.max_selected_items : 100;
  const at = `${pointer}/initial_options`;
  checkList(complaints, element.initial_options, at, { min: 1, max }, check);
}

function lettersOf({ value, text, description }: Json): string {
  return JSON.stringify([value, text, description]);
}
