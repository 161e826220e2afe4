import type { App } from '@slack/bolt';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import { type ListenerParts, once } from '../interactions/listeners.ts';
import type { Home } from './home.ts';

/**
 * Connects the events of the Home. Bolt acknowledges an event before it calls a listener. One comes each time that somebody
 * opens one of the app's tabs (docs.slack.dev, app_home_opened); `view` is what is shown, once anything was.
 */
export function listenForHome(app: App, parts: ListenerParts, home: Home): void {
  app.event('app_home_opened', async ({ event, body, context }) => {
    if (event.tab !== 'home') return;
    const { user, view } = event;
    const tell = (problem: ProblemMessage) => home.publishProblem(user, problem);
    parts.runs.add(once(parts, { body: { ...body }, tell }, context, () => home.publish(user, hashOf(view))));
  });
}

/** Of a view as Slack sends it; its types know it of answers alone. */
function hashOf(view: object | undefined): string | undefined {
  const hash: unknown = view === undefined ? undefined : Reflect.get(view, 'hash');
  return typeof hash === 'string' ? hash : undefined;
}
