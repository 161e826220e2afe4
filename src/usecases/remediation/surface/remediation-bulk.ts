import type { Account } from '../../../domain/fleet.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { isAboutJob } from '../../../domain/plan/plan-dependents.ts';
import { overlapWith } from '../../../domain/plan/plan-overlaps.ts';
import { isRemediable } from '../../../domain/rules/index.ts';
import type { Fleet } from '../../../domain/watch.ts';
import type { ProblemMessage } from '../../messages/command-messages.ts';
import type { BulkRefused } from '../../messages/remediation-forms.ts';
import type { FindingRow } from '../../ports/finding-records.ts';
import type { BulkActions, RemediationChoice } from '../../ports/remediation-surface.ts';
import { explainRefusal } from '../../words/explain-refusal.ts';
import { withAcceptance } from '../plan/accepted-note.ts';
import type { Proposal, ProposePlans } from '../plan/propose-plan.ts';
import { mostTogether, readBulkForm } from '../request/bulk-form.ts';
import type { PlanToRequest } from '../request/open-request.ts';
import { planChoice } from '../request/remediation-form.ts';
import { findingsHeld } from '../state/request-of-finding.ts';
import { allowToAsk, askApprovers, type RemediationActionsDependencies } from './remediation-actions.ts';
import { findingGone, isTaken, refusalsProblem, refused, Stop, safely, safelyAsked } from './stop.ts';

export interface BulkDependencies extends RemediationActionsDependencies {
  readonly proposeTogether: ProposePlans;
  readonly fleet: Fleet;
}

/** Everything that a surface does for several findings in one request. */
export function createBulkActions(dependencies: BulkDependencies): BulkActions {
  const { store, enabled } = dependencies;

  function changeable(id: string): Account {
    const account = dependencies.account(id);
    if (account === undefined) throw new Stop(refused('not-configured'));
    if (!enabled || account.remediationRoleArn === undefined) throw new Stop(refused('remediation-off'));
    return account;
  }

  return {
    bulkForm: (actor, queryId, from = 'aws') =>
      safely(async () => {
        await allowToAsk(dependencies, actor, queryId);
        const { accounts: [id] = [], regions: [region] = [] } = (await store.queries.get(queryId)) ?? {};
        if (id === undefined) throw new Stop(queryGone);
        const form = await readBulkForm(dependencies, changeable(id), { queryId, ...(region && { region }) }, from);
        if (form.findings.length === 0) throw new Stop(nothingInUse);
        return form;
      }),
    askBulk: (actor, order) =>
      safelyAsked(async () => {
        const ids = [...new Set(order.findingIds)];
        await allowToAsk(dependencies, actor, ids[0] ?? '');
        const findings = (await Promise.all(ids.map((id) => store.findings.byId(id)))).filter(isOpen);
        const [first] = findings;
        if (first === undefined) throw new Stop(findingGone);
        if (!findings.every(isRemediable)) throw new Stop(refused('not-remediable'));
        if (ids.length > mostTogether) throw new Stop(tooMany, 'findings');
        if (findings.some(({ account }) => account !== first.account)) throw new Stop(otherAccount);
        const account = changeable(first.account);
        const judge = () => judgeAll(dependencies, account, findings, order.choice);
        const gone = ids.length - findings.length;
        const judged = await judge();
        const answer = refusedOf(judged, gone);
        if (answer !== undefined) return answer;
        const plans = judged.flatMap((each) => ('made' in each ? each.made : []));
        try {
          return await askApprovers(dependencies, { actor, reason: order.reason, plans });
        } catch (error) {
          // Somebody was first with one of them: it is named, and the others can still be asked for.
          const late = isTaken(error) ? refusedOf(await judge(), gone) : undefined;
          if (late === undefined) throw error;
          return late;
        }
      }),
  };
}

type Judged = { readonly finding: FindingRow } & ({ readonly made: PlanToRequest } | { readonly why: string });

/** A plan for each finding, or why there is none in this request. */
async function judgeAll(
  dependencies: BulkDependencies,
  account: Account,
  findings: readonly FindingRow[],
  choice: RemediationChoice,
): Promise<readonly Judged[]> {
  const held = await findingsHeld(dependencies.store);
  const free = findings.filter((finding) => !held(finding));
  const proposals = await dependencies.proposeTogether({
    account,
    findings: free.map((finding) => {
      const { region, rule, name, kind } = finding;
      const configured = dependencies.configuredKey(finding);
      return {
        region,
        rule,
        name,
        kind,
        choice: planChoice(choiceFor(finding, choice), finding, { account, configured }),
      };
    }),
  });
  const byFinding = new Map(free.map((finding, index) => [finding, proposals[index]]));
  const earlier: Plan[] = [];
  return findings.map((finding): Judged => {
    const proposal = byFinding.get(finding);
    const why = proposal === undefined ? explainRefusal('finding-taken').what : whyNot(proposal, earlier);
    if (why !== undefined || proposal === undefined || 'refusals' in proposal) return { finding, why: why ?? '' };
    earlier.push(proposal.plan);
    return { finding, made: withAcceptance(proposal, finding) };
  });
}

/** What is attached is for jobs, a key for everything else, so that one form serves both. */
function choiceFor({ kind }: FindingRow, { attach, key, ...rest }: RemediationChoice): RemediationChoice {
  if (attach !== undefined && isAboutJob({ kind })) return { ...rest, attach };
  return { ...rest, ...(key !== undefined && { key }) };
}

function whyNot(proposal: Proposal, earlier: readonly Plan[]): string | undefined {
  if ('refusals' in proposal) return refusalsProblem(proposal.refusals).what;
  if (proposal.plan.steps.length === 0) return explainRefusal('nothing-to-do').what;
  const overlap = overlapWith(earlier, proposal.plan);
  if (overlap === undefined) return undefined;
  const [other, own] = overlap.findings;
  return `The ${overlap.type} "${overlap.name}" would be changed both for "${other.name}" and for "${own.name}": ask for "${own.name}" once "${other.name}" is done.`;
}

/** Undefined: nothing is refused. */
function refusedOf(judged: readonly Judged[], gone: number): BulkRefused | ProblemMessage | undefined {
  const refusals = judged.flatMap((each) => ('why' in each ? [{ ...each.finding, why: each.why }] : []));
  if (refusals.length + gone === 0) return undefined;
  const closed = { name: `${gone} of the chosen ones`, region: '', why: 'Not open any more.' };
  return {
    kind: 'several-refused',
    refused: [...refusals.map(({ name, region, why }) => ({ name, region, why })), ...(gone > 0 ? [closed] : [])],
    possible: judged.flatMap((each) => ('made' in each ? each.finding.id : [])),
  };
}

function isOpen(finding: FindingRow | undefined): finding is FindingRow {
  return finding !== undefined && finding.resolvedAt === undefined;
}

function problem(what: string, next: string): ProblemMessage {
  return { kind: 'problem', what, next, suggestions: [] };
}

const queryGone = problem('This button is too old.', 'Type /glue-remediate bulk again.');
const nothingInUse = problem(
  'No open finding that something uses is left to ask for.',
  'Audit again, or see /glue-remediate status for what waits for a decision.',
);
const tooMany = problem(
  `One request may hold ${mostTogether} findings at most.`,
  'Choose fewer, and ask again for the others.',
);
const otherAccount = problem('The chosen findings are of several accounts.', 'Ask for one account at a time.');
