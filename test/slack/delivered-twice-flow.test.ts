import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { actionIds } from '../../src/slack/views/common/action-ids.ts';
import { problem } from './support.ts';
import { type Given, type SurfaceSetUp, setUp } from './surface-kit.ts';

let kit: SurfaceSetUp;
let server: Server | undefined;
let runs: string[];

afterEach(async () => {
  await kit.stop();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function startIn(mode: 'socket' | 'http', given: Partial<Given> = {}): Promise<void> {
  runs = [];
  const http: Given = { mode: (slack) => ({ kind: 'http', signingSecret: slack.app.signingSecret }) };
  kit = await setUp({
    ...(mode === 'http' ? http : {}),
    run: async (text) => {
      runs.push(text);
      return problem(`You said ${text}.`);
    },
    ...given,
  });
  await kit.surface.start();
  if (mode === 'socket') {
    await kit.slack.waitFor((slack) => slack.connections() === 2);
    return;
  }
  server = createServer(kit.surface.requestListener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  kit.slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
}

const again = () => expect.poll(() => kit.log.all()).toContain('delivered a payload again');

describe.each(['socket', 'http'] as const)(
  'what Slack delivers twice (%s) is acknowledged twice and done once',
  (mode) => {
    it('a command', async () => {
      await startIn(mode);
      kit.slack.faults.delivery('twice');
      await kit.slack.as('UNINA').type('data-platform', '/glue-audit all share');
      await again();
      await kit.slack.waitFor((slack) => slack.messages('data-platform').length > 0);
      expect(runs).toEqual(['all share']);
      expect(kit.slack.messages('data-platform')).toHaveLength(1);
      expect(kit.slack.problems).toEqual([]);
    });

    it('a press that opens a modal', async () => {
      await startIn(mode);
      const { slack } = kit;
      await slack.as('UNINA').type('data-platform', '/glue-audit all share');
      const message = await slack.waitFor(() => slack.messages('data-platform')[0]);
      slack.faults.delivery('twice');
      await slack.as('UAMIR').click(message, { actionId: actionIds.browse });
      await again();
      await slack.waitFor(() => JSON.stringify(slack.views('UAMIR')).includes('page 1'));
      expect(kit.browsed).toHaveLength(1);
      expect(slack.problems).toEqual([]);
    });

    it('what somebody of elsewhere tried: refused once', async () => {
      await startIn(mode);
      kit.slack.faults.delivery('foreign_team');
      kit.slack.faults.delivery('twice');
      await kit.slack.as('UNINA').type('data-platform', '/glue-audit all');
      await again();
      await expect
        .poll(() => kit.log.lines.filter(({ text }) => text.includes('of another workspace')))
        .toHaveLength(1);
      expect(runs).toEqual([]);
    });

    it('to another process, which the database knows of', async () => {
      await startIn(mode, { options: { remember: async () => false } });
      expect(await kit.slack.as('UNINA').type('data-platform', '/glue-audit all share')).toMatchObject({ acked: true });
      await again();
      expect(runs).toEqual([]);
      expect(kit.slack.messages('data-platform')).toEqual([]);
    });

    it('and a database that hangs delays no acknowledgement', async () => {
      await startIn(mode, { options: { remember: () => new Promise(() => {}) } });
      const { acked, ms } = await kit.slack.as('UNINA').type('data-platform', '/glue-audit all share');
      expect([acked, ms < 900]).toEqual([true, true]);
      await kit.slack.waitFor((slack) => slack.messages('data-platform').some(({ text }) => text.includes('You said')));
    });
  },
);
