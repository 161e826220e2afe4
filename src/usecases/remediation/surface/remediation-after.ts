import { approverProblem } from '../../../domain/remediation/approval.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { ProblemMessage } from '../../messages/command-messages.ts';
import type { RollBackForm } from '../../messages/remediation-forms.ts';
import type { Actor } from '../../ports/command.ts';
import type { AfterActions } from '../../ports/remediation-surface.ts';
import { explainRefusal } from '../../words/explain-refusal.ts';
import { type AfterResult, goOnWithoutCanary, stopAtCanary } from '../rollback/after-actions.ts';
import { composeRollBack, type RollBackDependencies, rollBack, rollBackProblem } from '../rollback/roll-back.ts';
import { readMembership } from '../state/membership.ts';
import { unreachable } from '../state/unreachable.ts';
import { safely } from './stop.ts';

/** Everything that a surface's buttons do with an approved request. */
export function createAfterActions(dependencies: RollBackDependencies): AfterActions {
  const { store, clock, watchRunsFor } = dependencies;

  async function form(actor: Actor, requestId: string): Promise<RollBackForm | ProblemMessage> {
    const request = await store.remediation.request(requestId);
    if (request === undefined) return problem('unknown-request');
    const approvals = dependencies.approvals(request.account);
    const membership = await readMembership(dependencies, [actor.user], approvals);
    const refusal =
      approverProblem(actor.user, approvals, membership) ??
      unreachable(dependencies, request) ??
      (await rollBackProblem(store, request, watchRunsFor, clock.now()));
    if (refusal === undefined) return composeRollBack(dependencies, request);
    const detail = { channel: actor.channel, refusal };
    await store.remediation.audit(
      auditEntry(dependencies, { actor: actor.user, action: 'back.refused', subject: requestId, detail }),
    );
    return problem(refusal);
  }

  const answer = (work: () => Promise<AfterResult>) =>
    safely(async () => {
      const result = await work();
      return 'refused' in result ? problem(result.refused) : undefined;
    });

  return {
    rollBackForm: (actor, requestId) => safely(() => form(actor, requestId)),
    rollBack: (actor, order) => answer(() => rollBack(dependencies, { actor, ...order })),
    goOn: (actor, order) => answer(() => goOnWithoutCanary(dependencies, { actor, ...order })),
    stop: (actor, order) => answer(() => stopAtCanary(dependencies, { actor, ...order })),
  };
}

function problem(refusal: Parameters<typeof explainRefusal>[0]): ProblemMessage {
  return { kind: 'problem', ...explainRefusal(refusal), suggestions: [] };
}
