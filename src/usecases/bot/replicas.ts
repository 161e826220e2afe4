import type { Log } from '../ports/runtime.ts';
import type { ProcessRow } from '../ports/scan-records.ts';
import type { Store } from '../ports/store.ts';
import { isDead, type RecoverDependencies } from './recover-work.ts';

export type ReplicasDependencies = Pick<RecoverDependencies, 'self' | 'isAlive'> & {
  readonly store: Pick<Store, 'processes' | 'now'>;
};

/** A bot process that lives. */
export interface Replica extends ProcessRow {
  /** How long ago it was last heard of, milliseconds; 0: it is the one that asks. */
  readonly silentMs: number;
}

/** The bot processes that the database knows to be alive, this one first. */
export async function readReplicas({ store, self, isAlive }: ReplicasDependencies): Promise<readonly Replica[]> {
  const now = await store.now();
  const others = (await store.processes.all())
    .filter((row) => row.id !== self.id && !isDead(row, self, now, isAlive))
    .map((row) => ({ ...row, silentMs: Math.max(0, now - row.heartbeatAt) }));
  return [{ ...self, heartbeatAt: now, silentMs: 0 }, ...others];
}

/**
 * In what they differ; `accounts`: in what their configurations say of which accounts may be changed, by the hash's first
 * part. One of a version that did not say differs from one that says.
 */
export function differences(rows: readonly Pick<ProcessRow, 'version' | 'configuration'>[]) {
  const differ = (values: readonly (string | undefined)[]) => new Set(values).size > 1;
  return {
    version: differ(rows.map((row) => row.version)),
    configuration: differ(rows.map((row) => row.configuration)),
    accounts: differ(rows.map(({ configuration }) => configuration?.split('-')[0])),
  };
}

/** True while another process may know, or may change, accounts that this one does not. */
export async function differsElsewhere(dependencies: ReplicasDependencies): Promise<boolean> {
  return differences(await readReplicas(dependencies)).accounts;
}

/** Says in the log, once each time that it begins, that processes of one database run different things. */
export function createDifferenceLog(dependencies: ReplicasDependencies & { readonly log: Log }): () => Promise<void> {
  let told = '';
  return async () => {
    const rows = await readReplicas(dependencies);
    const { version, configuration } = differences(rows);
    const what = [...(version ? ['version'] : []), ...(configuration ? ['configuration'] : [])].join(' and ');
    if (what !== '' && what !== told) {
      const processes = rows.map(({ id, host, pid, version: runs, configuration: has }) => ({
        ...{ id, host, pid, version: runs, configuration: has },
      }));
      dependencies.log.warn(
        { processes },
        `the processes of this database differ in ${what}: start the older ones again`,
      );
    }
    told = what;
  };
}
