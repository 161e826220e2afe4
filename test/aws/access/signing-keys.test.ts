import { expect, test } from 'vitest';
import { createSigningKeys, type Scope } from '../../../src/aws/access/signing-keys.ts';

const sessionOf = (account: number) => ({ accessKeyId: `ASIA${account}`, secretAccessKey: `secret of ${account}` });
const scopeOf = (day: string, region = 'eu-west-1', service = 'glue'): Scope => [day, region, service, 'aws4_request'];

test('a session’s key is derived once, in a fleet of more sessions than the SDK keeps keys of', () => {
  const keyOf = createSigningKeys();
  const round = () => Array.from({ length: 200 }, (_, account) => keyOf(sessionOf(account), scopeOf('20261129')));
  const [first, second] = [round(), round()];
  for (const [account, key] of first.entries()) expect(second[account]).toBe(key);
});

test('the key is the one of AWS’s own example, and another for each day, Region and service', () => {
  const keyOf = createSigningKeys();
  // "Examples of how to derive a signing key for Signature Version 4", AWS General Reference.
  const secret = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  expect(
    keyOf(secret, scopeOf('20150830', 'us-east-1', 'iam'))
      .export()
      .toString('hex'),
  ).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9');
  const others = [scopeOf('20150831', 'us-east-1', 'iam'), scopeOf('20150830', 'us-east-2', 'iam')];
  const keys = [...others, scopeOf('20150830', 'us-east-1', 'kms')].map((scope) => keyOf(secret, scope));
  expect(new Set(keys.map((key) => key.export().toString('hex'))).size).toBe(3);
});
