import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { demoSeed } from './aws/seed/demo/demo.ts';
import { type AwsSandbox, startAws } from './aws/server.ts';
import { demoAccounts, demoRuns, fleetLatencyMs, fleetStory, story } from './demo-story.ts';
import { narrate, say } from './narrator.ts';
import { appFromManifest, type SlackSandbox, startSlack } from './slack/server.ts';

/**
 * `npm run demo`: a local AWS with a fleet, a local Slack with a page, and the real bot between them as a process of
 * its own that knows nothing but its environment and its YAML file. Everything stays on 127.0.0.1.
 */
const launcher = new URL('../src/launch.mjs', import.meta.url).pathname;
const alerts = 'CDATAALERTS';
const engineer = 'UNINA';
const firstCommand = '/glue-audit us-east-1';
/** A cron slot closer than this could be missed by a bot that is still starting. */
const startMs = 8_000;
const minuteMs = 60_000;

const usage = `npm run demo -- [--once] [--port N] [--fleet N]
  --once    end after the first digest and one answered /glue-audit
  --port N  the port of the local Slack's page; any free one without it
  --fleet N audit N accounts, from 4 to 1000, slowly: to watch a scan and to cancel it`;

interface Options {
  readonly once: boolean;
  /** 0: any free one. */
  readonly port: number;
  /** 0: the three accounts of the story alone. */
  readonly fleet: number;
}

/** Undefined: help was asked for. Throws with what to write instead. */
function readOptions(): Options | undefined {
  const { values } = parsed(() =>
    parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        once: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        fleet: { type: 'string', default: '0' },
      },
    }),
  );
  if (values.help) return undefined;
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port takes a number from 0 to 65535.\n${usage}`);
  const fleet = Number(values.fleet);
  if (values.fleet !== '0' && !(Number.isInteger(fleet) && fleet >= 4 && fleet <= 1_000))
    throw new Error(`--fleet takes a number from 4 to 1000.\n${usage}`);
  return { once: values.once, port: Number(values.port), fleet };
}

/** What Node says of a wrong word does not say which words are right. */
function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const what = error instanceof Error ? error.message.replace(/\.?$/, '.') : String(error);
    throw new Error(`${what}\n${usage}`);
  }
}

interface Demo {
  readonly aws: AwsSandbox;
  readonly slack: SlackSandbox;
  readonly bot: ChildProcess;
  readonly log: string;
}

/** The minute of the hour in which the first scheduled scan starts. */
function firstSlot(): Date {
  return new Date(Math.ceil((Date.now() + startMs) / minuteMs) * minuteMs);
}

function configuration(aws: AwsSandbox, slot: Date): string {
  return stringify({
    accounts: demoAccounts(aws),
    schedules: [
      { name: 'every-hour', cron: `${slot.getUTCMinutes()} * * * *`, timezone: 'UTC', channel: alerts },
      { name: 'weekday-mornings', cron: '30 8 * * 1-5', timezone: 'Europe/Berlin', channel: 'CDATAPLATFORM' },
    ],
    approvals: { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } },
  });
}

/** The app is set up as an operator would: from the manifest that the bot prints. */
function manifest(): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, 'manifest'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The bot could not print its manifest:\n${stderr}`);
  return JSON.parse(stdout);
}

function startBot(
  aws: AwsSandbox,
  slack: SlackSandbox,
  folder: string,
  slot: Date,
): { bot: ChildProcess; log: string } {
  const config = join(folder, 'gluewarden.yaml');
  const log = join(folder, 'bot.log');
  writeFileSync(config, configuration(aws, slot));
  const output = openSync(log, 'a');
  const bot = spawn(process.execPath, [launcher, 'start'], {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? folder,
      NODE_OPTIONS: process.env.NODE_OPTIONS ?? '',
      ...aws.environment(),
      ...slack.environment(),
      GLUEWARDEN_CONFIG: config,
      DATABASE_URL: `sqlite:${join(folder, 'gluewarden.db')}`,
      PORT: '0',
    },
  });
  closeSync(output);
  return { bot, log };
}

async function ready({ slack, bot, log }: Demo): Promise<void> {
  const died = new Promise<never>((_, reject) => {
    bot.once('exit', (code) =>
      reject(new Error(`The bot stopped with exit code ${code}:\n${readFileSync(log, 'utf8')}`)),
    );
  });
  died.catch(() => undefined);
  await Promise.race([slack.waitFor((each) => each.connections() > 0, 30_000), died]);
}

/** A person asks; resolves when the answer that only she sees is there. */
async function askOnce(slack: SlackSandbox): Promise<void> {
  say(`Nina types in #data-platform: ${firstCommand}`);
  await slack.as(engineer).type('CDATAPLATFORM', firstCommand);
  const finished = (text: string) => /scanned|compliant|finding/i.test(text) && !/^auditing/i.test(text);
  await slack.waitFor((each) => each.visibleTo(engineer, 'CDATAPLATFORM').some(({ text }) => finished(text)), 60_000);
}

async function firstDigest(slack: SlackSandbox): Promise<void> {
  await slack.waitFor(
    (each) => each.messages(alerts).some((message) => message.source === 'chat.postMessage'),
    180_000,
  );
}

async function openSlack(port: number): Promise<SlackSandbox> {
  try {
    return await startSlack({ app: appFromManifest(manifest()), port });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(`Port ${port} is in use: choose another one, or leave --port out for any free one.`);
  }
}

async function main({ once, port, fleet }: Options): Promise<void> {
  const slack = await openSlack(port);
  const folder = mkdtempSync(join(tmpdir(), 'gluewarden-demo-'));
  const latencyMs = fleet > 0 ? fleetLatencyMs : 40;
  const aws = await startAws({ seed: demoSeed({ now: Date.now(), accounts: fleet }), latencyMs });
  Object.assign(aws.settings, demoRuns);
  const slot = firstSlot();
  const demo: Demo = { aws, slack, ...startBot(aws, slack, folder, slot) };
  const stop = stopper(demo, folder);
  process.once('SIGINT', () => stop(0));
  process.once('SIGTERM', () => stop(0));
  narrate(slack);
  say(`A local Slack is at  ${slack.url}  (nothing leaves this machine)`);
  await ready(demo);
  demo.bot.once('exit', (code) => {
    say(`The bot stopped with exit code ${code}. Its log:\n${readFileSync(demo.log, 'utf8').slice(-4000)}`);
    stop(1);
  });
  say(`Gluewarden is connected. Its first scheduled scan starts at ${slot.toTimeString().slice(0, 8)}.`);
  if (fleet > 0) {
    say(`\n${fleetStory(slack.url, aws.fleet.length)}\n`);
    if (!once) return;
  } else await askOnce(slack);
  await firstDigest(slack);
  if (once) return stop(0);
  say(`\n${story(slack.url)}\n`);
  say(`Or type /glue-audit help. The bot's log is ${demo.log}. Ctrl-C stops everything.`);
}

/** Stops the bot as an operator would, then everything else; once. */
function stopper({ aws, slack, bot }: Demo, folder: string): (code: number) => Promise<void> {
  let stopping = false;
  return async (code) => {
    if (stopping) return;
    stopping = true;
    bot.removeAllListeners('exit');
    if (bot.exitCode === null && bot.signalCode === null) {
      const ended = new Promise((resolve) => bot.once('exit', resolve));
      bot.kill('SIGTERM');
      await ended;
    }
    await Promise.all([slack.close(), aws.close()]);
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
}

try {
  const options = readOptions();
  if (options === undefined) console.log(usage);
  else await main(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
