import { CloudError } from '../domain/errors.ts';
import type { Account } from '../domain/fleet.ts';
import { findingNow, type MadePlan, makePlan } from '../domain/make-plan.ts';
import type { FindingKind, Inventory } from '../domain/model.ts';
import type { PlanChoice } from '../domain/plan.ts';
import type { ReadDefinition } from '../domain/plan-configuration.ts';
import { neededDefinitions, type PlannedFinding } from '../domain/plan-dependents.ts';
import type { PlanRefusal } from '../domain/plan-refusal.ts';
import type { Digest } from '../domain/plan-steps.ts';
import { createLimiter, startDeadline } from './concurrency.ts';
import { readPlanChecks } from './plan-checks.ts';
import type { Clock, Cloud, NewId, TargetReader } from './ports.ts';
import type { DefinitionReader, RawDefinition, RemediationCloud } from './remediation-ports.ts';
import { readInventory, readKeyVerdict } from './scan-target.ts';

export interface PlanRequest {
  readonly account: Account;
  readonly region: string;
  /** The finding's name: a configuration or a job, to the letter. */
  readonly name: string;
  /** Absent: the only finding of that name. */
  readonly kind?: FindingKind;
  readonly choice: PlanChoice;
}

export type Proposal = MadePlan | { readonly refusals: readonly PlanRefusal[] };

/**
 * Reads what a plan is made from, now, and makes it. Reads only.
 * @throws {CloudError} the account could not be entered, or AWS did not answer in time
 */
export type ProposePlan = (request: PlanRequest) => Promise<Proposal>;

export interface ProposeDependencies {
  readonly cloud: Cloud;
  readonly remediation: Pick<RemediationCloud, 'reader'>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly digest: Digest;
  /** Definitions, runs and tags read at once. */
  readonly concurrency?: number;
  readonly deadlineMs?: number;
}

export function createProposePlan(dependencies: ProposeDependencies): ProposePlan {
  const { cloud, remediation, clock, newId, digest, concurrency = 8, deadlineMs = 300_000 } = dependencies;
  return async ({ account, region, name, kind, choice }) => {
    const deadline = startDeadline(clock, deadlineMs);
    const { signal } = deadline;
    try {
      const [entered, { account: id, reader }] = await Promise.all([
        cloud.enter(account, signal),
        remediation.reader(account, region),
      ]);
      // Two ways in, one account: a plan must never be made from a mixture.
      if (entered.id !== id) throw new CloudError('AssumeRole', 'AccountMismatch', 'The reads are of two accounts');
      const target = { account: entered.id, region };
      const targetReader = entered.region(region);
      const inventory = await readInventory(targetReader, target, { checkKeys: true, lists: 'all', signal });
      const now = findingNow(inventory, { name, ...(kind && { kind }) });
      if ('refusals' in now) return now;
      const limit = createLimiter(concurrency);
      const made = makePlan({
        id: newId(),
        createdAt: clock.now(),
        ...(account.name !== undefined && { accountName: account.name }),
        inventory,
        finding: now.finding,
        choice,
        ...(await readAll(targetReader, reader, inventory, now.finding, choice, limit, signal)),
        digest,
      });
      // What was not read in time would look like dependents that cannot be read.
      if (signal.aborted) throw new CloudError('Plan', 'DeadlineExceeded', 'The reads took too long');
      if ('refusals' in made) return made;
      const { remediationRoleArn } = account;
      const role = remediationRoleArn !== undefined && { remediationRoleArn };
      const checks = await readPlanChecks({ plan: made.plan, reader, ...role, limit, signal });
      return { ...made, plan: { ...made.plan, checks: [...made.plan.checks, ...checks] } };
    } finally {
      deadline.clear();
    }
  };
}

async function readAll(
  targetReader: TargetReader,
  reader: DefinitionReader,
  inventory: Inventory,
  finding: PlannedFinding,
  choice: PlanChoice,
  limit: ReturnType<typeof createLimiter>,
  signal: AbortSignal,
) {
  const needed = neededDefinitions(inventory, finding, choice);
  const read = (names: readonly string[], one: (name: string) => Promise<RawDefinition | undefined>) =>
    readEach(names, (name) => limit(() => one(name)));
  const [configurations, jobs, triggers, crawlers, keyVerdict] = await Promise.all([
    read(needed.configurations, (name) => reader.configuration(name, signal)),
    read(needed.jobs, (name) => reader.job(name, signal)),
    read(needed.triggers, (name) => reader.trigger(name, signal)),
    read(needed.crawlers, (name) => reader.crawler(name, signal)),
    choice.key === undefined ? undefined : readKeyVerdict(targetReader, inventory.target, choice.key, signal),
  ]);
  return { definitions: { configurations, jobs, triggers, crawlers }, ...(keyVerdict && { keyVerdict }) };
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
