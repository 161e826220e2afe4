import { describe, expect, test } from 'vitest';
import {
  asksFor,
  hasMemberRoles,
  listingFilters,
  memberAccount,
} from '../../../src/domain/organization/organization.ts';
import { everything } from '../../support/organization.ts';

describe('the account of a member', () => {
  test('has the roles and the external id of the schemes, in its own partition', () => {
    const schemes = { remediationRoleName: 'Fix-{accountId}', externalId: 'gw/{accountId}/{accountId}' };
    const member = { id: '222233334444', partition: 'aws-cn', name: 'data' };
    expect(memberAccount({ ...everything, ...schemes, regions: ['cn-north-1'] }, member)).toEqual({
      id: '222233334444',
      name: 'data',
      scanRoleArn: 'arn:aws-cn:iam::222233334444:role/gluewarden/Scan',
      remediationRoleArn: 'arn:aws-cn:iam::222233334444:role/Fix-222233334444',
      externalId: 'gw/222233334444/222233334444',
      regions: ['cn-north-1'],
    });
  });

  test('has the owner that its tags name', () => {
    const ownerTags = { channel: 'C0TEAM', usergroup: 'the team' };
    const keys = { channel: 'slack-channel', usergroup: 'slack-group' };
    const made = memberAccount({ ...everything, ownerTags: keys }, { id: '222233334444', partition: 'aws', ownerTags });
    expect(made.owner).toEqual({ channel: 'C0TEAM' });
  });

  test.each([
    ['no key', undefined, undefined],
    ['that of the channel', { channel: 'slack-channel' }, { channel: 'C0TEAM' }],
    ['that of the group', { usergroup: 'slack-group' }, { usergroup: 'S0TEAM' }],
  ])('has nothing of tags whose keys are no longer configured, whatever was listed: %s', (_left, keys, owner) => {
    const ownerTags = { channel: 'C0TEAM', usergroup: 'S0TEAM' };
    const organization = { ...everything, ...(keys && { ownerTags: keys }) };
    expect(memberAccount(organization, { id: '222233334444', partition: 'aws', ownerTags }).owner).toEqual(owner);
  });

  test('is never changed and has no external id where no scheme says so', () => {
    expect(memberAccount(everything, { id: '222233334444', partition: 'aws' })).toEqual({
      id: '222233334444',
      scanRoleArn: 'arn:aws:iam::222233334444:role/gluewarden/Scan',
      regions: 'enabled',
    });
  });
});

test('what the filters ask for costs requests, and nothing is asked that they do not need', () => {
  expect(asksFor(everything)).toEqual({ units: [], tags: false });
  const organizationalUnits = { include: ['r-ab12', 'ou-1'], exclude: ['ou-1'] };
  const tags = { include: {}, exclude: { glue: ['off'] } };
  expect(asksFor({ organizationalUnits, tags })).toEqual({ units: ['r-ab12', 'ou-1'], tags: true });
  expect(asksFor({ ...everything, ownerTags: { channel: 'slack' } })).toEqual({ units: [], tags: true });
});

test('what decides who is listed is one text, whatever the order of its keys, and how accounts are entered is not in it', () => {
  const filters = listingFilters({ ...everything, tags: { include: { a: ['1'], b: ['2'] }, exclude: {} } });
  expect(
    listingFilters({
      tags: { exclude: {}, include: { b: ['2'], a: ['1'] } },
      organizationalUnits: everything.organizationalUnits,
      excludedAccounts: [],
      scanRoleName: 'Other',
      remediationRoleName: 'Fix',
      externalId: 'x',
      regions: ['eu-west-1'],
    }),
  ).toBe(filters);
  const others = [
    everything,
    { ...everything, roleArn: 'arn:aws:iam::111122223333:role/List' },
    { ...everything, excludedAccounts: ['111122223333'] },
    { ...everything, organizationalUnits: { include: ['r-ab12'], exclude: [] } },
    { ...everything, organizationalUnits: { include: [], exclude: ['r-ab12'] } },
    { ...everything, tags: { include: {}, exclude: { a: ['1'], b: ['2'] } } },
    { ...everything, ownerTags: { channel: 'channel' } },
  ];
  expect(new Set([filters, ...others.map(listingFilters)]).size).toBe(8);
});

describe('an account has the roles of the schemes', () => {
  const schemes = { ...everything, remediationRoleName: 'Fix', externalId: 'gw-{accountId}' };
  const member = memberAccount(schemes, { id: '222233334444', partition: 'aws-us-gov' });
  const { remediationRoleArn: _fix, ...audited } = member;

  test.each([
    ['as a member', member, true],
    ['whatever its name and regions are', { ...member, name: 'data', regions: ['us-gov-west-1'] }, true],
    ['not with a scan role of another name', { ...member, scanRoleArn: `${member.scanRoleArn}2` }, false],
    ['not without a remediation role: it is never to be changed', audited, false],
    ['not with another external id', { ...member, externalId: 'gw' }, false],
    ['not with the credentials of the bot', { id: '222233334444', regions: 'enabled' as const }, false],
    ['not without an id', { ...audited, id: undefined }, false],
    ['not with a role of another account', { ...member, id: '333344445555' }, false],
  ])('%s', (_what, account, expected) => {
    expect(hasMemberRoles(schemes, account as Parameters<typeof hasMemberRoles>[1])).toBe(expected);
  });
});
