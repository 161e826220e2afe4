import { expect, test } from 'vitest';
import { startSlack } from '../../../sandbox/slack/server.ts';
import { appFromManifest, demoWorkspace } from '../../../sandbox/slack/workspace.ts';

const MANIFEST = {
  display_information: { name: 'Gluewarden' },
  features: {
    slash_commands: [
      { command: '/glue-audit', description: 'Audit', usage_hint: 'help', should_escape: true },
      { command: '/glue-remediate', description: 'Fix', url: 'http://127.0.0.1:3000/slack/events' },
    ],
  },
  oauth_config: { scopes: { bot: ['commands', 'chat:write'] } },
  settings: { socket_mode_enabled: true, interactivity: { is_enabled: true } },
};

test('an app is read from its manifest', () => {
  expect(appFromManifest(MANIFEST)).toMatchObject({
    name: 'Gluewarden',
    scopes: ['commands', 'chat:write'],
    commands: [
      { command: '/glue-audit', usageHint: 'help', shouldEscape: true },
      { command: '/glue-remediate', shouldEscape: false },
    ],
    delivery: { mode: 'socket' },
  });
});

test('a manifest without Socket Mode names its request URL', () => {
  const settings = { interactivity: { is_enabled: true, request_url: 'http://127.0.0.1:3000/slack/events' } };
  expect(appFromManifest({ ...MANIFEST, features: {}, settings }).delivery).toEqual({
    mode: 'http',
    requestUrl: 'http://127.0.0.1:3000/slack/events',
  });
});

test('the workspace of a sandbox is a copy: two sandboxes never share it', async () => {
  const workspace = demoWorkspace();
  const [one, two] = await Promise.all([startSlack({ workspace }), startSlack({ workspace })]);
  one.workspace.userGroups.length = 0;
  expect(two.workspace.userGroups).toHaveLength(1);
  expect(workspace.users).toHaveLength(5);
  await Promise.all([one.close(), two.close()]);
});

test('waiting in vain says what happened instead', async () => {
  const slack = await startSlack();
  await slack.as('nina').type('random', '/nonsense');
  await expect(slack.waitFor(() => false, 20)).rejects.toThrow(
    /waited 20 ms in vain\. Last calls: none\. Problems: none\./,
  );
  await slack.close();
});
