import { describe, expect, test } from 'vitest';
import { askException } from '../../../src/usecases/exceptions/ask-exception.ts';
import { endExceptions } from '../../../src/usecases/exceptions/end-exceptions.ts';
import { until } from '../../domain/exceptions/samples.ts';
import { exceptionRow } from '../../store/exceptions/samples.ts';
import { finding } from '../../store/samples.ts';
import { exceptionWorld, identity, rowOf } from './world.ts';

test('asks the approvers of the account, in their channel, and accepts nothing yet', async () => {
  const { store, dependencies, actor, order, sent, trail } = await exceptionWorld();
  const asked = await askException(dependencies, actor, order());
  expect(asked).toMatchObject({ notice: { event: 'asked', findings: 1 } });
  const row = rowOf(asked);
  expect(await store.exceptions.get(row.id)).toEqual(row);
  expect(row).toMatchObject({ state: 'asked', covers: { kinds: { configuration: 'latent' } }, askedBy: 'UASKER' });
  // By its name: nobody decides about a number.
  const risk = { accountNames: { [identity.account]: 'data-production' } };
  const counts = { total: 1, latent: 1 };
  expect(await sent()).toMatchObject([['CAPPROVALS', { kind: 'exception-request', risk, counts }]]);
  expect(await trail(row.id)).toEqual(['exception.asked']);
  expect(await store.findings.counts({})).toMatchObject({ latent: 1 });
});

test('where no consent is needed it holds at once', async () => {
  const { store, dependencies, actor, order, sent, trail } = await exceptionWorld();
  dependencies.rules.consent = 'none';
  const asked = await askException(dependencies, actor, order());
  expect(asked).toMatchObject({ notice: { event: 'accepted' } });
  expect(await store.findings.counts({})).toMatchObject({ latent: 0, accepted: 1 });
  expect(await sent()).toEqual([]);
  expect(await trail(rowOf(asked).id)).toEqual(['exception.accepted']);
});

test.each([
  [{ until: '2026-11-22' }, ['end-past']],
  [{ until: '2027-05-23' }, ['end-too-late']],
  [{ until: 'soon', reason: ' ', owner: '' }, ['reason-missing', 'owner-missing', 'end-unreadable']],
  [{ scope: { finding: { ...identity, name: 'gone' } } }, ['reaches-nothing']],
  [{ scope: { name: 'x*' } }, ['reaches-nothing']],
  [{ replaces: 'nothing' }, ['not-in-force']],
])('%j is refused, and leaves an entry alone', async (given, problems) => {
  const { store, dependencies, actor, order, sent, trail } = await exceptionWorld();
  expect(await askException(dependencies, actor, order(given))).toEqual({ problems });
  expect(await store.exceptions.inState(['asked', 'accepted'])).toEqual([]);
  expect(await sent()).toEqual([]);
  expect(await trail('id-0-of-it')).toEqual(['exception.refused']);
});

test('what nobody could agree to is not asked', async () => {
  const { dependencies, actor, order, policies } = await exceptionWorld();
  policies.delete('222222222222');
  expect(await askException(dependencies, actor, order({ scope: { name: 'orders-*' } }))).toEqual({
    problems: ['no-approvers'],
  });
});

test('it is said where another covers it already', async () => {
  const { store, dependencies, actor, order } = await exceptionWorld();
  await store.exceptions.add(exceptionRow('file', { from: 'file', scope: { name: 'orders-*' } }));
  expect(await askException(dependencies, actor, order())).toMatchObject({ notice: { alsoUntil: '2199-12-31' } });
});

test('what is asked in the Home is put to somebody where the approvers have no channel, and its end too', async () => {
  const { dependencies, policies, policy, order, sent, store, clock } = await exceptionWorld();
  const { channel: _none, ...bare } = policy;
  policies.set('111111111111', bare);
  const home = { user: 'UASKER', channel: '' };
  await askException({ ...dependencies, fallbackChannel: 'COPS' }, home, order());
  await askException(dependencies, home, order({ owner: 'data team' }));
  const [first, second] = await sent();
  expect([first?.[0], second?.[0]]).toEqual(['COPS', 'UASKER']);
  expect((await store.exceptions.inState(['asked'])).map(({ askedIn }) => askedIn)).toEqual([undefined, undefined]);
  await store.exceptions.add(exceptionRow('before', { scope: { finding: identity }, askedIn: '', remindedAt: 1 }));
  clock.at = exceptionRow('before').until.at;
  await endExceptions({ ...dependencies, remindBefore: 1, fallbackChannel: 'COPS' });
  expect((await sent()).map(([channel]) => channel)).not.toContain('');
});

test('of every account, it is about those of now: one that joins later is not covered without its approvers', async () => {
  const { store, dependencies, actor, order, clock } = await exceptionWorld();
  dependencies.rules.consent = 'none';
  const asked = await askException(dependencies, actor, order({ scope: { name: 'orders-*' } }));
  expect(rowOf(asked).scope).toEqual({ name: 'orders-*', accounts: ['111111111111', '222222222222'] });
  await store.findings.insert([finding('joined', { account: '333333333333', name: 'orders-etl', exposure: 'unused' })]);
  await store.exceptions.markFindings(clock.at);
  expect(await store.findings.byId('joined')).not.toHaveProperty('accepted');
  expect(await store.findings.byId('unused')).toHaveProperty('accepted');
});

test('a list of accounts that is too long for a statement narrows nothing, and is judged all the same', async () => {
  const { store, dependencies, actor, order, clock } = await exceptionWorld();
  dependencies.rules.consent = 'none';
  const many = Array.from({ length: 1_000 }, (_, index) => ({
    id: String(100_000_000_000 + index),
    regions: 'enabled' as const,
  }));
  const asked = await askException(
    { ...dependencies, accounts: [...dependencies.accounts, ...many] },
    actor,
    order({ scope: { name: 'orders-*' } }),
  );
  expect(rowOf(asked).scope).toMatchObject({ accounts: { length: 1_002 } });
  await store.exceptions.markFindings(clock.at);
  expect(await store.findings.counts({})).toMatchObject({ accepted: 3 });
});

describe('where nobody must agree', () => {
  const later = until('2027-04-30');

  async function world(given: Parameters<typeof exceptionRow>[1] = {}) {
    const made = await exceptionWorld();
    made.dependencies.rules.consent = 'none';
    const theirs = { scope: { finding: identity }, until: later, askedBy: 'USOMEBODY', owner: 'UOWNER' };
    await made.store.exceptions.add(exceptionRow('theirs', { ...theirs, ...given }));
    const { dependencies, order } = made;
    const ask = (user: string, changed = {}) => askException(dependencies, { user, channel: 'C1' }, order(changed));
    return { ...made, ask };
  }

  test.each([
    ['in its place', { replaces: 'theirs' }],
    ['by one beside it', {}],
    ['by one of a pattern beside it', { scope: { name: 'orders-*' } }],
  ])("nobody else shortens another's, %s, and who tried is written down", async (_how, changed) => {
    const { store, ask, trail } = await world();
    expect(await ask('USTRANGER', changed)).toEqual({ problems: ['not-yours'] });
    expect(await store.exceptions.get('theirs')).toMatchObject({ state: 'accepted' });
    expect(await trail('id-0-of-it')).toEqual(['exception.refused']);
  });

  test.each(['USOMEBODY', 'UOWNER', 'UAPPROVER'])('%s may: who asked, its owner, an approver', async (user) => {
    const { store, ask } = await world();
    expect(await ask(user, { replaces: 'theirs' })).toHaveProperty('notice');
    expect(await store.exceptions.get('theirs')).toMatchObject({ state: 'replaced' });
  });

  test('one beside it that ends no earlier shortens nothing', async () => {
    const { ask } = await world({ until: until('2027-03-01') });
    expect(await ask('USTRANGER')).toHaveProperty('notice');
  });
});

test('what still waits for a decision is not over: it is said that it waits', async () => {
  const { store, dependencies, actor, order } = await exceptionWorld();
  await store.exceptions.add(exceptionRow('waits', { state: 'asked', scope: { finding: identity } }));
  expect(await askException(dependencies, actor, order({ replaces: 'waits' }))).toEqual({ problems: ['waiting'] });
});
