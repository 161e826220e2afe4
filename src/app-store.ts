import { hostname } from 'node:os';
import { isAlive, newId } from './app.ts';
import type { Settings } from './config/settings.ts';
import { systemClock } from './ops/system-clock.ts';
import type { StoreAction } from './terminal/store/store-args.ts';
import type { Log } from './usecases/ports/runtime.ts';

/** Reads settings; the configuration is not needed. */
export type LoadSettings = () => Promise<{ readonly settings: Settings; readonly log: Log }>;

interface Terminal {
  readonly stdout: { readonly columns?: number; write(text: string): unknown };
  readonly stderr: { readonly columns?: number; write(text: string): unknown };
}

/** Errors whose message is a sentence for the operator. */
const told: readonly string[] = ['StoreError', 'VaultError', 'KeyError', 'StillRunningError'];

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
  const { stdout, stderr } = terminal;
  if (args.action === 'help') {
    stdout.write(commandHelp(storeSpec));
    return 0;
  }
  const say = (stream: Terminal['stdout'], text: string) =>
    stream.write(`${paragraph(visible(text), stream.columns ?? 80, 0).join('\n')}\n`);
  try {
    return await actions[args.action]({ ...(await load()), say: (text) => say(stdout, text) });
  } catch (error) {
    if (!(error instanceof Error) || !told.includes(error.name)) throw error;
    say(stderr, error.message);
    return 1;
  }
}

interface ActionParts {
  readonly settings: Settings;
  readonly log: Log;
  readonly say: (text: string) => unknown;
}

const stopped = { clock: systemClock, host: hostname(), pid: process.pid, isAlive };

const actions: Readonly<Record<StoreAction, (parts: ActionParts) => Promise<number>>> = {
  'accept-key': async ({ settings, log, say }) => {
    const [{ openStore }, { openVault }, { acceptKey }, { assertStopped }, { keyOf }] = await Promise.all([
      import('./store/open-store.ts'),
      import('./ops/vault.ts'),
      import('./usecases/bot/same-key.ts'),
      import('./usecases/bot/stopped.ts'),
      import('./app-key.ts'),
    ]);
    const store = await openStore({ databaseUrl: settings.databaseUrl, log });
    try {
      await assertStopped(store.processes, stopped);
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
