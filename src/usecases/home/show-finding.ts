import { isExpected } from '../../domain/errors.ts';
import type { Fleet } from '../../domain/watch.ts';
import type { Show } from '../audit/show.ts';
import type { Authorise } from '../authorise.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import type { Store } from '../ports/store.ts';
import type { SurfaceActions } from '../ports/surface.ts';
import { explainError } from '../words/explain.ts';
import { explainRefusal } from '../words/explain-refusal.ts';

export interface ShowFindingDependencies {
  readonly store: Pick<Store, 'findings'>;
  readonly fleet: Fleet;
  readonly show: Show;
}

/** What a finding is about, read now. The records only say what that is, and where. */
export function createShowFinding(
  { store, fleet, show }: ShowFindingDependencies,
  authorise: Authorise,
): Pick<SurfaceActions, 'showFinding'> {
  return {
    async showFinding(actor, findingId) {
      try {
        await authorise(actor);
        const row = await store.findings.byId(findingId);
        if (row === undefined || row.resolvedAt !== undefined) return resolved;
        const { account: id, region, kind, name } = row;
        const account =
          fleet.accounts.find((each) => each.id === id) ?? fleet.accounts.find((each) => each.id === undefined);
        if (account === undefined) return left;
        const isOfConfiguration = kind === 'configuration' || kind === 'unusable-key';
        const shown = await (isOfConfiguration ? show(account, region, name) : show(account, region, name, 'job'));
        // An account without an id is the bot's own, and which one that is, only AWS says: another has namesakes.
        return shown.account === id ? shown : left;
      } catch (error) {
        if (!isExpected(error)) throw error;
        return explainError(error);
      }
    },
  };
}

const resolved: ProblemMessage = {
  kind: 'problem',
  what: 'This finding is not open any more: a later scan did not see it.',
  next: 'The list of findings has what is open now.',
  suggestions: ['/glue-audit findings'],
};

const left: ProblemMessage = { kind: 'problem', ...explainRefusal('not-configured'), suggestions: [] };
