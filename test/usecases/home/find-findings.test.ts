import { beforeEach, describe, expect, test } from 'vitest';
import { GluewardenError } from '../../../src/domain/errors.ts';
import { createFindFindings, createFindIn, type FindDependencies } from '../../../src/usecases/home/find-findings.ts';
import { finding } from '../../store/samples.ts';
import { kit } from '../../support/fakes/kit.ts';

const account = '111122223333';
const actor = { user: 'U1', channel: 'C1' };
let base: FindDependencies;

beforeEach(async () => {
  const { store } = await kit();
  base = {
    store,
    fleet: { accounts: [{ id: account, name: 'prod', regions: ['eu-west-1'] }], schedules: [] },
    canRemediate: () => true,
  };
});

const row = (id: string, given: Parameters<typeof finding>[1] = {}) => finding(id, { account, ...given });

describe('a part of a name', () => {
  test('finds findings by their own names and by what uses them, the exposed ones above', async () => {
    await base.store.findings.insert([
      row('own', { name: 'ORDERS-etl', exposure: 'latent' }),
      row('used', {
        name: 'std',
        references: [
          { type: 'job', name: 'load-orders' },
          { type: 'job', name: 'clicks' },
        ],
      }),
      row('other', { name: 'clicks', references: [{ type: 'job', name: 'job' }] }),
      row('gone', { name: 'orders-old', resolvedAt: 9 }),
    ]);
    const found = await createFindFindings(base)('orders');
    expect(found).toMatchObject({
      part: 'orders',
      total: 2,
      items: [{ id: 'used', through: [{ name: 'load-orders' }], throughTotal: 1 }, { id: 'own' }],
      remediable: ['used', 'own'],
    });
    expect(found.items[1]).not.toHaveProperty('through');
    expect(found).not.toHaveProperty('partial');
  });

  test('says how many more there are, and nothing of what is not watched', async () => {
    await base.store.findings.insert([
      ...Array.from({ length: 12 }, (_, n) => row(`f${n}`, { name: `orders-${n}` })),
      row('left', { account: '999900001111', name: 'orders-left' }),
      row('elsewhere', { region: 'us-east-1', name: 'orders-elsewhere' }),
    ]);
    const { total, items } = await createFindFindings(base)(' orders ');
    expect([total, items.length]).toEqual([12, 10]);
  });

  test.each(['%', '_', '\\', '"', "'", '\u0000', '--', 'ord%rs'])('%j is a letter like others', async (part) => {
    await base.store.findings.insert([row('plain', { name: 'orders' }), row('odd', { name: `a${part}b` })]);
    const { items } = await createFindFindings(base)(part);
    expect(items.map(({ id }) => id)).toEqual(['odd']);
  });

  test('is needed', async () => {
    await expect(createFindFindings(base)('  ')).rejects.toThrow(GluewardenError);
  });

  test('what may not be changed is not offered', async () => {
    await base.store.findings.insert([row('f', { name: 'orders' })]);
    const found = await createFindFindings({ ...base, canRemediate: () => false, canAccept: () => true })('orders');
    expect(found).toMatchObject({ total: 1, acceptable: ['f'] });
    expect(found).not.toHaveProperty('remediable');
  });
});

describe('the words of a message', () => {
  test('name findings and what uses them to the letter', async () => {
    await base.store.findings.insert([
      row('conf', { name: 'orders-etl' }),
      row('job', { name: 'std', references: [{ type: 'job', name: 'load invoices' }] }),
      row('no', { name: 'orders' }),
    ]);
    const { findIn } = createFindIn(base, async () => {});
    const found = await findIn(actor, 'orders-etl failed, see "load invoices". ORDERS too.');
    expect(found).toMatchObject({ kind: 'found', total: 2, items: [{ id: 'conf' }, { id: 'job' }] });
    expect(found).not.toHaveProperty('part');
    expect(JSON.stringify(found)).not.toContain('failed');
  });

  test('are looked through for nobody who may not ask', async () => {
    await base.store.findings.insert([row('conf', { name: 'orders-etl' })]);
    const { findIn } = createFindIn(base, async () => {
      throw new GluewardenError('not-allowed');
    });
    expect(await findIn(actor, 'orders-etl')).toMatchObject({ kind: 'problem' });
  });
});
