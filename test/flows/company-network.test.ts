import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seedNamed } from '../../sandbox/aws/seed/index.ts';
import { createWorld } from '../support/processes/bot.ts';
import { companyAuthority, startCompanyNetwork } from '../support/processes/company-network.ts';
import { ask } from '../support/processes/people.ts';
import { run, tempFolder, writeConfig } from '../support/processes/run.ts';

const password = 'p@ss-of-the-proxy';

/** AWS and Slack under names that only the proxy can resolve: nothing else leads there. */
async function behindTheProxy() {
  const seed = seedNamed('demo', { now: Date.now(), regions: 1 });
  const world = await createWorld({ aws: { seed }, slack: { url: 'https://slack.gluewarden.test' } });
  const ports = { 'aws.gluewarden.test': world.aws.port, 'slack.gluewarden.test': world.slack.port };
  const network = await startCompanyNetwork(ports);
  const way = { AWS_ENDPOINT_URL: 'https://aws.gluewarden.test', NODE_EXTRA_CA_CERTS: companyAuthority };
  const environment = { ...world.environment, ...way, HTTPS_PROXY: `http://${network.address}` };
  const terminal = (...words: string[]) => run(words, world.folder, environment);
  return { ...world, network, way, environment, terminal };
}

describe('a proxy that is the only way out', () => {
  test('the whole bot: it starts, opens both sockets, and answers', async () => {
    const { start, slack, network, way } = await behindTheProxy();
    network.demand(`gluewarden:${password}`);
    const proxy = `http://gluewarden:${encodeURIComponent(password)}@${network.address}`;
    const bot = await start({ ...way, https_proxy: proxy, AWS_DEFAULT_PROFILE: 'work', LOG_LEVEL: 'trace' });
    const named = expect.objectContaining({ level: 'warn', path: 'AWS_DEFAULT_PROFILE' });
    expect(bot.lines).toContainEqual(named);
    const { message } = await ask(slack, 'us-east-1');
    expect(message.text).toMatch(/\d+ findings/);
    expect(slack.connections()).toBeGreaterThan(0);
    expect(new Set(network.connects)).toEqual(new Set(['aws.gluewarden.test:443', 'slack.gluewarden.test:443']));
    expect(await bot.end('SIGTERM')).toBe(0);
    for (const secret of [password, encodeURIComponent(password)]) expect(bot.output()).not.toContain(secret);
    expect(slack.problems).toEqual([]);
  });

  test('the terminal: audit and doctor', async () => {
    const { terminal, network, aws, folder, environment } = await behindTheProxy();
    const audit = await terminal('audit', '--format', 'json');
    const direct = await run(['audit', '--format', 'json'], folder, { ...environment, ...aws.environment() });
    expect(JSON.parse(audit.stdout).findings).toEqual(JSON.parse(direct.stdout).findings);
    expect(JSON.parse(audit.stdout).findings.length).toBeGreaterThan(0);
    expect(new Set(network.connects)).toEqual(new Set(['aws.gluewarden.test:443']));
    const { stdout, stderr } = await run(['doctor'], folder, { ...environment, AWS_DEFAULT_PROFILE: 'work' });
    expect(stderr).toMatch(/^Warning: AWS_DEFAULT_PROFILE is not read by the AWS SDK/);
    expect(stdout).toMatch(/ok\s+Proxy\s+https:\/\/ by http:\/\/127\.0\.0\.1:\d+; directly: this\s+machine/);
    expect(stdout).toMatch(/ok\s+Slack bot token/);
    expect(stdout).toMatch(/ok\s+Slack app token/);
  });
});

describe('a network that lets nothing through', () => {
  const certificate = 'SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE';

  test.each([
    [407, /PROXY_AUTHENTICATION/i, 'Put the right ones into HTTPS_PROXY'],
    [403, /PROXY_REFUSED/i, 'Have the proxy allow the host'],
    ['an unknown authority', new RegExp(certificate, 'i'), 'Set NODE_EXTRA_CA_CERTS'],
  ])('%s: start, audit and doctor say whose refusal it is, and what to do', async (fault, code, advice) => {
    const { environment, folder, network } = await behindTheProxy();
    if (typeof fault === 'number') network.answer(fault);
    const env = typeof fault === 'number' ? environment : { ...environment, NODE_EXTRA_CA_CERTS: '' };
    const [start, audit, doctor] = await Promise.all([
      run(['start'], folder, env),
      run(['audit'], folder, env),
      run(['doctor'], folder, env),
    ]);
    const words = (text: string) => text.replaceAll(/\s+/g, ' ');
    expect(start.code).toBe(1);
    expect(start.stdout).toMatch(/"the bot could not start: Slack was not reached/);
    expect(audit.code).toBe(3);
    for (const text of [start.stdout, audit.stdout, doctor.stdout]) {
      expect(words(text)).toContain(advice);
      expect(text).toMatch(code);
    }
  });
});

/** What an audit asks the proxy for, when nothing but AWS's own names are configured and the proxy lets none through. */
async function askedOfProxy(env: Readonly<Record<string, string>>, folder = tempFolder()): Promise<readonly string[]> {
  const network = await startCompanyNetwork({});
  network.answer(403);
  const GLUEWARDEN_CONFIG = writeConfig(folder, 'accounts: [{ regions: [us-east-1] }]\n');
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE01', AWS_SECRET_ACCESS_KEY: 'example' };
  const HTTPS_PROXY = `http://${network.address}`;
  await run(['audit'], folder, { ...keys, ...env, GLUEWARDEN_CONFIG, HTTPS_PROXY });
  return [...new Set(network.connects)];
}

describe("the bot's own credentials", () => {
  test.each([
    [{}, 'sts.us-east-1.amazonaws.com:443'],
    [{ AWS_DEFAULT_REGION: 'cn-north-1' }, 'sts.cn-north-1.amazonaws.com.cn:443'],
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'cn-north-1' }, 'sts.eu-west-1.amazonaws.com:443'],
  ])('with %o are tried at %s', async (env, host) => {
    expect(await askedOfProxy(env)).toEqual([host]);
  });

  test.each([
    ['an SSO session', 60, 'portal.sso.eu-west-1.amazonaws.com:443'],
    ['the renewed token of one', 1, 'oidc.eu-west-1.amazonaws.com:443'],
  ])('of %s are fetched through the proxy', async (_what, minutes, host) => {
    const folder = tempFolder();
    const cache = join(folder, '.aws', 'sso', 'cache');
    mkdirSync(cache, { recursive: true });
    const session = '[sso-session work]\nsso_region = eu-west-1\nsso_start_url = https://work.awsapps.com/start\n';
    const profile = '[default]\nsso_session = work\nsso_account_id = 111122223333\nsso_role_name = Auditor\n';
    writeFileSync(join(folder, '.aws', 'config'), `${session}${profile}`);
    const token = {
      accessToken: 'example',
      expiresAt: new Date(Date.now() + minutes * 60_000).toISOString(),
      refreshToken: 'example',
      clientId: 'example',
      clientSecret: 'example',
      registrationExpiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    };
    writeFileSync(join(cache, `${createHash('sha1').update('work').digest('hex')}.json`), JSON.stringify(token));
    const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    expect(await askedOfProxy(noKeys, folder)).toContain(host);
  });
});
