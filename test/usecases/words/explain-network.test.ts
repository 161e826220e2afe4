import { describe, expect, test } from 'vitest';
import { faultOf } from '../../../src/domain/aws-fault.ts';
import { proxyCodes, refusalOfProxy } from '../../../src/domain/network-fault.ts';
import { explainCode } from '../../../src/usecases/words/explain-call.ts';

describe('what the network did', () => {
  test.each([
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ])('%s names NODE_EXTRA_CA_CERTS', (code) => {
    expect(explainCode(code, 'GetJobs').next).toContain('NODE_EXTRA_CA_CERTS');
  });

  test.each(['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])('%s is no matter of authorities', (code) => {
    expect(explainCode(code, 'GetJobs').next).toContain('clock');
  });

  test('a proxy that refuses is told as the proxy', () => {
    expect(explainCode(refusalOfProxy(407)).what).toContain('the proxy refused the user and password');
    expect(explainCode(refusalOfProxy(403)).what).toContain('the proxy refused to connect');
    expect(explainCode('ERR_SSL_WRONG_VERSION_NUMBER').next).toContain('http://');
  });

  test('a change that never left the network was not made, and may be later', () => {
    for (const code of [...Object.values(proxyCodes), 'SELF_SIGNED_CERT_IN_CHAIN']) expect(faultOf(code)).toBe('again');
    expect(faultOf('ECONNRESET')).toBe('unknown');
  });
});
