import { createSignIn } from './app-database.ts';
import type { Environment } from './app-network.ts';
import type { Config } from './config/model.ts';
import type { Settings } from './config/settings.ts';
import { GluewardenError } from './domain/errors.ts';
import type { RiskException } from './domain/exceptions/exception.ts';
import type { Log } from './usecases/ports/runtime.ts';

interface AcceptedParts {
  readonly config: Config;
  readonly settings: Settings;
  readonly env: Environment;
  readonly log: Log;
  /** True: what DATABASE_URL names is read, and nothing of it is changed. */
  readonly database: boolean;
}

/**
 * The accepted risks that a terminal audit goes by: those of the file as it is now, and with a database those that were
 * asked for in Slack. Since when an entry of the file holds, the database knows.
 * @throws {GluewardenError} `usage` where the database cannot be read
 */
export async function acceptedRisks(parts: AcceptedParts, now: number): Promise<readonly RiskException[]> {
  const { accepted } = parts.config.exceptions;
  if (!parts.database) return accepted;
  const kept = await readKept(parts, now);
  const known = new Map(kept.map((exception) => [exception.id, exception]));
  const ofSlack = kept.filter(({ from }) => from === 'slack');
  return [...ofSlack, ...accepted.map((entry) => ({ ...entry, since: known.get(entry.id)?.since ?? now }))];
}

async function readKept({ settings, env, log }: AcceptedParts, now: number): Promise<readonly RiskException[]> {
  const [{ openDatabase }, { readExceptions }] = await Promise.all([
    import('./store/open-database.ts'),
    import('./store/exceptions/read-exceptions.ts'),
  ]);
  const { databaseUrl } = settings;
  try {
    const { db } = await openDatabase({ databaseUrl, log, signIn: createSignIn(env, log, settings), readOnly: true });
    try {
      return await readExceptions(db, now);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StoreError') throw error;
    throw new GluewardenError('usage', error.message);
  }
}
