import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { listingFilters } from '../../../src/domain/organization/organization.ts';
import { readOrganizationNotice } from '../../../src/usecases/organization/organization-notice.ts';
import { kit } from '../../support/fakes/kit.ts';
import { everything } from '../../support/organization.ts';

const filters = listingFilters(everything);

let base: Awaited<ReturnType<typeof kit>>;
beforeEach(async () => {
  base = await kit();
  onTestFinished(() => base.store.close());
});

const gone = (id: string, state = 'SUSPENDED') => ({ id, name: `account-${id}`, partition: 'aws', state });
const error = { call: 'ListAccounts', error: 'AccessDeniedException' };

test('nothing is said of a complete listing of accounts that are all in use', async () => {
  expect(await readOrganizationNotice(base.store, everything, [])).toBeUndefined();
  await base.store.organization.save(filters, { members: [], inactive: [] }, 1);
  expect(await readOrganizationNotice(base.store, everything, [])).toBeUndefined();
});

test('since when it is old and why, with when the last one was', async () => {
  await base.store.organization.fail(filters, error, 5);
  await base.store.organization.fail(filters, error, 6);
  expect(await readOrganizationNotice(base.store, everything, [])).toEqual({
    stale: { since: 5, listedAt: null, error },
  });
  await base.store.organization.save(filters, { members: [], inactive: [] }, 7);
  await base.store.organization.fail(filters, error, 8);
  expect(await readOrganizationNotice(base.store, everything, [])).toEqual({ stale: { since: 8, listedAt: 7, error } });
});

test('who is left out, a few by name; who is watched by hand all the same is not', async () => {
  const inactive = Array.from({ length: 25 }, (_, index) => gone(String(index)));
  await base.store.organization.save(filters, { members: [], inactive: [gone('by-hand'), ...inactive] }, 1);
  const notice = await readOrganizationNotice(base.store, everything, [{ id: 'by-hand' }]);
  expect(notice?.inactive).toMatchObject({ total: 25, named: { length: 20, 0: { id: '0', state: 'SUSPENDED' } } });
  expect(notice?.stale).toBeUndefined();
});
