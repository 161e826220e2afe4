import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../src/domain/fleet.ts';
import {
  accessKey,
  assumedXml,
  callerXml,
  closeClouds,
  expectJson,
  expectSts,
  isolatedAws,
  ownAccount,
  refusal,
  secretKey,
  stsRefusal,
  testCloud,
} from '../support/aws/aws.ts';
import { strictNock } from '../support/aws/nock.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeClouds);

const own: Account = { regions: ['eu-west-1'] };
const other = '444455556666';
const roleArn = `arn:aws:iam::${other}:role/scan`;
const viaRole: Account = { id: other, scanRoleArn: roleArn, externalId: 'ext-1', regions: ['eu-west-1'] };
const roleParameters = { RoleArn: roleArn, RoleSessionName: 'gluewarden-scan', ExternalId: 'ext-1' };
const inAnHour = (clock: FakeClock): Date => new Date(clock.now() + 3_600_000);

describe("the bot's own account", () => {
  it('is asked from STS in its region, once for all who ask at the same time', async () => {
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    const cloud = testCloud();
    const entered = await Promise.all([cloud.enter(own), cloud.enter({ ...own, id: ownAccount }), cloud.enter(own)]);
    expect(entered.map(({ id }) => id)).toEqual([ownAccount, ownAccount, ownAccount]);
  });

  it('is asked in us-east-1 when no region is configured', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    expectSts(nock, 'GetCallerIdentity', {}, callerXml(), 'us-east-1');
    expect((await testCloud().enter(own)).id).toBe(ownAccount);
  });

  it('is asked again after some minutes', async () => {
    const clock = new FakeClock();
    const cloud = testCloud({ clock });
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    await cloud.enter(own);
    await clock.advance(4 * 60_000);
    await cloud.enter(own);
    await clock.advance(60_000);
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    await cloud.enter(own);
  });

  it('is not entered as another one', async () => {
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    await expect(testCloud().enter({ ...own, id: other })).rejects.toMatchObject({
      call: 'GetCallerIdentity',
      code: 'AccountMismatch',
    });
  });

  it('fails with the code of STS, and asks again the next time', async () => {
    const cloud = testCloud();
    expectSts(nock, 'GetCallerIdentity', {}, stsRefusal('ExpiredToken', 'The security token is expired'));
    await expect(cloud.enter(own)).rejects.toMatchObject({
      call: 'GetCallerIdentity',
      code: 'ExpiredToken',
      message: 'The security token is expired',
    });
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    expect((await cloud.enter(own)).id).toBe(ownAccount);
  });

  it('fails with CredentialsMissing when the chain has none', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    await expect(testCloud().enter(own)).rejects.toMatchObject({
      call: 'GetCallerIdentity',
      code: 'CredentialsMissing',
    });
  });

  it('is not hidden by what was known, once a call says that the credentials have expired', async () => {
    const cloud = testCloud();
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    const reader = (await cloud.enter(own)).region('eu-west-1');
    expectJson(nock, 'glue', 'eu-west-1', 'GetJobs', { MaxResults: 1000 }, refusal('ExpiredTokenException', 'expired'));
    expect((await reader.jobs()).error).toEqual({
      call: 'GetJobs',
      error: 'ExpiredTokenException',
      message: 'expired',
    });
    expectSts(nock, 'GetCallerIdentity', {}, stsRefusal('ExpiredToken', 'expired'));
    await expect(cloud.enter(own)).rejects.toMatchObject({ code: 'ExpiredToken' });
  });
});

describe('an account with a role', () => {
  it('is entered once for everybody, and its readers use the assumed credentials', async () => {
    const clock = new FakeClock(Date.now());
    expectSts(nock, 'AssumeRole', roleParameters, assumedXml(other, inAnHour(clock)));
    const cloud = testCloud({ clock });
    const [entered] = await Promise.all([cloud.enter(viaRole), cloud.enter(viaRole)]);
    expect(entered.id).toBe(other);
    for (const region of ['eu-west-1', 'us-east-1']) {
      nock(`https://glue.${region}.amazonaws.com`)
        .post('/')
        .matchHeader('authorization', /Credential=ASIAEXAMPLEEXAMPLE01\//)
        .matchHeader('x-amz-security-token', 'assumed-token')
        .reply(200, { Jobs: [] });
      expect(await entered.region(region).jobs()).toEqual({ items: [] });
    }
  });

  it('says which bot it is in the name of the session, within its limits', async () => {
    const clock = new FakeClock(Date.now());
    const RoleSessionName = `gluewarden-scan-host-1-${'x'.repeat(41)}`;
    expect(RoleSessionName).toHaveLength(64);
    const { externalId: _unused, ...account } = viaRole;
    expectSts(nock, 'AssumeRole', { RoleArn: roleArn, RoleSessionName }, assumedXml(other, inAnHour(clock)));
    await testCloud({ clock, sessionLabel: `host 1/${'x'.repeat(80)}` }).enter(account);
  });

  it('is renewed before its credentials end', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    // No spread: a renewal ahead of time would be asked for by any read.
    const random = vi.spyOn(Math, 'random').mockReturnValue(0);
    try {
      const clock = new FakeClock(Date.now());
      const cloud = testCloud({ clock });
      expectSts(nock, 'AssumeRole', roleParameters, assumedXml(other, inAnHour(clock)));
      const reader = (await cloud.enter(viaRole)).region('eu-west-1');
      const read = async (ms: number, keyId: string): Promise<void> => {
        await clock.advance(ms);
        vi.setSystemTime(clock.now());
        nock('https://glue.eu-west-1.amazonaws.com')
          .post('/')
          .matchHeader('authorization', new RegExp(`Credential=${keyId}/`))
          .reply(200, { Jobs: [] });
        expect(await reader.jobs()).toEqual({ items: [] });
      };
      await read(0, 'ASIAEXAMPLEEXAMPLE01');
      await read(53 * 60_000, 'ASIAEXAMPLEEXAMPLE01');
      const later = new Date(clock.now() + 3_600_000);
      expectSts(nock, 'AssumeRole', roleParameters, assumedXml(other, later, 'ASIAEXAMPLEEXAMPLE02'));
      await read(3 * 60_000, 'ASIAEXAMPLEEXAMPLE02');
    } finally {
      random.mockRestore();
      vi.useRealTimers();
    }
  });

  it('names AssumeRole when the renewal fails in the middle of a read', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const clock = new FakeClock(Date.now());
      const cloud = testCloud({ clock });
      expectSts(nock, 'AssumeRole', roleParameters, assumedXml(other, inAnHour(clock)));
      const reader = (await cloud.enter(viaRole)).region('eu-west-1');
      await clock.advance(56 * 60_000);
      vi.setSystemTime(clock.now());
      expectSts(nock, 'AssumeRole', roleParameters, stsRefusal('AccessDenied', 'trust was removed'));
      expect(await reader.jobs()).toEqual({
        items: [],
        error: { call: 'AssumeRole', error: 'AccessDenied', message: 'trust was removed' },
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('is refused when it is another account, and that is not kept', async () => {
    const clock = new FakeClock(Date.now());
    const cloud = testCloud({ clock });
    expectSts(nock, 'AssumeRole', roleParameters, assumedXml(ownAccount, inAnHour(clock)));
    await expect(cloud.enter(viaRole)).rejects.toMatchObject({
      call: 'AssumeRole',
      code: 'AccountMismatch',
      message: `The credentials are for account ${ownAccount}, and the configuration says ${other}.`,
    });
  });

  it('keeps the code of a refusal and tries again the next time', async () => {
    const clock = new FakeClock(Date.now());
    const cloud = testCloud({ clock });
    const message = `User: arn:aws:iam::${ownAccount}:user/bot is not authorized to perform: sts:AssumeRole`;
    expectSts(nock, 'AssumeRole', roleParameters, stsRefusal('AccessDenied', message));
    await expect(cloud.enter(viaRole)).rejects.toMatchObject({ call: 'AssumeRole', code: 'AccessDenied', message });
    expectSts(nock, 'AssumeRole', roleParameters, assumedXml(other, inAnHour(clock)));
    expect((await cloud.enter(viaRole)).id).toBe(other);
  });

  it('is refused when the answer has no credentials', async () => {
    const xml = assumedXml(other, new Date()).xml.replace(/<Credentials>.*<\/Credentials>/s, '');
    expectSts(nock, 'AssumeRole', roleParameters, { xml });
    await expect(testCloud().enter(viaRole)).rejects.toMatchObject({ call: 'AssumeRole', code: 'MalformedResponse' });
  });
});

describe('a caller who stops waiting', () => {
  it('does not stop the others', async () => {
    nock('https://sts.eu-west-1.amazonaws.com').post('/').delay(30).reply(200, callerXml().xml);
    const cloud = testCloud();
    const controller = new AbortController();
    const [stopped, late, stays] = [
      cloud.enter(own, controller.signal),
      cloud.enter(own, AbortSignal.abort(new DOMException('late', 'TimeoutError'))),
      cloud.enter(own),
    ];
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ call: 'GetCallerIdentity', code: 'Aborted' });
    await expect(late).rejects.toMatchObject({ call: 'GetCallerIdentity', code: 'DeadlineExceeded' });
    expect((await stays).id).toBe(ownAccount);
  });
});

describe('secrets', () => {
  it('stay out of errors, whatever the service says', async () => {
    const said = `Bad request by ${accessKey} with ${secretKey}`;
    expectSts(nock, 'GetCallerIdentity', {}, stsRefusal('Odd', said, 400));
    const error = await testCloud()
      .enter(own)
      .catch((thrown: unknown) => thrown);
    const text = JSON.stringify(error, Object.getOwnPropertyNames(error));
    expect(text).toContain('Bad request');
    expect(text).not.toContain(accessKey);
    expect(text).not.toContain(secretKey);
  });
});
