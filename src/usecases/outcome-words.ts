import type { Plan, Step } from '../domain/plan.ts';
import { endState, type StepOutcome } from '../domain/remediation.ts';
import { codeWords } from './explain-call.ts';
import type { RemediationOutcomeMessage } from './message.ts';
import { countWords, listWords } from './words.ts';

/** More than a message can show; the audit trail has every one. */
const mostTrouble = 50;

type Trouble = RemediationOutcomeMessage['trouble'][number];

/** How the carrying out of a plan ended, from its journal alone. */
export function composeOutcome(
  about: Pick<RemediationOutcomeMessage, 'requestId' | 'executionId' | 'askedBy' | 'endedAt'>,
  plan: Plan,
  outcomes: ReadonlyMap<string, StepOutcome>,
): RemediationOutcomeMessage {
  const state = endState(plan.steps, outcomes) ?? 'failed';
  const moves = plan.steps.filter(({ type }) => type !== 'create-configuration');
  const moved = moves.filter((step) => isGood(outcomes.get(step.id))).length;
  const trouble = plan.steps.flatMap((step) => troubleOf(step, outcomes.get(step.id)));
  return {
    kind: 'remediation-outcome',
    ...about,
    planId: plan.id,
    account: plan.target.account,
    ...(plan.accountName !== undefined && { accountName: plan.accountName }),
    region: plan.target.region,
    finding: plan.finding,
    configuration: plan.configuration.name,
    state,
    headline: headline(plan, state, moved, moves.length),
    moved,
    total: moves.length,
    trouble: trouble.slice(0, mostTrouble),
    troubleTotal: trouble.length,
    manual: plan.manual,
    next: nextWords(plan, state, outcomes),
  };
}

/**
 * An approved request that is not carried out, or not any further, because its approval does not hold. `outcomes`: what
 * an earlier process journaled; the key can have been replaced or the account taken away in the middle of it.
 */
export function refusedOutcome(
  about: Pick<RemediationOutcomeMessage, 'requestId' | 'executionId' | 'askedBy' | 'endedAt' | 'planId'>,
  refused: 'tampered' | 'not-approved' | 'remediation-off',
  plan: Pick<Plan, 'target' | 'finding' | 'configuration' | 'steps'>,
  outcomes: readonly StepOutcome[] = [],
): RemediationOutcomeMessage {
  const why =
    refused === 'remediation-off'
      ? 'The account is not in the configuration any more'
      : 'The stored request, plan or approval is not what was sealed';
  const isBegun = outcomes.some(mayHaveChanged);
  const byStep = new Map(outcomes.map((outcome) => [outcome.stepId, outcome]));
  const moves = isBegun ? plan.steps.filter(({ type }) => type !== 'create-configuration') : [];
  const begun = moves.filter(({ id }) => byStep.get(id)?.state === 'acting');
  return {
    kind: 'remediation-outcome',
    ...about,
    account: plan.target.account,
    region: plan.target.region,
    finding: plan.finding,
    configuration: plan.configuration.name,
    state: isBegun ? 'partly-done' : 'failed',
    headline: isBegun ? `${why}: it was stopped in the middle.` : `${why}: nothing was changed.`,
    moved: moves.filter(({ id }) => isGood(byStep.get(id))).length,
    total: moves.length,
    trouble: begun.slice(0, mostTrouble).map(({ type, name }) => ({ type, name, why: 'begun, so look at it' })),
    troubleTotal: begun.length,
    manual: [],
    next: [
      refused === 'remediation-off'
        ? 'Put the account back into the configuration, and ask again.'
        : 'Tell whoever runs Gluewarden: the database was changed by hand, or its key was replaced. Then ask again.',
    ],
  };
}

/** True when something of AWS was changed for this step, or may have been. */
export function mayHaveChanged(outcome: StepOutcome): boolean {
  return outcome.state === 'done' || outcome.state === 'acting' || outcome.touched === true;
}

function isGood(outcome: StepOutcome | undefined): boolean {
  return outcome?.state === 'done' || outcome?.state === 'already';
}

function headline(plan: Plan, state: 'done' | 'partly-done' | 'failed', moved: number, total: number): string {
  const { name } = plan.configuration;
  if (state === 'done') {
    if (total === 0) return `Done: the configuration "${name}" is there.`;
    return `Done: ${countWords(total, 'resource')} now ${total === 1 ? 'uses' : 'use'} "${name}".`;
  }
  if (state === 'failed') return 'It failed: no job, trigger or crawler was changed.';
  return `Partly done: ${moved} of ${countWords(total, 'resource')} ${moved === 1 ? 'uses' : 'use'} "${name}" now.`;
}

function troubleOf(step: Step, outcome: StepOutcome | undefined): Trouble[] {
  if (isGood(outcome)) return [];
  const why =
    outcome === undefined
      ? 'not begun, because the configuration could not be created'
      : `${reasonWords(outcome.reason)}${outcome.touched ? '; a change was sent, so look at it' : '; left as it was'}`;
  return [{ type: step.type, name: step.name, why }];
}

const plain: Readonly<Record<string, string>> = {
  gone: 'it does not exist any more',
  changed: 'it was changed since the plan was made',
  'name-taken': 'another configuration with this name, and with other settings, exists',
  'not-visible': 'AWS took the change and still shows the old state',
  'configuration-changed': 'the configuration to use is not what was approved',
  'configuration-gone': 'the configuration to use does not exist',
  'definition-unreadable': 'its stored definition cannot be read, so there would be no way back',
};

const withPaths: Readonly<Record<string, string>> = {
  changed: 'it was changed since the plan was made',
  differs: 'it uses the new configuration, and differs from before also in',
  unsendable: 'it has fields that cannot be sent back',
  'key-unusable': 'the key of the new configuration cannot be used now',
};

/** A step's reason as a clause: "it was changed since the plan was made (Timeout)". */
export function reasonWords(reason: string | undefined): string {
  if (reason === undefined) return 'it failed';
  const [code = '', ...rest] = reason.split(': ');
  const detail = rest.join(': ');
  if (detail === '') return Object.hasOwn(plain, code) ? (plain[code] ?? reason) : reason;
  if (Object.hasOwn(withPaths, code)) return `${withPaths[code]} (${detail})`;
  return codeWords(detail, code, 'remediation');
}

function nextWords(plan: Plan, state: string, outcomes: ReadonlyMap<string, StepOutcome>): string[] {
  const states = new Set([...outcomes.values()].map((outcome) => outcome.state));
  const created = plan.steps.find(({ type }) => type === 'create-configuration');
  const orphan = state === 'failed' && created !== undefined && isGood(outcomes.get(created.id));
  return [
    ...(states.has('drifted') ? ['Ask for a fresh plan for what was changed in the meantime.'] : []),
    ...(states.has('failed') ? ['Mend what failed, and ask for a fresh plan for the rest.'] : []),
    ...(orphan
      ? [`The new configuration "${created.name}" exists and nothing uses it; a fresh plan uses it again.`]
      : []),
    ...(plan.manual.length > 0 ? ['Do what is left for you by hand.'] : []),
    ...(state === 'done' ? ['The change holds from the next run of each job.'] : []),
    ...wayBack(plan, outcomes),
  ];
}

/** How to undo it: what was moved still has what it used before to go back to, for nothing is deleted. */
function wayBack(plan: Plan, outcomes: ReadonlyMap<string, StepOutcome>): string[] {
  // What a dangling reference named does not exist: there is nothing to go back to.
  if (plan.finding.kind === 'dangling-reference') return [];
  const moved = plan.steps.filter((step) => isGood(outcomes.get(step.id)) || outcomes.get(step.id)?.touched === true);
  const before = new Set(moved.flatMap(usedBefore));
  const names = [...before].flatMap((name) => (name === null ? [] : `"${name}"`));
  const ways = [
    ...(names.length > 0 ? [`point them to ${listWords(names)} again, which was not deleted`] : []),
    ...(before.has(null) ? [`take "${plan.configuration.name}" off what had no configuration`] : []),
  ];
  return ways.length > 0 ? [`There is no button to go back yet. To go back by hand, ${ways.join(', and ')}.`] : [];
}

function usedBefore(step: Step): (string | null)[] {
  if (step.type === 'create-configuration') return [];
  return step.type === 'repoint-trigger' ? step.actions.map(({ from }) => from) : [step.from];
}
