/**
 * What stands between the bot and a service, by Node's code of a failed connection or one of ours. Nothing of a request
 * was sent then.
 */
export type NetworkFault =
  /** Nobody whom this machine trusts has signed the certificate: a company's proxy that opens TLS, usually. */
  | 'untrusted-certificate'
  /** It is signed, and for another name or another time. */
  | 'wrong-certificate'
  /** TLS was spoken to something that speaks none: `https://` for a proxy that is `http://`, usually. */
  | 'not-tls'
  /** The proxy asks who is there (407). */
  | 'proxy-authentication'
  /** The proxy does not let it through. */
  | 'proxy-refused'
  | 'proxy-unreachable';

/** Codes of ours for what Node and undici tell apart by words alone. */
export const proxyCodes = {
  authentication: 'PROXY_AUTHENTICATION',
  refused: 'PROXY_REFUSED',
  unreachable: 'PROXY_UNREACHABLE',
} as const;

/** Node.js documentation, TLS: "X509 certificate error codes", and the codes of its own that begin with ERR_. */
const byCode = new Map<string, NetworkFault>([
  ['UNABLE_TO_GET_ISSUER_CERT', 'untrusted-certificate'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'untrusted-certificate'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted-certificate'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted-certificate'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'untrusted-certificate'],
  ['CERT_UNTRUSTED', 'untrusted-certificate'],
  ['INVALID_CA', 'untrusted-certificate'],
  ['CERT_REJECTED', 'untrusted-certificate'],
  ['CERT_HAS_EXPIRED', 'wrong-certificate'],
  ['CERT_NOT_YET_VALID', 'wrong-certificate'],
  ['HOSTNAME_MISMATCH', 'wrong-certificate'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-certificate'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-tls'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'not-tls'],
  // Node's, for a tunnel that was not refused and not opened either: cut, or never answered.
  ['ERR_PROXY_TUNNEL', 'proxy-unreachable'],
  [proxyCodes.authentication, 'proxy-authentication'],
  [proxyCodes.refused, 'proxy-refused'],
  [proxyCodes.unreachable, 'proxy-unreachable'],
]);

/** Case does not matter: Slack's side keeps codes in lower case. */
export function networkFaultOf(code: string): NetworkFault | undefined {
  return byCode.get(code.toUpperCase());
}

/** The code for a proxy that answered CONNECT with this HTTP status. */
export function refusalOfProxy(status: number): string {
  return status === 407 ? proxyCodes.authentication : proxyCodes.refused;
}
