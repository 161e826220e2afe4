import { CloudError } from '../../../domain/errors.ts';
import type { Account } from '../../../domain/fleet.ts';
import type { FindingKind, Inventory, KeyVerdict } from '../../../domain/model.ts';
import { findingNow, type MadePlan, makePlan, type PlanInput } from '../../../domain/plan/make-plan.ts';
import { keyUses } from '../../../domain/plan/met-keys.ts';
import type { PlanChoice } from '../../../domain/plan/plan.ts';
import { namedDatabases, type ReadDatabase } from '../../../domain/plan/plan-column-statistics.ts';
import type { ReadDefinition } from '../../../domain/plan/plan-configuration.ts';
import { neededDefinitions, type PlannedFinding } from '../../../domain/plan/plan-dependents.ts';
import type { PlanRefusal } from '../../../domain/plan/plan-refusal.ts';
import { encryptionOf } from '../../../domain/steps/encryption.ts';
import type { Hash } from '../../../domain/steps/step-kind.ts';
import type { ResourceKind } from '../../../domain/steps/step-kinds.ts';
import { readInventory, readKeyVerdict } from '../../audit/scan-target.ts';
import type { createLimiter } from '../../concurrency.ts';
import type { Cloud } from '../../ports/cloud.ts';
import type { DefinitionReader, RawDefinition, RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import { readPlanChecks } from './plan-checks.ts';

export type Proposal = MadePlan | { readonly refusals: readonly PlanRefusal[] };

/** A finding to plan for, and what was chosen. */
export interface FindingToPlan {
  readonly region: string;
  /** The finding's name: a configuration or a job, to the letter. */
  readonly name: string;
  /** Absent: of any rule that a plan can fix. */
  readonly rule?: string;
  /** Absent: the only finding of that name. */
  readonly kind?: FindingKind;
  readonly choice: PlanChoice;
}

export interface PlanDependencies {
  readonly cloud: Cloud;
  readonly remediation: Pick<RemediationCloud, 'reader'>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly hash: Hash;
}

/** Findings of one region. */
export interface RegionRequest {
  readonly account: Account;
  readonly region: string;
  readonly findings: readonly FindingToPlan[];
}

/** How definitions, runs and tags are read: at most so many at once, until then. */
export interface Reads {
  readonly limit: ReturnType<typeof createLimiter>;
  readonly signal: AbortSignal;
}

export function tooSlow(): CloudError {
  return new CloudError('Plan', 'DeadlineExceeded', 'The reads took too long');
}

/**
 * Plans for findings of one region, in their order, from one look at it. No two of them create a configuration of one
 * name. @throws {CloudError}
 */
export async function planRegion(
  dependencies: PlanDependencies,
  { account, region, findings }: RegionRequest,
  reads: Reads,
): Promise<readonly Proposal[]> {
  const { cloud, remediation } = dependencies;
  const { limit, signal } = reads;
  const [entered, { account: id, partition, reader }] = await Promise.all([
    cloud.enter(account, signal),
    remediation.reader(account, region),
  ]);
  // Two ways in, one account: a plan must never be made from a mixture.
  if (entered.id !== id) throw new CloudError('AssumeRole', 'AccountMismatch', 'The reads are of two accounts');
  const target = { account: entered.id, region };
  const targetReader = entered.region(region);
  const inventory = await readInventory(targetReader, target, { checkKeys: true, lists: 'all', signal });
  const verdictOf = memo(async (key) => inventory.keys?.get(key) ?? readKeyVerdict(targetReader, target, key, signal));
  const inputs = await Promise.all(
    findings.map(async ({ rule, name, kind, choice }) => {
      const now = findingNow(inventory, { name, ...(rule && { rule }), ...(kind && { kind }) });
      if ('refusals' in now) return now;
      return { ...now, choice, ...(await readAll(reader, { inventory, ...now, choice }, verdictOf, reads)) };
    }),
  );
  const made = makeAll(dependencies, { account, inventory }, inputs);
  const { remediationRoleArn } = account;
  const role = remediationRoleArn !== undefined && { remediationRoleArn };
  // What was not read in time would look like dependents that cannot be read.
  if (signal.aborted) throw tooSlow();
  return Promise.all(
    made.map(async (proposal) => {
      if ('refusals' in proposal) return proposal;
      const { plan, runs } = proposal;
      const checks = await readPlanChecks({ plan, runs, partition, reader, ...role, limit, signal });
      return { ...proposal, plan: { ...proposal.plan, checks: [...proposal.plan.checks, ...checks] } };
    }),
  );
}

type ReadInput = Pick<PlanInput, 'finding' | 'choice' | 'definitions' | 'keyVerdict' | 'keyVerdicts'>;

/** One after the other: each leaves alone the names that those before it are going to create. */
function makeAll(
  { clock, newId, hash }: PlanDependencies,
  { account, inventory }: { readonly account: Account; readonly inventory: Inventory },
  inputs: readonly (ReadInput | { readonly refusals: readonly PlanRefusal[] })[],
): Proposal[] {
  const reserved: string[] = [];
  const accountName = account.name === undefined ? {} : { accountName: account.name };
  return inputs.map((input) => {
    if ('refusals' in input) return input;
    const made = makePlan({
      id: newId(),
      createdAt: clock.now(),
      ...accountName,
      inventory,
      hash,
      reserved,
      ...input,
    });
    if ('plan' in made && made.plan.configuration.create) reserved.push(made.plan.configuration.name);
    return made;
  });
}

function memo<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

async function readAll(
  reader: DefinitionReader,
  { inventory, finding, choice }: { inventory: Inventory; finding: PlannedFinding; choice: PlanChoice },
  verdictOf: (key: string) => Promise<KeyVerdict>,
  { limit, signal }: Reads,
) {
  const needed = neededDefinitions(inventory, finding, choice);
  const read = (kind: ResourceKind, names: readonly string[]) =>
    readEach(names, (name) => limit(() => reader.definition({ kind, name }, signal)));
  const byType = [...Map.groupBy([...needed.dependents, ...needed.started], ({ type }) => type)];
  const [configurations, dependents, columnStatistics, keyVerdict] = await Promise.all([
    read('configuration', needed.configurations),
    Promise.all(
      byType.map(async ([type, some]) => {
        const names = some.map(({ name }) => name);
        return [type, await read(type, names)] as const;
      }),
    ),
    Promise.all(namedDatabases(choice, finding).map((database) => readDatabase(reader, database, { limit, signal }))),
    choice.key === undefined ? undefined : verdictOf(choice.key),
  ]);
  const definitions = { configurations, dependents: new Map(dependents), columnStatistics };
  const keyVerdicts = await verdictsOf(configurations, verdictOf);
  return { definitions, keyVerdicts, ...(keyVerdict && { keyVerdict }) };
}

/** Of every key that these configurations name: at most four each. */
async function verdictsOf(
  configurations: ReadonlyMap<string, ReadDefinition>,
  verdictOf: (key: string) => Promise<KeyVerdict>,
): Promise<ReadonlyMap<string, KeyVerdict>> {
  const uses = [...configurations.values()].flatMap((read) =>
    'definition' in read ? keyUses(encryptionOf(read.definition)) : [],
  );
  const keys = [...new Set(uses.map(({ key }) => key))];
  return new Map(await Promise.all(keys.map(async (key) => [key, await verdictOf(key)] as const)));
}

/** The column statistics settings of a database's tables. A table without any is left out. */
async function readDatabase(
  reader: DefinitionReader,
  database: string,
  { limit, signal }: Reads,
): Promise<ReadDatabase> {
  try {
    const tables = await limit(() => reader.tables(database, signal));
    const settings = await readEach(tables, (name) =>
      limit(() => reader.definition({ kind: 'column-statistics', name, database }, signal)),
    );
    return { database, tables: tables.length, settings };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { database, error: error.code, tables: 0, settings: new Map() };
  }
}

/** By name. What does not exist is left out; a failure keeps its code and spoils nothing else. */
async function readEach(
  names: readonly string[],
  read: (name: string) => Promise<RawDefinition | undefined>,
): Promise<ReadonlyMap<string, ReadDefinition>> {
  const entries = await Promise.all(
    names.map(async (name): Promise<[string, ReadDefinition][]> => {
      try {
        const raw = await read(name);
        return raw ? [[name, { definition: raw.definition }]] : [];
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        return [[name, { error: error.code }]];
      }
    }),
  );
  return new Map(entries.flat());
}
