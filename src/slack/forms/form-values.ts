import type { ViewSubmitAction } from '@slack/bolt';

/** What was typed and chosen in a form: by block, then by element. Ours have the same id. */
export type Values = ViewSubmitAction['view']['state']['values'];

/** Undefined: nothing but blanks. */
export function typed(values: Values, field: string): string | undefined {
  const text = values[field]?.[field]?.value?.trim() ?? '';
  return text === '' ? undefined : text;
}

/** The value chosen in a select or a group of radio buttons. */
export function chosen(values: Values, field: string): string | undefined {
  return values[field]?.[field]?.selected_option?.value ?? undefined;
}

/** The values chosen where several can be. */
export function ticked(values: Values, field: string): readonly string[] {
  return (values[field]?.[field]?.selected_options ?? []).map(({ value }) => value);
}
