import type { Plan } from '../../../domain/plan/plan.ts';
import { type AwsAnswer, endState, isSwitch, type StepOutcome } from '../../../domain/remediation/remediation.ts';
import { type Alternation, alternations, maySwitched } from '../../../domain/remediation/together.ts';
import { kindOf, type Step } from '../../../domain/steps/step-kinds.ts';
import type { RemediationOutcomeMessage } from '../../messages/afterwards-messages.ts';
import { logGroupWords } from '../../words/explain-besides.ts';
import { changeAdvice, codeWords } from '../../words/explain-call.ts';
import { goneGroupWords, standingWords } from '../../words/explain-lapse.ts';
import { stepSubject } from '../../words/explain-plan.ts';
import { countWords } from '../../words/words.ts';
import type { ApprovedWork, RefusedWork, WorkRefusal } from '../state/approved-work.ts';
import { openWords, staysWords, templateLines } from './after-end.ts';
import { alternationNext, alternationWords } from './alternation-words.ts';

/** More than a message can show; the audit trail has every one. */
const mostTrouble = 50;

type Trouble = RemediationOutcomeMessage['trouble'][number];

/** How the carrying out of a plan ended, from its journal alone. */
export function composeOutcome(
  about: Pick<
    RemediationOutcomeMessage,
    'requestId' | 'executionId' | 'askedBy' | 'endedAt' | 'rollBackUntil' | 'orderedBy'
  >,
  work: Pick<ApprovedWork, 'plan' | 'steps' | 'direction'>,
  outcomes: ReadonlyMap<string, StepOutcome>,
): RemediationOutcomeMessage {
  const { plan, steps } = work;
  const state = endState(steps, outcomes);
  const switches = countedSteps(steps);
  const moved = switches.filter((step) => isGood(outcomes.get(step.id))).length;
  const alternating = alternatingAfter(work, outcomes);
  const trouble = troubleOf(steps, outcomes, alternating);
  const template = work.direction === 'back' ? undefined : templateLines([{ plan, outcomes }]);
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
    ...(work.direction === 'back' && { back: true }),
    headline: headline(work, state, moved, switches.length),
    moved,
    total: switches.length,
    trouble: trouble.slice(0, mostTrouble),
    troubleTotal: trouble.length,
    manual: work.direction === 'back' ? [] : plan.manual,
    next: [...nextWords(work, state, outcomes), ...alternationNext(alternating, work.direction)],
    ...(template && { template }),
  };
}

/**
 * An approved request that is not carried out, or not any further, because its approval does not hold. `outcomes`: what
 * an earlier process journaled; the key can have been replaced or the account taken away in the middle of it.
 */
export function refusedOutcome(
  about: Pick<RemediationOutcomeMessage, 'requestId' | 'executionId' | 'askedBy' | 'endedAt' | 'planId'>,
  { refused, lapsed, gone = lapsed?.standing.gone, heldInVain }: RefusedWork,
  plan: Pick<Plan, 'target' | 'finding' | 'configuration' | 'steps'>,
  outcomes: readonly StepOutcome[] = [],
): RemediationOutcomeMessage {
  const missing = lapsed && standingWords(lapsed.standing);
  const words = heldInVain ? inVain : refusedWords[refused];
  const why = missing === undefined ? words : `${words} (${missing})`;
  const isBegun = outcomes.some(mayHaveChanged);
  const byStep = new Map(outcomes.map((outcome) => [outcome.stepId, outcome]));
  const switches = isBegun ? countedSteps(plan.steps) : [];
  const begun = switches.filter(({ id }) => byStep.get(id)?.state === 'acting');
  const alternating = lapsed ? alternations(plan.steps, ({ id }) => maySwitched(byStep.get(id))) : [];
  return {
    kind: 'remediation-outcome',
    ...about,
    account: plan.target.account,
    region: plan.target.region,
    finding: plan.finding,
    configuration: plan.configuration.name,
    state: isBegun ? 'partly-done' : 'failed',
    ...(refused === 'order-lapsed' && { back: true }),
    headline: isBegun ? `${why}: it was stopped in the middle.` : `${why}: nothing was changed.`,
    moved: switches.filter(({ id }) => isGood(byStep.get(id))).length,
    total: switches.length,
    trouble: begun
      .slice(0, mostTrouble)
      .map((step) => ({ type: step.type, name: stepSubject(step), why: 'started, so it needs review' })),
    troubleTotal: begun.length,
    manual: [],
    next: [
      ...(isBegun && refused === 'not-configured' ? [heldInVain ? inVainBehind : leftBehind] : []),
      heldInVain ? inVainNext : refusedNext[refused],
      ...[goneGroupWords(gone) ?? []].flat(),
      ...alternationNext(alternating, 'forward'),
    ],
  };
}

const notSealed = 'The stored request, plan or approval is not what was sealed';
const tellOperator =
  'Tell the operator of Gluewarden: the database was changed by hand, or its key was replaced. Then ask again.';

const refusedWords: Readonly<Record<WorkRefusal, string>> = {
  tampered: notSealed,
  'not-approved': notSealed,
  'remediation-off': 'The account has no remediation role in the configuration any more',
  'not-configured': 'The account left the AWS organization or gluewarden.yaml, and is not watched any more',
  'approval-lapsed': 'Its approval does not hold any more',
  'order-lapsed': 'The approver who ordered the roll back is not an approver any more',
};

/** Of what was kept for another process, and was not taken. */
const inVain = 'For an hour no process of the bot took it that may change this account';
const inVainBehind = 'What was changed there stays changed: check it by hand.';
const inVainNext =
  'The processes of the bot have different accounts in their configurations. The operator starts all of them with the one that has this account and its remediationRoleArn (/glue-audit status lists them); then ask again.';

const leftBehind =
  'What was changed there stays changed, and Gluewarden sees nothing of it any more: check it by hand.';

export const refusedNext: Readonly<Record<WorkRefusal, string>> = {
  tampered: tellOperator,
  'not-approved': tellOperator,
  'remediation-off': 'Put the account and its remediationRoleArn back into the configuration, and ask again.',
  'not-configured':
    'To go on, the operator lists the account under "accounts" in gluewarden.yaml with its remediationRoleArn; then ask again.',
  'approval-lapsed': 'Ask again for what is left. What was changed stays changed, until an approver rolls it back.',
  'order-lapsed': 'Another approver presses Roll back again.',
};

/** What is switched; of a plan that switches nothing, what it creates or deletes. */
export function countedSteps(steps: readonly Step[]): readonly Step[] {
  return steps.some(isSwitch) ? steps.filter(isSwitch) : steps;
}

/** True when something of AWS was changed for this step, or may have been. */
export function mayHaveChanged(outcome: StepOutcome): boolean {
  return outcome.state === 'done' || outcome.state === 'acting' || outcome.touched === true;
}

function isGood(outcome: StepOutcome | undefined): boolean {
  return outcome?.state === 'done' || outcome?.state === 'already';
}

type Work = Pick<ApprovedWork, 'plan' | 'steps' | 'direction'>;
type EndState = RemediationOutcomeMessage['state'];

function headline({ plan, steps, direction }: Work, state: EndState, moved: number, total: number): string {
  const { name } = plan.configuration;
  if (!steps.some(isSwitch)) return lonelyHeadline(steps, state);
  const resources = countWords(total, 'resource');
  if (direction === 'back') {
    if (state === 'done')
      return `Rolled back: ${resources} ${total === 1 ? 'has its' : 'have their'} old configuration again.`;
    if (state === 'failed') return 'The roll back failed: no job, trigger or crawler was changed.';
    return `Partly rolled back: ${moved} of ${resources}.`;
  }
  if (state === 'done') return `Done: ${resources} now ${total === 1 ? 'uses' : 'use'} "${name}".`;
  if (state === 'failed') return 'It failed: no job, trigger or crawler was changed.';
  return `Partly done: ${moved} of ${resources} ${moved === 1 ? 'uses' : 'use'} "${name}" now.`;
}

/** Of work that moves nothing: a configuration is created or deleted. */
function lonelyHeadline(steps: readonly Step[], state: EndState): string {
  const [step] = steps;
  if (step === undefined) return 'There was nothing to do.';
  const words = kindOf(step.type).configurationWords;
  return (state === 'done' ? words?.done(step.name) : words?.failed(step.name)) ?? '';
}

/** What a way forward or back left behind. What a way back does not touch names the old configuration. */
function alternatingAfter(
  { plan, steps, direction }: Work,
  outcomes: ReadonlyMap<string, StepOutcome>,
): readonly Alternation[] {
  if (direction === 'forward') return alternations(plan.steps, ({ id }) => maySwitched(outcomes.get(id)));
  const back = new Set(steps.map(({ id }) => id));
  return alternations(plan.steps, ({ id }) => back.has(id) && !isGood(outcomes.get(id)));
}

/**
 * What did not go as planned, in the order of the steps. `alternating`: jobs whose runs alternate between two
 * configurations because of it.
 */
export function troubleOf(
  steps: readonly Step[],
  outcomes: ReadonlyMap<string, StepOutcome>,
  alternating: readonly Alternation[] = [],
): Trouble[] {
  const creation = steps.find(({ type }) => kindOf(type).effect === 'creates');
  const notCreated = creation !== undefined && outcomes.get(creation.id)?.state === 'failed';
  return steps.flatMap((step): Trouble[] => {
    const outcome = outcomes.get(step.id);
    if (isGood(outcome)) return [];
    const begun = outcome !== undefined && outcome.state !== 'pending' && outcome.state !== 'acting';
    const left = kindOf(step.type).words.untouched;
    const why = begun
      ? `${reasonWords(outcome.reason, outcome.aws)}; ${outcome.touched ? 'a change was sent, so it needs review' : left}`
      : notCreated
        ? 'not begun, because the configuration could not be created'
        : 'not begun, because it was stopped';
    return [{ type: step.type, name: stepSubject(step), why: `${why}${alternationWords(step, alternating)}` }];
  });
}

const plain: Readonly<Record<string, string>> = {
  gone: 'it does not exist any more',
  changed: 'it was changed since the plan was made',
  'name-taken': 'another configuration with this name, and with other settings, exists',
  'too-old':
    'nothing was sent: each time more than a few seconds had passed since it was read, and somebody could have changed it',
  'ray-job': 'it is a Ray job, which takes no security configuration (have it name none)',
  'starts-ray-job':
    'it starts a Ray job, which takes no security configuration (have that action of the trigger name none)',
  settling: 'AWS was still changing it after 5 minutes',
  'not-visible': 'AWS took the change and still shows the old state',
  'configuration-changed': 'the configuration to use is not what was approved',
  'key-moved': 'the alias of its key leads to another key than when it was approved',
  'configuration-gone': 'the configuration to use does not exist',
  'definition-unreadable': 'its stored definition cannot be read, so it could not be rolled back',
};

const withPaths: Readonly<Record<string, string>> = {
  changed: 'it was changed since the plan was made',
  differs: 'it uses the new configuration, and differs from before also in',
  unsendable: 'it has fields that cannot be sent back',
  'key-unusable': 'a key of the new configuration cannot be used now',
  'key-moved': 'the alias of a key leads to another key than when it was approved',
  together: 'it is switched only together with what was not switched',
  'still-used': 'it is still used',
  'references-unread': 'what uses it could not be listed to the end',
};

/** A step's reason as a clause: "it was changed since the plan was made (field Timeout)". `aws`: what AWS said. */
export function reasonWords(reason: string | undefined, aws?: AwsAnswer): string {
  const words = ownWords(reason, aws?.message);
  if (aws === undefined) return words;
  const id = aws.requestId === undefined ? '' : `, request ${aws.requestId}`;
  return `${words}: "${aws.message.replace(/\.$/, '')}"${id}`;
}

function ownWords(reason: string | undefined, said: string | undefined): string {
  if (reason === undefined) return 'it failed';
  const [code = '', ...rest] = reason.split(': ');
  const detail = rest.join(': ');
  if (detail === '') return Object.hasOwn(plain, code) ? (plain[code] ?? reason) : reason;
  if (code === 'changed') return `${withPaths[code]} (${detail.includes(', ') ? 'fields' : 'field'} ${detail})`;
  if (Object.hasOwn(withPaths, code)) return `${withPaths[code]} (${detail})`;
  return codeWords(detail, code, 'remediation', said);
}

const mostAdvice = 3;

/** What to do about failed calls, each once: what AWS said decides where its code is vague. */
export function callAdvice(outcomes: Iterable<StepOutcome>): string[] {
  const advice = new Set<string>();
  for (const { state, reason = '', aws } of outcomes) {
    const [, call, code] = /^([A-Z]\w+): ([\w.-]+)$/.exec(reason) ?? [];
    if (state !== 'failed' || call === undefined || code === undefined) continue;
    const next = changeAdvice(code, call, aws?.message);
    if (next !== undefined) advice.add(next);
  }
  return [...advice].slice(0, mostAdvice);
}

const slowWords =
  'Gluewarden was too slow or was stopped in between: check the load of its machine, and whether AWS answers slowly.';

function tooSlow(outcomes: ReadonlyMap<string, StepOutcome>): boolean {
  return [...outcomes.values()].some(({ reason }) => reason === 'too-old');
}

function nextWords(work: Work, state: EndState, outcomes: ReadonlyMap<string, StepOutcome>): string[] {
  const states = new Set([...outcomes.values()].map((outcome) => outcome.state));
  if (work.direction === 'back')
    return [
      ...(tooSlow(outcomes) ? [slowWords] : []),
      ...callAdvice(outcomes.values()),
      ...(state === 'done' ? [] : ['Review what is listed, and press Roll back again for the rest.']),
      ...logGroups(work, state, outcomes),
      ...(work.steps.some(isSwitch)
        ? ['Their bookmarks may be encrypted by now: check the next runs for duplicate data.']
        : []),
    ];
  const { plan } = work;
  const created = plan.steps.find(({ type }) => kindOf(type).effect === 'creates');
  const orphan = state === 'failed' && created !== undefined && isGood(outcomes.get(created.id));
  return [
    ...(states.has('drifted') ? ['Ask for a fresh plan for what was changed in the meantime.'] : []),
    ...(tooSlow(outcomes) ? [slowWords] : []),
    ...callAdvice(outcomes.values()),
    ...(states.has('failed') ? ['Fix what failed, and ask for a fresh plan for the rest.'] : []),
    ...(orphan
      ? [`The new configuration "${created.name}" exists and nothing uses it; a fresh plan uses it again.`]
      : []),
    ...logGroups(work, state, outcomes),
    ...(plan.manual.length > 0 ? ['Do what is left for you by hand.'] : []),
    ...(state === 'done' && plan.steps.some(isSwitch)
      ? ['The change holds from the next run of each job. The first runs are watched.']
      : []),
    ...(state === 'failed' ? [] : openWords([{ plan, outcomes }])),
    ...[staysWords([{ plan, outcomes }]) ?? []].flat(),
  ];
}

/** Where logs are from now on, once anything was switched. */
function logGroups(
  { plan, steps, direction }: Work,
  state: EndState,
  outcomes: ReadonlyMap<string, StepOutcome>,
): string[] {
  const isSwitched = steps.some((step) => isSwitch(step) && isGood(outcomes.get(step.id)));
  return isSwitched ? logGroupWords(plan.logGroups, { back: direction === 'back', partly: state !== 'done' }) : [];
}
