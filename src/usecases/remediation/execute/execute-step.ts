import { faultOf, isNotYetUsable, tooOld } from '../../../domain/aws-fault.ts';
import { CloudError } from '../../../domain/errors.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { Step } from '../../../domain/plan/plan.ts';
import type { AwsAnswer, StepOutcome } from '../../../domain/remediation/remediation.ts';
import type { Observation } from '../../../domain/steps/observation.ts';
import type { Age } from '../../age.ts';
import type { DefinitionReader, DefinitionWriter, RawDefinition } from '../../ports/remediation-cloud.ts';
import { callProblem, type Problem } from './call-problem.ts';
import type { StepWork } from './step-work.ts';

/** What was read before it was needed, with its age from before the read was sent. */
export interface ReadEarly<T> {
  readonly value: T;
  readonly age: Age;
}

/** Undefined inside: there is no such thing. */
export type EarlyDefinition = ReadEarly<RawDefinition | undefined>;

/** What a step needs of the execution that it belongs to. */
export interface StepContext {
  /** Credentials for this step. @throws {CloudError} */
  session(): Promise<{ readonly reader: DefinitionReader; readonly writer: DefinitionWriter }>;
  /** The next `session` gets new ones. */
  forgetSession(): void;
  /** @throws {ExecutionStop} `lost` */
  keepLease(): Promise<void>;
  /**
   * Asked right before a change. `soFar`: whether an earlier one of this step was sent, or may have been, and what is known
   * of it.
   * @throws {ExecutionStop} when nothing may be changed any more
   */
  mayAct(soFar: Waited): Promise<void>;
  /** The definition, where it was read early and is still fresh; each time it is asked only once. */
  early(): Promise<EarlyDefinition | undefined>;
  /** Told when a change is being sent: what comes next can be read meanwhile. */
  sending(): void;
  /** Asked right before something is read. */
  startAge(): Age;
  /** Told of a change that was not sent, because what it rests on was read `ms` before. */
  tooOld(ms: number): void;
  sleep(ms: number): Promise<void>;
  /**
   * Waits for what the service is changing. `waited`: for how long then, all in all, and what was sent.
   * @throws {ExecutionStop} `settling` for a longer wait: the step goes on with it later
   */
  settle(ms: number, waited: Waited): Promise<void>;
}

export interface Waited {
  readonly settledMs: number;
  /** A change was sent, or may have been. */
  readonly sent: boolean;
  readonly awsRequestIds: readonly string[];
}

/** What must hold besides the definition. `isFresh`: false when it has to be asked again before a change. */
export type Clearance = { readonly refused: Problem } | { readonly isFresh: () => boolean };

/**
 * A change rests on what was read at most so long ago, counted from before the read was sent: of what somebody changed
 * since, it would make undone. A read that AWS answers at once takes some 100 ms, and one that had to be repeated a few
 * seconds; slower ones are read again.
 */
export const oldestObservation = 5_000;

export interface StepInput {
  readonly step: Step;
  readonly work: StepWork;
  /** The definition as it was when the plan was made. */
  readonly before: JsonObject;
  /** The journal has the intent of an earlier life: a change may have been sent. */
  readonly resumed: boolean;
  readonly awsRequestIds: readonly string[];
  /** How long an earlier life of the step has waited for what the service is changing. */
  readonly settledMs?: number;
  /** Asked before each change. */
  readonly clear?: () => Promise<Clearance>;
}

/** For what the service is changing: as long as AWS's Terraform provider waits for a trigger. */
export const longestSettling = 300_000;

/** 1 second, then 2, 4, 8 and 15: by how long it has waited, so that it goes on where it was. */
function nextSettling(settled: number): number {
  return Math.min(settled + 1_000, 15_000, longestSettling - settled);
}

const mostReads = 5;
const mostActs = 6;
const mostChecks = 8;

function backOff(attempt: number): number {
  return Math.min(1_000 * 2 ** (attempt - 1), 15_000);
}

/**
 * Observes, acts at most once for each time that it has seen the old state, and verifies by reading back. A write
 * whose outcome is unknown is never simply repeated: what is seen then decides. Rejects only with what stops the whole
 * execution.
 */
export async function executeStep(context: StepContext, input: StepInput): Promise<StepOutcome> {
  const run = createRun(context, input);
  try {
    return await run();
  } catch (error) {
    if (error instanceof StepEnd) return error.outcome;
    throw error;
  }
}

/** Ends a step from anywhere inside it. */
class StepEnd extends Error {
  readonly outcome: StepOutcome;

  constructor(outcome: StepOutcome) {
    super(outcome.state);
    this.name = 'StepEnd';
    this.outcome = outcome;
  }
}

function createRun(context: StepContext, { step, work, before, resumed, clear, ...input }: StepInput) {
  const awsRequestIds = [...input.awsRequestIds];
  let was = before;
  let sent = resumed;
  let clearance: Clearance | undefined;
  let settled = input.settledMs ?? 0;

  const soFar = (): Waited => ({ settledMs: settled, sent, awsRequestIds });
  const outcome = (state: StepOutcome['state'], reason?: string, aws?: AwsAnswer): StepOutcome => ({
    stepId: step.id,
    state,
    ...(reason !== undefined && { reason }),
    ...(aws && { aws }),
    ...(sent && { touched: true }),
    awsRequestIds,
  });
  const fail = ({ reason, aws }: Problem) => new StepEnd(outcome('failed', reason, aws));

  /** What the service is changing is waited for: whoever stops or pauses it meanwhile is heard. */
  async function observe(): Promise<{ observation: Observation; age: Age }> {
    for (;;) {
      const seen = await look();
      if (seen.observation.at !== 'settling' || settled >= longestSettling) return seen;
      const ms = nextSettling(settled);
      await context.mayAct(soFar());
      settled += ms;
      await context.settle(ms, soFar());
    }
  }

  async function look(): Promise<{ observation: Observation; age: Age }> {
    const early = await context.early();
    if (early !== undefined) return { observation: work.judge(early.value?.definition, was), age: early.age };
    for (let attempt = 1; ; attempt += 1) {
      await context.keepLease();
      try {
        const { reader } = await context.session();
        const age = context.startAge();
        return { observation: work.judge((await work.read(reader))?.definition, was), age };
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        const fault = faultOf(error.code);
        if (fault === 'stale-credentials') context.forgetSession();
        if (fault === 'denied' || fault === 'refused' || attempt === mostReads) throw fail(callProblem(error));
      }
      await context.sleep(backOff(attempt));
    }
  }

  /**
   * Whether all that the change rests on is fresh. A clearance is for one attempt; only where asking for it took longer
   * than a definition keeps, the definition is read again and the clearance kept.
   */
  async function cleared(age: Age): Promise<() => boolean> {
    const kept = clearance && 'isFresh' in clearance && clearance.isFresh() ? clearance : undefined;
    clearance = kept ?? (await clear?.()) ?? { isFresh: () => true };
    if ('refused' in clearance) throw fail(clearance.refused);
    const { isFresh } = clearance;
    return () => age() <= oldestObservation && isFresh();
  }

  /** The lease is proven after the definition was read: with an old definition an old proof is refused too. */
  async function act(definition: JsonObject, age: Age): Promise<CloudError | undefined> {
    const prepared = work.prepare(definition);
    if ('refused' in prepared) throw fail({ reason: `unsendable: ${prepared.refused.join(', ')}` });
    const isFresh = await cleared(age);
    let sending = false;
    try {
      const { writer } = await context.session();
      await context.mayAct(soFar());
      sending = true;
      context.sending();
      awsRequestIds.push((await prepared.send(writer, isFresh)).awsRequestId);
      sent = true;
      return undefined;
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      if (sending && faultOf(error.code) === 'unknown') sent = true;
      if (faultOf(error.code) === 'stale-credentials') context.forgetSession();
      if (error.code === tooOld) context.tooOld(age());
      else clearance = undefined;
      return error;
    }
  }

  /** Reads may be stale: read until it is right, or for long enough. */
  async function verify(first?: Observation): Promise<StepOutcome> {
    let observation = first ?? (await observe()).observation;
    for (let read = 1; read < mostChecks && mayBecomeRight(observation); read += 1) {
      await context.sleep(backOff(read));
      observation = (await observe()).observation;
    }
    if (isRight(observation)) return outcome('done');
    if (observation.at === 'settling') return outcome('failed', 'settling');
    if (observation.at === 'start') return outcome('failed', 'not-visible');
    if (observation.at === 'goal') return outcome('failed', `differs: ${observation.differs.join(', ')}`);
    return outcome(observation.state, observation.reason);
  }

  return async (): Promise<StepOutcome> => {
    let fault: CloudError | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const { observation, age } = await observe();
      if (observation.at === 'goal') return sent ? verify(observation) : outcome('already');
      if (observation.at === 'settling') throw fail(fault ? callProblem(fault) : { reason: 'settling' });
      if (observation.at === 'elsewhere') return outcome(observation.state, observation.reason);
      if (fault && (!mayPass(fault) || attempt > mostActs)) throw fail(callProblem(fault));
      was = Object.keys(observation.definition).length > 0 ? observation.definition : before;
      fault = await act(observation.definition, age);
      if (fault === undefined) return verify();
      if (mayPass(fault)) await context.sleep(backOff(attempt));
    }
  };
}

function isRight(observation: Observation): boolean {
  return observation.at === 'goal' && observation.differs.length === 0;
}

/** What is still changing was waited for already. */
function mayBecomeRight(observation: Observation): boolean {
  return !isRight(observation) && observation.at !== 'settling';
}

function mayPass({ code, message }: CloudError): boolean {
  const fault = faultOf(code);
  return (fault !== 'denied' && fault !== 'refused') || isNotYetUsable(code, message);
}
