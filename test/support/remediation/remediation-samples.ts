import type { Account } from '../../../src/domain/fleet.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { Approvals } from '../../../src/domain/remediation/approval.ts';
import { columnStatisticsForHash } from '../../../src/domain/steps/column-statistics-update.ts';
import { crawlerConfiguration, crawlerForHash } from '../../../src/domain/steps/crawler-update.ts';
import { jobConfiguration, jobForHash } from '../../../src/domain/steps/job-update.ts';
import { actionConfiguration, triggerActions, triggerForHash } from '../../../src/domain/steps/trigger-update.ts';
import { sha256 } from '../../../src/ops/vault.ts';
import type { Clock } from '../../../src/usecases/ports/runtime.ts';
import type { PlanToRequest } from '../../../src/usecases/remediation/request/open-request.ts';
import { FakeGlue } from '../fakes/fake-glue.ts';

export const account: Account = {
  id: '111122223333',
  name: 'data-production',
  remediationRoleArn: 'arn:aws:iam::111122223333:role/gluewarden-remediation',
  regions: ['eu-west-1'],
};

export const policy: Approvals = {
  channel: 'CAPPROVALS',
  approvers: { users: ['UAPPROVER', 'USECOND', 'UASKER'], usergroups: [] },
  required: 1,
  allowSelfApproval: false,
  expireAfter: 24 * 3_600_000,
  remindBefore: 2 * 3_600_000,
};

export const newName = 'std-encrypted-bookmarks';
export const encryption: JsonObject = {
  S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
  JobBookmarksEncryption: {
    JobBookmarksEncryptionMode: 'CSE-KMS',
    KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  },
};

/** A clock on which waiting takes no time of ours. `time` is the wall clock's. */
export class QuickClock implements Clock {
  time: number;
  steady = 0;
  constructor(start = Date.UTC(2026, 2, 2, 8)) {
    this.time = start;
  }
  now(): number {
    return this.time;
  }
  monotonic(): number {
    return this.steady;
  }
  async sleep(ms: number): Promise<void> {
    this.time += ms;
    this.steady += ms;
  }
}

export function job(name: string, changes: JsonObject = {}): JsonObject {
  return {
    Name: name,
    CreatedOn: 1_700_000_000.5,
    LastModifiedOn: 1_700_000_001.5,
    Role: 'arn:aws:iam::111122223333:role/jobs',
    Command: { Name: 'glueetl', ScriptLocation: `s3://scripts/${name}.py`, PythonVersion: '3' },
    DefaultArguments: { '--job-bookmark-option': 'job-bookmark-enable', '--password': `secret of ${name}` },
    WorkerType: 'G.1X',
    NumberOfWorkers: 4,
    Timeout: 60,
    SecurityConfiguration: 'std',
    CodeGenConfigurationNodes: { node: { Name: 'graph' } },
    ...changes,
  };
}

export function trigger(name: string, changes: JsonObject = {}): JsonObject {
  const Actions = [{ JobName: 'a', SecurityConfiguration: 'std' }, { JobName: 'b' }];
  return { Name: name, Type: 'SCHEDULED', State: 'ACTIVATED', Schedule: 'cron(0 1 * * ? *)', Actions, ...changes };
}

export function crawler(name: string, changes: JsonObject = {}): JsonObject {
  return { Name: name, Role: 'crawlers', State: 'READY', CrawlerSecurityConfiguration: 'std', Version: 3, ...changes };
}

/** Several jobs, a trigger and a crawler on a configuration whose bookmarks are not encrypted. */
export function smallGlue(jobs: readonly string[] = ['a', 'b', 'c']): FakeGlue {
  const glue = new FakeGlue();
  glue.put('configuration', 'std', { Name: 'std', EncryptionConfiguration: {} });
  for (const name of jobs) glue.put('job', name, job(name));
  glue.put('trigger', 'nightly', trigger('nightly'));
  glue.put('crawler', 'lake', crawler('lake'));
  return glue;
}

/** The plan for everything that this Glue has, made from it as it is now. */
export function planOf(glue: FakeGlue, changes: Partial<Plan> = {}): PlanToRequest {
  const definitions = new Map<string, JsonObject>();
  const steps: Step[] = [{ id: 's1', type: 'create-configuration', name: newName, encryption }];
  const add = (definition: JsonObject, make: (id: string) => Step) => {
    const id = `s${steps.length + 1}`;
    definitions.set(id, definition);
    steps.push(make(id));
  };
  const all = (kind: 'job' | 'trigger' | 'crawler' | 'column-statistics') =>
    [...glue.things[kind].keys()].map((name) => [name, glue.now(kind, name) ?? {}] as const);
  for (const [name, it] of all('job'))
    add(it, (id) => ({
      id,
      type: 'repoint-job',
      name,
      from: jobConfiguration(it),
      to: newName,
      saw: sha256(jobForHash(it)),
      graph: null,
      bookmarks: 'job-bookmark-enable',
      streaming: false,
      canary: false,
    }));
  for (const [name, it] of all('trigger')) {
    const actions = triggerActions(it).flatMap((action, index) => {
      const from = actionConfiguration(action);
      return from === null ? [] : [{ index, from }];
    });
    add(it, (id) => ({ id, type: 'repoint-trigger', name, actions, to: newName, saw: sha256(triggerForHash(it)) }));
  }
  for (const [name, it] of all('crawler'))
    add(it, (id) => ({
      id,
      type: 'repoint-crawler',
      name,
      from: crawlerConfiguration(it),
      to: newName,
      saw: sha256(crawlerForHash(it)),
    }));
  for (const [name, it] of all('column-statistics')) {
    const [database = '', table = ''] = name.split('.');
    add(it, (id) => ({
      id,
      type: 'repoint-column-statistics',
      name,
      database,
      table,
      from: 'std',
      to: newName,
      saw: sha256(columnStatisticsForHash(it)),
    }));
  }
  const plan: Plan = {
    id: 'plan-1',
    target: { account: '111122223333', region: 'eu-west-1' },
    accountName: 'data-production',
    finding: { kind: 'configuration', name: 'std' },
    createdAt: 1,
    choice: { mode: 'bookmarks-only', crawlers: true, visualJobs: true, canary: false },
    configuration: {
      name: newName,
      before: { name: 'std', encryption: {} },
      create: encryption,
      after: encryption,
      reused: false,
    },
    steps,
    manual: [],
    leftOut: [],
    checks: [],
    notes: [],
    ...changes,
  };
  return { plan, definitions };
}

/** The key of every test's vault. */
export const testKey = Buffer.alloc(32, 7).toString('base64');
