import { expect, onTestFinished, test } from 'vitest';
import { StoreError } from '../../../src/store/database/store-error.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { startCluster } from '../../support/postgres/cluster.ts';
import { hasPostgres } from '../../support/postgres/databases.ts';

const fixture = (name: string) => new URL(`../../fixtures/tls/${name}`, import.meta.url).pathname;

test.skipIf(!hasPostgres)('a certificate is verified, and its name, unless less is written', async () => {
  const server = await startCluster({ certificate: fixture('server.pem'), key: fixture('server-key.pem') });
  onTestFinished(() => server.end());
  const open = async (parameters: string): Promise<string> => {
    try {
      const databaseUrl = server.url('postgres').replace('?sslmode=disable', parameters);
      const store = await openStore({ databaseUrl, waitMs: 3_000 });
      const [session] = await server.sql(
        `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'gluewarden'`,
      );
      await store.close();
      return session?.ssl === true ? 'opened with TLS' : 'opened in clear text';
    } catch (error) {
      return error instanceof StoreError ? `${error.code}: ${error.message}` : String(error);
    }
  };
  const root = `sslrootcert=${fixture('ca.pem')}`;
  // The authority is known to nobody.
  expect(await open('')).toMatch(/^cannot-open: .*certificate/);
  expect(await open('?sslmode=require')).toMatch(/^cannot-open: /);
  expect(await open('?sslmode=verify-ca')).toMatch(/^cannot-open: /);
  // It is, and its certificate is for other names than 127.0.0.1.
  expect(await open(`?${root}`)).toMatch(/^cannot-open: .*127\.0\.0\.1/);
  expect(await open(`?sslmode=verify-full&${root}`)).toMatch(/^cannot-open: /);
  expect(await open(`?sslmode=verify-ca&${root}`)).toBe('opened with TLS');
  expect(await open('?sslmode=disable')).toBe('opened in clear text');
});
