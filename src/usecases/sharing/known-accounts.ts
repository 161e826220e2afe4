import { type Account, idOf } from '../../domain/fleet.ts';
import type { Fleet } from '../../domain/watch.ts';
import type { Hash } from '../ports/vault.ts';

export interface KnownAccount {
  /** Every entry of it. */
  readonly accounts: readonly Account[];
  /** Fingerprint of what a scan of it rests on. */
  readonly configuration: string;
}

/** What this process can scan of others' scans, and of its own. */
export interface KnownAccounts {
  /** Undefined: nothing is configured of it here. */
  of(scanId: string, account: string): KnownAccount | undefined;
  /** A scan of this process keeps its accounts to its end, also those that leave the fleet meanwhile. By id, in order. */
  begin(scanId: string, accounts: readonly Account[]): ReadonlyMap<string, KnownAccount>;
  end(scanId: string): void;
}

export function createKnownAccounts(
  fleet: Pick<Fleet, 'accounts'>,
  hash: Hash,
  tags: readonly string[] | undefined = undefined,
): KnownAccounts {
  const own = new Map<string, ReadonlyMap<string, KnownAccount>>();
  let latest: { readonly of: Fleet['accounts']; readonly byId: ReadonlyMap<string, KnownAccount> } | undefined;
  return {
    of(scanId, account) {
      // The list is replaced when it changes, and never changed.
      if (latest?.of !== fleet.accounts) latest = { of: fleet.accounts, byId: byId(fleet.accounts, hash, tags) };
      return own.get(scanId)?.get(account) ?? latest.byId.get(account);
    },
    begin(scanId, accounts) {
      const each = byId(accounts, hash, tags);
      own.set(scanId, each);
      return each;
    },
    end: (scanId) => void own.delete(scanId),
  };
}

/** Whoever reads other tags sees other findings. */
function byId(
  accounts: readonly Account[],
  hash: Hash,
  tags: readonly string[] | undefined,
): ReadonlyMap<string, KnownAccount> {
  return new Map(
    [...Map.groupBy(accounts, idOf)].map(([id, entries]) => {
      const what = entries.map(({ name, scanRoleArn, externalId, regions }) => [
        name,
        scanRoleArn,
        externalId,
        regions,
      ]);
      return [id, { accounts: entries, configuration: hash(JSON.stringify(tags ? [what, tags] : what)) }];
    }),
  );
}
