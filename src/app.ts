import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { buildCommands, operationsChannelOf } from './app-commands.ts';
import { createSignIn } from './app-database.ts';
import { createExceptions } from './app-exceptions.ts';
import { createFleetWatch } from './app-fleet.ts';
import { awsNetwork, type Environment, type NetworkSettings } from './app-network.ts';
import { createScans } from './app-scans.ts';
import { createSurfaceActions } from './app-surface.ts';
import { loadUseCases } from './app-use-cases.ts';
import { createCloud } from './aws/cloud.ts';
import { approvalsOf } from './config/approvals-of.ts';
import { configurationHash } from './config/configuration-hash.ts';
import type { Config } from './config/model.ts';
import type { Settings } from './config/settings.ts';
import type { SlackSettings } from './config/slack-settings.ts';
import { createFollowedClock } from './ops/followed-clock.ts';
import { isAlive, machineId } from './ops/machine.ts';
import { systemClock } from './ops/system-clock.ts';
import { startAge } from './usecases/age.ts';
import { createScanFleet } from './usecases/audit/scan-fleet.ts';
import type { Chat } from './usecases/ports/chat.ts';
import type { Cloud } from './usecases/ports/cloud.ts';
import type { Nudges } from './usecases/ports/queue.ts';
import type { SignIn } from './usecases/ports/records/sign-in.ts';
import type { Clock, Log, NewId } from './usecases/ports/runtime.ts';
import type { ScanFleet } from './usecases/running/fleet-scan.ts';
import { whileBusy } from './usecases/while-busy.ts';

export { awsNetwork, type Environment, type NetworkSettings };

export const version = packageJson.version;

/** 128 random bits: not guessable, safe in a URL. */
export const newId: NewId = () => randomBytes(16).toString('base64url');

/** What a scan needs. Loads nothing of Slack, the store or the queue: the terminal audit pays only for this. */
export function createScanner(
  env: Environment,
  log: Log,
  settings: NetworkSettings = {},
  clock: Clock = systemClock,
  { tags }: Pick<Config, 'tags'> = {},
): { cloud: Cloud; scan: ScanFleet; close(): void } {
  const cloud = createCloud({ clock, log, env, ...awsNetwork(settings) });
  return {
    cloud,
    scan: createScanFleet({ cloud, clock, log, newId, ...(tags && { tags }) }),
    close: () => cloud.close(),
  };
}

export interface BotInput {
  readonly settings: Settings & { readonly slack: SlackSettings };
  readonly config: Config;
  readonly env: Environment;
  readonly log: Log;
  /** The bot cannot go on: log, flush, exit. */
  onFatal(reason: string): void;
  /** The database is gone: nothing can be recorded, so nothing may be done any more. End at once. */
  onLost(reason: string): void;
}

export interface Bot {
  /** Resolves when the bot is ready. Rejects when it cannot start; `stop` still has to be called then. */
  start(): Promise<{ readonly port: number; readonly team: string }>;
  /** Takes nothing new, lets what runs end for a while, gives the rest back to the tables. Never hangs. */
  stop(): Promise<void>;
}

/** How long a stop waits for scans and answers: less than the 10 s that `docker stop` grants. What is left runs again. */
const drainMs = 7_000;

/** Of a database that is there. One that is away is waited for within its opening, too. */
const longestOpeningMs = 4_000;

/** The whole bot. Opens the database; nothing else happens before `start`. */
export async function createBot(input: BotInput): Promise<Bot> {
  const { settings, env, log } = input;
  const clock = createFollowedClock(systemClock, log);
  const [
    { openStore },
    { openWhenFree },
    { createQueue },
    { createTimetable },
    { createMetrics },
    { createHealthServer },
    slack,
    use,
  ] = await Promise.all([
    import('./store/open-store.ts'),
    import('./store/open-when-free.ts'),
    import('./queue/in-process.ts'),
    import('./queue/timetable.ts'),
    import('./ops/metrics.ts'),
    import('./ops/health.ts'),
    import('./slack/bolt.ts'),
    loadUseCases(),
  ]);
  const signIn = createSignIn(env, log, settings);
  const options = {
    databaseUrl: settings.databaseUrl,
    signIn,
    log,
    now: systemClock.now,
    onLost: ({ message }: Error) => input.onLost(message),
  };
  const opening = startAge(clock);
  const store = await openWhenFree(() => openStore(options), clock, log);
  const hadToWait = opening() > longestOpeningMs;
  await clock.follow(() => whileBusy(() => store.now()));
  const metrics = await createMetrics();
  const nudges = await nudgesOf(settings, log, signIn);
  const queue = createQueue({ clock, log, newId, ...(nudges && { nudges }) });
  const timetable = createTimetable({ clock, machine: systemClock, log });
  const processId = newId();
  const timers = use.createTimers({ store, queue, clock, processId });
  const running = use.createRunningScans({ store, clock, log, newId });
  const onAnnounced = () => queue.nudge('delivery');
  const onChanged = () => queue.nudge('fleet');
  const watch = await createFleetWatch({ ...input, store, clock, newId, onAnnounced, onChanged });
  const { config } = watch;
  const scanner = createScanner(env, log, settings, clock, config);
  const { cloud } = scanner;
  const configuration = configurationHash(input.config);
  const runs = { version, configuration, ...machineOf(settings) };
  const self = { id: processId, host: hostname(), pid: process.pid, startedAt: clock.now(), ...runs };
  const processes = () => use.countLiveProcesses({ store, self, isAlive });
  const known = { store, clock, log, newId, processId, fleet: config };
  const { tags, owners = [] } = config;
  const scanParts = { ...known, settings, scanner, metrics, queue, processes, ...(tags && { tags }) };
  const { parts, ...scans } = await createScans(scanParts);
  const base = { ...known, ...scans, running, owners };
  const replicas = () => use.readReplicas({ store, self, isAlive });
  // The commands need the chat, and the surface that has it needs the commands.
  const chat: Pick<Chat, 'usergroupMembers' | 'update'> = {
    usergroupMembers: (id) => surface.chat.usergroupMembers(id),
    update: (posted, message, options) => surface.chat.update(posted, message, options),
  };
  const authorise = use.createAuthorise(config.access, chat, log);
  const exceptions = await createExceptions({ ...base, config, chat, authorise, queue, timers });
  const { createRemediation } = await import('./app-remediation.ts');
  const remediation = await createRemediation({
    ...base,
    settings,
    config,
    env,
    cloud,
    newestAccounts: watch.newest,
    mayDecide: watch.mayDecide,
    differsElsewhere: () => use.differsElsewhere({ store, self, isAlive }),
    queue,
    timers,
    chat,
    authorise,
  });
  const account = (id: string) => config.accounts.find((each) => each.id === id);
  const approvals = (id: string) => approvalsOf(config, id);
  const cancel = use.createCancelScan({ ...base, chat, approvals });
  const jobsNow = remediation?.jobsNow ?? use.createJobsNow({ cloud, clock, log, account });
  const hasRole = (id: string) =>
    config.accounts.some((each) => each.id === id && each.remediationRoleArn !== undefined);
  const isOn = remediation !== undefined && settings.remediation.enabled;
  const canRemediate = (id: string) => isOn && hasRole(id);
  // Without anybody who could agree, nobody is asked.
  const canAccept = (id: string) => config.exceptions.consent === 'none' || approvals(id) !== undefined;
  const commandParts = {
    ...base,
    version,
    config,
    timetable,
    cloud,
    authorise,
    cancel,
    chat,
    onRetried: () => queue.nudge('delivery'),
    otherConnections: () => surface.otherConnections(),
    replicas,
    canRemediate,
    canAccept,
    ...(remediation && { channelOf: remediation.channelOf }),
    jobsNow,
    risks: exceptions.commands,
  };
  const commands = await buildCommands({ ...commandParts, ...(isOn && { remediation: remediation.commands }) });
  const surface = slack.createSlack({
    mode: slackMode(settings.slack),
    botToken: settings.slack.botToken,
    apiUrl: settings.slack.apiUrl,
    proxy: settings.proxy,
    commands,
    actions: await createSurfaceActions({
      ...commandParts,
      account,
      approvals,
      enabled: isOn,
      hasRemediation: remediation !== undefined,
    }),
    ...(remediation && { remediation: remediation.actions }),
    exceptions: exceptions.actions,
    clock,
    log,
    newId,
    processes,
    remember: (ids) => store.envelopes.isFirst(ids, clock.now()),
    keep: (user, message, { mayRepeat }) =>
      store.outbox.add([{ id: newId(), channel: user, message, createdAt: clock.now(), mayRepeat }]),
    follow: (posted, message) => use.rememberAnswer(base, posted, message),
    drainMs,
    onAcked: metrics.acked,
    ...(remediation && { onOtherWorkspace: remediation.otherWorkspace }),
    onFatal: input.onFatal,
  });
  const work = use.createBackgroundWork({
    ...base,
    queue,
    timers,
    timetable,
    chat: surface.chat,
    schedules: config.schedules,
    retention: config.retention,
    fleet: config,
    ...(watch.refresh && { refreshFleet: watch.refresh }),
    ...(config.organization && { organization: config.organization }),
    ...(remediation && { channelOf: remediation.channelOf }),
    ...operationsChannelOf(config),
    jobsNow,
    canRemediate,
    canAccept,
    ownConfiguration: async () => (use.differences(await replicas()).configuration ? configuration : undefined),
    self,
    isAlive,
    keepTime: clock.follow,
    hadToWait,
    onDeliveryFailed: metrics.deliveryFailed,
    onRecovered: () => remediation?.wake(),
    ...(parts && { parts }),
    renewLeases: async () => {
      await remediation?.renewLeases();
      await timers.renew();
    },
  });
  let health: Awaited<ReturnType<typeof createHealthServer>> | undefined;
  return {
    async start() {
      health = await createHealthServer({
        host: settings.host,
        port: settings.port,
        checks: [
          { name: 'store', check: () => store.ping() },
          { name: 'slack', check: async () => surface.health().connected },
        ],
        ...(surface.requestListener && { slackListener: surface.requestListener }),
        metrics: {
          contentType: metrics.contentType,
          text: async () => metrics.text(await use.readMeasurements({ store, fleet: config })),
        },
        log,
      });
      // Before the first command: a scan of a process that the tables do not know would never be taken back.
      await whileBusy(async () => store.processes.beat({ ...self, heartbeatAt: await store.now() }));
      await exceptions.start();
      const { team } = await surface.start();
      await work.start();
      remediation?.start();
      return { port: health.port, team };
    },
    async stop() {
      remediation?.stopping();
      // What is drained waits for it.
      watch.stop();
      await Promise.all([surface.stop(), work.drain(drainMs)]);
      await work.release();
      await health?.close(2_000);
      remediation?.close();
      watch.close();
      scanner.close();
      metrics.close();
      await nudges?.close();
      await store.close();
    },
  };
}

function slackMode(slack: SlackSettings) {
  return slack.mode === 'socket'
    ? ({ kind: 'socket', appToken: slack.appToken } as const)
    : ({ kind: 'http', signingSecret: slack.signingSecret } as const);
}

/** Whoever shares a file looks at the intervals: nothing there can wake another process. */
async function nudgesOf({ databaseUrl }: Settings, log: Log, signIn: SignIn): Promise<Nudges | undefined> {
  if (/^sqlite:/i.test(databaseUrl)) return undefined;
  const { createNudges } = await import('./store/postgres/nudges.ts');
  return createNudges(databaseUrl, log, signIn);
}

/** Of a file. Machines that a server knows can be copies of one another, with the same boot and namespace. */
function machineOf({ databaseUrl }: Settings): { machine?: string } {
  const machine = /^sqlite:/i.test(databaseUrl) ? machineId() : undefined;
  return machine === undefined ? {} : { machine };
}
