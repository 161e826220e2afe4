import { type CheckedStore, checkStore } from '../../../src/store/checking/check-store.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import type { Vault } from '../../../src/usecases/ports/vault.ts';

export async function checkedWith(databaseUrl: string, key: Vault | string): Promise<CheckedStore> {
  const opened = await openDatabase({ databaseUrl, readOnly: true });
  try {
    return await checkStore(opened, key);
  } finally {
    await opened.db.destroy();
  }
}

/** What is wrong or was not checked, by check. */
export async function troubleWith(
  databaseUrl: string,
  key: Vault | string,
): Promise<Readonly<Record<string, unknown>>> {
  const { checks } = await checkedWith(databaseUrl, key);
  return Object.fromEntries(
    checks.flatMap(({ name, outcome, wrong, first, said }) => {
      if (outcome === 'ok') return [];
      return [[name, outcome === 'failed' ? [wrong, ...first.map(({ row, what }) => `${row} ${what}`)] : said]];
    }),
  );
}
