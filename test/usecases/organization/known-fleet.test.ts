import { expect, test } from 'vitest';
import { CloudError } from '../../../src/domain/errors.ts';
import type { OrganizationListing } from '../../../src/domain/organization/members.ts';
import { request } from '../../store/remediation-samples.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { base, filters, fleet, hand, id, listing, minutes, withOneStore } from '../../support/known-fleet.ts';
import { planOf, smallGlue } from '../../support/remediation/remediation-samples.ts';

withOneStore();

const messages = async () => (await base.store.outbox.claimDue(base.clock.now(), 0, 'p', 20)).map((row) => row.message);

test('with no listing yet those by hand are known, and the first one adds the others without a word', async () => {
  const { known, ids } = fleet([listing(1, 2)]);
  await known.load();
  expect(ids()).toEqual([hand.id]);
  await known.refresh();
  expect(ids()).toEqual([hand.id, id(1), id(2)]);
  expect(await messages()).toEqual([]);
});

test.each(['AccessDeniedException', 'TooManyRequestsException', 'MalformedItem'])(
  'a listing that ends with %s takes nobody away, and is known as failed since its first time',
  async (code) => {
    const failure = new CloudError('ListAccounts', code, 'no');
    const { known, ids } = fleet([listing(1, 2), failure, failure]);
    await known.refresh();
    await minutes(6);
    const since = base.clock.now();
    await known.refresh();
    await minutes(2);
    await known.refresh();
    expect(ids()).toEqual([hand.id, id(1), id(2)]);
    expect((await base.store.organization.get(filters)).failing).toMatchObject({ since, error: { error: code } });
  },
);

test('one that failed is tried again soon, and one that is fresh is not asked for again', async () => {
  const denial = new CloudError('ListAccounts', 'AccessDeniedException', 'no');
  const { known, asked } = fleet([denial, listing(1), listing(1)]);
  await known.refresh();
  await known.refresh();
  expect(asked).toHaveLength(1);
  await minutes(1);
  await known.refresh();
  await minutes(4);
  await known.refresh();
  expect(asked).toHaveLength(2);
  await minutes(1);
  await known.refresh();
  expect(asked.map((before) => [...before])).toEqual([[], [], [id(1)]]);
});

test('a restart, and another process, take what was listed last', async () => {
  await fleet([listing(1)]).known.refresh();
  const other = fleet([]);
  await other.known.load();
  expect(other.ids()).toEqual([hand.id, id(1)]);
});

test('who joined is announced once, with what the role lacks and what to do; who left is no longer watched', async () => {
  const first = fleet([listing(1, 2), listing(2, 3, 4)], [id(4)]);
  const second = fleet([listing(2, 3, 4)], [id(4)]);
  await first.known.refresh();
  await minutes(6);
  await Promise.all([first.known.refresh(), second.known.refresh()]);
  expect(first.ids()).toEqual([hand.id, id(2), id(3), id(4)]);
  const said = await messages();
  expect(said).toHaveLength(1);
  expect(said[0]).toMatchInlineSnapshot(`
    {
      "details": [
        "Gone from the organization, or no longer let through by the filters: account-1 (111111111111).",
        "Joined: account-3 (333333333333) and account-4 (444444444444).",
        "Of account-4 (444444444444): AWS refused to let Gluewarden assume the scan role (AccessDenied).",
      ],
      "kind": "problem",
      "next": "Make the roles, with credentials of each of these accounts: make-template && make-roles. Then "npm run -s doctor" tries them. README.md ("A whole organization") has it for all accounts at once, and for those to come.",
      "suggestions": [],
      "what": "1 account of the AWS organization is no longer watched; 2 joined it and will be scanned from now on.",
    }
  `);
});

test('whoever took the accounts has the same ones to the end', async () => {
  const { known } = fleet([listing(1), listing(2)]);
  await known.refresh();
  const { accounts } = known;
  await minutes(6);
  await known.refresh();
  expect(accounts.map((account) => account.id)).toEqual([hand.id, id(1)]);
  expect(known.accounts.map((account) => account.id)).toEqual([hand.id, id(2)]);
});

test('nobody waits longer than a minute for a listing that hangs, and its answer counts when it comes', async () => {
  let answer: (found: OrganizationListing) => void = () => undefined;
  const hanging = new Promise<OrganizationListing>((resolve) => {
    answer = resolve;
  });
  const { known, ids } = fleet([hanging]);
  let waited = false;
  const asked = known.refresh().then(() => {
    waited = true;
  });
  await settle();
  expect(waited).toBe(false);
  await minutes(1);
  await asked;
  expect(ids()).toEqual([hand.id]);
  answer(listing(1));
  await settle();
  expect(ids()).toEqual([hand.id, id(1)]);
});

test('what another process listed is taken where something is decided, and not asked for each time', async () => {
  const { known, ids } = fleet([]);
  const one = listing(1);
  await known.newest();
  await base.store.organization.save(filters, one, base.clock.now());
  await known.newest();
  expect(ids()).toEqual([hand.id]);
  await base.clock.advance(5_000);
  await known.newest();
  expect(ids()).toEqual([hand.id, id(1)]);
});

test('of a listing with those by hand nobody is announced twice', async () => {
  const again = { members: [{ id: hand.id ?? '', name: 'central', partition: 'aws' }], inactive: [] };
  const { known, ids } = fleet([listing(1), { ...listing(1), members: [...listing(1).members, ...again.members] }]);
  await known.refresh();
  await minutes(6);
  await known.refresh();
  expect(ids()).toEqual([hand.id, id(1)]);
  expect(await messages()).toEqual([]);
});

test('who is suspended is said to be, with requests that nobody can approve any more', async () => {
  const inactive = [{ id: id(2), name: 'account-2', partition: 'aws', state: 'SUSPENDED' }];
  const { known, ids } = fleet([listing(1, 2, 3), { members: listing(1).members, inactive }]);
  await known.refresh();
  const { plan } = planOf(smallGlue(), { target: { account: id(2), region: 'eu-west-1' } });
  await base.store.remediation.openRequest(request('r1', { plans: [{ plan, seal: 'seal' }] }), []);
  await minutes(6);
  await known.refresh();
  expect(ids()).toEqual([hand.id, id(1)]);
  const [said] = await messages();
  expect(said).toMatchObject({
    what: '2 accounts of the AWS organization are no longer watched.',
    details: [
      expect.stringMatching(/^Gone from the organization, .*: account-3 \(333333333333\)\.$/),
      'Suspended or closed: account-2 (222222222222).',
      '1 request for a remediation there can only be rejected or withdrawn now.',
    ],
    next: expect.stringContaining('list it under "accounts"'),
  });
});

test('other processes are told when the members are others, and only then', async () => {
  const { known, changes } = fleet([listing(1), listing(1), listing(1, 2)]);
  const counted: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    await known.refresh();
    counted.push(changes());
    await minutes(6);
  }
  expect(counted).toEqual([1, 1, 2]);
});

test('tags that name another owner than before leave an entry and a line each time, and other processes take it', async () => {
  const tagged = (ownerTags: object): OrganizationListing => {
    const { members, inactive } = listing(1, 2);
    return { members: members.map((each) => (each.id === id(1) ? { ...each, ownerTags } : each)), inactive };
  };
  const first = { channel: 'C0ONE', usergroup: 'S0ONE' };
  const second = { channel: 'C0ONE', usergroup: 'S0TWO' };
  const listings = [tagged(first), tagged(first), tagged(second), tagged({ usergroup: 'no id' })];
  const { known, changes } = fleet([...listings]);
  const trail = () => base.store.remediation.auditTrail(id(1));
  const seen = [];
  for (const _listing of listings) {
    await known.refresh();
    await minutes(6);
    seen.push([changes(), (await trail()).length]);
  }
  expect(seen).toEqual([
    [1, 0],
    [1, 0],
    [2, 1],
    [3, 2],
  ]);
  expect(await trail()).toMatchObject([
    {
      actor: 'gluewarden',
      action: 'owner.changed',
      detail: { ...second, channelBefore: 'C0ONE', usergroupBefore: 'S0ONE' },
    },
    { detail: { channelBefore: 'C0ONE', usergroupBefore: 'S0TWO' } },
  ]);
  expect(base.log.lines.filter(({ text }) => text.includes('other owners'))).toHaveLength(2);
  expect(await messages()).toEqual([]);
});
