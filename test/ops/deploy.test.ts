import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlias, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../../src/config/parse.ts';
import { readSettings } from '../../src/config/settings.ts';
import { codeOf, readMarkdown, tableUnder } from '../readme/markdown.ts';
import { tempFolder } from '../support/processes/run.ts';

/** How several replicas are run on PostgreSQL. What one process on a file needs is in image.test.ts. */
const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ');
const imageEnvironment = Object.fromEntries(
  [...(/^ENV (.*)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
);
const imageCheck: unknown = JSON.parse(/HEALTHCHECK .*CMD (\[.*\])/.exec(dockerfile)?.[1] ?? '');
const stopLimitS =
  Number(/stopLimitMs = ([\d_]+)/.exec(readFileSync('src/main.ts', 'utf8'))?.[1]?.replaceAll('_', '')) / 1_000;
/** A start waits so long for its database, before anything listens. */
const startWaitS = 60;

/** CloudFormation's short functions, by their names. */
const customTags = ['!Ref', '!Sub', '!GetAtt'].flatMap((tag) => [
  { tag, resolve: (text: string) => ({ [tag]: text }) },
  { tag, collection: 'seq' as const, resolve: (sequence: unknown) => ({ [tag]: sequence }) },
]);

function documentOf(path: string) {
  const document = parseDocument(readFileSync(path, 'utf8'), { merge: true, customTags });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document;
}

const named = z.object({ name: z.string(), value: z.string() });

/**
 * What the process gets: the image's environment, and over it the file's. Files in the container are files of the test,
 * with what `secrets` holds under their names.
 */
function settingsWith(given: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>) {
  const known = tableUnder(readMarkdown('README.md'), '| variable | meaning |').map(([name]) => codeOf(name));
  expect(Object.keys(given).filter((name) => !known.includes(name))).toEqual([]);
  const folder = tempFolder();
  const files = Object.entries(given).filter(([name]) => name.endsWith('_FILE'));
  for (const [, path] of files) writeFileSync(join(folder, basename(path)), secrets[basename(path)] ?? '');
  const moved = Object.fromEntries(files.map(([name, path]) => [name, join(folder, basename(path))]));
  return readSettings({ ...imageEnvironment, ...given, ...moved }, { slack: 'required' });
}

const secrets = {
  'slack-bot-token': 'xoxb-1-test',
  'slack-app-token': 'xapp-1-test',
  'gluewarden-key': Buffer.alloc(32, 7).toString('base64'),
};

describe('docker compose with PostgreSQL', () => {
  const bot = z.object({
    build: z.string(),
    stop_grace_period: z.string(),
    environment: z.record(z.string(), z.string()),
    secrets: z.array(z.string()),
    networks: z.array(z.string()),
    ports: z.tuple([z.string()]),
    read_only: z.literal(true),
    cap_drop: z.tuple([z.literal('ALL')]),
    security_opt: z.tuple([z.literal('no-new-privileges:true')]),
    depends_on: z.object({ database: z.object({ condition: z.literal('service_healthy') }) }),
  });
  const compose = z
    .object({
      services: z.object({
        'gluewarden-1': bot,
        'gluewarden-2': bot,
        database: z.object({
          image: z.string().regex(/^postgres:1[5-9]$/),
          environment: z.record(z.string(), z.string()),
          secrets: z.array(z.string()),
          networks: z.tuple([z.literal('database')]),
          ports: z.never().optional(),
          healthcheck: z.object({ test: z.array(z.string()) }),
        }),
      }),
      networks: z.object({ database: z.object({ internal: z.literal(true) }), outside: z.object({}) }),
      secrets: z.record(z.string(), z.object({ file: z.string() })),
    })
    .parse(documentOf('deploy/compose.postgres.yml').toJS());
  const { database, ...bots } = compose.services;

  test('the replicas differ in their port alone, and each publishes it to this machine only', () => {
    const [first, second] = Object.values(bots);
    expect({ ...first, ports: [] }).toEqual({ ...second, ports: [] });
    expect(first?.ports).not.toEqual(second?.ports);
    for (const { ports } of Object.values(bots)) expect(ports[0]).toMatch(/^127\.0\.0\.1:\d+:3000$/);
  });

  test('the bot understands the environment, with secrets from files', () => {
    const { environment } = bots['gluewarden-1'];
    const url = 'postgres://gluewarden:5ec2e7@database:5432/gluewarden?sslmode=disable';
    const settings = settingsWith(environment, { ...secrets, 'database-url': url });
    expect(settings).toMatchObject({ databaseUrl: url, host: '0.0.0.0', port: 3000, configExplicit: true });
    expect(settings.slack).toMatchObject({ mode: 'socket', botToken: 'xoxb-1-test' });
  });

  test('every secret that is named is mounted and defined, and no other', () => {
    for (const service of Object.values(compose.services)) {
      const used = Object.entries(service.environment).filter(([name]) => name.endsWith('_FILE'));
      expect(used.map(([, path]) => path).toSorted()).toEqual(
        service.secrets.map((name) => `/run/secrets/${name}`).toSorted(),
      );
      for (const name of service.secrets) expect(compose.secrets).toHaveProperty(name);
    }
    // What the comment tells people to write.
    const text = readFileSync('deploy/compose.postgres.yml', 'utf8');
    expect(text).toContain(`postgres://${database.environment.POSTGRES_USER}:$(cat database-password)@database:5432/`);
  });

  test('a stop has its time', () => {
    for (const each of Object.values(bots))
      expect(Number.parseInt(each.stop_grace_period, 10)).toBeGreaterThan(stopLimitS);
  });
});

describe('kubernetes with two replicas', () => {
  const of = (file: string) => documentOf(`deploy/kubernetes/${file}`).toJS() as unknown;
  const probe = z.object({
    httpGet: z.object({ path: z.string(), port: z.literal('http') }),
    periodSeconds: z.number().default(10),
    failureThreshold: z.number().default(3),
  });
  const mount = z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().default(false) });
  const labels = z.object({ app: z.literal('gluewarden') });
  const deployment = z
    .object({
      spec: z.object({
        replicas: z.literal(2),
        strategy: z.object({ rollingUpdate: z.object({ maxUnavailable: z.literal(0), maxSurge: z.literal(1) }) }),
        selector: z.object({ matchLabels: labels }),
        template: z.object({
          metadata: z.object({ labels }),
          spec: z.object({
            serviceAccountName: z.string(),
            terminationGracePeriodSeconds: z.number(),
            securityContext: z.object({ runAsNonRoot: z.literal(true) }),
            containers: z.tuple([
              z.object({
                image: z.string(),
                command: z.never().optional(),
                args: z.never().optional(),
                env: z.array(named),
                ports: z.tuple([z.object({ name: z.literal('http'), containerPort: z.number() })]),
                startupProbe: probe,
                livenessProbe: probe,
                readinessProbe: probe,
                resources: z.object({ limits: z.object({ memory: z.literal('512Mi') }) }),
                securityContext: z.object({
                  allowPrivilegeEscalation: z.literal(false),
                  readOnlyRootFilesystem: z.literal(true),
                }),
                volumeMounts: z.array(mount),
              }),
            ]),
            volumes: z.array(z.object({ name: z.string() })),
          }),
        }),
      }),
    })
    .parse(of('deployment.yaml')).spec;
  const pod = deployment.template.spec;
  const [container] = pod.containers;

  test('the bot understands the environment, with secrets from mounted files', () => {
    const environment = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    const url = 'postgres://gluewarden:5ec2e7@db.example.com:5432/gluewarden';
    const settings = settingsWith(environment, { ...secrets, 'database-url': url });
    expect(settings).toMatchObject({ databaseUrl: url, port: container.ports[0].containerPort });
    const mounted = container.volumeMounts.map(({ mountPath }) => mountPath);
    const paths = container.env.filter(({ name }) => /_FILE$|_CONFIG$/.test(name)).map(({ value }) => value);
    expect(paths.filter((path) => !mounted.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
    expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
      pod.volumes.map(({ name }) => name).toSorted(),
    );
    // The secret's keys are what people are told to make.
    const told = readFileSync('deploy/kubernetes/kustomization.yaml', 'utf8');
    for (const path of paths.filter((each) => each.startsWith('/run/'))) expect(told).toContain(`${basename(path)}=`);
  });

  test('alive and ready are two questions, a start may wait for its database, and a stop has its time', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container;
    expect(readinessProbe.httpGet.path).toBe('/readyz');
    for (const { httpGet } of [startupProbe, livenessProbe]) expect(httpGet.path).toBe('/healthz');
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeGreaterThan(1.5 * startWaitS);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(stopLimitS);
  });

  test('kustomize finds every file; budget and policy are of these pods; the configuration is a right one', () => {
    const kustomization = z
      .object({
        resources: z.array(z.string()),
        images: z.tuple([z.object({ name: z.literal(container.image) })]),
        configMapGenerator: z.tuple([z.object({ name: z.string(), files: z.tuple([z.literal('gluewarden.yaml')]) })]),
      })
      .parse(of('kustomization.yaml'));
    const account = z.object({ metadata: z.object({ name: z.string() }) }).parse(of('service-account.yaml'));
    expect(account.metadata.name).toBe(pod.serviceAccountName);
    expect(kustomization.resources.map((file) => typeof of(file))).toEqual(kustomization.resources.map(() => 'object'));
    const budget = z.object({ maxUnavailable: z.literal(1), selector: z.object({ matchLabels: labels }) });
    const policy = z.object({
      podSelector: z.object({ matchLabels: labels }),
      egress: z.array(z.object({ ports: z.array(z.object({ port: z.number() })) })),
    });
    expect(() => z.object({ spec: budget }).parse(of('disruption-budget.yaml'))).not.toThrow();
    const { egress } = z.object({ spec: policy }).parse(of('network-policy.yaml')).spec;
    const ports = egress.flatMap((rule) => rule.ports.map(({ port }) => port));
    expect(ports).toEqual(expect.arrayContaining([443, 5432, 53]));
    const config = parseConfig(readFileSync('deploy/kubernetes/gluewarden.yaml', 'utf8'), 'kubernetes');
    expect(config.schedules).toHaveLength(1);
  });
});

describe('CloudFormation for ECS Fargate and RDS', () => {
  const document = documentOf('deploy/ecs-fargate.yml');
  const anything = z.record(z.string(), z.unknown());
  const resource = z.object({
    Type: z.string(),
    DeletionPolicy: z.string().optional(),
    Properties: anything.default({}),
  });
  const template = z
    .object({
      Parameters: z.object({
        TaskCount: z.object({ Default: z.number(), MinValue: z.number(), MaxValue: z.number() }),
      }),
      Resources: z.record(z.string(), resource),
    })
    .parse(document.toJS());
  const ofType = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type);
  const propertiesOf = (type: string) => ofType(type)[0]?.Properties ?? {};
  const service = z
    .object({
      DeploymentConfiguration: z.object({ MinimumHealthyPercent: z.literal(100), MaximumPercent: z.number() }),
      NetworkConfiguration: z.object({ AwsvpcConfiguration: z.object({ AssignPublicIp: z.literal('DISABLED') }) }),
    })
    .parse(propertiesOf('AWS::ECS::Service'));
  const [container] = z
    .object({
      ContainerDefinitions: z.tuple([
        z.object({
          Command: z.never().optional(),
          EntryPoint: z.never().optional(),
          PortMappings: z.never().optional(),
          User: z.literal('node'),
          ReadonlyRootFilesystem: z.literal(true),
          StopTimeout: z.number(),
          Secrets: z.array(z.object({ Name: z.string(), ValueFrom: anything })),
          Environment: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
          HealthCheck: z.object({ Command: z.array(z.string()), StartPeriod: z.number() }),
        }),
      ]),
    })
    .parse(propertiesOf('AWS::ECS::TaskDefinition')).ContainerDefinitions;

  test('has nothing of YAML that CloudFormation does not take', () => {
    // docs.aws.amazon.com, "CloudFormation template format": no aliases, no merged hashes.
    const found: string[] = [];
    visit(document, { Alias: (_, node) => void (isAlias(node) && found.push(node.source)) });
    expect(found).toEqual([]);
    expect(document.toString()).not.toContain('<<:');
  });

  test('every name that is referred to exists', () => {
    const text = readFileSync('deploy/ecs-fargate.yml', 'utf8');
    const referred = [...text.matchAll(/!(?:Ref|GetAtt) ([A-Za-z]+)/g)].map(([, name = '']) => name);
    const { Parameters, Resources } = z.object({ Parameters: anything, Resources: anything }).parse(document.toJS());
    const existing = new Set([...Object.keys(Parameters), ...Object.keys(Resources), 'AWS']);
    expect(referred.length).toBeGreaterThan(30);
    expect(referred.filter((name) => !existing.has(name))).toEqual([]);
  });

  test('the bot understands the environment, all secrets from Secrets Manager', () => {
    expect(container.Environment).toEqual([]);
    const dockerfileOfEcs = readFileSync('deploy/ecs.Dockerfile', 'utf8');
    const authorities = /ADD .* (\S+)$/m.exec(dockerfileOfEcs)?.[1];
    const { SecretString } = template.Resources.DatabaseUrl?.Properties ?? {};
    expect(JSON.stringify(SecretString)).toContain(`"Authorities":"${authorities}"`);
    const values: Record<string, string> = {
      DATABASE_URL: 'postgres://gluewarden:5ec2e7@db.example.com:5432/gluewarden',
      // As GenerateSecretString makes it: letters and digits.
      GLUEWARDEN_KEY: 'a1B2'.repeat(16),
      SLACK_BOT_TOKEN: 'xoxb-1-test',
      SLACK_APP_TOKEN: 'xapp-1-test',
    };
    expect(template.Resources.RemediationKey?.Properties.GenerateSecretString).toEqual({
      PasswordLength: 64,
      ExcludePunctuation: true,
      IncludeSpace: false,
    });
    const given = Object.fromEntries(container.Secrets.map(({ Name }) => [Name, values[Name] ?? '']));
    expect(settingsWith(given, {})).toMatchObject({ databaseUrl: values.DATABASE_URL, host: '0.0.0.0', port: 3000 });
  });

  test('a check as in the image, a start that may wait, a stop that has its time', () => {
    const { Command, StartPeriod } = container.HealthCheck;
    expect(Command).toEqual(['CMD', ...z.array(z.string()).parse(imageCheck)]);
    expect(StartPeriod).toBeGreaterThan(1.5 * startWaitS);
    expect(container.StopTimeout).toBeGreaterThan(stopLimitS);
  });

  test('two tasks or more, and with those of an update no more connections than Slack takes', () => {
    const { Default, MinValue, MaxValue } = template.Parameters.TaskCount;
    expect([Default, MinValue]).toEqual([2, 2]);
    const { MaximumPercent } = service.DeploymentConfiguration;
    const most = (tasks: number) => Math.floor((tasks * MaximumPercent) / 100);
    // One more than the fewest must fit, or an update could never begin.
    expect(most(MinValue)).toBeGreaterThan(MinValue);
    expect(most(MaxValue)).toBeLessThanOrEqual(9);
  });

  test('the database is encrypted, out of reach and kept; nothing but the tasks gets in', () => {
    expect(propertiesOf('AWS::RDS::DBInstance')).toMatchObject({
      StorageEncrypted: true,
      PubliclyAccessible: false,
      DeletionProtection: true,
      BackupRetentionPeriod: 14,
    });
    const groups = ofType('AWS::EC2::SecurityGroup').map(({ Properties }) => Properties.SecurityGroupIngress ?? []);
    expect(groups).toEqual([
      [],
      [expect.objectContaining({ FromPort: 5432, SourceSecurityGroupId: { '!Ref': 'TaskSecurityGroup' } })],
    ]);
    const kept = ['AWS::KMS::Key', 'AWS::SecretsManager::Secret', 'AWS::RDS::DBInstance'].flatMap(ofType);
    // The URL follows from what is kept.
    const gone = kept.filter(({ DeletionPolicy }) => DeletionPolicy === undefined);
    expect(gone.map(({ Properties }) => Properties.Description)).toEqual(['DATABASE_URL']);
  });
});
