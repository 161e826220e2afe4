import { describe, expect, test } from 'vitest';
import { databases, openTestStore } from '../harness.ts';
import { finding } from '../samples.ts';
import { exceptionRow, past, until } from './samples.ts';

const now = Date.UTC(2026, 10, 23);
const place = { account: '111111111111', region: 'eu-west-1' };
const latent = { exposure: 'latent' } as const;

describe.each(databases)('accepted findings (%s)', (database) => {
  test('are marked, counted apart, listed last, and news on the day they come back', async () => {
    const { findings, exceptions } = await openTestStore(database);
    await findings.insert([finding('a', latent), finding('b', latent), finding('c')]);
    await exceptions.add(exceptionRow('one', { scope: { name: 'configuration of ?' } }));
    expect(await exceptions.markFindings(now)).toEqual({ accepted: 2, back: 0 });
    expect(await exceptions.markFindings(now)).toEqual({ accepted: 0, back: 0 });
    const counts = { total: 3, exposed: 1, latent: 0, unused: 0, accepted: 2 };
    expect(await findings.counts({})).toEqual(counts);
    expect(await findings.countByTarget({ state: 'open' })).toEqual([{ ...place, ...counts }]);
    expect(await findings.openByTarget()).toEqual([{ ...place, ...counts }]);
    const page = await findings.page({}, 0, 10);
    expect(page.counts).toEqual(counts);
    expect(page.items.map(({ id, accepted }) => [id, accepted?.id])).toEqual([
      ['c', undefined],
      ['a', 'one'],
      ['b', 'one'],
    ]);
    expect(await findings.firstIn({ state: 'open' }, place, 'latent', 5)).toEqual([]);
    expect(await exceptions.covered(now)).toEqual(new Map([['one', 2]]));
    expect((await findings.byId('a'))?.accepted).toMatchObject({ reason: 'ends in March', until: '2199-12-31' });

    await exceptions.move('one', { from: 'accepted', to: 'revoked', at: now, by: 'U0ASKER' });
    expect(await exceptions.markFindings(now + 5)).toEqual({ accepted: 0, back: 2 });
    expect(await findings.counts({})).toEqual({ total: 3, exposed: 1, latent: 2, unused: 0 });
    expect(await findings.byId('a')).toEqual({ ...finding('a', latent), newsAt: now + 5 });
    expect(await findings.countByTarget({ state: 'open', since: now })).toEqual([
      { ...place, total: 2, exposed: 0, latent: 2, unused: 0 },
    ]);
    expect(await findings.countByTarget({ state: 'open', before: now })).toMatchObject([{ total: 1, exposed: 1 }]);
  });

  test('by tag are so while they have it, as it was read last, and back as news with the next scan after', async () => {
    const { findings, exceptions } = await openTestStore(database);
    const finance = { ...latent, tags: { team: 'finance', stage: 'prod' } };
    await findings.insert([
      finding('a', finance),
      finding('b', { ...latent, tags: { team: 'orders' } }),
      finding('unread', latent),
    ]);
    const scope = { tag: { team: 'finance' } };
    expect(await exceptions.reached(scope)).toMatchObject([{ name: 'configuration of a', tags: finance.tags }]);
    await exceptions.add(exceptionRow('one', { scope }));
    expect((await exceptions.inState(['accepted']))[0]?.scope).toEqual(scope);
    expect(await exceptions.markFindings(now)).toEqual({ accepted: 1, back: 0 });
    expect((await findings.byId('a'))?.accepted?.id).toBe('one');
    await findings.update([finding('a', { ...latent, tags: { team: 'sales' } })]);
    expect(await exceptions.markFindings(now + 5)).toEqual({ accepted: 0, back: 1 });
    expect(await findings.byId('a')).toMatchObject({ newsAt: now + 5, tags: { team: 'sales' } });
    expect((await findings.byId('a'))?.accepted).toBeUndefined();
  });

  test('whose end has passed count at once, though nothing was written yet', async () => {
    const { findings, exceptions } = await openTestStore(database);
    await findings.insert([finding('a', latent)]);
    await exceptions.add(exceptionRow('one', { until: until(past) }));
    // Held against exceptions by a clock that is behind: the database's own is not.
    expect(await exceptions.markFindings(until('2019-01-01').at)).toEqual({ accepted: 1, back: 0 });
    expect(await findings.counts({})).toEqual({ total: 1, exposed: 0, latent: 1, unused: 0 });
    expect(await findings.countByTarget({ state: 'open' })).toMatchObject([{ total: 1, latent: 1 }]);
    expect(await findings.firstIn({ state: 'open' }, place, 'latent', 5)).toEqual([finding('a', latent)]);
    expect((await findings.page({}, 0, 5)).items).toEqual([finding('a', latent)]);
    expect(await findings.byId('a')).toEqual(finding('a', latent));
  });

  test('what grew worse is not covered, and is news', async () => {
    const { findings, exceptions } = await openTestStore(database);
    await findings.insert([finding('a', latent)]);
    await exceptions.add(exceptionRow('one'));
    await exceptions.markFindings(now);
    await findings.update([finding('a', { lastSeenAt: now + 1 })]);
    expect(await exceptions.markFindings(now + 1)).toEqual({ accepted: 0, back: 1 });
    expect(await findings.byId('a')).toMatchObject({ exposure: 'exposed', newsAt: now + 1 });
    await findings.update([finding('a', { ...latent, lastSeenAt: now + 2 })]);
    expect(await exceptions.markFindings(now + 2)).toEqual({ accepted: 1, back: 0 });
    expect((await findings.byId('a'))?.newsAt).toBe(now + 1);
  });

  test('resolved ones are nobody’s risk any more', async () => {
    const { findings, exceptions } = await openTestStore(database);
    await findings.insert([finding('a', latent), finding('b', latent)]);
    await exceptions.add(exceptionRow('one'));
    await exceptions.markFindings(now);
    await findings.resolve(['a'], now + 1);
    expect(await findings.countByTarget({ state: 'resolved' })).toEqual([
      { ...place, total: 1, exposed: 0, latent: 1, unused: 0 },
    ]);
    expect(await exceptions.covered(now)).toEqual(new Map([['one', 1]]));
  });

  test('of many exceptions each finds its own, whatever the letters of a name', async () => {
    const { findings, exceptions } = await openTestStore(database);
    const names = ['Orders', 'orders', 'o%', 'o_', '注文', "it's"];
    await findings.insert(names.map((name) => finding(`of ${name}`, { ...latent, name })));
    for (const [index, name] of names.entries())
      await exceptions.add(
        exceptionRow(`e${index}`, {
          scope: index % 2 === 0 ? { name } : { finding: { rule: 'Glue-005', ...place, kind: 'configuration', name } },
        }),
      );
    for (let index = 0; index < 150; index++)
      await exceptions.add(exceptionRow(`more${index}`, { scope: { accounts: ['999999999999'], name: `x${index}` } }));
    expect(await exceptions.markFindings(now)).toEqual({ accepted: names.length, back: 0 });
    expect(await exceptions.covered(now)).toEqual(new Map(names.map((_name, index) => [`e${index}`, 1])));
  });
});
