import { expect, test } from 'vitest';
import { networkFaultOf, proxyCodes, refusalOfProxy } from '../../src/domain/network-fault.ts';

test.each([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted-certificate'],
  ['unable_to_verify_leaf_signature', 'untrusted-certificate'],
  ['CERT_HAS_EXPIRED', 'wrong-certificate'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-certificate'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-tls'],
  ['ERR_PROXY_TUNNEL', 'proxy-unreachable'],
  // What is no matter of certificates or proxies has words of its own.
  ['ECONNREFUSED', undefined],
  ['AccessDeniedException', undefined],
  ['', undefined],
  ['constructor', undefined],
])('%s is %s', (code, fault) => {
  expect(networkFaultOf(code)).toBe(fault);
});

test.each([
  [407, 'proxy-authentication'],
  [403, 'proxy-refused'],
  [502, 'proxy-refused'],
])('a proxy that answers CONNECT with %i: %s', (status, fault) => {
  expect(networkFaultOf(refusalOfProxy(status))).toBe(fault);
});

test('every code of ours is known', () => {
  expect(Object.values(proxyCodes).map(networkFaultOf)).toEqual([
    'proxy-authentication',
    'proxy-refused',
    'proxy-unreachable',
  ]);
});
