import { auditEntry } from '../audit-entry.ts';
import type { Clock, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import type { KeyCheck, Vault } from '../ports/vault.ts';

/** The key at hand is not the one that the database was sealed with. The message is for the operator. */
export class KeyError extends Error {
  readonly code = 'other-key';

  constructor() {
    super(
      'This is not the key that the database was sealed with, so its requests could not be approved and its definitions not be read. Set GLUEWARDEN_KEY, or put back the key file, as it was before; all processes of a database have one key. If that key is lost for good, stop every process and take this one with: node src/launch.mjs store accept-key',
    );
    this.name = 'KeyError';
  }
}

/** More than one: a plan may have been tampered with. */
const samples = 20;

/** True when something in the database needs the key that it was sealed with. */
export async function wasSealed({ key }: Pick<Store, 'key'>): Promise<boolean> {
  return (await key.check()) !== undefined || (await key.latestPlans(1)).length > 0;
}

export interface SameKeyDependencies {
  readonly store: Pick<Store, 'key' | 'transaction'>;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Also the salt. */
  readonly newId: NewId;
}

/**
 * Holds the key against what the database knows of it, and writes that down when it is the first one. What an older version
 * sealed tells as well: one of its latest plans must have been sealed with this key.
 * @throws {KeyError}
 */
export async function assertSameKey({ store, vault, clock, newId }: SameKeyDependencies): Promise<void> {
  const known = (await store.key.check()) ?? (await firstCheck());
  if (!vault.isKeyCheck(known.salt, known.check)) throw new KeyError();

  async function firstCheck(): Promise<KeyCheck> {
    const plans = await store.key.latestPlans(samples);
    if (plans.length > 0 && !plans.some(({ plan, seal }) => vault.isSealed(plan, seal))) throw new KeyError();
    return store.key.keep(newCheck(vault, newId), clock.now());
  }
}

function newCheck(vault: Vault, newId: NewId): KeyCheck {
  const salt = newId();
  return { salt, check: vault.keyCheck(salt) };
}

/** The key at hand is the one from now on, whatever was sealed before. The audit trail says so. */
export async function acceptKey({ store, vault, clock, newId }: SameKeyDependencies, actor: string): Promise<void> {
  await store.transaction(async ({ key, remediation }) => {
    await key.replace(newCheck(vault, newId), clock.now());
    await remediation.audit(auditEntry({ clock, newId }, { actor, action: 'key.accepted', subject: 'key' }));
  });
}
