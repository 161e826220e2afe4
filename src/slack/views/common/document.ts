/**
 * What a view says, before it has a form. Views build documents; to-blocks.ts and to-plain.ts are the only places
 * that know Slack's forms, its limits and its escaping, so that no view can break or forget them.
 */

/** A piece of a line. A string is our own words, possibly with data in it; every form escapes it. */
export type Part =
  | string
  | { readonly bold: string }
  /** A name from AWS or a person: shown as code. Shortened in the middle, unless `whole`. */
  | { readonly name: string; readonly whole?: true }
  /** Something to type, letter by letter. */
  | { readonly code: string }
  /** An instant: shown in the reader's own time zone. */
  | { readonly at: number }
  /** The day of an instant, where the hour does not matter. */
  | { readonly day: number }
  | { readonly user: string }
  /** A user group: told, where it stands in a message that is posted. */
  | { readonly usergroup: string }
  | { readonly channel: string }
  /** An address that the chat itself gave; anything else is shown as its words alone. */
  | { readonly link: string; readonly words: string }
  | { readonly newLine: true };

export type Line = readonly Part[];

/** What follows stands on a line of its own, within the same row. */
export const newLine: Part = { newLine: true };

/** Says how many rows are not shown: "and 37 more targets". */
export type MoreWords = (count: number) => string;

export type Item =
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'text'; readonly line: Line }
  | ListItem
  | TableItem
  | { readonly type: 'code'; readonly lines: readonly string[] }
  | StagesItem
  /** One thing with the one control that makes sense for it. `instead`: what to type where there are no buttons. */
  | {
      readonly type: 'row';
      readonly line: Line;
      readonly button?: Button;
      readonly menu?: Menu;
      readonly instead?: string;
    }
  /** Small print. */
  | { readonly type: 'note'; readonly line: Line }
  /** `instead`: what to type where there are no buttons. */
  | {
      readonly type: 'buttons';
      readonly buttons: readonly Button[];
      readonly select?: Select;
      readonly instead: string;
    };

export interface ListItem {
  readonly type: 'list';
  readonly title?: Line;
  readonly rows: readonly Line[];
  /** For each row the words it stands under; neighbours under the same words share them. */
  readonly under?: readonly string[];
  /** For each row how many things it stands for; absent: one each. */
  readonly standsFor?: readonly number[];
  readonly ordered?: boolean;
  /** With `ordered`: how many rows came before these. */
  readonly from?: number;
  /** How many there are beyond `rows`. */
  readonly hidden?: number;
  readonly more: MoreWords;
}

/** Steps of something that goes on, each with its state in words and sign. */
export interface StagesItem {
  readonly type: 'stages';
  readonly title: string;
  readonly stages: readonly {
    readonly title: string;
    readonly state: 'pending' | 'in-progress' | 'complete' | 'error';
    readonly detail: string;
  }[];
}

/** The states of stages, as people read them. */
export const stateWords: Readonly<Record<StagesItem['stages'][number]['state'], string>> = {
  pending: 'pending',
  'in-progress': 'in progress',
  complete: 'done',
  error: 'needs review',
};

export interface TableItem {
  readonly type: 'table';
  readonly title?: Line;
  readonly head: readonly string[];
  /** Columns of numbers are aligned to the right. */
  readonly numeric?: readonly number[];
  readonly rows: readonly (readonly Line[])[];
  readonly hidden?: number;
  readonly more: MoreWords;
}

export interface Button {
  readonly label: string;
  readonly actionId: string;
  /** Opaque. */
  readonly value: string;
  /** What a screen reader says, where the label alone is not enough. */
  readonly says?: string;
  readonly style?: 'primary' | 'danger';
  /** Asked before the press counts. */
  readonly confirm?: Confirmation;
  /** Opened in the browser, beside the press that comes as from every button. */
  readonly url?: string;
}

/** Several acts on one thing, at most five. */
export interface Menu {
  readonly actionId: string;
  /** The menu's own button has no words: each option says what it is about. Values are opaque, each once. */
  readonly options: readonly { readonly text: string; readonly value: string }[];
}

/** One of several things to act on, beside the buttons. */
export interface Select {
  /** What it does, as long as nothing is chosen. */
  readonly label: string;
  readonly actionId: string;
  /** Opaque values, each once; none: no select. */
  readonly options: readonly { readonly text: string; readonly value: string }[];
}

interface Confirmation {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

export interface Document {
  /** One short and complete sentence: what, how many, where. For notifications and screen readers. */
  readonly summary: Line;
  readonly items: readonly Item[];
  /** Beside words that say the same: it is left out where Slack refuses it. */
  readonly chart?: Chart;
}

/** A line through points: at most 20, each with a label of its own. */
export interface Chart {
  readonly title: string;
  /** What is counted. */
  readonly series: string;
  readonly points: readonly { readonly label: string; readonly value: number }[];
}

/** A list or table with at most `cap` rows; what falls away is counted. */
export function capRows<T extends ListItem | TableItem>(item: T, cap: number): T {
  if (item.rows.length <= cap) return item;
  const standsFor = item.type === 'list' ? item.standsFor : undefined;
  const cut = item.rows.slice(cap).reduce((sum, _, index) => sum + (standsFor?.[cap + index] ?? 1), 0);
  return { ...item, rows: item.rows.slice(0, cap), hidden: (item.hidden ?? 0) + cut };
}

/** The rows of a list with what they stand under: one part for each run of the same words. */
export function rowRuns({ rows, under = [] }: ListItem): { under: string | undefined; rows: Line[] }[] {
  const runs: { under: string | undefined; rows: Line[] }[] = [];
  rows.forEach((row, index) => {
    const last = runs.at(-1);
    if (last !== undefined && last.under === under[index]) last.rows.push(row);
    else runs.push({ under: under[index], rows: [row] });
  });
  return runs;
}

/** The words under a list or table that is not shown whole. */
export function moreLine({ hidden = 0, more }: ListItem | TableItem): string | undefined {
  return hidden > 0 ? more(hidden) : undefined;
}

const caps = [99, 60, 40, 30, 20, 15, 10, 7, 5, 3, 2, 1, 0] as const;

/** Renders with as many rows as fit; the last try, without any, is taken as it comes. */
export function fitRows<T>(
  items: readonly Item[],
  render: (items: readonly Item[]) => T,
  fits: (made: T) => boolean,
): T {
  let made = render(items);
  for (const cap of caps) {
    if (fits(made)) break;
    made = render(items.map((item) => (item.type === 'list' || item.type === 'table' ? capRows(item, cap) : item)));
  }
  return made;
}
