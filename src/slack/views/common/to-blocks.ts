import type {
  Button as ButtonElement,
  KnownBlock,
  Overflow,
  PlainTextOption,
  PlanBlock,
  RichTextBlock,
  RichTextElement,
  RichTextSection,
  SectionBlock,
  StaticSelect,
} from '@slack/types';
import { instantWords } from '../../../usecases/words/explain.ts';
import { cutMrkdwn } from '../../transport/content.ts';
import { displayName, shortenEnd, shortenMiddle, visible } from './display-name.ts';
import {
  type Button,
  capRows,
  fitRows,
  type Item,
  type Line,
  type ListItem,
  type Menu,
  moreLine,
  type Part,
  rowRuns,
  type Select,
  type StagesItem,
  stateWords,
  type TableItem,
} from './document.ts';
import { dateForm, isAddress, isInstant, isSlackId, lineToMrkdwn, rowName } from './to-plain.ts';

/** Slack's limits: docs.slack.dev, Block Kit reference. */
const longestHeader = 150;
const longestContext = 2_000;
const longestText = 2_000;
const longestCell = 300;
const longestButton = 75;
const longestUrl = 3_000;
export const longestOption = 75;
export const mostOptions = 100;
/** docs.slack.dev, overflow menu and option object. */
const mostInMenu = 5;
const longestMenuValue = 150;
const longestConfirm = { title: 100, text: 300, button: 30 };
const mostTableRows = 100;
const mostButtons = 25;
/**
 * Slack refuses a message whose blocks are too long together (`msg_blocks_too_long`, seen from about 13,000
 * characters, a divider counting 125), on no page of its documentation. Room is left for the line above that says
 * who asked.
 */
const longestMessage = 11_500;
const blockCost = 125;

/** The blocks of a message, with as many rows as fit into one. */
export function itemsToBlocks(items: readonly Item[]): KnownBlock[] {
  return fitRows(items, (some) => some.flatMap(itemToBlocks), fits);
}

/** The blocks of a view that is no message: only its own limits count, and not what a message may be long together. */
export function viewBlocks(items: readonly Item[]): KnownBlock[] {
  return items.flatMap(itemToBlocks);
}

/** True when items fit into one message as they are. */
export function fitTogether(items: readonly Item[]): boolean {
  return fits(items.flatMap(itemToBlocks));
}

/** True when they do with as few rows of their lists and tables as may be. */
export function fitShortened(items: readonly Item[]): boolean {
  return fits(itemsToBlocks(items));
}

function fits(blocks: readonly KnownBlock[]): boolean {
  return blocks.reduce((sum, block) => sum + blockCost + textLength(block), 0) <= longestMessage;
}

function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (typeof inner === 'string' ? (isShown(key) ? inner.length : 0) : textLength(inner)),
    0,
  );
}

function isShown(key: string): boolean {
  return key === 'text' || key === 'fallback' || key === 'title';
}

function itemToBlocks(item: Item): KnownBlock[] {
  switch (item.type) {
    case 'heading':
      return [{ type: 'header', text: plainText(item.text, longestHeader) }];
    case 'text':
      return [{ type: 'rich_text', elements: [section(item.line)] }];
    case 'row':
      return [rowBlock(item)];
    case 'list':
      return listBlocks(item);
    case 'table':
      return tableBlocks(capRows(item, mostTableRows - 1));
    case 'code':
      return item.lines.map((line) => preformatted(line));
    case 'stages':
      return [stagesBlock(item)];
    case 'note':
      return [{ type: 'context', elements: [{ type: 'mrkdwn', text: cutNote(lineToMrkdwn(item.line)) }] }];
    case 'buttons': {
      const selects = item.select === undefined ? [] : selectElements(item.select);
      const elements = [...item.buttons.slice(0, mostButtons - selects.length).map(buttonElement), ...selects];
      return elements.length === 0 ? [] : [{ type: 'actions', elements }];
    }
  }
}

const longestTask = 200;
const taskStates = { pending: 'pending', 'in-progress': 'in_progress', complete: 'complete', error: 'error' } as const;

/**
 * Slack's own block for steps that go on. The state is also said in words: a sign or colour alone says nothing to some.
 * One id for the life of the message: with a new one at an edit Slack collapses what the reader had opened
 * (slackapi/node-slack-sdk #2701). While collapsed only the title is seen, so the count stands there.
 */
function stagesBlock({ title, stages }: StagesItem): PlanBlock {
  return {
    type: 'plan',
    block_id: 'stages',
    title: shortenEnd(visible(`${title}: ${stageCount(stages)}`), longestHeader),
    tasks: stages.map(({ title: task, state, detail }, index) => ({
      type: 'task_card' as const,
      task_id: `stage-${index + 1}`,
      title: shortenEnd(visible(`${task}: ${stateWords[state]}`), longestTask),
      status: taskStates[state],
      details: { type: 'rich_text' as const, elements: [section([detail])] },
    })),
  };
}

/** "3 of 5 stages done, 1 needs review" */
function stageCount(stages: StagesItem['stages']): string {
  const count = (state: StagesItem['stages'][number]['state']) =>
    stages.filter((stage) => stage.state === state).length;
  const review = count('error');
  const needs = review === 0 ? '' : `, ${review} ${review === 1 ? 'needs' : 'need'} review`;
  return `${count('complete')} of ${stages.length} ${stages.length === 1 ? 'stage' : 'stages'} done${needs}`;
}

/** `expand`: Slack would hide the end of a long one. Names are code there, where no letter is markup. */
function rowBlock({ line, button, menu }: Extract<Item, { type: 'row' }>): SectionBlock {
  const accessory = menu === undefined ? button && buttonElement(button) : menuElement(menu);
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: cutNote(lineToMrkdwn(line)) },
    expand: true,
    ...(accessory && { accessory }),
  };
}

/** Slack once wanted two options at least (its older reference of the overflow menu): one alone is a button. */
function menuElement({ actionId, options }: Menu): Overflow | ButtonElement | undefined {
  const usable = options.filter(({ value }) => value !== '' && value.length <= longestMenuValue).slice(0, mostInMenu);
  const [first] = usable;
  if (first === undefined) return undefined;
  if (usable.length > 1)
    return { type: 'overflow', action_id: actionId, options: usable.map(({ text, value }) => option(text, value)) };
  const [label = first.text] = first.text.split(' ');
  return buttonElement({ label, actionId, value: first.value, says: first.text });
}

/** Notes are our own short words; should data ever make one too long, its tokens must not be cut in half. */
function cutNote(text: string): string {
  return text.length <= longestContext ? text : cutMrkdwn(text.replace(/<[^>]*\|([^>]*)>/g, '$1'), longestContext);
}

/** A plain_text object; emoji codes in names stay as they are written. */
export function plainText(text: string, most: number): { type: 'plain_text'; text: string; emoji: boolean } {
  return { type: 'plain_text', text: shortenEnd(visible(text), most) || '-', emoji: false };
}

/** A button; the label and what a screen reader says are cut to Slack's limits. */
export function buttonElement({ label, actionId, value, says, style, confirm, url }: Button): ButtonElement {
  return {
    type: 'button',
    text: plainText(label, longestButton),
    action_id: actionId,
    value,
    ...(says !== undefined && { accessibility_label: shortenEnd(visible(says), longestButton) }),
    ...(style !== undefined && { style }),
    ...(url !== undefined && url.length <= longestUrl && { url }),
    ...(confirm !== undefined && {
      confirm: {
        title: plainText(confirm.title, longestConfirm.title),
        text: plainText(confirm.text, longestConfirm.text),
        confirm: plainText(confirm.yes, longestConfirm.button),
        deny: plainText(confirm.no, longestConfirm.button),
      },
    }),
  };
}

/** An option; its text is cut to Slack's limit, in the middle: names differ most at their ends. */
export function option(text: string, value: string): PlainTextOption {
  return { text: plainText(shortenMiddle(text, longestOption), longestOption), value };
}

/** None where nothing can be chosen: Slack refuses a select without options. */
function selectElements({ label, actionId, options }: Select): StaticSelect[] {
  const usable = options.filter(({ value }) => value !== '' && value.length <= longestOption).slice(0, mostOptions);
  if (usable.length === 0) return [];
  return [
    {
      type: 'static_select',
      action_id: actionId,
      placeholder: plainText(label, longestButton),
      options: usable.map(({ text, value }) => option(text, value)),
    },
  ];
}

function listBlocks(item: ListItem): KnownBlock[] {
  const more = moreLine(item);
  const elements: RichTextBlock['elements'] = [
    ...(item.title === undefined ? [] : [section(item.title)]),
    ...rowRuns(item).flatMap(({ under, rows }) => [
      ...(under === undefined ? [] : [section([{ bold: under }])]),
      {
        type: 'rich_text_list' as const,
        style: item.ordered ? ('ordered' as const) : ('bullet' as const),
        ...(item.ordered && item.from ? { offset: item.from } : {}),
        elements: rows.map(section),
      },
    ]),
    ...(more === undefined ? [] : [section([more])]),
  ];
  return elements.length === 0 ? [] : [{ type: 'rich_text', elements }];
}

function tableBlocks(item: TableItem): KnownBlock[] {
  const more = moreLine(item);
  const title: KnownBlock[] = item.title === undefined ? [] : [{ type: 'rich_text', elements: [section(item.title)] }];
  const rest: KnownBlock[] = more === undefined ? [] : [{ type: 'rich_text', elements: [section([more])] }];
  if (item.rows.length === 0) return [...title, ...rest];
  const head = item.head.map((word) => ({ type: 'raw_text' as const, text: word }));
  const table: KnownBlock = {
    type: 'table',
    column_settings: item.head.map((_, index) => ({
      align: item.numeric?.includes(index) ? ('right' as const) : ('left' as const),
      is_wrapped: true,
    })),
    rows: [head, ...item.rows.map((row) => row.map(cell))],
  };
  return [...title, table, ...rest];
}

function cell(line: Line): RichTextBlock | { type: 'raw_text'; text: string } {
  const [only] = line;
  if (line.length === 0) return { type: 'raw_text', text: '–' };
  if (line.length === 1 && typeof only === 'string')
    return { type: 'raw_text', text: shortenEnd(visible(only), longestCell) || '–' };
  return { type: 'rich_text', elements: [section(line)] };
}

function section(line: Line): RichTextSection {
  const elements = line.filter(saysSomething).map(richPart);
  return { type: 'rich_text_section', elements: elements.length > 0 ? elements : [{ type: 'text', text: '–' }] };
}

/** Slack refuses empty texts. */
function saysSomething(part: Part): boolean {
  if (typeof part === 'string') return part !== '';
  if ('bold' in part) return part.bold !== '';
  return !('code' in part) || part.code !== '';
}

function preformatted(line: string): RichTextBlock {
  const text = shortenEnd(visible(line), longestText) || '–';
  return { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }] };
}

function richPart(part: Part): RichTextElement {
  if (typeof part === 'string') return { type: 'text', text: shortenEnd(visible(part), longestText) };
  if ('bold' in part) return { type: 'text', text: shortenEnd(visible(part.bold), longestText), style: { bold: true } };
  if ('name' in part) return code(displayName(part.name, part.whole ? undefined : rowName));
  if ('code' in part) return code(shortenEnd(visible(part.code), longestText));
  if ('at' in part) return date(part.at, 'minute');
  if ('day' in part) return date(part.day, 'day');
  if ('newLine' in part) return { type: 'text', text: '\n' };
  if ('link' in part) return linkPart(part);
  if ('usergroup' in part)
    return isSlackId(part.usergroup)
      ? { type: 'usergroup', usergroup_id: part.usergroup }
      : code(displayName(part.usergroup, rowName));
  if ('user' in part)
    return isSlackId(part.user) ? { type: 'user', user_id: part.user } : code(displayName(part.user, rowName));
  return isSlackId(part.channel)
    ? { type: 'channel', channel_id: part.channel }
    : code(displayName(part.channel, rowName));
}

function linkPart({ link, words }: { readonly link: string; readonly words: string }): RichTextElement {
  const text = shortenEnd(visible(words), longestText);
  return isAddress(link) ? { type: 'link', url: link, text } : { type: 'text', text };
}

function code(text: string): RichTextElement {
  return { type: 'text', text, style: { code: true } };
}

function date(instant: number, precision: 'minute' | 'day'): RichTextElement {
  if (!isInstant(instant)) return { type: 'text', text: instantWords(instant) };
  return {
    type: 'date',
    timestamp: Math.floor(instant / 1000),
    ...dateForm(instant, precision),
  };
}
