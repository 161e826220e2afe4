import type { Message, SlackSandbox } from './slack/server.ts';

/** One line of the demo's own. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints what is posted where, as it happens. An edit is printed when it says something new. */
export function narrate(slack: SlackSandbox): void {
  const said = new Map<string, string>();
  slack.onChange((change) => {
    if (change.type === 'problem') say(`  [Slack refuses] ${change.message}`);
    if (change.type !== 'message' || change.action === 'deleted') return;
    const message = slack.messages(change.channel).find(({ ts }) => ts === change.ts);
    if (message === undefined || message.source === 'person') return;
    const key = `${change.channel} ${change.ts}`;
    if (said.get(key) === message.text) return;
    said.set(key, message.text);
    say(lines(slack, change.channel, message, change.action === 'edited'));
  });
}

function lines(slack: SlackSandbox, channelId: string, message: Message, edited: boolean): string {
  const channel = slack.workspace.channels.find(({ id }) => id === channelId);
  const where = channel === undefined || channel.kind === 'im' ? 'direct message' : `#${channel.name}`;
  const who = message.visibleTo === undefined ? '' : ', only for the requester';
  const text = message.text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return `  ${where}${who}${edited ? ', edited' : ''}: ${text}`;
}
