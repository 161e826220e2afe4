import { expect, test } from 'vitest';
import type { KeyVerdict } from '../../../src/domain/model.ts';
import type { DoctorAccount } from '../../../src/usecases/doctor/doctor-config.ts';
import { checkKeys } from '../../../src/usecases/doctor/doctor-keys.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:alias/glue';
const account: DoctorAccount = { id: '111122223333', regions: 'enabled', kmsKeys: { 'eu-west-1': key } };

async function look(verdict: KeyVerdict, of: DoctorAccount = account, tried: readonly string[] = ['us-east-1']) {
  const asked: unknown[] = [];
  const never = async () => ({ permissions: [] });
  const cloud = {
    probe: never,
    probeRemediation: never,
    async probeKey(_account: unknown, options: unknown) {
      asked.push(options);
      return verdict;
    },
  };
  return { asked, checks: await checkKeys(cloud, of, tried) };
}

test('a key is asked about in its own region, also where no permission is tried', async () => {
  const { asked, checks } = await look({ state: 'usable' });
  expect(asked).toEqual([{ region: 'eu-west-1', key }]);
  expect(checks).toEqual([{ group: '111122223333', check: 'KMS key in eu-west-1', outcome: 'ok', detail: key }]);
});

test('a key that Glue cannot use is a problem, with why', async () => {
  const { checks } = await look({ state: 'unusable', reason: 'key-pending-deletion', detail: 'PendingDeletion' });
  expect(checks).toMatchObject([{ outcome: 'problem', detail: `KMS key is pending deletion: ${key}` }]);
});

test('a key that cannot be described is said once: where the permission is tried, it has its own line', async () => {
  const denied: KeyVerdict = { state: 'not-checked', error: 'AccessDeniedException' };
  expect((await look(denied)).checks).toMatchObject([{ outcome: 'problem', fix: expect.any(String) }]);
  expect((await look(denied, account, ['eu-west-1'])).checks).toMatchObject([{ outcome: 'not-checked' }]);
});

test('a key for a region that the account does not have would never be offered', async () => {
  const { asked, checks } = await look({ state: 'usable' }, { ...account, regions: ['us-east-1'] });
  expect(asked).toEqual([]);
  expect(checks).toMatchObject([{ outcome: 'warning', fix: expect.stringContaining('eu-west-1') }]);
});
