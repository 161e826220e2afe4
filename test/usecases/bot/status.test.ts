import { expect, test } from 'vitest';
import { listingFilters } from '../../../src/domain/organization/organization.ts';
import { readHistory } from '../../../src/usecases/audit/history.ts';
import { readStatus } from '../../../src/usecases/bot/status.ts';
import { exceptionRow } from '../../store/exceptions/samples.ts';
import { hourly } from '../../support/fakes/fake-timetable.ts';
import { kit } from '../../support/fakes/kit.ts';
import { target } from '../../support/inventory.ts';
import { everything } from '../../support/organization.ts';

test('status says what runs when, what is unknown and what waits', async () => {
  const base = await kit();
  const { store, clock } = base;
  const schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };
  const now = clock.now();
  const state = { configurations: 0, jobs: 0 };
  await store.targets.save(
    [
      { ...target, ...state, outcome: 'scanned' },
      { ...target, ...state, region: '*', outcome: 'unknown', reason: 'AccessDenied' },
      { ...target, ...state, account: '999988887777', outcome: 'unknown', reason: 'AccessDenied' },
    ],
    now,
  );
  await store.schedules.setNext('daily', 'f', now, now);
  await store.schedules.claim('daily', now, 'p', now);
  await store.outbox.add([
    { id: 'm', channel: 'C1', createdAt: now, message: { kind: 'interrupted', scope: 's', startedAt: 0, again: 'a' } },
    { id: 'n', channel: 'U9', createdAt: now, message: { kind: 'interrupted', scope: 's', startedAt: 0, again: 'a' } },
  ]);
  await store.outbox.end('n', 'user_disabled', now, 'not-posted');
  await store.scans.begin({ id: 's', processId: 'p', startedAt: now, scope: 'all', caughtUp: false, askedBy: 'U1' });
  const status = await readStatus({
    ...base,
    timetable: hourly(clock),
    schedules: [schedule],
    accounts: [{ id: target.account, regions: 'enabled' }],
    version: '1',
    startedAt: 0,
  });
  expect(status).toMatchObject({
    schedules: [
      { name: 'daily', words: 'words of 0 8 * * *', nextAt: now + 3_600_000, lastDigestAt: null, running: true },
    ],
    scanned: 1,
    unknown: [{ region: '*', reason: 'AccessDenied', lastGoodAt: null }],
    open: { total: 0 },
    lastScans: [{ state: 'running', askedBy: 'U1' }],
    delivery: {
      waiting: 1,
      oldestAt: now,
      undeliverable: [{ channel: 'U9', error: 'user_disabled', count: 1, since: now }],
    },
  });
  expect(await readHistory(store)).toMatchObject({ kind: 'history', entries: [{ scope: 'all', state: 'running' }] });
});

test('it says how many accepted risks of the file are over', async () => {
  const base = await kit();
  const asked = { timetable: hourly(base.clock), accounts: [], version: '1', startedAt: 0 };
  expect(await readStatus({ ...base, ...asked })).not.toHaveProperty('endedRisks');
  const until = { day: '2020-01-01', timezone: 'UTC', at: 5 };
  await base.store.exceptions.add(exceptionRow('file', { from: 'file', state: 'ended', until }));
  await base.store.exceptions.add(exceptionRow('slack', { state: 'ended', until }));
  expect(await readStatus({ ...base, ...asked })).toMatchObject({ endedRisks: 1 });
});

test('what the organization is to be told of is in it only where there is one', async () => {
  const base = await kit();
  const error = { call: 'ListAccounts', error: 'AccessDeniedException' };
  await base.store.organization.fail(listingFilters(everything), error, 5);
  const own = { timetable: hourly(base.clock), accounts: [], version: '1', startedAt: 0 };
  expect(await readStatus({ ...base, ...own })).not.toHaveProperty('organization');
  expect(await readStatus({ ...base, ...own, organization: everything })).toMatchObject({
    organization: { stale: { since: 5, listedAt: null, error } },
  });
});
