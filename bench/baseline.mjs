// What the terminal audit is compared with: a plain script on the AWS SDK that does the same reads, as one would write
// it for speed. `node bench/baseline.mjs <region>…`; no check of who is asking, no retries but the SDK's own.
import {
  GetCrawlersCommand,
  GetDevEndpointsCommand,
  GetJobsCommand,
  GetMLTransformsCommand,
  GetSecurityConfigurationsCommand,
  GetTriggersCommand,
  GlueClient,
  ListSessionsCommand,
} from '@aws-sdk/client-glue';

async function readAll(client, Command, member, pageSize = 100) {
  const items = [];
  let token;
  do {
    const answer = await client.send(new Command({ MaxResults: pageSize, ...(token && { NextToken: token }) }));
    items.push(...(answer[member] ?? []));
    token = answer.NextToken;
  } while (token);
  return items;
}

async function readUsers(client, jobsOnly) {
  const triggers = readAll(client, GetTriggersCommand, 'Triggers', 200);
  if (jobsOnly) return { triggers: await triggers };
  const others = await Promise.all([
    triggers,
    readAll(client, GetCrawlersCommand, 'Crawlers'),
    readAll(client, GetDevEndpointsCommand, 'DevEndpoints'),
    readAll(client, ListSessionsCommand, 'Sessions'),
    readAll(client, GetMLTransformsCommand, 'Transforms'),
  ]);
  const [found, crawlers, endpoints, sessions, transforms] = others;
  return { triggers: found, crawlers, endpoints, sessions, transforms };
}

function encrypts({ EncryptionConfiguration }) {
  const { JobBookmarksEncryptionMode, KmsKeyArn } = EncryptionConfiguration?.JobBookmarksEncryption ?? {};
  return JobBookmarksEncryptionMode === 'CSE-KMS' && Boolean(KmsKeyArn);
}

function referencesOf(name, jobs, { triggers = [], crawlers = [], endpoints = [], sessions = [], transforms = [] }) {
  const named = (type, list, nameOf, configurationOf) =>
    list.filter((item) => configurationOf(item) === name).map((item) => ({ type, name: nameOf(item) }));
  const nameOf = ({ Name }) => Name;
  const configurationOf = ({ SecurityConfiguration }) => SecurityConfiguration;
  return [
    ...named('job', jobs, nameOf, configurationOf),
    ...triggers.flatMap((trigger) => named('trigger', trigger.Actions ?? [], () => trigger.Name, configurationOf)),
    ...named('crawler', crawlers, nameOf, ({ CrawlerSecurityConfiguration }) => CrawlerSecurityConfiguration),
    ...named('dev-endpoint', endpoints, ({ EndpointName }) => EndpointName, configurationOf),
    ...named('session', sessions, ({ Id }) => Id, configurationOf),
    ...named('ml-transform', transforms, nameOf, (item) => item.TransformEncryption?.TaskRunSecurityConfigurationName),
  ];
}

async function auditRegion(region) {
  const client = new GlueClient({ region });
  const [configurations, jobs] = await Promise.all([
    readAll(client, GetSecurityConfigurationsCommand, 'SecurityConfigurations'),
    readAll(client, GetJobsCommand, 'Jobs'),
  ]);
  const bad = configurations.filter((configuration) => !encrypts(configuration));
  const known = new Set(configurations.map(({ Name }) => Name));
  const bare = jobs.filter(({ SecurityConfiguration }) => !known.has(SecurityConfiguration));
  const users = bad.length + bare.length > 0 ? await readUsers(client, bad.length === 0) : {};
  return [
    ...bad.map(({ Name: name }) => ({
      region,
      kind: 'configuration',
      name,
      references: referencesOf(name, jobs, users),
    })),
    ...bare.map(({ Name: name, SecurityConfiguration }) => ({
      region,
      kind: SecurityConfiguration ? 'dangling-reference' : 'unprotected-job',
      name,
      references: [{ type: 'job', name }],
    })),
  ];
}

const regions = process.argv.slice(2);
const findings = (await Promise.all(regions.map(auditRegion))).flat();
const report = { targets: regions.map((region) => ({ region, outcome: 'scanned' })), findings };
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = findings.length > 0 ? 2 : 0;
