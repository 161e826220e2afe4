import { type Approvals, approverProblem, type Refusal } from '../../../domain/remediation/approval.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { Actor } from '../../ports/command.ts';
import { type DecideDependencies, readMembership } from './decide-request.ts';

export interface PauseDependencies extends Pick<DecideDependencies, 'store' | 'clock' | 'log' | 'newId' | 'chat'> {
  /** The policies of all accounts: who may approve anywhere may stop everything. */
  readonly policies: () => readonly Approvals[];
  /** Says that executions may go on. */
  readonly onQueued: () => void;
}

/**
 * Stops new steps of every execution, or lets them go on. Only approvers may. Resolves with why not; undefined: done. Every
 * attempt leaves an audit entry.
 */
export async function pauseRemediation(
  dependencies: PauseDependencies,
  actor: Actor,
  pause: boolean,
): Promise<Refusal | undefined> {
  const { store, clock, onQueued } = dependencies;
  const unauthorised = await notApproverAnywhere(dependencies, actor.user);
  const refusal = await store.transaction(async ({ remediation }): Promise<Refusal | undefined> => {
    const changed =
      unauthorised === undefined && (await remediation.setPaused(pause ? { by: actor.user, at: clock.now() } : null));
    const why = changed ? undefined : (unauthorised ?? (pause ? 'paused-already' : 'not-paused'));
    const done = pause ? 'remediation.paused' : 'remediation.resumed';
    await remediation.audit(
      auditEntry(dependencies, {
        actor: actor.user,
        action: why === undefined ? done : 'pause.refused',
        subject: 'remediation',
        detail: { channel: actor.channel, pause, ...(why !== undefined && { refusal: why }) },
      }),
    );
    return why;
  });
  if (refusal === undefined && !pause) onQueued();
  return refusal;
}

/** Undefined: an approver of at least one account. */
export async function notApproverAnywhere(
  dependencies: Omit<PauseDependencies, 'onQueued'>,
  user: string,
): Promise<Refusal | undefined> {
  const problems: Refusal[] = [];
  for (const policy of dependencies.policies()) {
    const problem = approverProblem(user, policy, await readMembership(dependencies, user, policy));
    if (problem === undefined) return undefined;
    problems.push(problem);
  }
  return problems.find((problem) => problem === 'approver-unverifiable') ?? problems[0] ?? 'no-approvers';
}
