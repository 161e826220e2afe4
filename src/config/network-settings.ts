import type { ProxySettings } from '../domain/proxy.ts';
import type { Problem } from './problems.ts';
import type { Environment } from './slack-settings.ts';

interface Given {
  /** The name as it was written. */
  readonly path: string;
  readonly value: string;
}

/** Lower case first, as curl reads them. */
function variable(env: Environment, name: string): Given | undefined {
  const path = env[name.toLowerCase()] === undefined ? name : name.toLowerCase();
  const value = env[path];
  return value === undefined ? undefined : { path, value };
}

/** `proxy.example.com:8080` is what curl takes, too. */
function withScheme(value: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
}

/** The value is never repeated: it may hold a password. */
function addressProblem(value: string): string | undefined {
  const example = 'like http://proxy.example.com:8080';
  const address = withScheme(value);
  if (/^socks/i.test(address)) return `names a SOCKS proxy, and only HTTP proxies can be used, ${example}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const plain = url !== undefined && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!plain || !/^https?:$/.test(url.protocol) || url.hostname === '' || !decodable(url))
    return `must be the address of an HTTP proxy, ${example}; other characters than letters and digits in its user or password are written as %40 is for @`;
  return undefined;
}

function decodable({ username, password }: URL): boolean {
  try {
    return decodeURIComponent(`${username}${password}`) !== undefined;
  } catch {
    return false;
  }
}

/** `proxyEnv` of Node's agents: since 22.21 and 24.5 (nodejs.org, HTTP, "Built-in Proxy Support"). */
function isTooOld(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return major < 22 || major === 23 || (major === 22 && minor < 21) || (major === 24 && minor < 5);
}

function proxyProblems(given: readonly Given[], node: string | undefined): Problem[] {
  return given.flatMap(({ path, value }) => {
    const old = `needs Node.js 22.21, 24.5 or newer, and this is ${node}, which leads no call of AWS through a proxy`;
    const message = addressProblem(value) ?? (node !== undefined && isTooOld(node) ? old : undefined);
    return message === undefined ? [] : [{ path, message }];
  });
}

function proxyOf(env: Environment, https: Given | undefined, http: Given | undefined): ProxySettings {
  const noProxy =
    variable(env, 'NO_PROXY')
      ?.value.toLowerCase()
      .split(/[,\s]+/) ?? [];
  return Object.freeze({
    ...(https && { https: new URL(withScheme(https.value)).href }),
    ...(http && { http: new URL(withScheme(http.value)).href }),
    noProxy: Object.freeze(noProxy.filter((entry) => entry !== '')),
  });
}

export interface NetworkSettings {
  /** The way out of a company's network; absent: there is no proxy. May hold a password. */
  readonly proxy?: ProxySettings;
  /** The region of the bot's own credentials; absent: that of the profile. */
  readonly awsRegion?: string;
  /** Variables that somebody set in vain, for the log and the terminal. */
  readonly warnings: readonly Problem[];
}

/** What an environment without empty values says about the network. `node` is the version that runs. */
export function readNetworkSettings(
  env: Environment,
  node: string | undefined,
): { readonly network: NetworkSettings; readonly problems: readonly Problem[] } {
  const [https, http] = [variable(env, 'HTTPS_PROXY'), variable(env, 'HTTP_PROXY')];
  const given = [https, http].flatMap((each) => each ?? []);
  const problems = proxyProblems(given, node);
  // The CLI's name for it, which the SDK does not read: without it, China's credentials would be tried in Virginia.
  const awsRegion = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const network = {
    ...(given.length > 0 && problems.length === 0 && { proxy: proxyOf(env, https, http) }),
    ...(awsRegion !== undefined && { awsRegion }),
    warnings: Object.freeze(warnings(env, https)),
  };
  return { network, problems };
}

/** Variables that other programs read, which would be passed over here in silence. */
function warnings(env: Environment, https: Given | undefined): Problem[] {
  const { AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, NODE_USE_SYSTEM_CA, AWS_DEFAULT_PROFILE, AWS_PROFILE } = env;
  const trusts = NODE_EXTRA_CA_CERTS !== undefined || NODE_USE_SYSTEM_CA === '1';
  const [all, http] = https ? [] : [variable(env, 'ALL_PROXY'), variable(env, 'HTTP_PROXY')];
  const found: readonly (Problem | false | undefined)[] = [
    AWS_CA_BUNDLE !== undefined &&
      !trusts && {
        path: 'AWS_CA_BUNDLE',
        message: 'is not read by Node.js: set NODE_EXTRA_CA_CERTS to the same file, which then holds for Slack, too',
      },
    AWS_DEFAULT_PROFILE !== undefined &&
      AWS_PROFILE === undefined && {
        path: 'AWS_DEFAULT_PROFILE',
        message: 'is not read by the AWS SDK for JavaScript: set AWS_PROFILE',
      },
    all && { path: all.path, message: 'is not read: set HTTPS_PROXY, which leads to AWS and Slack' },
    http && {
      path: http.path,
      message: 'is for http:// addresses alone, and AWS and Slack have https://: set HTTPS_PROXY',
    },
  ];
  return found.flatMap((each) => (each ? [each] : []));
}
