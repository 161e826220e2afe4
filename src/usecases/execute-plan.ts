import { isApproved } from '../domain/approval.ts';
import { faultOf } from '../domain/aws-fault.ts';
import { CloudError } from '../domain/errors.ts';
import type { Account } from '../domain/fleet.ts';
import type { JsonObject } from '../domain/json.ts';
import type { KeyVerdict, Target } from '../domain/model.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { nextStep, type StepOutcome } from '../domain/remediation.ts';
import { bookmarkKey, isTwin } from '../domain/twin.ts';
import { executeStep, type StepContext } from './execute-step.ts';
import { createJournal, type Journal, type JournalDependencies } from './execution-journal.ts';
import type { Lease } from './execution-lease.ts';
import { ExecutionStop, type StopReason } from './execution-stop.ts';
import { createSessions } from './plan-sessions.ts';
import type { Log } from './ports.ts';
import type { Digest, ExecutionRow, RemediationCloud, RequestRow, Vault } from './remediation-ports.ts';
import { definitionContext, isIntact } from './request-seal.ts';
import { workOf } from './step-work.ts';

export interface ExecuteDependencies extends JournalDependencies {
  readonly cloud: RemediationCloud;
  readonly vault: Vault;
  readonly log: Log;
  readonly digest: Digest;
  readonly account: (id: string) => Account | undefined;
  /** Whether Glue could use a key now. Never rejects with what AWS answers. */
  readonly keyVerdict: (target: Target, key: string) => Promise<KeyVerdict>;
  /** Why nothing may be changed now; undefined: go on. */
  readonly stopReason: () => Promise<Exclude<StopReason, 'lost'> | undefined>;
}

/** One execution in the hands of its holder. */
export interface HeldExecution {
  readonly execution: ExecutionRow;
  readonly holder: string;
  readonly lease: Lease;
}

export type Executed =
  | { readonly request: RequestRow; readonly plan: Plan; readonly outcomes: ReadonlyMap<string, StepOutcome> }
  /** The approval does not hold: nothing was looked at or changed. */
  | { readonly refused: 'tampered' | 'not-approved' | 'remediation-off' };

/**
 * Carries out one approved plan from wherever its journal says that it is, step by step. What one step meets does not
 * stop the others; a failed creation does. @throws {ExecutionStop} when it has to be let go of before its end
 */
export async function executePlan(dependencies: ExecuteDependencies, held: HeldExecution): Promise<Executed> {
  const approved = await readApproved(dependencies, held.execution);
  if ('refused' in approved) return approved;
  const { plan, account } = approved;
  const journal = createJournal(dependencies, held.execution, held.holder);
  const engine = createEngine(dependencies, held, account, plan, journal);
  for (let step = nextStep(plan.steps, journal.outcomes); step; step = nextStep(plan.steps, journal.outcomes)) {
    await engine.checkStop();
    const outcome = await engine.run(step);
    await journal.end(outcome, step);
  }
  return { request: approved.request, plan, outcomes: journal.outcomes };
}

/** The database is not believed: the seals and the people's decisions are looked at once more. */
async function readApproved(
  { store, vault, account }: ExecuteDependencies,
  { requestId, planId, direction }: ExecutionRow,
): Promise<
  { request: RequestRow; plan: Plan; account: Account } | { refused: 'tampered' | 'not-approved' | 'remediation-off' }
> {
  const request = await store.remediation.request(requestId);
  // An approval is for the way forward. A row that says otherwise was written by hand.
  if (request === undefined || direction !== 'forward') return { refused: 'tampered' };
  const decisions = await store.remediation.decisions(requestId);
  const plan = request.plans.find((sealed) => sealed.plan.id === planId)?.plan;
  if (plan === undefined || !isIntact(vault, request, decisions)) return { refused: 'tampered' };
  if (!isApproved(request, decisions)) return { refused: 'not-approved' };
  const known = account(plan.target.account);
  return known === undefined ? { refused: 'remediation-off' } : { request, plan, account: known };
}

function createEngine(
  dependencies: ExecuteDependencies,
  { lease }: HeldExecution,
  account: Account,
  plan: Plan,
  journal: Journal,
) {
  const { cloud, clock, digest, log } = dependencies;
  const sessions = createSessions({ cloud, account, plan, outcomes: journal.outcomes });
  let configurationProblem: Promise<string | undefined> | undefined;

  async function checkStop(): Promise<void> {
    const reason = await dependencies.stopReason();
    if (reason !== undefined) throw new ExecutionStop(reason);
  }

  function contextOf(step: Step): StepContext {
    return {
      session: () => sessions.of(step),
      forgetSession: () => sessions.forget(),
      keepLease: () => lease.keep(),
      async mayAct(sent) {
        const reason = await dependencies.stopReason();
        if (reason !== undefined && !sent) await journal.takeBack(step.id);
        if (reason !== undefined) throw new ExecutionStop(reason);
        await lease.prove();
      },
      async sleep(ms) {
        await clock.sleep(ms);
        await lease.keep();
      },
    };
  }

  async function move(step: Step, context: StepContext, resumed: boolean): Promise<StepOutcome> {
    const failed = (reason: string): StepOutcome => ({
      stepId: step.id,
      state: 'failed',
      reason,
      ...(resumed && { touched: true }),
      awsRequestIds: [],
    });
    const before = step.type === 'create-configuration' ? {} : await readBefore(dependencies, plan, step.id);
    if (before === undefined) return failed('definition-unreadable');
    if (step.type !== 'create-configuration') {
      configurationProblem ??= lookAtGoal(dependencies, plan, context);
      const problem = await configurationProblem;
      if (problem !== undefined) return failed(problem);
    }
    const awsRequestIds = journal.outcomes.get(step.id)?.awsRequestIds ?? [];
    return executeStep(context, { step, work: workOf(step, digest), before, resumed, awsRequestIds });
  }

  return {
    checkStop,
    async run(step: Step): Promise<StepOutcome> {
      const resumed = journal.outcomes.get(step.id)?.state === 'acting';
      await journal.intend(step.id);
      const outcome = await move(step, contextOf(step), resumed);
      log.info({ plan: plan.id, step: step.id, type: step.type, state: outcome.state, reason: outcome.reason }, 'step');
      return outcome;
    },
  };
}

/** Without it there is no way back, so nothing is done. Undefined: missing or damaged. */
async function readBefore(
  { store, vault, log }: ExecuteDependencies,
  plan: Plan,
  stepId: string,
): Promise<JsonObject | undefined> {
  const text = await store.remediation.definition(plan.id, stepId);
  try {
    return text === undefined ? undefined : vault.decrypt(text, definitionContext(plan.id, stepId));
  } catch (error) {
    log.error({ plan: plan.id, step: stepId, err: error }, 'a stored definition cannot be read');
    return undefined;
  }
}

/** Why nothing may be pointed to the plan's configuration; undefined: go on. */
async function lookAtGoal(
  { keyVerdict, log }: ExecuteDependencies,
  plan: Plan,
  context: StepContext,
): Promise<string | undefined> {
  const problem = await lookAtConfiguration(plan, context);
  const { create = {}, after = create } = plan.configuration;
  const key = bookmarkKey(after);
  if (problem !== undefined || key === undefined) return problem;
  // Between the approval and now it can have been switched off, and every run of a moved job would fail.
  const verdict = await keyVerdict(plan.target, key);
  await context.keepLease();
  if (verdict.state === 'unusable') return `key-unusable: ${verdict.reason}`;
  if (verdict.state === 'not-checked') log.warn({ plan: plan.id, error: verdict.error }, 'the key was not looked at');
  return undefined;
}

const mostLooks = 6;

/**
 * What everything is about to point to must be there and be what was approved: names can be deleted and taken again.
 * Looked at once, and again after a restart. A new one may take a while to be seen.
 */
async function lookAtConfiguration(plan: Plan, context: StepContext): Promise<string | undefined> {
  const { name, create, after = create } = plan.configuration;
  for (let look = 1; ; look += 1) {
    await context.keepLease();
    try {
      const { reader } = await context.session();
      const seen = await reader.configuration(name);
      if (seen !== undefined)
        return after !== undefined && isTwin(seen.definition, after) ? undefined : 'configuration-changed';
      if (look === mostLooks) return 'configuration-gone';
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const fault = faultOf(error.code);
      if (fault === 'stale-credentials') context.forgetSession();
      if (fault === 'denied' || fault === 'refused' || look === mostLooks) return `${error.call}: ${error.code}`;
    }
    await context.sleep(2_000 * look);
  }
}
