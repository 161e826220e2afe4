import { beforeEach, describe, expect, test } from 'vitest';
import { assessTarget, unknownTarget } from '../../../src/domain/audit/assess.ts';
import { ChatError } from '../../../src/domain/errors.ts';
import type { Access } from '../../../src/domain/fleet.ts';
import type { TargetResult } from '../../../src/domain/model.ts';
import { dayMs } from '../../../src/domain/retention.ts';
import { createBrowse, findingsPage } from '../../../src/usecases/audit/browse-findings.ts';
import { recordResults } from '../../../src/usecases/audit/record-scan.ts';
import { createAuthorise } from '../../../src/usecases/authorise.ts';
import { readStatus } from '../../../src/usecases/bot/status.ts';
import { createReadHome, type HomeDependencies } from '../../../src/usecases/home/read-home.ts';
import type { HomePage } from '../../../src/usecases/messages/home-page.ts';
import { exceptionRow } from '../../store/exceptions/samples.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { hourly } from '../../support/fakes/fake-timetable.ts';
import { fakeLog, kit } from '../../support/fakes/kit.ts';
import { inventory, job } from '../../support/inventory.ts';

const [mine, other, left] = ['111122223333', '444455556666', '999900001111'];
const regions = ['eu-west-1', 'us-east-1'];
const fleet = { accounts: [mine, other].map((id) => ({ id, name: `name-${id}`, regions })), schedules: [] };
const actor = { user: 'U1', channel: '' };
let base: Awaited<ReturnType<typeof kit>> & HomeDependencies;

beforeEach(async () => {
  const made = await kit();
  base = {
    ...made,
    fleet,
    timetable: hourly(made.clock),
    account: (id) => fleet.accounts.find((each) => each.id === id),
    approvals: () => undefined,
    canRemediate: (account) => account === mine,
    hasRemediation: false,
    enabled: true,
    watchRunsFor: dayMs,
  };
});

async function record(...results: TargetResult[]): Promise<void> {
  const scanId = base.newId();
  const at = base.clock.now();
  await base.store.scans.begin({ id: scanId, processId: 'p', startedAt: at, scope: 's', caughtUp: false });
  await recordResults(base.store, base.newId, { scanId, results, clock: base.clock, scope: { accounts: [] } });
}

const bare = (account: string, region: string, jobs: number) =>
  assessTarget({
    ...inventory({
      jobs: Array.from({ length: jobs }, (_, n) => job(`job-${n}`, { defaultBookmark: 'job-bookmark-enable' })),
    }),
    target: { account, region },
  });
const denied = (account: string, region: string) =>
  unknownTarget(account, region, { call: 'GetJobs', error: 'AccessDeniedException' });

const read = async (given: Partial<HomeDependencies> = {}): Promise<HomePage> => {
  const page = await createReadHome({ ...base, ...given }, async () => {})(actor);
  if (page.kind !== 'home') throw new Error(page.what);
  return page;
};

test('of an empty database it is right, and nothing is a proof that all is well', async () => {
  expect(await read()).toMatchObject({
    accounts: 2,
    open: { total: 0 },
    scanned: 0,
    unknown: 0,
    neverScanned: 4,
    worst: [],
    places: { total: 0, shown: [] },
    trends: [],
    lastScans: [],
  });
});

describe('after a scan', () => {
  beforeEach(() => record(bare(mine, 'eu-west-1', 7), bare(other, 'eu-west-1', 1), denied(other, 'us-east-1')));

  test('it counts what every other page counts', async () => {
    const page = await read();
    const status = await readStatus({ ...base, accounts: fleet.accounts, version: '1', startedAt: 0 });
    expect(page.open).toEqual(status.open);
    expect(page.open).toEqual((await findingsPage(base, {}, 0)).counts);
    expect({ scanned: page.scanned, unknown: page.unknown, never: page.neverScanned }).toEqual({
      scanned: status.scanned,
      unknown: status.unknown.length,
      never: status.neverScanned?.total,
    });
    expect(page).toMatchObject({ open: { total: 8, exposed: 8 }, scanned: 2, unknown: 1, neverScanned: 1 });
  });

  test('it names a few exposed ones, with an id, and says which can be remediated', async () => {
    const page = await read({ canRemediate: (account) => account === other });
    expect(page.worst).toHaveLength(5);
    expect(page.worst.every(({ id, exposure }) => id !== undefined && exposure === 'exposed')).toBe(true);
    expect(page.acts.remediable).toBeUndefined();
    expect((await read()).acts.remediable).toEqual(page.worst.map(({ id }) => id));
  });

  test('places have the most exposed first, then what cannot be seen, and nothing that is well', async () => {
    await record(bare(mine, 'us-east-1', 0));
    const { places } = await read();
    expect(places.total).toBe(3);
    expect(places.shown).toMatchObject([
      { account: mine, accountName: `name-${mine}`, region: 'eu-west-1', exposed: 7 },
      { account: other, region: 'eu-west-1', exposed: 1 },
      { account: other, region: 'us-east-1', total: 0, failed: 'AccessDeniedException', lastGoodAt: null },
    ]);
  });

  test('what is not watched any more is in no count, and is said', async () => {
    await record(bare(left, 'eu-west-1', 4));
    const page = await read();
    expect(page.open.total).toBe(8);
    expect(page.places.total).toBe(3);
    expect(page.worst.map(({ account }) => account)).not.toContain(left);
    expect(page.unwatched).toMatchObject({ total: 4, targets: 1 });
    expect(page.trends).toMatchObject([{ opened: 8, openNow: 8 }]);
  });

  test('accepted risks are counted apart, and none of them is among the exposed ones', async () => {
    const covers = { kinds: { 'unprotected-job': 'exposed' } } as const;
    await base.store.exceptions.add(exceptionRow('one', { scope: { accounts: [mine] }, covers }));
    expect(await base.store.exceptions.markFindings(base.clock.now())).toEqual({ accepted: 7, back: 0 });
    const page = await read();
    expect(page.open).toEqual({ total: 8, exposed: 1, latent: 0, unused: 0, accepted: 7 });
    expect(page.worst.map(({ account }) => account)).toEqual([other]);
    expect(page.places.shown).toMatchObject([
      { account: other, exposed: 1 },
      { account: other, failed: 'AccessDeniedException' },
      { account: mine, exposed: 0, accepted: 7 },
    ]);
  });

  test('what was open then follows from what changed since', async () => {
    base.clock.set(base.clock.now() + 10 * dayMs);
    await record(bare(mine, 'eu-west-1', 3), bare(other, 'eu-west-1', 2));
    const [trend, ...others] = (await read()).trends;
    expect(trend).toMatchObject({ cut: true, opened: 1, resolved: 4, openNow: 5 });
    expect(others).toEqual([]);
    for (let day = 0; day < 10; day += 1)
      await base.store.summaries.summarise(Math.floor(base.clock.now() / dayMs - (9 - day)) * dayMs, 'past');
    base.clock.set(base.clock.now() + 40 * dayMs);
    expect((await read()).trends).toMatchObject([
      { days: 30, cut: false, opened: 0, resolved: 0, openThen: 5, openNow: 5 },
      { cut: true, openNow: 5 },
    ]);
  });

  test('its buttons open lists that nobody stored', async () => {
    const { browse } = createBrowse(base, async () => {});
    expect(await browse(actor, { queryId: 'all-open', page: 0 })).toMatchObject({ counts: { total: 8 }, filter: {} });
    expect(await browse(actor, { queryId: 'all-exposed', page: 0 })).toMatchObject({
      filter: { exposures: ['exposed'] },
    });
    expect(await browse(actor, { queryId: 'toString', page: 0 })).toMatchObject({ kind: 'problem' });
  });
});

describe('without access', () => {
  const access: Access = { users: [], usergroups: ['S1'], channels: ['C1'] };

  async function refused(group: readonly string[] | ChatError) {
    await record(bare(mine, 'eu-west-1', 7));
    const chat = new FakeChat();
    Object.assign(chat.groups, { S1: group });
    return createReadHome({ ...base, access }, createAuthorise(access, chat, fakeLog()))(actor);
  }

  test('it says whom to ask, and nothing of what is recorded', async () => {
    const page = await refused(['U2']);
    expect(page).toEqual({
      kind: 'home-refused',
      what: 'You are not among those who may ask this.',
      next: expect.stringContaining('Ask the operator'),
      channels: ['C1'],
    });
  });

  test('the same where a group cannot be read', async () => {
    const page = await refused(new ChatError('unavailable', 'ratelimited'));
    expect(page).toMatchObject({ kind: 'home-refused', what: expect.stringContaining('could not be checked') });
    expect(JSON.stringify(page)).not.toContain(mine);
  });
});
