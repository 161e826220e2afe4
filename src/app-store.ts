import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { newId } from './app.ts';
import { createSignIn } from './app-database.ts';
import type { Environment } from './app-network.ts';
import { readSecret } from './config/secret-files.ts';
import type { Settings } from './config/settings.ts';
import { GluewardenError } from './domain/errors.ts';
import { isAlive, machineId } from './ops/machine.ts';
import { systemClock } from './ops/system-clock.ts';
import type { OpenDatabaseOptions } from './store/open-database.ts';
import type { StoreAction, StoreArgs } from './terminal/store/store-args.ts';
import type { Log } from './usecases/ports/runtime.ts';
import type { Vault } from './usecases/ports/vault.ts';

/** Reads settings; the configuration is not needed. */
export type LoadSettings = () => Promise<{ readonly settings: Settings; readonly log: Log }>;

interface Terminal {
  readonly env: Environment;
  readonly stdout: { readonly columns?: number; write(text: string): unknown };
  readonly stderr: { readonly columns?: number; write(text: string): unknown };
}

/** Errors whose message is a sentence for the operator. */
const told: readonly string[] = ['StoreError', 'VaultError', 'KeyError', 'StillRunningError', 'CopyError'];

/** `gluewarden store`. Resolves with the exit code. @throws {GluewardenError} for wrong words */
export async function storeInTerminal(
  words: readonly string[],
  load: LoadSettings,
  terminal: Terminal,
): Promise<number> {
  const [{ parseStoreArgs, storeSpec }, { commandHelp }, { paragraph, visible }] = await Promise.all([
    import('./terminal/store/store-args.ts'),
    import('./terminal/help.ts'),
    import('./terminal/text.ts'),
  ]);
  const args = parseStoreArgs(words);
  const { env, stdout, stderr } = terminal;
  if (args.action === 'help') {
    stdout.write(commandHelp(storeSpec));
    return 0;
  }
  const say = (stream: Terminal['stdout'], text: string) =>
    stream.write(`${paragraph(visible(text), stream.columns ?? 80, 0).join('\n')}\n`);
  try {
    const { settings, log } = await load();
    const signIn = createSignIn(env, log, settings);
    const open = { databaseUrl: settings.databaseUrl, log, signIn };
    return await actions[args.action]({ settings, log, args, open, say: (text) => say(stdout, text) });
  } catch (error) {
    if (!(error instanceof Error) || !told.includes(error.name)) throw error;
    say(stderr, error.message);
    return 1;
  }
}

interface ActionParts {
  readonly settings: Settings;
  readonly log: Log;
  readonly args: StoreArgs;
  /** What DATABASE_URL names. */
  readonly open: OpenDatabaseOptions;
  readonly say: (text: string) => unknown;
}

const stopped = { machine: machineId(), host: hostname(), pid: process.pid, isAlive };

/** Where to copy to. @throws {GluewardenError} `usage` */
function addressOf(args: StoreArgs): string {
  if (args.action !== 'copy') return '';
  if (args.to?.startsWith('sqlite::memory:'))
    throw new GluewardenError('usage', 'A copy in memory ends with the command.');
  if (args.to !== undefined) return args.to;
  const read = readSecret(args.toFile ?? '');
  if ('message' in read) throw new GluewardenError('usage', `--to-file ${read.message}.`);
  return read.text;
}

/** Its words speak of DATABASE_URL. */
function ofTheOther(error: unknown): never {
  if (!(error instanceof Error) || error.name !== 'StoreError') throw error;
  error.message = `The database to copy to: ${error.message.replaceAll('DATABASE_URL', 'its address')}`;
  throw error;
}

/** The key that the database was sealed with, or why there is none. */
async function keyAtHand({ settings, log }: Pick<ActionParts, 'settings' | 'log'>): Promise<Vault | string> {
  const [{ openVault, VaultError }, { keyOf }] = await Promise.all([import('./ops/vault.ts'), import('./app-key.ts')]);
  try {
    return openVault({ ...(await keyOf(settings)), mayMake: false, log });
  } catch (error) {
    if (error instanceof VaultError) return error.message.replace(/\.$/, '');
    throw error;
  }
}

async function check({ settings, log, open, say }: ActionParts): Promise<number> {
  const [{ openDatabase }, { checkStore }, { checkEnd, checkExitCode, checkLines }] = await Promise.all([
    import('./store/open-database.ts'),
    import('./store/checking/check-store.ts'),
    import('./terminal/store/check-words.ts'),
  ]);
  const opened = await openDatabase({ ...open, readOnly: true });
  try {
    say(`Checking ${opened.where}: nothing of it is changed.`);
    const { checks, moved } = await checkStore(opened, await keyAtHand({ settings, log }));
    for (const line of checks.flatMap(checkLines)) say(line);
    say(checkEnd(checks, moved));
    return checkExitCode(checks, moved);
  } finally {
    await opened.db.destroy();
  }
}

const actions: Readonly<Record<StoreAction, (parts: ActionParts) => Promise<number>>> = {
  check: async (parts) => {
    try {
      return await check(parts);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error) || error.code !== 'corrupt') throw error;
      parts.say(error.message);
      return 2;
    }
  },
  copy: async ({ settings, args, open, say }) => {
    const [{ openMigrated }, { copyStore }, { assertStopped }, { copyEnd, copyLine }, { keyOf }] = await Promise.all([
      import('./store/open-database.ts'),
      import('./store/moving/copy-store.ts'),
      import('./usecases/bot/stopped.ts'),
      import('./terminal/store/store-words.ts'),
      import('./app-key.ts'),
    ]);
    const address = addressOf(args);
    const from = await openMigrated({ ...open, mustExist: true });
    try {
      const to = await openMigrated({ ...open, databaseUrl: address }).catch(ofTheOther);
      try {
        const copied = await copyStore({
          from,
          to,
          clock: systemClock,
          newId,
          assertStopped: (processes) => assertStopped(processes, stopped),
          onProgress: (what) => {
            const line = copyLine(what);
            if (line !== undefined) say(line);
          },
        });
        const { keyFile } = from.schema === undefined ? await keyOf(settings) : {};
        const hasFile = keyFile !== undefined && existsSync(keyFile);
        const where = { from: from.where, to: to.where, ...(hasFile && { keyFile }) };
        for (const text of copyEnd({ ...copied, ...where })) say(text);
        return 0;
      } finally {
        await to.db.destroy();
      }
    } finally {
      await from.db.destroy();
    }
  },
  reopen: async ({ open, say }) => {
    const [{ openMigrated }, { reopenStore }] = await Promise.all([
      import('./store/open-database.ts'),
      import('./store/moving/copy-store.ts'),
    ]);
    const { db, where } = await openMigrated({ ...open, mustExist: true });
    try {
      const was = await reopenStore(db);
      const next = 'Next: start the bot on it, and on no copy of it.';
      say(was ? `${where} is worked on again. ${next}` : `${where} was not moved: there is nothing to take back.`);
    } finally {
      await db.destroy();
    }
    return 0;
  },
  'accept-key': async ({ settings, log, open, say }) => {
    const [{ openStore }, { openVault }, { acceptKey }, { assertStopped }, { keyOf }] = await Promise.all([
      import('./store/open-store.ts'),
      import('./ops/vault.ts'),
      import('./usecases/bot/same-key.ts'),
      import('./usecases/bot/stopped.ts'),
      import('./app-key.ts'),
    ]);
    const store = await openStore({ ...open, mustExist: true });
    try {
      await assertStopped({ all: store.processes.all, now: store.now }, stopped);
      const vault = openVault({ ...(await keyOf(settings)), log });
      await acceptKey({ store, vault, clock: systemClock, newId }, 'operator');
    } finally {
      await store.close();
    }
    say(
      'The key is taken: every process of this database needs this one from now on. Keep a copy of it, apart from the database. Requests that were opened before are refused as tampered with, and what was done with them cannot be rolled back: ask again for what is still needed. Next: start the bot.',
    );
    return 0;
  },
};
