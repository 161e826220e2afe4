import { CloudError } from '../../domain/errors.ts';
import type { Account } from '../../domain/fleet.ts';
import type { ArnTarget } from '../../domain/glue-arn.ts';
import type { Target } from '../../domain/model.ts';
import type { Plan, Step } from '../../domain/plan/plan.ts';
import type { Log } from '../../usecases/ports/runtime.ts';
import { type Clients, once } from '../access/clients.ts';
import { type Role, roleSessionName } from '../access/entrance.ts';
import type { Entrances } from '../access/entrances.ts';
import type { Holder } from '../access/holder.ts';
import { partitionOf } from '../access/partition.ts';
import { assumeWithIdentity } from '../access/source-identity.ts';
import { longestPolicy, sessionPolicy } from '../policies/session-policy.ts';
import { createDefinitionReader } from './definition-reader.ts';
import { createDefinitionWriter } from './definition-writer.ts';
import { joinSessions, type PlanSession } from './split-session.ts';

export interface SessionDependencies {
  readonly entrances: Pick<Entrances, 'assume'>;
  /** For reads: with retries. */
  readonly readers: Pick<Clients, 'glue' | 'kms' | 'iam'>;
  /** For writes: one attempt each. */
  readonly writers: Pick<Clients, 'glue'>;
  readonly log: Log;
}

/** The shortest that STS gives. An execution that takes longer opens another session. */
const durationSeconds = 900;

/**
 * Credentials for these steps of this plan, kept by nobody but the session that is returned. Never without a session
 * policy: one that STS finds too large is split, and the session then goes on with other credentials where the second
 * half begins.
 * @throws {CloudError} also `RemediationOff`, `SessionPolicyTooLarge`, `AccountMismatch`
 */
export async function openSession(
  dependencies: SessionDependencies,
  account: Account,
  plan: Pick<Plan, 'id' | 'target'>,
  steps: readonly Step[],
): Promise<PlanSession> {
  const { remediationRoleArn: arn, externalId } = account;
  if (arn === undefined) throw new CloudError('AssumeRole', 'RemediationOff', 'The account has no remediation role.');
  const name = roleSessionName(plan.id);
  const role: Role = { arn, sessionName: name, durationSeconds, ...(externalId !== undefined && { externalId }) };
  let sourceIdentity: string | undefined = name;

  async function assume(policy: string) {
    if (sourceIdentity === undefined) return dependencies.entrances.assume({ ...role, policy });
    const { carried, ...assumed } = await assumeWithIdentity(
      dependencies.entrances,
      { ...role, policy },
      sourceIdentity,
    );
    if (carried) return assumed;
    sourceIdentity = undefined;
    const text = 'source identity refused: the plan is in the session name alone (allow sts:SetSourceIdentity)';
    dependencies.log.warn({ plan: plan.id, account: plan.target.account, session: name }, text);
    return assumed;
  }

  async function open(some: readonly Step[]): Promise<PlanSession> {
    const policy = sessionPolicy(arnTarget(account, plan.target), some);
    try {
      if (policy.length > longestPolicy) throw tooLarge();
      const { credentials, identity } = await assume(policy);
      checkTarget(plan, identity.account);
      dependencies.log.info({ plan: plan.id, session: name, steps: some.length, policy: policy.length }, 'session');
      return connect(dependencies, { credentials }, plan.target.region);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      if (some.length < 2) throw tooLarge();
      const half = Math.ceil(some.length / 2);
      const [first, second] = [some.slice(0, half), some.slice(half)];
      return joinSessions({ steps: first, session: await open(first) }, { steps: second, open: () => open(second) });
    }
  }

  return open(steps);
}

/** A plan's target as ARNs name it: the role that is assumed knows its partition. */
export function arnTarget({ remediationRoleArn }: Account, target: Target): ArnTarget {
  return { ...target, partition: partitionOf(target.region, remediationRoleArn).name };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof CloudError && /^(PackedPolicyTooLarge(Exception)?|SessionPolicyTooLarge)$/.test(error.code);
}

function tooLarge(): CloudError {
  const message = 'The names of this step alone make a session policy that AWS does not take.';
  return new CloudError('AssumeRole', 'SessionPolicyTooLarge', message);
}

function checkTarget({ target }: Pick<Plan, 'target'>, account: string): void {
  if (account === target.account) return;
  const message = `The remediation role is of account ${account}, and the plan is for ${target.account}.`;
  throw new CloudError('AssumeRole', 'AccountMismatch', message);
}

/** One client for each sort of call, dropped together with the session. */
function connect({ readers, writers }: SessionDependencies, holder: Holder, region: string): PlanSession {
  return {
    reader: createDefinitionReader({
      glue: once(() => readers.glue(holder, region)),
      kms: once(() => readers.kms(holder, region)),
      iam: once(() => readers.iam(holder, region)),
    }),
    writer: createDefinitionWriter(once(() => writers.glue(holder, region))),
  };
}
