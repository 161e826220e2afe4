import { createHash, randomUUID } from 'node:crypto';
import { awsNetwork, createScanner, type Environment, type NetworkSettings } from './app.ts';
import { configuredPartition, doctorFleet, listedConfig } from './app-fleet.ts';
import type { Config } from './config/model.ts';
import type { Settings } from './config/settings.ts';
import { CloudError, GluewardenError } from './domain/errors.ts';
import type { RiskException } from './domain/exceptions/exception.ts';
import { markAccepted } from './domain/exceptions/mark.ts';
import { type Account, requireAccount, requireRegion, type Scope } from './domain/fleet.ts';
import { ownerOfFinding } from './domain/owners/owner-of-finding.ts';
import { cancelByInterrupt, type Interrupts } from './ops/interrupts.ts';
import { systemClock } from './ops/system-clock.ts';
import { type AuditArgs, auditSpec, parseAuditArgs } from './terminal/args.ts';
import type { CommandSpec } from './terminal/help.ts';
import type { PlanArgs } from './terminal/plan-args.ts';
import { createProgress } from './terminal/progress.ts';
import { type AuditReport, exitCode } from './terminal/report.ts';
import type { Cloud } from './usecases/ports/cloud.ts';
import type { RemediationCloud } from './usecases/ports/remediation-cloud.ts';
import type { Log } from './usecases/ports/runtime.ts';
import type { PlanRequest } from './usecases/remediation/plan/propose-plan.ts';

/** Reads settings and configuration. */
export type Load = () => Promise<{ readonly settings: Settings; readonly config: Config; readonly log: Log }>;

/** Where a terminal command writes, and what it may assume of it. */
export interface Terminal {
  readonly env: Environment;
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  readonly stderr: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  /** Absent: Ctrl-C ends the process, as it does by itself. */
  readonly interrupts?: Interrupts;
}

/** Everything that `--help` after a command does. Resolves with the exit code. */
export async function printHelp(spec: CommandSpec, { stdout }: Terminal): Promise<number> {
  const { commandHelp } = await import('./terminal/help.ts');
  stdout.write(commandHelp(spec));
  return 0;
}

/** `gluewarden audit`. Resolves with the exit code. @throws {GluewardenError} for wrong words */
export async function auditInTerminal(words: readonly string[], load: Load, terminal: Terminal): Promise<number> {
  const args = parseAuditArgs(words);
  if (args.help) return printHelp(auditSpec, terminal);
  const { settings, log, ...loaded } = await load();
  const config = await listedConfig(loaded.config, terminal.env, log, settings);
  const scope = readScope(args, config.accounts);
  // Before anything is scanned: what cannot be read is said at once.
  const { acceptedRisks } = await import('./app-exceptions.ts');
  const { env } = terminal;
  const accepted = await acceptedRisks({ config, settings, env, log, database: args.database }, systemClock.now());
  const scanner = createScanner(terminal.env, log, settings, systemClock, config);
  const progress = createProgress({ stream: terminal.stderr, clock: systemClock });
  const onCancel = () => {
    progress.stop();
    terminal.stderr.write('Cancelled: what was read until now follows. Ctrl-C again ends at once.\n');
  };
  const { signal, stop } = cancelByInterrupt({ interrupts: terminal.interrupts, clock: systemClock, onCancel });
  try {
    const startedAt = systemClock.now();
    const results = await scanner.scan(scope, { checkKeys: args.keyCheck, signal, onProgress: progress.update });
    progress.stop();
    const finishedAt = systemClock.now();
    const marked = withOwners(withAccepted(results, accepted, finishedAt), config);
    const report = { results: marked, startedAt, finishedAt, keyCheck: args.keyCheck };
    terminal.stdout.write(await render(report, args, terminal));
    if (args.format !== 'table') await sayTagsNotRead(report, terminal);
    return exitCode(report);
  } finally {
    stop();
    progress.stop();
    scanner.close();
  }
}

/** What is unknown stays unknown: only findings can be accepted. */
function withAccepted(results: AuditReport['results'], exceptions: readonly RiskException[], now: number) {
  if (exceptions.length === 0) return results;
  return results.map((result) => ({ ...result, findings: markAccepted(result.findings, exceptions, now) }));
}

function withOwners(results: AuditReport['results'], { owners = [], accounts }: Config) {
  const owned = new Map(accounts.map((account) => [account.id, account]));
  if (owners.length === 0 && accounts.every(({ owner }) => owner === undefined)) return results;
  return results.map((result) => ({
    ...result,
    findings: result.findings.map((finding) => {
      const owner = ownerOfFinding(owners, finding, owned.get(finding.account));
      return owner === undefined ? finding : { ...finding, owner };
    }),
  }));
}

/** What is written for programs says it in a member that nobody may read. */
async function sayTagsNotRead({ results }: AuditReport, { stderr }: Terminal): Promise<void> {
  const failed = results.flatMap(({ tagsNotRead }) => tagsNotRead ?? []);
  const [first] = failed;
  if (first === undefined) return;
  const { countWords } = await import('./usecases/words/words.ts');
  const where = countWords(failed.length, 'account-region');
  stderr.write(
    `The tags of jobs could not be read in ${where} (${first.call}: ${first.error}): no accepted risk by tag holds there.\n`,
  );
}

function readScope(args: AuditArgs, accounts: readonly Account[]): Scope {
  const chosen = args.accounts.map((word) => requireAccount(accounts, word));
  const regions = args.regions.map((word) => requireRegion(accounts, word));
  return {
    accounts: chosen.length > 0 ? [...new Set(chosen)] : accounts,
    ...(regions.length > 0 && { regions: [...new Set(regions)] }),
  };
}

async function render(report: AuditReport, { format }: AuditArgs, { stdout, env }: Terminal): Promise<string> {
  if (format === 'json') return (await import('./terminal/json.ts')).renderJson(report);
  if (format === 'csv') return (await import('./terminal/csv.ts')).renderCsv(report);
  const { renderTable } = await import('./terminal/table.ts');
  return renderTable(report, { width: stdout.columns ?? 80, colour: wantsColour(stdout, env) });
}

/** Colour only on a terminal, and not where NO_COLOR asks for none (no-color.org). */
function wantsColour(stdout: Terminal['stdout'], env: Environment): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Words for an expected problem; undefined for anything else. */
export async function problemText(
  error: unknown,
  command: string | undefined,
  { stderr }: Terminal,
): Promise<string | undefined> {
  if (!(error instanceof GluewardenError || error instanceof CloudError)) return undefined;
  const { renderProblem } = await import('./terminal/problem.ts');
  return renderProblem(error, { command, width: stderr.columns ?? 80 }).trimEnd();
}

/** `gluewarden doctor`. Resolves with the exit code. @throws {GluewardenError} for wrong words */
export async function doctorInTerminal(words: readonly string[], load: Load, terminal: Terminal): Promise<number> {
  const { plainSpecs, readDoctorArgs } = await import('./terminal/plain-specs.ts');
  const { help, format } = readDoctorArgs(words);
  if (help) return printHelp(plainSpecs.doctor, terminal);
  const { settings, log, ...loaded } = await load();
  const { env, stdout } = terminal;
  const { config, checks: listed, roleCommands } = await doctorFleet(loaded.config, env, log, settings);
  const [
    { createCloudProbe },
    { botPolicy, missingRemediationStatement, missingStatement },
    { createSlackProbe },
    { runDoctor },
    { doctorExitCode },
    { renderDoctor },
    { renderDoctorJson },
  ] = await Promise.all([
    import('./aws/probe/probe.ts'),
    import('./aws/policies/policies.ts'),
    import('./slack/transport/probe.ts'),
    import('./usecases/doctor/doctor.ts'),
    import('./usecases/doctor/doctor-report.ts'),
    import('./terminal/doctor.ts'),
    import('./terminal/doctor-json.ts'),
  ]);
  const cloud = createCloudProbe({ clock: systemClock, ...awsNetwork(settings), profile: env.AWS_PROFILE });
  const partition = await configuredPartition(config, settings);
  const { slack } = settings;
  const chat =
    slack &&
    createSlackProbe({
      botToken: slack.botToken,
      apiUrl: slack.apiUrl,
      proxy: settings.proxy,
      log,
      clock: systemClock,
      ...(slack.mode === 'socket' && { appToken: slack.appToken }),
    });
  try {
    const tried = await runDoctor({
      config,
      cloud,
      ...(chat && { chat }),
      ...(settings.proxy && { proxy: settings.proxy }),
      slackProblems: settings.slackProblems.map(({ path, message }) => `${path} ${message}`),
      homeRegion: settings.awsRegion ?? 'us-east-1',
      statementFor: (permission, role) => {
        const missing = role === 'scan' ? missingStatement : missingRemediationStatement;
        return missing(permission, partition);
      },
      enterStatement: (arn) => botPolicy([], [arn])?.Statement[0],
      ...(roleCommands && { roleCommands }),
    });
    const checks = [...listed, ...tried];
    const options = { width: stdout.columns ?? 80, colour: wantsColour(stdout, env) };
    stdout.write(format === 'json' ? renderDoctorJson(checks) : renderDoctor(checks, options));
    return doctorExitCode(checks);
  } finally {
    cloud.close();
  }
}

/** `gluewarden manifest [request URL]`. Resolves with the exit code. @throws {GluewardenError} for wrong words */
export async function manifestInTerminal(words: readonly string[], terminal: Terminal): Promise<number> {
  const { plainSpecs, readManifestArgs } = await import('./terminal/plain-specs.ts');
  const { help, requestUrl } = readManifestArgs(words);
  if (help) return printHelp(plainSpecs.manifest, terminal);
  terminal.stdout.write(await manifestText(requestUrl));
  return 0;
}

/** The manifest of the app: Socket Mode without a URL, HTTP mode with one. */
export async function manifestText(requestUrl: string | undefined): Promise<string> {
  const [{ slackManifest }, { describeCommands }] = await Promise.all([
    import('./slack/transport/manifest.ts'),
    import('../commands/index.ts'),
  ]);
  const mode = requestUrl === undefined ? ({ mode: 'socket' } as const) : ({ mode: 'http', requestUrl } as const);
  return `${JSON.stringify(slackManifest(describeCommands(), mode), null, 2)}\n`;
}

/** `gluewarden start --help`: launch.mjs runs main.ts for `start` alone. @throws {GluewardenError} for other words */
export async function startInTerminal(words: readonly string[], terminal: Terminal): Promise<number> {
  const { plainSpecs, readNothing } = await import('./terminal/plain-specs.ts');
  readNothing(plainSpecs.start, words);
  return printHelp(plainSpecs.start, terminal);
}

/** What a plan is made with: reads of AWS, nothing else. */
export interface PlanReads {
  readonly cloud: Cloud;
  readonly remediation: Pick<RemediationCloud, 'reader'>;
  close(): void;
}

/** Both ways into AWS that a plan needs: the lists of an audit, and definitions as they were sent. */
export async function createPlanReads(env: Environment, log: Log, settings: NetworkSettings): Promise<PlanReads> {
  const [{ createCloud }, { createRemediationCloud }] = await Promise.all([
    import('./aws/cloud.ts'),
    import('./aws/remediation-cloud.ts'),
  ]);
  const options = { clock: systemClock, log, env, ...awsNetwork(settings) };
  const cloud = createCloud(options);
  const remediation = createRemediationCloud(options);
  return {
    cloud,
    remediation,
    close() {
      remediation.close();
      cloud.close();
    },
  };
}

/**
 * `gluewarden remediate plan`: the plan that a request would hold, and nothing is changed. Resolves with the exit
 * code: 0 a plan, 2 none can be made, 3 something could not be read. @throws {GluewardenError} for wrong words
 */
export async function planInTerminal(
  words: readonly string[],
  load: () => Promise<{ settings: NetworkSettings; config: Config; log: Log }>,
  terminal: Terminal,
  createReads: typeof createPlanReads,
): Promise<number> {
  const { env, stdout, stderr } = terminal;
  const { parsePlanArgs, planSpec } = await import('./terminal/plan-args.ts');
  const args = parsePlanArgs(words);
  if (args.help) return printHelp(planSpec, terminal);
  const { settings, log, ...loaded } = await load();
  const config = await listedConfig(loaded.config, env, log, settings);
  const request = await planRequest(args, config);
  const [{ createProposePlan }, { renderPlan, renderRefusals }] = await Promise.all([
    import('./usecases/remediation/plan/propose-plan.ts'),
    import('./terminal/plan.ts'),
  ]);
  const reads = await createReads(env, log, settings);
  try {
    const propose = createProposePlan({ ...reads, clock: systemClock, newId: randomUUID, hash: sha256 });
    const proposal = await propose(request);
    const options = { width: stdout.columns ?? 80, colour: wantsColour(stdout, env) };
    const refused = 'refusals' in proposal;
    stdout.write(refused ? renderRefusals(proposal.refusals, options) : renderPlan(proposal, options));
    return refused ? 2 : 0;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    stderr.write(`${await problemText(error, 'remediate', terminal)}\n`);
    return 3;
  } finally {
    reads.close();
  }
}

async function planRequest(args: PlanArgs, { accounts, remediation }: Config): Promise<PlanRequest> {
  const account = planAccount(args.account, accounts);
  const region = requireRegion(accounts, args.region);
  const about = { account, region, name: args.name, ...(args.kind && { kind: args.kind }) };
  if (args.retire) return { ...about, choice: (await import('./domain/plan/retire-plan.ts')).retireChoice };
  const key = args.attach === undefined ? (args.key ?? account.kmsKeys?.[region]) : undefined;
  return {
    ...about,
    choice: {
      mode: args.full ? 'full' : remediation.mode,
      ...(key !== undefined && { key }),
      ...(args.attach !== undefined && { attach: args.attach }),
      ...(args.only && { only: args.only }),
      crawlers: args.crawlers,
      ...(args.databases && { databases: args.databases }),
      visualJobs: args.visualJobs,
      canary: !args.allAtOnce,
    },
  };
}

function planAccount(word: string | undefined, accounts: Config['accounts']): Config['accounts'][number] {
  const [only, other] = accounts;
  if (word === undefined && only && other) throw accountOption(accounts);
  const account = word === undefined ? only : requireAccount(accounts, word);
  const found = accounts.find((each) => each === account);
  if (!found) throw new GluewardenError('account-needed');
  return found;
}

const mostSuggested = 5;

/** The chat's own words for it name an account before the region: here it is an option. */
function accountOption(accounts: Config['accounts']): GluewardenError {
  const names = accounts.flatMap(({ name, id }) => name ?? id ?? []).slice(0, mostSuggested);
  const options = names.map((name) => `--account ${/^[\w.-]+$/.test(name) ? name : `"${name}"`}`);
  return new GluewardenError('usage', 'That name can exist in several accounts: say in which one.', options);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
