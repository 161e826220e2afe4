import { Sha256Node } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import { QuickSha256 } from '../../../src/aws/access/quick-sha256.ts';
import { createSigners } from '../../../src/aws/access/signing-keys.ts';

let secrets = 0;
class Counted extends QuickSha256 {
  constructor(secret?: ConstructorParameters<typeof QuickSha256>[0]) {
    super(secret);
    if (secret !== undefined) secrets += 1;
  }
}

const region = 'eu-west-1';
const request = () =>
  new HttpRequest({ method: 'POST', path: '/', headers: { host: 'glue.eu-west-1.amazonaws.com' }, body: '{"a":1}' });
const sessionOf = (account: number) => ({
  accessKeyId: `ASIA${account}`,
  secretAccessKey: `secret of ${account}`,
  sessionToken: `token ${account}`,
});
const signingDate = new Date('2026-11-29T12:00:00Z');

test('a session’s key is derived once, in a fleet of more sessions than the SDK keeps keys of', async () => {
  const signerOf = createSigners();
  const round = async () => {
    secrets = 0;
    for (let account = 0; account < 200; account += 1) {
      const signer = signerOf({ credentials: sessionOf(account), region, service: 'glue', sha256: Counted });
      await signer.sign(request(), { signingDate });
    }
    return secrets / 200;
  };
  expect(await round()).toBe(6);
  expect(await round()).toBe(1);
});

test('a signature is the SDK’s own, with every new day and secret', async () => {
  const signerOf = createSigners();
  for (const account of [1, 2, 1])
    for (const day of ['2026-11-29T12:00:00Z', '2026-11-30T00:00:01Z']) {
      const settings = { credentials: sessionOf(account), region, service: 'kms', sha256: QuickSha256 };
      const ours = await signerOf(settings).sign(request(), { signingDate: new Date(day) });
      const theirs = await new SignatureV4({ ...settings, sha256: Sha256Node }).sign(request(), {
        signingDate: new Date(day),
      });
      expect(ours.headers).toEqual(theirs.headers);
    }
});
