import { stepsBack } from '../../../domain/remediation/way-back.ts';
import { aboutStep, canaryStep, kindsInOrder, kindsInOrderBack, type Step } from '../../../domain/steps/step-kinds.ts';
import type { Stage } from '../../messages/afterwards-messages.ts';
import type { MoveRow } from '../../ports/move-records.ts';
import { numberWords } from '../../words/words.ts';
import { countSteps, outcomesOf, type PlanWay, type StepCounts } from '../state/plan-ways.ts';

/** The stages of the way forward: those that the plans have, then the first runs. */
export function forwardStages(ways: readonly PlanWay[], moves: readonly MoveRow[]): Stage[] {
  const ended = ways.every(({ forward }) => forward?.state === 'ended');
  const stage = (title: string, which: (step: Step) => boolean): Stage[] => {
    const counts = ways.map((way) => countSteps(way.plan.steps, outcomesOf(way.forward), which));
    return stageOf(title, sum(counts), ended);
  };
  return [
    ...kindsInOrder.flatMap(({ type, words }): Stage[] => [
      ...(words.canaryStage === null
        ? []
        : [...stage(words.canaryStage, (step) => step.type === type && isCanary(step)), ...canaryStage(ways, moves)]),
      ...stage(words.stage, (step) => step.type === type && !isCanary(step)),
    ]),
    ...firstRunsStage(moves, ended),
  ];
}

function isCanary(step: Step): boolean {
  return aboutStep(step).job?.canary ?? false;
}

/** The stages of the way back, in its order. */
export function backStages(ways: readonly PlanWay[]): Stage[] {
  const gone = ways.filter(({ back }) => back !== undefined);
  const ended = gone.every(({ back }) => back?.state === 'ended');
  return kindsInOrderBack.flatMap(({ type, words }) => {
    const counts = gone.map(({ plan, forward, back }) =>
      countSteps(stepsBack(plan, outcomesOf(forward)), outcomesOf(back), (step) => step.type === type),
    );
    return stageOf(words.stageBack, sum(counts), ended);
  });
}

function sum(all: readonly StepCounts[]): StepCounts {
  const add = (member: keyof StepCounts) => all.reduce((total, counts) => total + counts[member], 0);
  return { total: add('total'), good: add('good'), bad: add('bad'), begun: add('begun') };
}

function stageOf(title: string, { total, good, bad, begun }: StepCounts, ended: boolean): Stage[] {
  if (total === 0) return [];
  const left = total - good - bad;
  const notBegun = ended && left > 0 ? [`${numberWords(left)} not begun`] : [];
  const notDone = bad > 0 ? [`${numberWords(bad)} not as planned`] : [];
  const detail = [`${numberWords(good)} of ${numberWords(total)} done`, ...notDone, ...notBegun].join('; ');
  return [{ title, state: stateOf(), detail }];

  function stateOf(): Stage['state'] {
    if (good === total) return 'complete';
    if (bad > 0 || (ended && left > 0)) return left > 0 && !ended ? 'in-progress' : 'error';
    return begun > 0 ? 'in-progress' : 'pending';
  }
}

/** The wait for the first job's run. */
function canaryStage(ways: readonly PlanWay[], moves: readonly MoveRow[]): Stage[] {
  const title = 'Wait for its next run';
  const canaries = ways.filter(({ plan }) => canaryStep(plan.steps) !== undefined);
  if (canaries.length === 0) return [];
  const executions = canaries.flatMap(({ forward }) => forward ?? []);
  const passed = executions.filter(({ canary }) => canary === 'passed').length;
  const overruled = executions.filter(({ canary }) => canary === 'overruled').length;
  const waiting = executions.filter(({ state }) => state === 'waiting-for-canary');
  const bad = moves.filter(({ canary, state }) => canary && ['failed', 'doubtful', 'unseen'].includes(state)).length;
  const words = [
    ...(passed > 0 ? [`${numberWords(passed)} of ${numberWords(canaries.length)} went well`] : []),
    ...(overruled > 0 ? [`${numberWords(overruled)} not waited for: an approver went on`] : []),
    ...(bad > 0 ? [`${numberWords(bad)} not as it should be`] : []),
    ...(waiting.length > bad ? [`${numberWords(waiting.length - bad)} awaited`] : []),
  ];
  const all = passed + overruled === canaries.length;
  const state = all ? 'complete' : bad > 0 ? 'error' : waiting.length > 0 ? 'in-progress' : 'pending';
  return [{ title, state, detail: words.join('; ') || 'not yet' }];
}

/** What the watch over the first runs has seen. */
function firstRunsStage(moves: readonly MoveRow[], ended: boolean): Stage[] {
  const watched = moves.filter(({ state }) => state !== 'moving' && state !== 'void');
  if (watched.length === 0) return [];
  const count = (...states: MoveRow['state'][]) => watched.filter(({ state }) => states.includes(state)).length;
  const [good, bad, unseen, watching] = [
    count('good'),
    count('failed', 'doubtful'),
    count('unseen'),
    count('watching'),
  ];
  const words = [
    `${numberWords(good)} of ${numberWords(watched.length)} went well`,
    ...(bad > 0 ? [`${numberWords(bad)} to look at`] : []),
    ...(watching > 0 ? [`${numberWords(watching)} awaited`] : []),
    ...(unseen > 0 ? [`${numberWords(unseen)} not seen`] : []),
  ];
  const over = watching === 0 && ended;
  const state = bad > 0 ? 'error' : over ? 'complete' : 'in-progress';
  return [{ title: 'First runs', state, detail: words.join('; ') }];
}
