import { afterEach, expect, test } from 'vitest';
import { problem } from './support.ts';
import { type SurfaceSetUp, started } from './surface-kit.ts';

let kit: SurfaceSetUp;
afterEach(() => kit.stop());

const post = (channel: string) => kit.surface.chat.post(channel, problem('Hello.'), { deliveryId: 'd-1' });

test('what no retry delivers has codes of its own: who left, an app without its Messages tab, an archived channel', async () => {
  kit = await started({ sandbox: { app: { messagesTab: false } } });
  const { slack } = kit;
  await expect(post('UNINA')).rejects.toMatchObject({ code: 'posting-forbidden', slackCode: 'messages_tab_disabled' });
  slack.as('UAMIR').user.deleted = true;
  await expect(post('UAMIR')).rejects.toMatchObject({ code: 'recipient-gone', slackCode: 'user_disabled' });
  await expect(post('UNOBODY')).rejects.toMatchObject({ code: 'recipient-gone', slackCode: 'user_not_found' });
  for (const channel of slack.workspace.channels) channel.archived = channel.name === 'data-alerts';
  await expect(post('CDATAALERTS')).rejects.toMatchObject({ code: 'channel-archived', slackCode: 'is_archived' });
  slack.app.messagesTab = true;
  await expect(post('UNINA')).resolves.toMatchObject({ channel: 'DNINA' });
});
