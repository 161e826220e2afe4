import type { Locator } from 'playwright-core';
import type { Message, SlackSandbox, View } from '../../../sandbox/slack/server.ts';

export interface Where {
  readonly user?: string;
  readonly channel?: string;
}

export interface Asked {
  /** How long the ack took, milliseconds. */
  readonly ms: number;
  readonly acked: boolean;
  readonly message: Message;
}

const underWay =
  /^(<@\w+> asked: .*\n)?(Auditing|Cancelling|Looking|Working on it|The database is busy; this is tried again)/;

/** True for what stands in the place of an answer until it is there. */
export function isProgress({ text }: Message): boolean {
  return underWay.test(text);
}

/** What the bot has said to this person there, oldest first. */
export function said(slack: SlackSandbox, { user = 'UNINA', channel = 'CDATAPLATFORM' }: Where = {}): Message[] {
  return slack.visibleTo(user, channel).filter((message) => message.source !== 'person');
}

/** Types `/glue-audit …` and resolves with the answer, once it is complete. */
export async function ask(slack: SlackSandbox, words: string, where: Where = {}, timeoutMs = 30_000): Promise<Asked> {
  const { user = 'UNINA', channel = 'CDATAPLATFORM' } = where;
  const before = said(slack, where).length;
  const { ms, acked } = await slack.as(user).type(channel, `/glue-audit ${words}`);
  const message = await slack.waitFor(
    () =>
      said(slack, where)
        .slice(before)
        .find((each) => !isProgress(each)),
    timeoutMs,
  );
  return { ms, acked, message };
}

/** Waits until the modal on top of this person's screen shows the words, and resolves with all of its words. */
export function modalWith(slack: SlackSandbox, words: string | RegExp, user = 'UNINA'): Promise<string> {
  return slack.waitFor(() => {
    const top = slack.views(user).at(-1);
    const all = top === undefined ? '' : wordsOf(top);
    return (typeof words === 'string' ? all.includes(words) : words.test(all)) && all;
  });
}

/** Every word that a person reads in a message or modal: its text and all texts inside its blocks. */
export function wordsOf(shown: Message | View): string {
  const top = 'text' in shown ? [shown.text] : [];
  return [...top, ...textsIn(shown.blocks)].join('\n');
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsIn(inner),
  );
}

/** What Slack reads as markup: the top-level text and every mrkdwn object. */
export function markupOf({ text, blocks }: Message): string {
  const found: string[] = [text];
  JSON.stringify(blocks, (_, value) => {
    if (value?.type === 'mrkdwn') found.push(String(value.text));
    return value;
  });
  return found.join('\n');
}

/** The value of the option that starts with these words; empty: there is none. */
export function optionValue(blocks: unknown, words: string): string {
  const [, value = ''] =
    new RegExp(`"text":"${words}[^"]*"[^}]*\\},"value":"([^"]+)"`).exec(JSON.stringify(blocks)) ?? [];
  return value;
}

/** The block of a message whose words have this name and that has a button. */
export function blockOf({ blocks }: Message, name: string): string {
  const found = blocks.find((block) => {
    const text = JSON.stringify(block);
    return text.includes(name) && text.includes('"action_id"');
  });
  if (typeof found?.block_id !== 'string') throw new Error(`No block with a button names ${name}.`);
  return found.block_id;
}

/** In the browser: gives the reason, the key where none is proposed, and sends; the rest stays as it is. */
export async function fillForm(form: Locator, reason: string): Promise<void> {
  await form.locator('textarea').first().fill(reason);
  for (const key of await form
    .locator('select:visible')
    .and(form.getByLabel(/KMS key/))
    .all())
    if ((await key.inputValue()) === '') await key.selectOption({ index: 1 });
  await form.locator('button[type=submit]').click();
}

/** The button at the end of a message that opens the list of all that it is about: a row may have one of its own. */
export function showAll({ blocks }: Message): { readonly blockId: string; readonly text: string } {
  return { blockId: String(blocks.at(-1)?.block_id), text: 'Show all' };
}

/** Opens the rest of the form that Nina has open. */
export async function moreOptions(slack: SlackSandbox): Promise<void> {
  await slack.as('UNINA').click('view', { text: 'More options' });
  await modalWith(slack, 'What the new configuration encrypts');
}
