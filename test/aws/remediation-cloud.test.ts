import { afterEach, describe, expect, it } from 'vitest';
import { planningPolicy, sessionPolicy } from '../../src/aws/policies/session-policy.ts';
import type { Log } from '../../src/usecases/ports/runtime.ts';
import {
  assumedXml,
  callerXml,
  expectJson,
  expectSts,
  isolatedAws,
  ownAccount,
  silentLog,
  stsRefusal,
} from '../support/aws/aws.ts';
import { the, write } from '../support/aws/definition-calls.ts';
import { strictNock } from '../support/aws/nock.ts';
import {
  account,
  closeRemediationClouds,
  create,
  expectSession,
  expires,
  openTestSession,
  plan,
  region,
  switchCrawler,
  switchJob,
  switchTrigger,
  target,
  testRemediationCloud,
} from '../support/aws/remediation-cloud.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeRemediationClouds);

const denied = stsRefusal('AccessDenied', 'not authorized to perform: sts:SetSourceIdentity');
const tooLarge = stsRefusal('PackedPolicyTooLarge', 'Packed size consumes 107%', 400);
const steps = [create(), switchJob('a'), switchJob('b'), switchTrigger('t'), switchCrawler('c')];

function recordingLog(): { readonly log: Log; readonly lines: unknown[] } {
  const lines: unknown[] = [];
  const note = (level: string) => (fields: object, text: string) => lines.push({ level, ...fields, text });
  return {
    lines,
    log: { ...silentLog, info: note('info'), warn: note('warn'), debug: note('debug'), error: note('error') },
  };
}

/** Expects GetJob with these credentials. */
function expectJob(name: string, keyId: string): void {
  nock(`https://glue.${region}.amazonaws.com`)
    .post('/', { JobName: name })
    .matchHeader('authorization', new RegExp(`Credential=${keyId}/`))
    .reply(200, { Job: { Name: name } });
}

describe('session', () => {
  it('assumes the remediation role with the plan’s name, a source identity, 15 minutes and a policy of its steps', async () => {
    const { reader } = await openTestSession(nock, steps);
    expectJob('a', 'ASIAEXAMPLEEXAMPLE01');
    expect((await reader.definition(the.job('a')))?.definition).toEqual({ Name: 'a' });
  });

  it('takes new credentials for every session, so that none outlive it', async () => {
    const cloud = testRemediationCloud();
    expectSession(nock, steps, { answer: assumedXml(ownAccount, expires, 'ASIAFIRST') });
    await cloud.session(account, plan, steps);
    expectSession(nock, steps, { answer: assumedXml(ownAccount, expires, 'ASIASECOND') });
    const { reader } = await cloud.session(account, plan, steps);
    expectJob('a', 'ASIASECOND');
    await reader.definition(the.job('a'));
  });

  it('goes on without a source identity where that is refused, says so, and asks again in the next session', async () => {
    const { log, lines } = recordingLog();
    const cloud = testRemediationCloud(log);
    for (const round of [1, 2]) {
      expectSession(nock, steps, { answer: denied });
      expectSession(nock, steps, { sourceIdentity: false });
      await cloud.session(account, plan, steps);
      expect(lines.filter((line) => JSON.stringify(line).includes('source identity refused'))).toHaveLength(round);
    }
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        plan: 'plan-1',
        account: ownAccount,
        session: 'gluewarden-plan-1',
      }),
    );
  });

  it('logs no credentials', async () => {
    const { log, lines } = recordingLog();
    await openTestSession(nock, steps, log);
    expect(lines).not.toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/assumed-secret|assumed-token|ASIA|ext-1/);
  });

  it('is denied when the role itself may not be assumed', async () => {
    expectSession(nock, steps, { answer: denied });
    expectSession(nock, steps, { answer: denied, sourceIdentity: false });
    await expect(testRemediationCloud().session(account, plan, steps)).rejects.toMatchObject({
      call: 'AssumeRole',
      code: 'AccessDenied',
    });
  });

  it.each([
    [stsRefusal('Throttling', 'slow', 400), 'Throttling'],
    [stsRefusal('ExpiredToken', 'old', 400), 'ExpiredToken'],
    [stsRefusal('RegionDisabledException', 'off', 403), 'RegionDisabledException'],
    [stsRefusal('ValidationError', 'bad', 400), 'ValidationError'],
    [{ xml: '<html>', status: 503 }, 'Http503'],
  ])('never tries without the policy or the identity for another reason', async (answer, code) => {
    expectSession(nock, steps, { answer });
    await expect(testRemediationCloud().session(account, plan, steps)).rejects.toMatchObject({
      call: 'AssumeRole',
      code,
    });
  });

  it('is refused without a remediation role, before any call', async () => {
    const { remediationRoleArn: _none, ...off } = account;
    await expect(testRemediationCloud().session(off, plan, steps)).rejects.toMatchObject({ code: 'RemediationOff' });
  });

  it('is refused when the role is another account’s than the plan’s', async () => {
    expectSession(nock, steps, { answer: assumedXml('444455556666', expires) });
    await expect(testRemediationCloud().session(account, plan, steps)).rejects.toMatchObject({
      code: 'AccountMismatch',
    });
  });

  it('has a session name of at most 64 allowed characters', async () => {
    const id = 'żółw/plan 7'.padEnd(80, 'x');
    const name = 'gluewarden--w-plan-7'.padEnd(64, 'x');
    const parameters = {
      RoleArn: account.remediationRoleArn ?? '',
      ExternalId: 'ext-1',
      RoleSessionName: name,
      SourceIdentity: name,
      Policy: sessionPolicy(target, steps),
      DurationSeconds: '900',
    };
    expectSts(nock, 'AssumeRole', parameters, assumedXml(ownAccount, expires));
    await testRemediationCloud().session(account, { id, target }, steps);
  });
});

describe('a session policy that STS finds too large', () => {
  it('is split until it fits; the later halves are opened when they are needed', async () => {
    const cloud = testRemediationCloud();
    const [first, second] = [steps.slice(0, 3), steps.slice(3)];
    expectSession(nock, steps, { answer: tooLarge });
    expectSession(nock, first, { answer: assumedXml(ownAccount, expires, 'ASIAFIRST') });
    const { reader, writer } = await cloud.session(account, plan, steps);
    expectJob('b', 'ASIAFIRST');
    await reader.definition(the.job('b'));
    expectSession(nock, second, { answer: assumedXml(ownAccount, expires, 'ASIASECOND') });
    nock(`https://glue.${region}.amazonaws.com`)
      .post('/', { Name: 'c', CrawlerSecurityConfiguration: 'twin' })
      .matchHeader('authorization', /Credential=ASIASECOND\//)
      .reply(200, {});
    await write.updateCrawler(writer, 'c', 'twin');
    expectJson(nock, 'glue', region, 'GetTrigger', { Name: 't' }, { body: { Trigger: { Name: 't' } } });
    expect((await reader.definition(the.trigger('t')))?.definition).toEqual({ Name: 't' });
  });

  it('asks again for a later half that could not be had', async () => {
    const [first, second] = [steps.slice(0, 3), steps.slice(3)];
    expectSession(nock, steps, { answer: tooLarge });
    expectSession(nock, first);
    const { reader } = await testRemediationCloud().session(account, plan, steps);
    expectSession(nock, second, { answer: stsRefusal('Throttling', 'slow', 400) });
    await expect(reader.definition(the.trigger('t'))).rejects.toMatchObject({ call: 'AssumeRole', code: 'Throttling' });
    expectSession(nock, second);
    expectJson(nock, 'glue', region, 'GetTrigger', { Name: 't' }, { body: { Trigger: { Name: 't' } } });
    await reader.definition(the.trigger('t'));
  });

  it('is refused when one step alone is too large, and never asked for without a policy', async () => {
    const one = [switchJob('a')];
    expectSession(nock, one, { answer: tooLarge });
    await expect(testRemediationCloud().session(account, plan, one)).rejects.toMatchObject({
      code: 'SessionPolicyTooLarge',
    });
  });

  it('is refused before any call when it is longer than STS takes', async () => {
    const one = [switchJob('é🐢'.repeat(150))];
    await expect(testRemediationCloud().session(account, plan, one)).rejects.toMatchObject({
      code: 'SessionPolicyTooLarge',
    });
  });
});

describe('sessions', () => {
  it('splits the steps of a plan', () => {
    const jobs = Array.from({ length: 40 }, (_, index) => switchJob(`job-${index}`));
    const runs = testRemediationCloud().sessions(account, plan, jobs);
    expect(runs.length).toBeGreaterThan(1);
    expect(runs.flat()).toEqual(jobs);
  });
});

describe('reader', () => {
  const planning = { RoleSessionName: 'gluewarden-planning', Policy: planningPolicy };
  const fixed = { RoleArn: account.remediationRoleArn ?? '', ExternalId: 'ext-1', ...planning };
  const { remediationRoleArn: _none, externalId: _word, ...own } = account;

  it('is the remediation role, narrowed to reads, and kept', async () => {
    const cloud = testRemediationCloud();
    expectSts(nock, 'AssumeRole', fixed, assumedXml(ownAccount, expires));
    expect((await cloud.reader(account, region)).account).toBe(ownAccount);
    expect((await cloud.reader(account, region)).account).toBe(ownAccount);
  });

  it('is the scan role, narrowed too, where there is no remediation role', async () => {
    const scanRoleArn = `arn:aws:iam::${ownAccount}:role/scan`;
    expectSts(nock, 'AssumeRole', { RoleArn: scanRoleArn, ...planning }, assumedXml(ownAccount, expires));
    expect((await testRemediationCloud().reader({ ...own, scanRoleArn }, region)).account).toBe(ownAccount);
  });

  it('is the bot’s own identity where there is no role at all', async () => {
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    expect((await testRemediationCloud().reader(own, region)).account).toBe(ownAccount);
  });

  it('is refused for another account', async () => {
    expectSts(nock, 'AssumeRole', fixed, assumedXml('444455556666', expires));
    await expect(testRemediationCloud().reader(account, region)).rejects.toMatchObject({ code: 'AccountMismatch' });
  });

  it('is denied when the role is, and asks again when credentials had ended', async () => {
    const cloud = testRemediationCloud();
    expectSts(nock, 'AssumeRole', fixed, denied);
    await expect(cloud.reader(account, region)).rejects.toMatchObject({ call: 'AssumeRole', code: 'AccessDenied' });
    expectSts(nock, 'AssumeRole', fixed, assumedXml(ownAccount, expires));
    const { reader } = await cloud.reader(account, region);
    const expired = { status: 400, body: { __type: 'ExpiredTokenException', message: 'old' } };
    expectJson(nock, 'glue', region, 'GetJob', { JobName: 'a' }, expired);
    await expect(reader.definition(the.job('a'))).rejects.toMatchObject({ code: 'ExpiredTokenException' });
    expectSts(nock, 'AssumeRole', fixed, assumedXml(ownAccount, expires));
    await cloud.reader(account, region);
  });
});
