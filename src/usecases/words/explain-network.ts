import type { NetworkFault } from '../../domain/network-fault.ts';

/** What went wrong, and what to do next. */
interface NetworkExplanation {
  readonly what: string;
  readonly next: string;
}

/** What stands between the bot and a service. `what` is a clause, as in explain-call.ts; `next` is a sentence. */
export const networkExplanations: Readonly<Record<NetworkFault, NetworkExplanation>> = {
  'untrusted-certificate': {
    what: 'the certificate there is signed by nobody whom Node.js trusts',
    next: "Set NODE_EXTRA_CA_CERTS to a PEM file with your company's certificate authority, and start Gluewarden again.",
  },
  'wrong-certificate': {
    what: 'the certificate there is for another name or another time',
    next: 'Check the clock of the machine that Gluewarden runs on, and what stands between it and the internet.',
  },
  'not-tls': {
    what: 'what answered there does not speak TLS',
    next: 'Check the scheme of HTTPS_PROXY: most proxies are reached by http://, also on the way to https:// addresses.',
  },
  'proxy-authentication': {
    what: 'the proxy refused the user and password that Gluewarden has for it, or got none',
    next: 'Put the right ones into HTTPS_PROXY, as in http://user:password@proxy.example.com:8080, and start Gluewarden again.',
  },
  'proxy-refused': {
    what: 'the proxy refused to connect there',
    next: 'Have the proxy allow the host; or name it in NO_PROXY, if it can be reached directly.',
  },
  'proxy-unreachable': {
    what: 'the proxy itself could not be reached, or did not answer',
    next: 'Check HTTPS_PROXY, and that the proxy runs.',
  },
};
