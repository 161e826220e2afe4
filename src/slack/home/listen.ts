import type { App, MessageShortcut, SlackShortcut } from '@slack/bolt';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import { acknowledge, type ListenerParts, once } from '../interactions/listeners.ts';
import type { Home, ShortcutCall } from './home.ts';

const ANYTHING = /.*/s;

/**
 * Connects the events of the Home, and shortcuts. Bolt acknowledges an event before it calls a listener. One comes each
 * time that somebody opens one of the app's tabs (docs.slack.dev, app_home_opened); `view` is what is shown, once
 * anything was.
 */
export function listenForHome(app: App, parts: ListenerParts, home: Home): void {
  app.event('app_home_opened', async ({ event, body, context }) => {
    if (event.tab !== 'home') return;
    const { user, view } = event;
    const tell = (problem: ProblemMessage) => home.publishProblem(user, problem);
    parts.runs.add(once(parts, { body: { ...body }, tell }, context, () => home.publish(user, hashOf(view))));
  });
  app.shortcut(ANYTHING, async ({ ack, body, context }) => {
    const call = shortcutCall(body);
    await acknowledge(parts, ack, context, call.callbackId);
    parts.runs.add(once(parts, { body: { ...body } }, context, () => home.shortcut(call)));
  });
}

/** Reads Slack's payload: a global shortcut comes from nowhere, a message shortcut with its message. */
export function shortcutCall(body: SlackShortcut): ShortcutCall {
  const { callback_id: callbackId, user, trigger_id: triggerId } = body;
  const call = { callbackId, user: user.id, triggerId };
  return body.type === 'message_action' ? { ...call, channel: body.channel.id, text: textOf(body.message) } : call;
}

const mostTexts = 2_000;

/** Words and blocks: a message of a bot often says everything in its blocks, with mrkdwn's entities in either. */
function textOf(message: MessageShortcut['message']): string {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || texts.length >= mostTexts) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'text' && typeof inner === 'string') texts.push(inner);
      else collect(inner);
    }
  };
  collect({ text: message.text, blocks: message.blocks, attachments: message.attachments });
  return texts.join('\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Of a view as Slack sends it; its types know it of answers alone. */
function hashOf(view: object | undefined): string | undefined {
  const hash: unknown = view === undefined ? undefined : Reflect.get(view, 'hash');
  return typeof hash === 'string' ? hash : undefined;
}
