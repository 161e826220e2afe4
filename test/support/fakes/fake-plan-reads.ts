import { definitionReads } from '../../../src/aws/change/definition-calls.ts';
import { CloudError } from '../../../src/domain/errors.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { KeyDescription } from '../../../src/domain/model.ts';
import type { ResourceKind } from '../../../src/domain/steps/step-kinds.ts';
import type { Cloud, TargetReader } from '../../../src/usecases/ports/cloud.ts';
import type { DefinitionReader, Simulation } from '../../../src/usecases/ports/remediation-cloud.ts';
import { createProposePlan, createProposePlans } from '../../../src/usecases/remediation/plan/propose-plan.ts';
import { hash, inventoryOf, rawConfiguration, rawJob, rawTrigger, type World } from '../remediation/plans.ts';
import { FakeClock } from './fake-clock.ts';
import { usableKey } from './fake-cloud.ts';
import { publicPartition } from './fake-glue.ts';

/** A noncompliant configuration with three jobs, a trigger that overrides one, and a crawler. */
export const world: World = {
  configurations: [rawConfiguration('std', 'DISABLED')],
  jobs: [rawJob('a'), rawJob('b'), rawJob('c')],
  triggers: [rawTrigger('t', [{ JobName: 'a', SecurityConfiguration: 'std' }])],
  crawlers: [{ Name: 'raw', CrawlerSecurityConfiguration: 'std' }],
};

/** The policy that a key gets by itself: its account's own policies decide. */
const delegatingPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' },
  ],
});

export interface Fakes {
  world?: World;
  /** Codes of calls that fail, by "GetJob a". */
  fails?: Readonly<Record<string, string>>;
  key?: KeyDescription | string;
  runs?: Readonly<Record<string, number>>;
  tags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  account?: string;
  /**
   * What a simulation says, by "kms:Encrypt arn:aws:iam::…:role/etl", with the resource behind it or without; allowed,
   * where nothing is said.
   */
  simulated?: Readonly<Record<string, Partial<Simulation>>>;
  /** What aliases stand for. */
  aliases?: Readonly<Record<string, string>>;
  keyPolicy?: string;
  /** Policies of single keys, by ARN. */
  keyPolicies?: Readonly<Record<string, string>>;
  /** What DescribeKey says of single keys, by ARN. */
  keys?: Readonly<Record<string, KeyDescription>>;
  /** A job whose read never ends by itself. */
  hangs?: string;
  /** What calls throw that fail by a defect of ours, by "GetJobRuns a". */
  defects?: Readonly<Record<string, Error>>;
}

/** Reads of one region, and the use case on top of them. Counts its calls. */
export function fakes(options: Fakes = {}) {
  const of = options.world ?? world;
  const calls: string[] = [];
  const { promise: hanging, resolve: hangs } = Promise.withResolvers<void>();
  const call = (name: string) => {
    calls.push(name);
    const defect = options.defects?.[name];
    if (defect) throw defect;
    const code = options.fails?.[name];
    if (code !== undefined) throw new CloudError(name.split(' ')[0] ?? name, code, code);
  };
  const find = async (operation: string, raws: readonly JsonObject[] = [], name: string) => {
    call(`${operation} ${name}`);
    const definition = raws.find(({ Name }) => Name === name);
    return definition && { definition, awsRequestId: `r${calls.length}` };
  };
  const inventory = inventoryOf(of);
  const target: TargetReader = {
    configurations: async () => inventory.configurations,
    jobs: async () => inventory.jobs,
    triggers: async () => inventory.triggers ?? { items: [] },
    crawlers: async () => inventory.crawlers ?? { items: [] },
    devEndpoints: async () => ({ items: [] }),
    sessions: async () => ({ items: [] }),
    transforms: async () => ({ items: [] }),
    jobTags: async () => ({ items: [] }),
    describeKey: async (id) => {
      call(`DescribeKey ${id}`);
      const description = options.keys?.[id] ?? options.key ?? usableKey;
      if (typeof description === 'string') throw new CloudError('DescribeKey', description, description);
      return description;
    },
  };
  const settings = async (database: string, table: string) => {
    call(`GetColumnStatisticsTaskSettings ${database}.${table}`);
    const definition = of.tables?.[database]?.[table];
    return definition && { definition, awsRequestId: `r${calls.length}` };
  };
  const listed: Readonly<Partial<Record<ResourceKind, readonly JsonObject[]>>> = {
    configuration: of.configurations,
    ...(of.jobs && { job: of.jobs }),
    ...(of.triggers && { trigger: of.triggers }),
    ...(of.crawlers && { crawler: of.crawlers }),
  };
  const reader: DefinitionReader = {
    definition(resource, signal) {
      const { kind, name, database = '' } = resource;
      if (kind === 'column-statistics') return settings(database, name);
      if (kind !== 'job' || name !== options.hangs) return find(definitionReads[kind].operation, listed[kind], name);
      hangs();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new CloudError('GetJob', 'Aborted', 'stopped')));
      });
    },
    tables: async (database) => {
      call(`GetTables ${database}`);
      return Object.keys(of.tables?.[database] ?? {});
    },
    keys: async () => [],
    activeRuns: async (job) => {
      call(`GetJobRuns ${job}`);
      return options.runs?.[job] ?? 0;
    },
    runs: async () => [],
    bookmark: async () => ({ none: true }),
    tags: async (arn) => {
      call(`GetTags ${arn}`);
      return options.tags?.[arn] ?? {};
    },
    simulate: async ({ principal, actions, resources, context }) => {
      call(`SimulatePrincipalPolicy ${principal}`);
      return actions.flatMap((action) =>
        resources.map((resource): Simulation => {
          const role = context === undefined ? principal : resource;
          const said = options.simulated?.[`${action} ${role} ${resource}`] ?? options.simulated?.[`${action} ${role}`];
          return { action, resource, decision: 'allowed', missingContext: [], ...said };
        }),
      );
    },
    keyArn: async (alias) => {
      call(`DescribeKey ${alias}`);
      return options.aliases?.[alias] ?? alias;
    },
    keyPolicy: async (arn) => {
      call(`GetKeyPolicy ${arn}`);
      return options.keyPolicies?.[arn] ?? options.keyPolicy ?? delegatingPolicy;
    },
  };
  const cloud: Cloud = {
    enter: async () => ({ id: '111122223333', enabledRegions: async () => [], region: () => target }),
  };
  const clock = new FakeClock();
  const account = options.account ?? '111122223333';
  const remediation = { reader: async () => ({ account, partition: publicPartition, reader }) };
  const dependencies = { cloud, remediation, clock, hash };
  const propose = createProposePlan({ ...dependencies, newId: () => 'plan-1' });
  let plans = 0;
  const proposeTogether = createProposePlans({ ...dependencies, newId: () => `plan-${++plans}` });
  return { propose, proposeTogether, cloud, remediation, calls, clock, hanging };
}
