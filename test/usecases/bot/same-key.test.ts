import { expect, test } from 'vitest';
import { openVault } from '../../../src/ops/vault.ts';
import { acceptKey, assertSameKey, wasSealed } from '../../../src/usecases/bot/same-key.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import type { Vault } from '../../../src/usecases/ports/vault.ts';
import { request } from '../../store/remediation-samples.ts';
import { countingIds, fakeLog, kit } from '../../support/fakes/kit.ts';
import { planOf, smallGlue, testKey } from '../../support/remediation/remediation-samples.ts';

const right = openVault({ key: testKey, log: fakeLog() });
const wrong = openVault({ key: Buffer.alloc(32, 9).toString('base64'), log: fakeLog() });

const { store: shared, clock } = await kit();
const holds = (store: Store, vault: Vault, newId = countingIds('salt')) =>
  assertSameKey({ store, vault, clock, newId }).then(
    () => true,
    (error: unknown) => error,
  );
const other = { name: 'KeyError', code: 'other-key', message: expect.stringContaining('store accept-key') };

/** As a version without check values left it: a plan for each seal, the last one newest. */
async function older(seals: readonly ((vault: Vault) => Vault | undefined)[]): Promise<Store> {
  const { store } = await kit();
  for (const [at, of] of seals.entries()) {
    const { plan } = planOf(smallGlue(), { id: `plan ${at}`, finding: { kind: 'configuration', name: `c${at}` } });
    const seal = of(right)?.seal(plan) ?? 'tampered';
    await store.remediation.openRequest(request(`r${at}`, { createdAt: at, plans: [{ plan, seal }] }), []);
  }
  return store;
}

test('the first key is written down, as nothing that tells it, and no other one passes', async () => {
  expect(await wasSealed(shared)).toBe(false);
  expect(await holds(shared, right)).toBe(true);
  const check = await shared.key.check();
  expect(check).toEqual({ salt: 'salt1', check: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await wasSealed(shared)).toBe(true);
  expect(await holds(shared, wrong)).toMatchObject(other);
  expect(await holds(shared, right)).toBe(true);
  expect(await shared.key.check()).toEqual(check);
});

test('of two that start at once with different keys one passes', async () => {
  const { store } = await kit();
  const both = await Promise.all([holds(store, right), holds(store, wrong, countingIds('other'))]);
  expect(both.filter((passed) => passed === true)).toHaveLength(1);
});

test('a database of an older version is held against its plans, before anything is written', async () => {
  const sealed = await older([() => right]);
  expect(await wasSealed(sealed)).toBe(true);
  expect(await holds(sealed, wrong)).toMatchObject(other);
  expect(await sealed.key.check()).toBeUndefined();
  expect(await holds(sealed, right)).toBe(true);
  expect(await sealed.key.check()).toBeDefined();
});

test('one plan that was tampered with does not lock the database', async () => {
  const store = await older([() => right, () => undefined]);
  expect(await holds(store, right)).toBe(true);
  expect(await holds(await older([() => undefined]), right)).toMatchObject(other);
});

test('a key that is accepted is the one from then on, and the audit trail says who took it', async () => {
  const store = await older([() => right]);
  await holds(store, right);
  await acceptKey({ store, vault: wrong, clock, newId: countingIds('new') }, 'operator');
  expect(await holds(store, wrong)).toBe(true);
  expect(await holds(store, right)).toMatchObject(other);
  expect(await store.remediation.auditTrail('key')).toMatchObject([{ actor: 'operator', action: 'key.accepted' }]);
});
