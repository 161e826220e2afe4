// What the fleet's scan is compared with: the same requests by Node's own http, signed by hand, with nothing else.
// `node bench/fleet/hand-signed.mjs <accounts> <runs> <region>…` prints wall and CPU milliseconds of the last run, and
// the wall of each. `own` for the accounts: the one of the credentials, which is entered by no role.
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

const [accounts, runs, ...regions] = process.argv.slice(2);
const atOnce = 32;
const endpoint = new URL(process.env.AWS_ENDPOINT_URL);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const own = { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secret: process.env.AWS_SECRET_ACCESS_KEY, keys: new Map() };

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

function signingKey({ secret, keys }, day, region, service) {
  const scope = `${day}/${region}/${service}`;
  let key = keys.get(scope);
  if (key === undefined) {
    key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');
    keys.set(scope, key);
  }
  return key;
}

function sign(credentials, service, region, headers, body) {
  const now = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const all = { host: endpoint.host, 'x-amz-date': now, ...headers };
  if (credentials.token) all['x-amz-security-token'] = credentials.token;
  const names = Object.keys(all).sort();
  const canonical = `POST\n/\n\n${names.map((name) => `${name}:${all[name]}\n`).join('')}\n${names.join(';')}\n${sha256(body)}`;
  const day = now.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${now}\n${scope}\n${sha256(canonical)}`;
  const signature = hmac(signingKey(credentials, day, region, service), text).toString('hex');
  all.authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  all['content-length'] = Buffer.byteLength(body);
  return all;
}

function post(credentials, service, region, headers, body) {
  return new Promise((resolve, reject) => {
    const signed = sign(credentials, service, region, headers, body);
    const options = { host: endpoint.hostname, port: endpoint.port, method: 'POST', path: '/', agent, headers: signed };
    const sent = request(options, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (answer.statusCode === 200) resolve(text);
        else reject(new Error(`${answer.statusCode} ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function enter(id) {
  const role = encodeURIComponent(`arn:aws:iam::${id}:role/gluewarden-scan`);
  const body = `Action=AssumeRole&Version=2011-06-15&RoleArn=${role}&RoleSessionName=plain`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await post(own, 'sts', process.env.AWS_REGION, headers, body);
  const member = (name) => new RegExp(`<${name}>([^<]*)<`).exec(answer)[1];
  return {
    accessKeyId: member('AccessKeyId'),
    secret: member('SecretAccessKey'),
    token: member('SessionToken'),
    keys: new Map(),
  };
}

async function readAll(credentials, region, operation, list, size) {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSGlue.${operation}` };
  const items = [];
  let token;
  do {
    const body = JSON.stringify({ MaxResults: size, NextToken: token });
    const answer = JSON.parse(await post(credentials, 'glue', region, headers, body));
    items.push(...answer[list]);
    token = answer.NextToken;
  } while (token);
  return items;
}

async function scan(credentials, region) {
  const [configurations, jobs] = await Promise.all([
    readAll(credentials, region, 'GetSecurityConfigurations', 'SecurityConfigurations', 200),
    readAll(credentials, region, 'GetJobs', 'Jobs', 1000),
  ]);
  const isGood = ({ EncryptionConfiguration: { JobBookmarksEncryption: found } }) =>
    found?.JobBookmarksEncryptionMode === 'CSE-KMS' && Boolean(found.KmsKeyArn);
  const known = new Set(configurations.filter(isGood).map(({ Name }) => Name));
  return jobs.filter(({ SecurityConfiguration }) => !known.has(SecurityConfiguration)).length;
}

async function each(list, limit, work) {
  const left = [...list];
  const worker = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

async function once(entered) {
  const targets = [];
  await each(ids, atOnce, async (id) => {
    if (!entered.has(id)) entered.set(id, await enter(id));
    for (const region of regions) targets.push([entered.get(id), region]);
  });
  let findings = 0;
  await each(targets, atOnce, async ([credentials, region]) => {
    findings += await scan(credentials, region);
  });
  return { targets: targets.length, findings };
}

const ids =
  accounts === 'own'
    ? ['own']
    : Array.from({ length: Number(accounts) }, (_, index) => String(100_000_000_001 + index));
const entered = new Map([['own', own]]);
const wallsMs = [];
let result;
for (let run = 0; run < Number(runs); run += 1) {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const { targets, findings } = await once(entered);
  const { user, system } = process.cpuUsage(before);
  wallsMs.push(performance.now() - startedAt);
  result = { targets, findings, cpuMs: (user + system) / 1000, wallMs: wallsMs.at(-1), wallsMs };
}
process.stdout.write(JSON.stringify(result));
agent.destroy();
