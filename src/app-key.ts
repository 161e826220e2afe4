import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Settings } from './config/settings.ts';
import type { Clock, Log, NewId } from './usecases/ports/runtime.ts';
import type { Store } from './usecases/ports/store.ts';
import type { Vault } from './usecases/ports/vault.ts';
import { whileBusy } from './usecases/while-busy.ts';

export interface KeyParts {
  readonly settings: Pick<Settings, 'remediation' | 'databaseUrl'>;
  readonly store: Pick<Store, 'key' | 'transaction'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

/**
 * The vault with the key that this database was sealed with.
 * @throws {VaultError} and {KeyError}, whose messages say what to do
 */
export async function openCheckedVault({ settings, ...parts }: KeyParts): Promise<Vault> {
  const [{ openVault }, { assertSameKey, wasSealed }] = await Promise.all([
    import('./ops/vault.ts'),
    import('./usecases/bot/same-key.ts'),
  ]);
  // Its database was open a moment ago: where it is away now, the start waits for it as before.
  const mayMake = !(await whileBusy(() => wasSealed(parts.store)));
  const vault = openVault({ ...(await keyOf(settings)), mayMake, log: parts.log });
  await whileBusy(() => assertSameKey({ ...parts, vault }));
  return vault;
}

/** A database in memory is gone with the process, and so may its key be. Beside a server there is no file. */
export async function keyOf({
  remediation,
  databaseUrl,
}: KeyParts['settings']): Promise<{ key?: string; keyFile?: string }> {
  if (remediation.key !== undefined) return { key: remediation.key };
  const [{ parseDatabaseUrl }, { isPostgresUrl }] = await Promise.all([
    import('./store/database/database-url.ts'),
    import('./store/postgres/postgres-url.ts'),
  ]);
  if (isPostgresUrl(databaseUrl)) return {};
  const location = parseDatabaseUrl(databaseUrl);
  if (location.kind === 'memory') return { key: randomBytes(32).toString('base64') };
  return { keyFile: join(dirname(location.path), 'gluewarden.key') };
}
