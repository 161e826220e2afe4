import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
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

/** A real Bolt app behind Bolt's own HTTP receiver, on any free port; tells the local Slack where it listens. */
export async function startHttpApp(slack: SlackSandbox, listen: (app: App) => void): Promise<RunningApp> {
  const { SLACK_BOT_TOKEN: token = '', SLACK_SIGNING_SECRET: signingSecret = '' } = slack.environment();
  const receiver = new HTTPReceiver({ signingSecret, logger: silent, endpoints: '/slack/events' });
  const app = new App({ token, receiver, logger: silent, clientOptions: { slackApiUrl: slack.apiUrl } });
  listen(app);
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver does not listen on a port.');
  slack.deliverTo(`http://127.0.0.1:${address.port}/slack/events`);
  return { app, stop: async () => void (await receiver.stop()) };
}

/** A client with the bot's token that never retries. */
export function botClient(slack: SlackSandbox, token = slack.app.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  });
}

/** Slack's word for why a call failed: the platform's error, or the kind of failure. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data.error;
    if (error instanceof WebAPIHTTPError) return `HTTP ${error.statusCode}`;
    if (error instanceof WebAPIRateLimitedError) return `retry after ${error.retryAfter}`;
    if (error instanceof WebAPIRequestError) return 'no answer';
    throw error;
  }
}
