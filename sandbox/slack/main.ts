import { startSlack } from './server.ts';

/** `node sandbox/slack/main.ts [--port N]`: the local Slack as a process of its own, until SIGTERM or SIGINT. */
const port = portFrom(process.argv.slice(2));
const slack = await startSlack({ port });
process.stdout.write(`${JSON.stringify({ url: slack.url, apiUrl: slack.apiUrl, environment: slack.environment() })}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void slack.close().then(() => process.exit(0)));
}

function portFrom(words: string[]): number {
  const given = words[0] === '--port' ? Number(words[1]) : words.length === 0 ? 0 : Number.NaN;
  if (Number.isInteger(given) && given >= 0 && given < 65_536) return given;
  process.stderr.write('Usage: node sandbox/slack/main.ts [--port N]\n');
  process.exit(1);
}
