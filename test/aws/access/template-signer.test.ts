import { Sha256Node } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTemplateSigners } from '../../../src/aws/access/template-signer.ts';

const fixedHeaders = {
  host: 'proxy.example.com:8443',
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AWSGlue.GetJobs',
  'user-agent': 'never signed',
  'X-Odd': ' two  words ',
};
const changing = ['amz-sdk-invocation-id', 'amz-sdk-request', 'content-length'];
const scope = { region: 'eu-west-1', service: 'glue' };

test('a signature is the SDK’s own, for every session, instant, body and path', async () => {
  const signerOf = createTemplateSigners();
  const word = fc.string({ minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        session: fc.record(
          {
            accessKeyId: fc.stringMatching(/^ASIA[A-Z0-9]{16}$/),
            secretAccessKey: word,
            sessionToken: fc.base64String({ minLength: 4 }),
          },
          { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
        ),
        at: fc.date({ min: new Date('2001-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        body: fc.string({ unit: 'binary' }),
        path: fc.constantFrom('/', '/a b/', '/glue/../kms', '/ü/x'),
        query: fc.constantFrom<Record<string, string | string[]>>({}, { z: '1', a: ['ü', 'b'] }),
        attempt: fc.nat(9),
      }),
      async ({ session, at, body, path, query, attempt }) => {
        const given = { method: 'POST', protocol: 'https:', hostname: 'proxy.example.com', path, query };
        const template = new HttpRequest({ ...given, headers: { ...fixedHeaders } });
        const own = { 'amz-sdk-request': `attempt=${attempt}; max=10`, 'amz-sdk-invocation-id': `id-${attempt}` };
        const headers = { ...fixedHeaders, ...own, 'content-length': String(Buffer.byteLength(body)) };
        const request = () => new HttpRequest({ ...given, headers: { ...headers }, body });
        const theirs = new SignatureV4({ ...scope, credentials: session, sha256: Sha256Node });
        const ours = signerOf(template, changing, scope)(request(), session, at);
        expect(ours).toEqual(await theirs.sign(request(), { signingDate: at }));
      },
    ),
    { numRuns: 60 },
  );
});

test('a request that is signed again holds nothing of the session before', async () => {
  const sign = createTemplateSigners()(new HttpRequest({ method: 'POST', headers: fixedHeaders }), changing, scope);
  const more = { 'amz-sdk-invocation-id': 'id', 'amz-sdk-request': 'attempt=2', 'content-length': '2' };
  const request = () => new HttpRequest({ method: 'POST', headers: { ...fixedHeaders, ...more }, body: '{}' });
  const [before, after] = ['2026-11-29T23:59:59Z', '2026-11-30T00:00:01Z'].map((text) => new Date(text)) as [
    Date,
    Date,
  ];
  const again = request();
  sign(again, { accessKeyId: 'A', secretAccessKey: 'a', sessionToken: 'token' }, before);
  const next = { accessKeyId: 'B', secretAccessKey: 'b' };
  expect(sign(again, next, after)).toEqual(sign(request(), next, after));
});
