import { expect, test } from 'vitest';
import { readActs } from '../../../../src/usecases/remediation/state/read-acts.ts';
import { exceptionRow } from '../../../store/exceptions/samples.ts';
import { row } from '../../../support/remediation/acting.ts';
import { approved, remediationKit } from '../../../support/remediation/remediation.ts';

async function begin() {
  const kit = await remediationKit();
  const other = { ...row, id: 'f2', name: 'other' };
  const reverted = { ...row, id: 'f3', kind: 'reverted', name: 'a', reason: 'points-back', detail: 'std' } as const;
  await kit.store.findings.insert([row, other, reverted]);
  const rows = [row, other, reverted];
  const dependencies = { store: kit.store, canRemediate: () => true, canAccept: () => true };
  return { kit, rows, dependencies, read: (given = {}) => readActs({ ...dependencies, ...given }, rows) };
}

test('all that is open can be done, where the account may be changed and somebody could agree', async () => {
  const { read } = await begin();
  const ids = ['f1', 'f2', 'f3'];
  expect(await read()).toEqual({ remediable: ids, acceptable: ids });
  expect(await read({ canRemediate: () => false })).toEqual({ acceptable: ids });
  expect(await read({ canAccept: undefined })).toEqual({ remediable: ids });
  expect(await read({ canRemediate: undefined, canAccept: () => false })).toEqual({});
});

test('a request stands in place of a remediation, for what a deploy reverted of it too, until its end', async () => {
  const { kit, read } = await begin();
  const request = await approved(kit);
  const held = { requestId: request.id, isOpen: false, channel: 'CTEAM' };
  const ids = ['f1', 'f2', 'f3'];
  expect(await read()).toEqual({ remediable: ['f2'], acceptable: ids, requests: { f1: held, f3: held } });
  await kit.run();
  expect(await read()).toEqual({ remediable: ids, acceptable: ids });
});

test('what waits for consent is not offered again, and what is accepted neither; both can be remediated', async () => {
  const { kit, rows, dependencies, read } = await begin();
  const { rule, account, region, kind, name } = row;
  const scope = { finding: { rule, account, region, kind, name } };
  await kit.store.exceptions.add(exceptionRow('asked', { state: 'asked', scope }));
  expect(await read()).toMatchObject({
    acceptable: ['f2', 'f3'],
    askedToAccept: ['f1'],
    remediable: ['f1', 'f2', 'f3'],
  });
  const accepted = { id: 'e', reason: 'r', owner: 'o', until: '2099-01-01', endsAt: 1, from: 'slack' } as const;
  const some = rows.map((each) => (each.id === 'f2' ? { ...each, accepted } : each));
  expect(await readActs(dependencies, some)).toMatchObject({ acceptable: ['f3'], remediable: ['f1', 'f2', 'f3'] });
});

test('nothing is read where there is nothing', async () => {
  const store = {} as Parameters<typeof readActs>[0]['store'];
  expect(await readActs({ store }, [])).toEqual({});
});
