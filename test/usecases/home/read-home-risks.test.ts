import { expect, test } from 'vitest';
import { askException, askedMessageId } from '../../../src/usecases/exceptions/ask-exception.ts';
import { decideException } from '../../../src/usecases/exceptions/decide-exception.ts';
import { readHomeRisks } from '../../../src/usecases/home/read-home-risks.ts';
import { until } from '../../domain/exceptions/samples.ts';
import { exceptionWorld, rowOf } from '../exceptions/world.ts';

type Order = Parameters<Awaited<ReturnType<typeof exceptionWorld>>['order']>[0];

async function asked(given: Order = {}) {
  const world = await exceptionWorld();
  const { id } = rowOf(await askException(world.dependencies, world.actor, world.order(given)));
  return { ...world, id, read: (user: string) => readHomeRisks(world.dependencies, user) };
}

test('it waits for whom the policy names, with where it stands, and not for who asked or anybody else', async () => {
  const { id, read } = await asked();
  const one = { id, state: 'asked', askedBy: 'UASKER', until: '2027-03-31', channel: 'CAPPROVALS' };
  expect(await read('UAPPROVER')).toMatchObject({ total: 1, shown: [one] });
  for (const user of ['UASKER', 'UOTHER', 'UNOBODY']) expect(await read(user)).toEqual({ total: 0, shown: [] });
});

test('who asked may say yes where every account lets them', async () => {
  const { read, policies, policy } = await asked();
  policies.set('111111111111', { ...policy, allowSelfApproval: true });
  expect(await read('UASKER')).toMatchObject({ total: 1 });
});

test('of two accounts it waits for an approver of both, and a group may have anybody in it', async () => {
  const { read, policies, policy } = await asked({ scope: { name: 'orders-*' } });
  expect((await read('UAPPROVER')).total).toBe(0);
  policies.set('222222222222', { ...policy, approvers: { users: [], usergroups: ['SLEADS'] } });
  expect((await read('UAPPROVER')).total).toBe(1);
  policies.set('222222222222', undefined);
  expect((await read('UAPPROVER')).total).toBe(0);
});

test('once posted it has the address of its message', async () => {
  const { read, store, id } = await asked();
  await store.outbox.linked(askedMessageId(id), 'https://slack.example/p1');
  expect((await read('UAPPROVER')).shown).toMatchObject([{ link: 'https://slack.example/p1' }]);
});

test('nothing waits that was decided, or that nobody decided in time', async () => {
  const first = await asked();
  await decideException(first.dependencies, { id: first.id, by: 'UAPPROVER', decision: 'reject', reason: 'no' });
  expect((await first.read('UAPPROVER')).total).toBe(0);
  const second = await asked();
  second.clock.at = until('2027-03-31').at;
  expect((await second.read('UAPPROVER')).total).toBe(0);
});
