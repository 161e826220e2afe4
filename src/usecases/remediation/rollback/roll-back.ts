import { CloudError } from '../../../domain/errors.ts';
import type { Account } from '../../../domain/fleet.ts';
import type { Refusal } from '../../../domain/remediation/approval.ts';
import { firstRunOf } from '../../../domain/remediation/first-run.ts';
import { isSwitch } from '../../../domain/remediation/remediation.ts';
import { kindsInOrderBack, type Step } from '../../../domain/steps/step-kinds.ts';
import { auditEntry } from '../../audit-entry.ts';
import { createLimiter, startDeadline } from '../../concurrency.ts';
import type { RollBackForm } from '../../messages/remediation-forms.ts';
import type { RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Records } from '../../ports/store.ts';
import type { SwitchRow } from '../../ports/switch-records.ts';
import { switchedWords } from '../../words/explain-plan.ts';
import { countWords, listWords } from '../../words/words.ts';
import { staysWords } from '../messages/after-end.ts';
import { aboutRequest } from '../state/about-request.ts';
import {
  isAtRest,
  outcomesOf,
  type PlanProgress,
  progressOfPlans,
  rollBackWindow,
  stepsLeftBack,
} from '../state/plan-progress.ts';
import { sealBack } from '../state/request-seal.ts';
import { unreachable } from '../state/unreachable.ts';
import { switchReader } from '../watch/switch-reader.ts';
import {
  type AfterDependencies,
  type AfterInput,
  type AfterResult,
  endAllWaiting,
  orderAfter,
  orderProblem,
} from './after-actions.ts';

export interface RollBackDependencies extends AfterDependencies {
  readonly remediation: Pick<RemediationCloud, 'reader'>;
  readonly account: (id: string) => Account | undefined;
}

const mostRan = 10;
const longestReadMs = 60_000;
const atOnce = 8;

/**
 * Has everything that a request moved pointed to what it used before. Only an approver may; where encrypted runs may have
 * committed only with `understood`.
 */
export async function rollBack(
  dependencies: RollBackDependencies,
  input: AfterInput & { readonly understood: boolean },
): Promise<AfterResult> {
  const { store, vault, newId, clock, watchRunsFor } = dependencies;
  const known = await store.remediation.request(input.requestId);
  // Whoever is refused anyway has nothing looked up.
  const may = known !== undefined && (await orderProblem(dependencies, input.actor, known)) === undefined;
  const runs = may ? await findRuns(dependencies, known) : noRuns;
  return orderAfter(dependencies, { ...input, attempt: 'back' }, async (records, request, at) => {
    const refusal =
      unreachable(dependencies, request) ?? (await rollBackProblem(records, request, watchRunsFor, clock.now()));
    if (refusal !== undefined) return refusal;
    if (mustUnderstand(runs) && !input.understood) return 'not-understood';
    await endAllWaiting(records, request, at);
    for (const { plan } of await leftToRollBack(records, request)) {
      const execution = { id: newId(), planId: plan.id, requestId: request.id };
      const order = sealBack(vault, request.seal, execution, { by: input.actor.user, at });
      const queued = await records.remediation.queueBack({ ...execution, order }, at);
      if (queued !== 'queued') return queued === 'taken' ? 'finding-taken' : 'under-way';
      const detail = { request: request.id, plan: plan.id, direction: 'back' };
      await records.remediation.audit(
        auditEntry(dependencies, {
          actor: input.actor.user,
          action: 'execution.queued',
          subject: execution.id,
          detail,
        }),
      );
    }
    return undefined;
  });
}

async function leftToRollBack({ remediation }: Pick<Records, 'remediation'>, request: RequestRow) {
  const plansProgress = progressOfPlans(request, await remediation.executions(request.id));
  return plansProgress.filter((progress) => stepsLeftBack(progress).length > 0);
}

/** Why a request cannot be rolled back now; undefined: it can. */
export async function rollBackProblem(
  { remediation }: Pick<Records, 'remediation'>,
  request: RequestRow,
  keptFor: number,
  now: number,
): Promise<Refusal | undefined> {
  const plansProgress = progressOfPlans(request, await remediation.executions(request.id));
  if (!plansProgress.every(isAtRest)) return 'under-way';
  const left = plansProgress.filter((progress) => stepsLeftBack(progress).length > 0);
  if (left.length === 0)
    return staysWords(plansProgress.map(carriedOut)) === undefined ? 'nothing-to-roll-back' : 'nothing-to-go-back-to';
  return left.some((progress) => rollBackWindow(progress, keptFor, now) !== undefined) ? undefined : 'window-over';
}

function carriedOut({ plan, forward }: PlanProgress) {
  return { plan, outcomes: outcomesOf(forward) };
}

/** What is shown before a roll back is confirmed. */
export async function composeRollBack(dependencies: RollBackDependencies, request: RequestRow): Promise<RollBackForm> {
  const plansProgress = await leftToRollBack(dependencies.store, request);
  const steps = plansProgress.flatMap(stepsLeftBack);
  const runs = await findRuns(dependencies, request);
  const all = progressOfPlans(request, await dependencies.store.remediation.executions(request.id));
  const stays = staysWords(all.map(carriedOut));
  return {
    kind: 'roll-back-form',
    ...aboutRequest(request),
    effect: effectWords(steps),
    ran: runs.ran.slice(0, mostRan),
    ranTotal: runs.ran.length,
    notLookedAt: runs.notLookedAt,
    mustUnderstand: mustUnderstand(runs),
    ...(stays !== undefined && { stays }),
    backToUnusable: plansProgress.some(({ plan }) => plan.finding.kind === 'unusable-key' && plan.steps.some(isSwitch)),
  };
}

function effectWords(steps: readonly Step[]): string {
  const switched = switchedWords(steps);
  const others = kindsInOrderBack.flatMap(({ type, words, configurationWords }) => {
    const count = steps.filter((step) => step.type === type).length;
    if (configurationWords === null || count === 0) return [];
    return [configurationWords.rollsBack(countWords(count, words.unit.one))];
  });
  const they = steps.filter(isSwitch).length === 1 ? 'it' : 'they';
  return listWords([...(switched !== '' ? [`switches ${switched} back to what ${they} used before`] : []), ...others]);
}

interface Runs {
  /** Jobs that were started with the new configuration. */
  readonly ran: readonly string[];
  readonly notLookedAt: number;
}

const noRuns: Runs = { ran: [], notLookedAt: 0 };

function mustUnderstand({ ran, notLookedAt }: Runs): boolean {
  return ran.length > 0 || notLookedAt > 0;
}

/** Which moved jobs have run since: what the watch knows, and a fresh look at the others. What cannot be read may have. */
async function findRuns(dependencies: RollBackDependencies, request: RequestRow): Promise<Runs> {
  const all = await dependencies.store.remediation.switches(request.id);
  const switches = all.filter(({ movedAt, backAt }) => movedAt !== undefined && backAt === undefined);
  const limit = createLimiter(atOnce);
  const { signal, clear } = startDeadline(dependencies.clock, longestReadMs);
  try {
    const reads = await Promise.all(switches.map((jobSwitch) => limit(() => hasRun(dependencies, jobSwitch, signal))));
    return {
      ran: switches.filter((_, index) => reads[index] === true).map(({ job }) => job),
      notLookedAt: reads.filter((read) => read === undefined).length,
    };
  } finally {
    clear();
  }
}

/** Undefined: it could not be read. */
async function hasRun(
  { remediation, account, log }: RollBackDependencies,
  jobSwitch: SwitchRow,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  if (jobSwitch.run !== undefined) return true;
  const known = account(jobSwitch.account);
  if (known === undefined) return undefined;
  try {
    const reader = await switchReader(remediation, known, jobSwitch);
    const { openedAt, movedAt = openedAt, to } = jobSwitch;
    const runs = await reader.runs(jobSwitch.job, openedAt - 60_000, signal);
    // Where Glue does not name a run's configuration, it may have been the new one.
    const unnamed = runs.some(({ configuration, startedAt }) => configuration === undefined && startedAt >= movedAt);
    return unnamed || firstRunOf(runs, { openedAt, to }) !== undefined;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    log.warn({ job: jobSwitch.job, code: error.code }, 'the runs of a job could not be read');
    return undefined;
  }
}
