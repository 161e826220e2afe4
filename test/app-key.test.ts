import { expect, onTestFinished, test, vi } from 'vitest';
import { openCheckedVault } from '../src/app-key.ts';
import { StoreError } from '../src/store/database/store-error.ts';
import { kit } from './support/fakes/kit.ts';
import { testKey } from './support/remediation/remediation-samples.ts';

test('a start that meets its database away holds the key against it once it is back', async () => {
  const base = await kit();
  onTestFinished(() => base.store.close());
  const settings = { remediation: { enabled: true, key: testKey }, databaseUrl: 'sqlite::memory:' };
  const away = new StoreError('unavailable', 'It restarts.');
  const check = vi.spyOn(base.store.key, 'check');
  // Before the key is opened, and when it is held against what the database knows.
  check.mockRejectedValueOnce(away);
  await openCheckedVault({ ...base, settings });
  expect(check).toHaveBeenCalledTimes(3);
  const other = await kit();
  onTestFinished(() => other.store.close());
  const keep = vi.spyOn(other.store.key, 'keep').mockRejectedValueOnce(away);
  await openCheckedVault({ ...other, settings });
  expect(keep).toHaveBeenCalledTimes(2);
  expect(await other.store.key.check()).toBeDefined();
});
