import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { version } from './app.ts';
import { createSignIn } from './app-database.ts';
import { storedConfig } from './app-fleet.ts';
import type { LoadSettings } from './app-store.ts';
import type { Load, Terminal } from './app-terminal.ts';
import { GluewardenError } from './domain/errors.ts';
import { systemClock } from './ops/system-clock.ts';
import type { AuditLogArgs } from './terminal/evidence/audit-log-args.ts';
import type { ReportArgs } from './terminal/evidence/report-args.ts';
import type { Store } from './usecases/ports/store.ts';

/** Entries that are held in memory at once. */
const page = 500;

/** `gluewarden audit-log`. Resolves with the exit code. @throws {GluewardenError} for wrong words */
export async function auditLogInTerminal(
  words: readonly string[],
  load: LoadSettings,
  terminal: Terminal,
): Promise<number> {
  const { auditLogSpec, parseAuditLogArgs } = await import('./terminal/evidence/audit-log-args.ts');
  const args = parseAuditLogArgs(words);
  if (args.action === 'help') {
    const { commandHelp } = await import('./terminal/help.ts');
    terminal.stdout.write(commandHelp(auditLogSpec));
    return 0;
  }
  return reading(load, terminal, (store) => read(args, store, terminal));
}

/** Opens what DATABASE_URL names to read it. Resolves with what the work said, or 1 where it cannot be read. */
export async function reading(
  load: LoadSettings,
  { env, stderr }: Terminal,
  work: (store: Store) => Promise<number>,
): Promise<number> {
  const [{ openToRead }, { paragraph, visible }] = await Promise.all([
    import('./store/open-to-read.ts'),
    import('./terminal/text.ts'),
  ]);
  const { settings, log } = await load();
  try {
    const signIn = createSignIn(env, log, settings);
    const { store } = await openToRead({ databaseUrl: settings.databaseUrl, log, signIn });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StoreError') throw error;
    stderr.write(`${paragraph(visible(error.message), stderr.columns ?? 80, 0).join('\n')}\n`);
    return 1;
  }
}

type Asked = Exclude<AuditLogArgs, { readonly action: 'help' }>;

async function read(args: Asked, store: Store, terminal: Terminal): Promise<number> {
  if (args.action === 'verify') return verify(args.head, store, terminal);
  return args.action === 'show' ? show(args, store, terminal) : exportAll(store, terminal);
}

async function show(
  { format, filter }: Extract<Asked, { action: 'show' }>,
  { auditLog }: Store,
  { stdout }: Terminal,
): Promise<number> {
  const [{ createLogWriter }, { beforeFirst }] = await Promise.all([
    import('./terminal/evidence/audit-log-lines.ts'),
    import('./domain/evidence/audit-chain.ts'),
  ]);
  const writer = createLogWriter(format, stdout.columns ?? 80);
  stdout.write(writer.begin());
  let count = 0;
  for (let after = beforeFirst; ; ) {
    const entries = await auditLog.page(after, page, filter);
    const last = entries.at(-1);
    if (last === undefined) break;
    count += entries.length;
    after = last.place;
    stdout.write(writer.page(entries));
  }
  stdout.write(writer.end(count));
  return 0;
}

async function exportAll({ auditLog }: Store, { stdout }: Terminal): Promise<number> {
  const { beforeFirst, exportLine } = await import('./domain/evidence/audit-chain.ts');
  for (let after = beforeFirst; ; ) {
    const entries = await auditLog.page(after, page);
    const last = entries.at(-1);
    if (last === undefined) return 0;
    after = last.place;
    stdout.write(entries.map((entry) => `${exportLine(entry)}\n`).join(''));
  }
}

async function verify(
  head: Extract<Asked, { action: 'verify' }>['head'],
  { auditLog }: Store,
  { stdout }: Terminal,
): Promise<number> {
  const [{ verifyChain }, { verifyExitCode, verifyLines }, { sha256 }, { paragraph, visible }] = await Promise.all([
    import('./usecases/evidence/verify-chain.ts'),
    import('./terminal/evidence/verify-words.ts'),
    import('./ops/vault.ts'),
    import('./terminal/text.ts'),
  ]);
  const verified = await verifyChain(auditLog, sha256, head ? [head] : []);
  // A head is copied as it stands: it is not broken into lines.
  for (const line of verifyLines(verified, head !== undefined))
    stdout.write(
      `${line.startsWith('Head: ') ? line : paragraph(visible(line), stdout.columns ?? 80, 0).join('\n')}\n`,
    );
  return verifyExitCode(verified);
}

/** `gluewarden report`. Resolves with the exit code. @throws {GluewardenError} for wrong words */
export async function reportInTerminal(words: readonly string[], load: Load, terminal: Terminal): Promise<number> {
  const { parseReportArgs, reportSpec } = await import('./terminal/evidence/report-args.ts');
  // One instant for all: what ends now is not what ended a moment ago.
  const now = systemClock.now();
  const args = parseReportArgs(words, now);
  if (args.help) {
    const { commandHelp } = await import('./terminal/help.ts');
    terminal.stdout.write(commandHelp(reportSpec));
    return 0;
  }
  const loaded = await load();
  return reading(
    async () => loaded,
    terminal,
    async (store) => {
      const config = await storedConfig(loaded.config, store, loaded.settings);
      await writeReport(args, { store, fleet: config, retention: config.retention, version }, now, terminal);
      return 0;
    },
  );
}

type Ask = Extract<ReportArgs, { readonly help: false }>;

async function writeReport(
  { format, period, output, zone }: Ask,
  dependencies: import('./usecases/evidence/make-report.ts').ReportDependencies,
  now: number,
  { stdout }: Terminal,
): Promise<void> {
  const [{ makeReport }, { createReportWriter }] = await Promise.all([
    import('./usecases/evidence/make-report.ts'),
    import('./terminal/evidence/report-writer.ts'),
  ]);
  const write = createReportWriter(format, zone);
  const sink = output === undefined ? undefined : await openOutput(output);
  try {
    let text = '';
    for await (const record of makeReport(dependencies, period, now)) {
      text += write(record);
      if (text.length < chunk) continue;
      await (sink?.write(text) ?? stdout.write(text));
      text = '';
    }
    await (sink?.write(text) ?? stdout.write(text));
    await sink?.keep();
  } finally {
    await sink?.close();
  }
}

/** Characters that are held before they are written. */
const chunk = 64 * 1024;

/** For nobody else to read, and complete or not there. */
async function openOutput(path: string) {
  // A name that nobody can foresee, and a new file: one that is there may be another's, who reads on, or another report's.
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  const file = await open(part, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new GluewardenError(
      'usage',
      `--output ${path} cannot be written (${error.code}): name a file in a folder that exists.`,
    );
  });
  let isKept = false;
  return {
    write: async (text: string) => {
      await file.writeFile(text);
    },
    async keep() {
      await file.sync();
      await rename(part, path);
      isKept = true;
    },
    async close() {
      await file.close();
      if (!isKept) await rm(part, { force: true });
    },
  };
}
