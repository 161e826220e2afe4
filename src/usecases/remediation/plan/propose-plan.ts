import { CloudError } from '../../../domain/errors.ts';
import type { Account } from '../../../domain/fleet.ts';
import { createLimiter, startDeadline } from '../../concurrency.ts';
import {
  type FindingToPlan,
  type PlanDependencies,
  type Proposal,
  planRegion,
  type Reads,
  type RegionRequest,
  tooSlow,
} from './plan-region.ts';

export type { Proposal };

export interface PlanRequest extends FindingToPlan {
  readonly account: Account;
}

export interface ProposeDependencies extends PlanDependencies {
  /** Definitions, runs and tags read at once. */
  readonly concurrency?: number;
  readonly deadlineMs?: number;
}

/** Findings of one account, each with its own choice. */
interface PlansRequest {
  readonly account: Account;
  readonly findings: readonly FindingToPlan[];
}

/**
 * Reads what a plan is made from, now, and makes it. Reads only.
 * @throws {CloudError} the account could not be entered, or AWS did not answer in time
 */
export type ProposePlan = (request: PlanRequest) => Promise<Proposal>;

export function createProposePlan(dependencies: ProposeDependencies): ProposePlan {
  return ({ account, ...finding }) =>
    withinDeadline(dependencies, async (reads) => {
      const [proposal] = await planRegion(
        dependencies,
        { account, region: finding.region, findings: [finding] },
        reads,
      );
      return proposal ?? { refusals: [] };
    });
}

/**
 * Plans that can be carried out together, in the order of their findings: no two of them make a configuration of one
 * name. Each region is read once; one that cannot be read refuses its own findings. Reads only.
 * @throws {CloudError} AWS did not answer in time
 */
export type ProposePlans = (request: PlansRequest) => Promise<readonly Proposal[]>;

/** Regions read at once. */
const regionsAtOnce = 3;

export function createProposePlans(dependencies: ProposeDependencies): ProposePlans {
  return ({ account, findings }) =>
    withinDeadline(dependencies, async (reads) => {
      const regions = createLimiter(regionsAtOnce);
      const groups = [...Map.groupBy(findings, ({ region }) => region)];
      const planned = await Promise.all(
        groups.map(([region, some]) =>
          regions(async () => {
            const proposals = await planOrRefuse(dependencies, { account, region, findings: some }, reads);
            return some.map((finding, index) => [finding, proposals[index]] as const);
          }),
        ),
      );
      if (reads.signal.aborted) throw tooSlow();
      const byFinding = new Map(planned.flat());
      return findings.map((finding) => byFinding.get(finding) ?? { refusals: [] });
    });
}

async function withinDeadline<T>(
  { clock, concurrency = 8, deadlineMs = 300_000 }: ProposeDependencies,
  work: (reads: Reads) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(clock, deadlineMs);
  try {
    return await work({ limit: createLimiter(concurrency), signal: deadline.signal });
  } finally {
    deadline.clear();
  }
}

async function planOrRefuse(
  dependencies: ProposeDependencies,
  request: RegionRequest,
  reads: Reads,
): Promise<readonly Proposal[]> {
  try {
    return await planRegion(dependencies, request, reads);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return request.findings.map(() => ({
      refusals: [{ code: 'not-read', call: error.call, detail: error.code, said: error.message }],
    }));
  }
}
