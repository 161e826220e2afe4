import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerXml, closeClouds, isolatedAws, ownAccount, stsRefusal, testCloud } from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';

const nock = strictNock();
isolatedAws();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gluewarden-'));
});
afterEach(() => {
  closeClouds();
  rmSync(folder, { recursive: true });
});

function expectCaller(keyId: string, answer: { xml: string; status?: number }): void {
  nock('https://sts.eu-west-1.amazonaws.com')
    .post('/')
    .matchHeader('authorization', new RegExp(`Credential=${keyId}/`))
    .reply(answer.status ?? 200, answer.xml, { 'content-type': 'text/xml' });
}

describe('credentials in a file', () => {
  it('are read again after they were refused, so that a rotation needs no restart', async () => {
    const file = join(folder, 'credentials');
    const write = (keyId: string): void =>
      writeFileSync(file, `[default]\naws_access_key_id = ${keyId}\naws_secret_access_key = secret\n`);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    const cloud = testCloud();
    const account = { regions: ['eu-west-1'] };
    write('AKIAOLD');
    expectCaller('AKIAOLD', stsRefusal('ExpiredToken', 'expired'));
    await expect(cloud.enter(account)).rejects.toMatchObject({ code: 'ExpiredToken' });
    write('AKIANEW');
    expectCaller('AKIANEW', callerXml());
    expect((await cloud.enter(account)).id).toBe(ownAccount);
  });
});
