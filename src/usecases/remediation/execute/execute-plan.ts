import type { JsonObject } from '../../../domain/json.ts';
import type { KeyVerdict, Target } from '../../../domain/model.ts';
import { canaryToWaitFor, isSwitch, nextStep, type StepOutcome } from '../../../domain/remediation/remediation.ts';
import type { JobStep } from '../../../domain/steps/step-base.ts';
import { watchedJobs } from '../../../domain/steps/step-groups.ts';
import { aboutStep, kindOf, type Step } from '../../../domain/steps/step-kinds.ts';
import { type Age, startAge } from '../../age.ts';
import type { ReferencesNow } from '../../audit/find-references.ts';
import type { RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { ExecutionRow } from '../../ports/remediation-records.ts';
import type { Log } from '../../ports/runtime.ts';
import type { Hash } from '../../ports/vault.ts';
import { stepSubject } from '../../words/explain-plan.ts';
import { listWords } from '../../words/words.ts';
import {
  type ApprovedWork,
  type ApprovedWorkDependencies,
  type RefusedWork,
  readApprovedWork,
} from '../state/approved-work.ts';
import { definitionContext } from '../state/request-seal.ts';
import type { Problem } from './call-problem.ts';
import { checkGoal } from './check-goal.ts';
import { isChanged, leftTogether } from './check-group.ts';
import { checkStarted } from './check-started.ts';
import { type Clearance, executeStep, type StepContext, type Waited } from './execute-step.ts';
import { createJournal, type Journal, type JournalDependencies } from './execution-journal.ts';
import type { Lease } from './execution-lease.ts';
import { ExecutionStop, type StopReason } from './execution-stop.ts';
import { openSwitch } from './open-switch.ts';
import { createSessions } from './plan-sessions.ts';
import { createReadAhead } from './read-ahead.ts';
import { workOf } from './step-work.ts';

/** Why no step may begin now. */
export type HoldReason = Exclude<
  StopReason,
  'lost' | 'unverifiable' | 'account-unverifiable' | 'elsewhere' | 'settling'
>;

export interface ExecuteDependencies extends JournalDependencies, ApprovedWorkDependencies {
  readonly cloud: RemediationCloud;
  readonly log: Log;
  readonly hash: Hash;
  /** Whether Glue could use a key now. Never rejects with what AWS answers. */
  readonly keyVerdict: (target: Target, key: string) => Promise<KeyVerdict>;
  /** Everything that names a configuration now. Never rejects with what AWS answers. */
  readonly references: (target: Target, name: string) => Promise<ReferencesNow>;
  /** Why nothing of this account may be changed now; undefined: go on. */
  readonly stopReason: (account: string) => Promise<HoldReason | undefined>;
  /** Told after each step. */
  readonly onStep?: () => void;
}

/** One execution in the hands of its holder. */
export interface HeldExecution {
  readonly execution: ExecutionRow;
  readonly holder: string;
  readonly lease: Lease;
}

export type Executed =
  | {
      readonly work: ApprovedWork;
      readonly outcomes: ReadonlyMap<string, StepOutcome>;
      /** The canary whose run the others wait for; absent: nothing is left to do. */
      readonly waitsFor?: JobStep;
    }
  /** The approval does not hold: nothing was read or changed. */
  | RefusedWork;

/**
 * Carries out one approved plan, or goes back from it, from wherever its journal says that it is, step by step. What
 * one step meets does not stop the others; a failed creation does, and a canary that is to be waited for.
 * @throws {ExecutionStop} when it has to be let go of before its end
 */
export async function executePlan(dependencies: ExecuteDependencies, held: HeldExecution): Promise<Executed> {
  const { execution } = held;
  const work = await readApprovedWork(dependencies, execution);
  if (work === 'unverifiable' || work === 'account-unverifiable') throw new ExecutionStop(work);
  if ('refused' in work) return work;
  const journal = createJournal(dependencies, execution, held.holder, work);
  const engine = createEngine(dependencies, held, work, journal);
  const { steps } = work;
  for (let step = nextStep(steps, journal.outcomes); step; step = nextStep(steps, journal.outcomes)) {
    const waitsFor = canaryToWaitFor(steps, journal.outcomes, execution.canary);
    if (waitsFor !== undefined) return { work, outcomes: journal.outcomes, waitsFor };
    await engine.checkStop();
    const outcome = (await engine.held(step)) ?? (await engine.run(step));
    await journal.end(outcome, step);
    dependencies.onStep?.();
  }
  return { work, outcomes: journal.outcomes };
}

/** A trigger is mostly updated within seconds. For what takes longer no other execution waits. */
const longestInPlace = 4_000;

/** Longer than the check may take when a key answers late. What it checks can only be deleted, or its key disabled. */
const oldestGoal = 120_000;

function createEngine(
  dependencies: ExecuteDependencies,
  { lease, execution }: HeldExecution,
  work: ApprovedWork,
  journal: Journal,
) {
  const { cloud, clock, hash, log } = dependencies;
  const { plan, account, steps } = work;
  const sessions = createSessions({ cloud, account, plan, steps, outcomes: journal.outcomes });
  const ahead = createReadAhead({ ...dependencies, work, execution, journal, sessions });
  let goal: { readonly problem: Problem | undefined; readonly age: Age } | undefined;

  async function checkStop(): Promise<void> {
    const reason = await dependencies.stopReason(plan.target.account);
    if (reason !== undefined) throw new ExecutionStop(reason);
  }

  /** The step is gone on with later: with what was sent, or as if it had not begun. */
  async function putDown({ id }: Step, { sent, settledMs, awsRequestIds }: Waited): Promise<void> {
    if (sent) await journal.leave(id, { settledMs, awsRequestIds });
    else await journal.takeBack(id, settledMs);
  }

  function contextOf(step: Step): StepContext {
    return {
      session: () => sessions.of(step),
      forgetSession: () => sessions.forget(),
      keepLease: () => lease.keep(),
      async mayAct(soFar) {
        const reason = await dependencies.stopReason(plan.target.account);
        if (reason === undefined) return lease.prove();
        await putDown(step, soFar);
        throw new ExecutionStop(reason);
      },
      early: () => ahead.definition(step),
      sending: () => ahead.begin(step),
      startAge: () => startAge(clock),
      tooOld(ms) {
        const text = 'a change was not sent: what it rests on was read too long ago; it is read again';
        log.warn({ plan: plan.id, step: step.id, type: step.type, ageMs: ms }, text);
      },
      async sleep(ms) {
        await clock.sleep(ms);
        await lease.keep();
      },
      async settle(ms, soFar) {
        if (ms <= longestInPlace) {
          await clock.sleep(ms);
          return lease.keep();
        }
        await putDown(step, soFar);
        throw new ExecutionStop('settling', ms);
      },
    };
  }

  /** Whether a configuration may be deleted now. */
  async function clearDeletion(name: string, context: StepContext): Promise<Clearance> {
    const now = await dependencies.references(plan.target, name);
    await context.keepLease();
    const refused = usedProblem(now) ?? heldUnlisted(steps, journal.outcomes);
    return refused === undefined ? now : { refused };
  }

  /** Whether anything may be pointed to where it is to go: checked for many steps at once, and again when that is old. */
  async function clearGoal(context: StepContext): Promise<Clearance> {
    if (goal === undefined || (goal.problem === undefined && goal.age() > oldestGoal)) {
      const age = startAge(clock);
      goal = { problem: await checkGoal(dependencies, work, context), age };
    }
    const { problem, age } = goal;
    return problem === undefined ? { isFresh: () => age() <= oldestGoal } : { refused: problem };
  }

  /** The way back undoes whatever was switched. */
  async function clearSwitch(step: Step, before: JsonObject, context: StepContext): Promise<Clearance> {
    const refused =
      work.direction === 'forward' ? await checkStarted(dependencies, work, { step, before }, context) : undefined;
    return refused === undefined ? clearGoal(context) : { refused };
  }

  function clearanceOf(
    step: Step,
    before: JsonObject,
    context: StepContext,
  ): { readonly clear?: () => Promise<Clearance> } {
    if (isSwitch(step)) return { clear: () => clearSwitch(step, before, context) };
    return kindOf(step.type).effect === 'deletes' ? { clear: () => clearDeletion(step.name, context) } : {};
  }

  async function jobSwitch(step: Step, context: StepContext, resumed: boolean): Promise<StepOutcome> {
    const failed = ({ reason, aws }: Problem): StepOutcome => ({
      stepId: step.id,
      state: 'failed',
      reason,
      ...(aws && { aws }),
      ...(resumed && { touched: true }),
      awsRequestIds: [],
    });
    const before = isSwitch(step) ? await readBefore(dependencies, work, step.id) : {};
    if (before === undefined) return failed({ reason: 'definition-unreadable' });
    const towards = isSwitch(step) ? await clearGoal(context) : undefined;
    if (towards && 'refused' in towards) return failed(towards.refused);
    const watchedNow = work.direction === 'forward' ? watchedJobs(plan.steps, step) : [];
    for (const watched of watchedNow) {
      const early = () => ahead.bookmark(step, watched.job);
      await openSwitch(dependencies, { work, execution, watched, context, early });
    }
    const { awsRequestIds = [], settledMs } = journal.outcomes.get(step.id) ?? {};
    const seen = work.direction === 'back' ? aboutStep(step).expecting(before, hash) : step;
    return executeStep(context, {
      step,
      work: workOf(seen, hash),
      before,
      resumed,
      awsRequestIds,
      ...(settledMs !== undefined && { settledMs }),
      ...clearanceOf(step, before, context),
    });
  }

  return {
    checkStop,
    /** Its end, where it is left alone with what belongs to it; undefined: it is worked on. */
    async held(step: Step): Promise<StepOutcome | undefined> {
      // Whoever goes back wants back whatever can be: nothing is held then.
      if (work.direction === 'back') return undefined;
      return leftTogether({ steps, outcomes: journal.outcomes, step }, async (other) => {
        const before = isSwitch(other) ? await readBefore(dependencies, work, other.id) : undefined;
        return before !== undefined && isChanged(contextOf(other), workOf(other, hash), before);
      });
    },
    async run(step: Step): Promise<StepOutcome> {
      const resumed = journal.outcomes.get(step.id)?.state === 'acting';
      await journal.intend(step.id);
      const outcome = await jobSwitch(step, contextOf(step), resumed);
      const { state, reason, aws } = outcome;
      log.info({ plan: plan.id, step: step.id, type: step.type, state, reason, ...(aws && { aws }) }, 'step');
      return outcome;
    },
  };
}

/** Why a configuration may not be deleted: something names it, or that could not be seen. */
function usedProblem({ references, errors }: ReferencesNow): Problem | undefined {
  const [first] = errors;
  if (first !== undefined) {
    const calls = new Set(errors.map(({ call, error }) => `${call}: ${error}`));
    const said =
      first.message === undefined || first.message === first.error ? {} : { aws: { message: first.message } };
    return { reason: `references-unread: ${[...calls].join(', ')}`, ...said };
  }
  if (references.length === 0) return undefined;
  const named = references.slice(0, 5).map(({ type, name }) => `${type} ${name}`);
  const rest = references.length - named.length;
  return { reason: `still-used: ${listWords(rest > 0 ? [...named, `${rest} more`] : named)}` };
}

/**
 * No list shows everything that names a configuration (not column statistics). What this plan pointed to it, and was not
 * pointed away from it, still may.
 */
function heldUnlisted(steps: readonly Step[], outcomes: Journal['outcomes']): Problem | undefined {
  const held = steps.filter((step) => {
    const { state, reason } = outcomes.get(step.id) ?? {};
    const isUnlisted = isSwitch(step) && kindOf(step.type).dependent === null;
    return isUnlisted && state !== 'done' && state !== 'already' && reason !== 'gone';
  });
  return held.length === 0 ? undefined : { reason: `still-used: ${listWords(held.slice(0, 5).map(stepSubject))}` };
}

/**
 * The definition that this way starts from: as the plan saw it, or as the plan left it. Without it there is no way back,
 * so nothing is done. Undefined: missing or damaged.
 */
async function readBefore(
  { store, vault, log }: ExecuteDependencies,
  { plan, direction }: ApprovedWork,
  stepId: string,
): Promise<JsonObject | undefined> {
  const text = await store.remediation.definition(plan.id, stepId);
  const planned = plan.steps.find(({ id }) => id === stepId);
  if (text === undefined || planned === undefined) return undefined;
  try {
    const before = vault.decrypt(text, definitionContext(plan.id, stepId));
    return direction === 'back' ? aboutStep(planned).made(before) : before;
  } catch (error) {
    log.error({ plan: plan.id, step: stepId, err: error }, 'a stored definition cannot be read');
    return undefined;
  }
}
