/** How the bot leaves a company's network. An address may hold a user and a password: show it by `shownProxy` alone. */
export interface ProxySettings {
  /** For https: and wss: destinations. `http://proxy.example.com:8080/` */
  readonly https?: string;
  /** For http: and ws: destinations. */
  readonly http?: string;
  /** Entries of NO_PROXY: hosts that are reached directly. */
  readonly noProxy: readonly string[];
}

/** Where a request goes, in the words of a URL. */
interface Destination {
  /** With the colon: `https:`, `wss:`, `http:`. */
  readonly protocol: string;
  readonly hostname: string;
  /** Absent or empty: the protocol's own. */
  readonly port?: string | number | undefined;
}

/**
 * The proxy that leads there; undefined: none does. One answer for AWS, Slack's Web API and its sockets: Node's agents
 * and undici's read NO_PROXY differently (`example.com` means its subdomains to undici and curl, and not to Node).
 * This machine is never reached by a proxy.
 */
export function proxyFor(proxy: ProxySettings | undefined, destination: Destination): string | undefined {
  if (proxy === undefined) return undefined;
  const secure = /^(https|wss):$/.test(destination.protocol);
  const address = secure ? proxy.https : proxy.http;
  if (address === undefined) return undefined;
  const host = bareHost(destination.hostname);
  const port = Number(destination.port || (secure ? 443 : 80));
  return isLoopback(host) || proxy.noProxy.some((entry) => names(entry, host, port)) ? undefined : address;
}

/** The address without user and password. */
export function shownProxy(address: string): string {
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}

function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.+)\]$/, '$1')
    .replace(/(.)\.$/, '$1');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

/** As curl reads an entry: a host and its subdomains, with or without a leading dot; `*.` before it: subdomains alone. */
function names(entry: string, host: string, port: number): boolean {
  const [, name = entry, only] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  if (name === '*') return true;
  if (name.includes('/')) return inRange(name, host);
  const subdomains = name.startsWith('*.');
  const domain = bareHost(name.replace(/^\*?\./, ''));
  return (!subdomains && host === domain) || host.endsWith(`.${domain}`);
}

/** `10.0.0.0/8`, as curl and most programs of a company's network take it. */
function inRange(range: string, host: string): boolean {
  const [network = '', bits = ''] = range.split('/', 2);
  const [from, address] = [ipv4(network), ipv4(host)];
  if (from === undefined || address === undefined || !/^\d+$/.test(bits) || Number(bits) > 32) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(from / size) === Math.floor(address / size);
}

function ipv4(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
