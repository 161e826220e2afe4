import { openVault } from '../../../src/ops/vault.ts';
import { openMigrated } from '../../../src/store/open-database.ts';
import { assertSameKey } from '../../../src/usecases/bot/same-key.ts';
import { silentLog } from '../../support/aws/aws.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { keptPostgresUrl, postgresCopy } from '../../support/postgres/databases.ts';
import { oldKey } from '../../support/processes/upgrade.ts';
import { openAt, type sharedDatabases } from '../harness.ts';
import { copy, migratedOldUrl } from '../moving/databases.ts';

/** What 0.1.0 left, with everything that it sealed, brought up to date; with the key that sealed it. */
async function soundFile(): Promise<string> {
  const url = await migratedOldUrl();
  const vault = openVault({ key: oldKey, log: silentLog });
  await assertSameKey({ store: await openAt(url), vault, clock: new FakeClock(), newId: () => 'salt' });
  return url;
}

let soundCopy: Promise<string> | undefined;

/** Row by row, once. */
async function copyToPostgres(): Promise<string> {
  const url = await keptPostgresUrl();
  const ends = [
    await openMigrated({ databaseUrl: await soundFile() }),
    await openMigrated({ databaseUrl: url }),
  ] as const;
  await copy(...ends);
  // Nobody can copy a database that somebody is connected to.
  for (const { db } of ends) await db.destroy();
  return url;
}

/** A database in which everything holds. */
export async function soundUrl(database: (typeof sharedDatabases)[number]): Promise<string> {
  if (database !== 'postgres') return soundFile();
  soundCopy ??= copyToPostgres();
  return postgresCopy(await soundCopy);
}
