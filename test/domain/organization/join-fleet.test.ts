import { expect, test } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import { joinFleet } from '../../../src/domain/organization/join-fleet.ts';

const make = ({ id, name }: { readonly id: string; readonly name?: string }): Account => ({
  id,
  ...(name !== undefined && { name }),
  scanRoleArn: 'made',
  regions: 'enabled',
});
const member = (id: string, name: string) => ({ id, name, partition: 'aws' });

test('what is listed by hand wins, by its id, and stands first', () => {
  const byHand: Account[] = [{ id: '1', name: 'mine', scanRoleArn: 'by-hand', regions: ['eu-west-1'] }];
  expect(joinFleet(byHand, [member('1', 'data'), member('2', 'bi')], make, () => true)).toEqual([
    byHand[0],
    { id: '2', name: 'bi', scanRoleArn: 'made', regions: 'enabled' },
  ]);
});

test('what is named is there where it is no member, and not beside the member', () => {
  const named: Account[] = ['1', '2', '3'].map((id) => ({ id, scanRoleArn: 'named', regions: 'enabled' }));
  const byHand: Account[] = [{ id: '1', regions: 'enabled' }];
  const fleet = joinFleet(byHand, [member('2', 'bi')], make, () => true, named);
  expect(fleet.map(({ id, scanRoleArn }) => [id, scanRoleArn])).toEqual([
    ['1', undefined],
    ['3', 'named'],
    ['2', 'made'],
  ]);
});

test('a name that could be typed for another account, or not at all, is left out: the id names it', () => {
  const byHand: Account[] = [{ id: '1', name: 'Prod', regions: 'enabled' }];
  const members = [
    member('2', 'prod'),
    member('3', 'twin'),
    member('4', 'TWIN'),
    member('5', 'status'),
    member('6', 'own'),
  ];
  const fleet = joinFleet(byHand, members, make, (name) => name !== 'status');
  expect(fleet.map(({ name }) => name)).toEqual(['Prod', undefined, undefined, undefined, undefined, 'own']);
});

test('what its tags say of its owner goes with a member, and by hand what is written there holds', () => {
  const made: unknown[] = [];
  const tagged = { ...member('2', 'bi'), ownerTags: { channel: 'C0TEAM' } };
  const take = (each: Parameters<typeof make>[0]) => {
    made.push(each);
    return make(each);
  };
  joinFleet([{ id: '1', regions: 'enabled' }], [{ ...tagged, id: '1' }, tagged], take, () => true);
  expect(made).toEqual([tagged]);
});
