import { afterEach, describe, expect, it } from 'vitest';
import { callerXml, closeClouds, expectSts, isolatedAws, testCloud } from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeClouds);

async function entered() {
  expectSts(nock, 'GetCallerIdentity', {}, callerXml());
  return testCloud().enter({ regions: 'enabled' });
}

function expectPage(input: object, status: number, answer: object): void {
  const sent = { MaxResults: 50, RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'], ...input };
  nock('https://account.us-east-1.amazonaws.com').post('/listRegions', sent).reply(status, answer);
}

describe('enabledRegions', () => {
  it('lists every page, in order', async () => {
    const account = await entered();
    expectPage({}, 200, { Regions: [{ RegionName: 'us-west-2', RegionOptStatus: 'ENABLED' }], NextToken: 'n' });
    expectPage({ NextToken: 'n' }, 200, { Regions: [{ RegionName: 'eu-west-1' }, { RegionName: 'us-west-2' }] });
    expect(await account.enabledRegions()).toEqual(['eu-west-1', 'us-west-2']);
  });

  it('fails with the code when they cannot be listed to the end', async () => {
    const account = await entered();
    expectPage({}, 200, { Regions: [{ RegionName: 'us-west-2' }], NextToken: 'n' });
    expectPage({ NextToken: 'n' }, 403, { __type: 'AccessDeniedException', message: 'no' });
    const failure = { call: 'ListRegions', code: 'AccessDeniedException', message: 'no' };
    await expect(account.enabledRegions()).rejects.toMatchObject(failure);
  });

  it('fails when there are none: that is no account without targets', async () => {
    const account = await entered();
    expectPage({}, 200, { Regions: [] });
    await expect(account.enabledRegions()).rejects.toMatchObject({ call: 'ListRegions', code: 'NoEnabledRegions' });
  });
});
