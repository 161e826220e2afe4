import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import type { SlackSandbox } from '../../../sandbox/slack/server.ts';

const silent = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

export interface RunningApp {
  app: App;
  stop(): Promise<void>;
}

/** A real Bolt app in Socket Mode, with the listeners that the test adds before it starts. */
export async function startSocketApp(slack: SlackSandbox, listen: (app: App) => void): Promise<RunningApp> {
  const { SLACK_BOT_TOKEN: token = '', SLACK_APP_TOKEN: appToken = '' } = slack.environment();
  const app = new App({
    token,
    appToken,
    socketMode: true,
    logger: silent,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  listen(app);
  await app.start();
  await slack.waitFor(() => slack.connections() > 0);
  return {
    app,
    stop: async () => {
      await app.stop();
      await slack.waitFor(() => slack.connections() === 0);
    },
  };
}

/** A real Bolt app behind Bolt's own HTTP receiver. */
export async function startHttpApp(port: number, slack: SlackSandbox, listen: (app: App) => void): Promise<RunningApp> {
  const { SLACK_BOT_TOKEN: token = '', SLACK_SIGNING_SECRET: signingSecret = '' } = slack.environment();
  const receiver = new HTTPReceiver({ signingSecret, logger: silent, endpoints: '/slack/events' });
  const app = new App({ token, receiver, logger: silent, clientOptions: { slackApiUrl: slack.apiUrl } });
  listen(app);
  await receiver.start({ port, host: '127.0.0.1' });
  return { app, stop: async () => void (await receiver.stop()) };
}
